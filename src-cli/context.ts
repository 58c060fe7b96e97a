import { fileURLToPath } from 'node:url';
import { chooseLanguage, getTranslate, type Language, type Translate } from '../src-core/i18n/index.ts';
import { formatNotice } from '../src-core/output/messages.ts';
import { systemClock } from '../src-core/util/clock.ts';
import { SessionSecrets } from '../src-core/secrets/session-secrets.ts';
import { KeychainClient } from '../src-core/secrets/keychain-client.ts';
import { SettingsStore } from '../src-core/settings/settings-store.ts';
import { withEnvironment, type SecretStore } from '../src-core/secrets/secret-store.ts';
import { readManagedSettings } from '../src-core/settings/policies.ts';
import type { Configuration, SettingProblem, WebhookAddress } from '../src-core/settings/load-settings.ts';
import { startDemo } from '../src-simulator/demo.ts';
import { createDemoHome, removeDemoHome } from '../src-simulator/demo-home.ts';
import type { Simulator } from '../src-simulator/server.ts';
import type { CommandOptions } from './command.ts';
import { forkKeychainWorker } from './keychain-process.ts';

const SAMPLE_CONTACTS = fileURLToPath(new URL('../resources/contacts.csv', import.meta.url));

/** What every command that needs the settings begins with. */
export interface CliContext {
  /** of the process, or of the demo */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configuration: Configuration;
  readonly store: SettingsStore;
  /** as the terminal finds them: in the environment, else in the keychain */
  readonly secrets: SecretStore;
  readonly t: Translate;
  /** null unless it is a demo */
  readonly simulator: Simulator | null;
  /** Leaves nothing of the demo behind. */
  readonly close: () => Promise<void>;
}

/**
 * @param options.demo against the built-in Zoom, in a folder of its own that goes with it
 * @param wantedSource see `readConfiguration`
 * @param webhookAddress see `SettingsInputs`
 */
export async function createCliContext(
  { demo, stop }: Pick<CommandOptions, 'demo' | 'stop'>,
  wantedSource?: 'websocket' | 'webhook',
  webhookAddress: Partial<WebhookAddress> = {},
): Promise<CliContext> {
  const { env } = process;
  const home = demo ? createDemoHome() : null;
  const started = home === null ? null : await startDemo(home, SAMPLE_CONTACTS, env);
  const environment =
    started === null
      ? env
      : {
          ...started.environment,
          ...(wantedSource === 'webhook' && {
            ZOOM_WEBHOOK_SECRET_TOKEN: started.simulator.webhookSecretToken,
          }),
        };
  const keychain = new KeychainClient(forkKeychainWorker, systemClock);
  const store = new SettingsStore({
    env: environment,
    managed: readManagedSettings({ env: environment }),
    secrets: new SessionSecrets(withEnvironment(keychain, environment)),
    clock: systemClock,
    ...(wantedSource !== undefined && { wantedSource }),
    webhookAddress,
    shouldRepair: false,
  });
  // Nobody waits for a keychain that waits for its password when the end is wanted.
  stop.signal.addEventListener('abort', () => keychain.close(), { once: true });
  await store.loadSecrets();
  const configuration = store.current;
  return {
    environment,
    configuration,
    store,
    secrets: store.secrets,
    t: getTranslate(getTerminalLanguage(configuration)),
    simulator: started?.simulator ?? null,
    close: async () => {
      store.close();
      keychain.close();
      await started?.close();
      if (home !== null) removeDemoHome(home);
    },
  };
}

/** The language of the settings, else that of the terminal. */
export function getTerminalLanguage({ settings }: Configuration): Language {
  const { env } = process;
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return chooseLanguage(settings.language, [locale]);
}

/** Those that have nothing to do with the Zoom account: contacts and CRMs need none, however wrong it is set up. */
export function excludeZoomProblems(problems: readonly SettingProblem[]): readonly SettingProblem[] {
  return problems.filter(({ name }) => !/^(?:ZOOM_|zoom\b)/u.test(name));
}

/** Says on stderr which settings cannot be used. */
export function reportProblems(problems: readonly SettingProblem[], t: Translate): void {
  for (const { name, code } of problems)
    printError(formatNotice({ level: 'error', code, params: { name } }, t));
}

/** One sentence on stderr. */
export function printError(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

import { fileURLToPath } from 'node:url';
import { chooseLanguage, getTranslate, type Language, type Translate } from '../src-core/i18n/index.ts';
import { ColumnLayout, type TextCell } from '../src-core/output/columns.ts';
import { formatNotice } from '../src-core/output/messages.ts';
import { systemClock } from '../src-core/util/clock.ts';
import { SessionSecrets } from '../src-core/secrets/session-secrets.ts';
import { KeychainClient } from '../src-core/secrets/keychain-client.ts';
import { SettingsStore } from '../src-core/settings/settings-store.ts';
import { withEnvironment } from '../src-core/secrets/secret-store.ts';
import { readManagedSettings } from '../src-core/settings/policies.ts';
import {
  readConfiguration,
  type Configuration,
  type SettingProblem,
  type WebhookAddress,
} from '../src-core/settings/load-settings.ts';
import { startDemo } from '../src-simulator/demo.ts';
import { createDemoHome, removeDemoHome } from '../src-simulator/demo-home.ts';
import type { CommandOptions } from './command.ts';
import { forkKeychainWorker } from './keychain-process.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export type CliContext = Awaited<ReturnType<typeof createCliContext>>;

/**
 * Creates what every command with settings needs. With `demo` it uses the simulator and a temporary home folder.
 * @param wantedSource see `readConfiguration`
 * @param webhookAddress see `SettingsInputs`
 */
export async function createCliContext(
  { demo, stop }: Pick<CommandOptions, 'demo' | 'stop'>,
  wantedSource: 'websocket' | 'webhook' | 'any' = 'any',
  webhookAddress: Partial<WebhookAddress> = {},
) {
  const { env } = process;
  const home = demo ? createDemoHome() : null;
  const started =
    home === null ? null : await startDemo({ home, root: ROOT, language: getDemoLanguage(home), env });
  const environment: Readonly<Record<string, string | undefined>> =
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
    wantedSource,
    webhookAddress,
    shouldRepair: false,
  });
  // A keychain that waits for its password must not delay the exit.
  stop.signal.addEventListener('abort', () => keychain.close(), { once: true });
  await store.loadSecrets();
  const configuration = store.current;
  return {
    environment,
    configuration,
    store,
    keychain,
    t: getTranslate(getTerminalLanguage(configuration)),
    /** null without `demo` */
    simulator: started?.simulator ?? null,
    /** Deletes what the demo created. */
    close: async () => {
      store.close();
      keychain.close();
      await started?.close();
      if (home !== null) removeDemoHome(home);
    },
  };
}

/** The language of the settings, or of the terminal. */
export function getTerminalLanguage({ settings }: Configuration): Language {
  const { env } = process;
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return chooseLanguage(settings.language, [locale]);
}

function getDemoLanguage(home: string): Language {
  return getTerminalLanguage(readConfiguration({ ...process.env, CHAKUSHIN_HOME: home }));
}

/** The problems that concern contacts and CRMs, which need no Zoom account. */
export function excludeZoomProblems(problems: readonly SettingProblem[]): readonly SettingProblem[] {
  return problems.filter(({ name }) => !/^(?:ZOOM_|zoom\b)/u.test(name));
}

/** Prints each problem on stderr. */
export function reportProblems(problems: readonly SettingProblem[], t: Translate): void {
  for (const { name, code } of problems)
    printError(formatNotice({ level: 'error', code, params: { name } }, t));
}

/** Prints a sentence on stderr. */
export function printError(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Prints a line on stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function formatTable(rows: readonly (readonly TextCell[])[]): readonly string[] {
  const columns = new ColumnLayout();
  for (const row of rows) columns.measure(row);
  return rows.map((row) => columns.formatRow(row));
}

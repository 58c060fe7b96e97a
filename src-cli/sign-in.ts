import { systemClock } from '../src-core/clock.ts';
import {
  keepSecret,
  signInSentence,
  signInToConnector,
  type SignInOutcome,
} from '../src-core/connector-sign-in.ts';
import type { Transport } from '../src-core/http/transport.ts';
import type { Language, Translate } from '../src-core/i18n/index.ts';
import { KeychainClient } from '../src-core/keychain-client.ts';
import type { ConnectorKind, SignIn } from '../src-core/lookup/connector-kind.ts';
import { CONNECTOR_KINDS } from '../src-core/lookup/crm/registry.ts';
import type { OAuthProvider } from '../src-core/oauth/provider.ts';
import { readSignIn } from '../src-core/oauth/stored-sign-in.ts';
import {
  connectorSecret,
  secretFromEnvironment,
  SecretStoreError,
  secretVariable,
  type SecretStore,
} from '../src-core/secret-store.ts';
import type { ConnectorEntry } from '../src-core/settings/schema.ts';
import { Columns } from '../src-core/terminal/columns.ts';
import { cleanText } from '../src-core/text/clean.ts';
import { begin, besideZoom, complain, tellProblems, terminalLanguage } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { forkKeychainWorker } from './keychain.ts';
import { nearest } from './nearest.ts';
import { openBrowser } from './open-browser.ts';
import { readSecret, type SecretInput } from './read-secret.ts';
import type { Stop } from './stop.ts';
import { terminalWay } from './way.ts';

export interface SignInOptions {
  /** null = list what there is */
  readonly id: string | null;
  readonly remove: boolean;
}

/** What signing in has to do with. */
export interface SignInWorld {
  readonly connectors: readonly ConnectorEntry[];
  readonly kinds: ReadonlyMap<string, ConnectorKind>;
  readonly keychain: SecretStore;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly transport: Transport;
  readonly input: SecretInput;
  /** opens the browser; null where nobody looks on */
  readonly open: ((address: string) => void) | null;
  /** a line on stdout */
  readonly print: (line: string) => void;
  /** a sentence on stderr */
  readonly complain: (sentence: string) => void;
  readonly language: Language;
  readonly t: Translate;
  readonly json: boolean;
  readonly stop: Pick<Stop, 'signal' | 'interrupted' | 'interrupt'>;
}

/** Lists the connectors that must be signed in to, signs in to one of them, or forgets its sign-in. */
export async function runSignIn(options: SignInOptions, { json, demo, stop }: Common): Promise<ExitCode> {
  const { configuration, environment, t, end } = await begin({ demo, stop });
  const keychain = new KeychainClient(forkKeychainWorker, systemClock);
  // Nobody waits for a keychain that waits for its password when the end is wanted.
  stop.signal.addEventListener('abort', () => keychain.close(), { once: true });
  try {
    // The demo's connectors have ids that the real ones may have too.
    if (demo) {
      complain(t('cli.sign-in.no-demo'));
      return 2;
    }
    const { settings } = configuration;
    const problems = besideZoom(configuration.problems);
    tellProblems(problems, t);
    if (problems.length > 0) return 3;
    return await signIn(options, {
      connectors: settings.connectors,
      kinds: CONNECTOR_KINDS,
      keychain,
      env: environment,
      transport: terminalWay(configuration).transport,
      input: process.stdin,
      open: process.stdout.isTTY ? openBrowser : null,
      print: (line) => void process.stdout.write(`${line}\n`),
      complain,
      language: terminalLanguage(configuration),
      t,
      json,
      stop,
    });
  } finally {
    keychain.close();
    await end();
  }
}

/** `runSignIn`, with all that it has to do with. */
export async function signIn({ id, remove }: SignInOptions, world: SignInWorld): Promise<ExitCode> {
  const { complain, t, stop } = world;
  try {
    if (id === null) return await list(world);
    const chosen = choose(id, world);
    if (typeof chosen === 'number') return chosen;
    const variable = secretVariable(chosen.id);
    if (secretFromEnvironment(chosen.id, world.env) !== null)
      complain(t('cli.sign-in.variable', { name: chosen.name, variable }));
    if (remove) return await forget(chosen, world);
    switch (chosen.signIn.kind) {
      case 'none':
        complain(t('cli.sign-in.not-needed', { name: chosen.name }));
        return 2;
      case 'secret':
        return await takeSecret(chosen, world);
      case 'oauth':
        return await signInThere(chosen, chosen.signIn.provider, world);
    }
  } catch (error) {
    // Whoever interrupts it does not ask for a result.
    if (stop.interrupted) return 0;
    if (!(error instanceof SecretStoreError)) throw error;
    complain(`${t(`check.keychain.${error.fault}`)} ${t(`remedy.keychain.${error.fault}`)}`);
    return 1;
  }
}

interface Chosen {
  readonly id: string;
  /** as people know it */
  readonly name: string;
  readonly signIn: SignIn;
}

/** How to sign in to an entry of the settings; else what to say of it. */
function understand(entry: ConnectorEntry, { kinds, t }: SignInWorld): Chosen | string {
  const { id, type } = entry;
  const kind = kinds.get(type);
  if (kind === undefined) {
    const types = [...kinds.keys()].join(', ');
    return t('cli.sign-in.unknown-type', { id: shown(id), type: shown(type), types });
  }
  const how = kind.signIn(entry);
  return how === null
    ? t('cli.sign-in.wrong-settings', { id: shown(id) })
    : { id, name: shown(entry.name ?? kind.title), signIn: how };
}

function choose(id: string, world: SignInWorld): Chosen | ExitCode {
  const { connectors, complain, t } = world;
  const entry = connectors.find((one) => one.id === id);
  if (entry === undefined) {
    const near = nearest(
      id,
      connectors.map((one) => one.id),
    );
    const sentence =
      near === null
        ? t('cli.sign-in.unknown', { id: shown(id) })
        : t('cli.sign-in.nearest', { id: shown(id), near: shown(near) });
    complain(sentence);
    return 2;
  }
  const chosen = understand(entry, world);
  if (typeof chosen !== 'string') return chosen;
  complain(chosen);
  return 3;
}

async function list(world: SignInWorld): Promise<ExitCode> {
  const { connectors, keychain, env, print, complain, t, json } = world;
  const understood = connectors.map((entry) => understand(entry, world));
  const wrong = understood.filter((one) => typeof one === 'string');
  for (const sentence of wrong) complain(sentence);
  const wanted = understood
    .filter((one) => typeof one !== 'string')
    .filter(({ signIn }) => signIn.kind !== 'none');
  if (wanted.length === 0) {
    if (wrong.length === 0) complain(t('cli.sign-in.none'));
    return 3;
  }
  const troubles: SecretStoreError[] = [];
  const found = await Promise.all(
    wanted.map(async ({ id, name, signIn: { kind } }) => {
      const isSet = secretFromEnvironment(id, env) !== null;
      const stored = isSet
        ? true
        : await keychain.get(connectorSecret(id)).then(
            (secret) => secret !== null,
            (error: unknown) => {
              if (!(error instanceof SecretStoreError)) throw error;
              troubles.push(error);
              return null;
            },
          );
      return { id, name, kind, stored, from: isSet ? 'environment' : stored === true ? 'keychain' : null };
    }),
  );
  const columns = new Columns();
  const rows = found.map(({ id, name, kind, stored, from }) => {
    const state =
      from === 'environment'
        ? t('cli.sign-in.from-variable', { variable: secretVariable(id) })
        : t(`cli.sign-in.${stored === null ? 'not-known' : stored ? 'signed-in' : 'not-signed-in'}`);
    return [
      { text: shown(id), look: 'bold' as const },
      { text: name },
      { text: t(kind === 'oauth' ? 'cli.sign-in.by-browser' : 'cli.sign-in.by-secret') },
      { text: state },
    ];
  });
  if (json)
    for (const { id, name, kind, stored, from } of found)
      tell(world, 'sign-in', { id, name }, { kind, stored, from });
  else {
    for (const row of rows) columns.measure(row);
    for (const row of rows) print(columns.line(row).trimEnd());
  }
  const [trouble] = troubles;
  if (trouble !== undefined) throw trouble;
  return wrong.length > 0 ? 3 : 0;
}

async function forget(chosen: Chosen, world: SignInWorld): Promise<ExitCode> {
  const { keychain, print, t, json } = world;
  const removed = await keychain.remove(connectorSecret(chosen.id));
  if (json) tell(world, 'sign-in', chosen, { stored: false, removed });
  else print(t(removed ? 'cli.sign-in.removed' : 'cli.sign-in.nothing-stored', { name: chosen.name }));
  return 0;
}

async function takeSecret(chosen: Chosen, world: SignInWorld): Promise<ExitCode> {
  const { id, name } = chosen;
  const secret = await ask(world.t('cli.sign-in.ask-secret', { name }), world);
  if (secret === null && world.stop.interrupted) return 0;
  return told(await keepSecret(id, secret ?? '', world.keychain), chosen, world);
}

async function signInThere(chosen: Chosen, provider: OAuthProvider, world: SignInWorld): Promise<ExitCode> {
  const { keychain, env, transport, language, open, print, t, json, stop } = world;
  const { id, name } = chosen;
  // Read in any case: a keychain that does not answer is told of before anybody goes to sign in.
  const stored = readSignIn((await keychain.get(connectorSecret(id))) ?? secretFromEnvironment(id, env));
  let clientSecret = '';
  if (provider.wantsClientSecret) {
    const known = stored?.clientSecret ?? null;
    const question = known === null ? 'cli.sign-in.ask-client-secret' : 'cli.sign-in.ask-client-secret-again';
    const typed = await ask(t(question, { name }), world);
    if (typed === null && stop.interrupted) return 0;
    if (typed === null) return told({ kind: 'empty' }, chosen, world);
    clientSecret = typed === '' ? (known ?? '') : typed;
  }
  const outcome = await signInToConnector(
    { id, name, provider, clientSecret },
    {
      store: keychain,
      transport,
      language,
      t,
      open: (address) => {
        if (json) tell(world, 'sign-in-address', chosen, { address });
        else print(`${t('cli.sign-in.open', { name })}\n\n${address}\n`);
        open?.(address);
      },
    },
    stop.signal,
  );
  return told(outcome, chosen, world);
}

function told(outcome: SignInOutcome, chosen: Chosen, world: SignInWorld): ExitCode {
  const { print, complain, t, json, stop } = world;
  const sentence = signInSentence(outcome, chosen.name, t);
  switch (outcome.kind) {
    case 'stored':
      if (json) tell(world, 'sign-in', chosen, { stored: true });
      else print(sentence);
      return 0;
    case 'empty':
    case 'unusable':
      complain(sentence);
      return 2;
    case 'failed':
      if (stop.interrupted) return 0;
      complain(sentence);
      return outcome.isSetUpWrong ? 3 : 1;
  }
}

/** What was typed or piped; null = nothing, since it was given up. */
async function ask(question: string, { input, complain, stop }: SignInWorld): Promise<string | null> {
  if (input.isTTY === true) complain(question);
  return await readSecret(input, stop.signal, stop.interrupt);
}

function tell(
  { print }: SignInWorld,
  type: 'sign-in' | 'sign-in-address',
  { id, name }: Pick<Chosen, 'id' | 'name'>,
  more: Readonly<Record<string, unknown>>,
): void {
  print(JSON.stringify({ type, at: new Date().toISOString(), connector: id, name, ...more }));
}

/** What comes from the settings, or was typed, made safe for a terminal. */
function shown(text: string): string {
  return cleanText(text, 40) ?? '';
}

import { spawn } from 'node:child_process';
import {
  storeSecret,
  formatSignInOutcome,
  signInToConnector,
  type SignInOutcome,
} from '../../src-core/crm/sign-in.ts';
import { formatList } from '../../src-core/output/messages.ts';
import type { Transport } from '../../src-core/network/transport.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { ConnectorKind, SignIn } from '../../src-core/crm/connector-kind.ts';
import { CONNECTOR_KINDS } from '../../src-core/crm/registry.ts';
import type { OAuthProvider } from '../../src-core/crm/oauth/provider.ts';
import { readSignIn } from '../../src-core/crm/oauth/stored-sign-in.ts';
import {
  toSecretKey,
  findEnvironmentSecret,
  SecretStoreError,
  toSecretVariable,
  type SecretStore,
} from '../../src-core/secrets/secret-store.ts';
import type { ConnectorEntry } from '../../src-core/settings/schema.ts';
import { cleanText } from '../../src-core/util/clean-text.ts';
import {
  createCliContext,
  excludeZoomProblems,
  formatTable,
  getTerminalLanguage,
  print,
  printError,
  reportProblems,
} from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { findClosestMatch } from '../closest-match.ts';
import { readSecretLine, type SecretInput } from './read-secret.ts';
import type { Stop } from '../stop.ts';
import { createTerminalNetwork } from '../network.ts';

export interface SignInOptions {
  /** null = list all */
  readonly id: string | null;
  readonly remove: boolean;
}

/** Replaced in tests. */
export interface SignInDeps {
  readonly connectors: readonly ConnectorEntry[];
  readonly kinds: ReadonlyMap<string, ConnectorKind>;
  readonly keychain: SecretStore;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly transport: Transport;
  readonly input: SecretInput;
  /** opens the browser; null if stdout is not a terminal */
  readonly open: ((address: string) => void) | null;
  readonly print: typeof print;
  readonly printError: typeof printError;
  readonly language: Language;
  readonly t: Translate;
  readonly json: boolean;
  readonly stop: Pick<Stop, 'signal' | 'interrupted' | 'interrupt'>;
}

/** Lists the connectors that require a sign-in, signs in to one of them, or removes its sign-in. */
export async function runSignIn(
  options: SignInOptions,
  { json, demo, stop }: CommandOptions,
): Promise<ExitCode> {
  const { configuration, environment, keychain, t, close } = await createCliContext({ demo, stop });
  try {
    // The demo's connectors may have the ids of real ones.
    if (demo) {
      printError(t('cli.sign-in.no-demo'));
      return 2;
    }
    const problems = excludeZoomProblems(configuration.problems);
    reportProblems(problems, t);
    if (problems.length > 0) return 3;
    return await signIn(options, {
      connectors: configuration.settings.connectors,
      kinds: CONNECTOR_KINDS,
      keychain,
      env: environment,
      transport: createTerminalNetwork(configuration).transport,
      input: process.stdin,
      open: process.stdout.isTTY ? openBrowser : null,
      print,
      printError,
      language: getTerminalLanguage(configuration),
      t,
      json,
      stop,
    });
  } finally {
    await close();
  }
}

export async function signIn({ id, remove }: SignInOptions, deps: SignInDeps): Promise<ExitCode> {
  const { printError, t, stop } = deps;
  try {
    if (id === null) return await listConnectors(deps);
    const chosen = chooseConnector(id, deps);
    if (typeof chosen === 'number') return chosen;
    const variable = toSecretVariable(chosen.id);
    if (findEnvironmentSecret(chosen.id, deps.env) !== null)
      printError(t('cli.sign-in.variable', { name: chosen.name, variable }));
    if (remove) return await removeSignIn(chosen, deps);
    switch (chosen.signIn.kind) {
      case 'none':
        printError(t('cli.sign-in.not-needed', { name: chosen.name }));
        return 2;
      case 'secret':
        return await storeTypedSecret(chosen, deps);
      case 'oauth':
        return await signInWithOAuth(chosen, chosen.signIn.provider, deps);
    }
  } catch (error) {
    if (stop.interrupted) return 0;
    if (!(error instanceof SecretStoreError)) throw error;
    printError(`${t(`check.keychain.${error.fault}`)} ${t(`remedy.keychain.${error.fault}`)}`);
    return 1;
  }
}

interface ChosenConnector {
  readonly id: string;
  readonly name: string;
  readonly signIn: SignIn;
}

/** Returns the connector of an entry of the settings, or a sentence if it cannot be used. */
function resolveEntry(entry: ConnectorEntry, { kinds, t }: SignInDeps): ChosenConnector | string {
  const { id, type } = entry;
  const kind = kinds.get(type);
  if (kind === undefined) {
    const types = formatList([...kinds.keys()], t);
    return t('cli.sign-in.unknown-type', { id: sanitize(id), type: sanitize(type), types });
  }
  const method = kind.getSignIn(entry);
  return method === null
    ? t('cli.sign-in.wrong-settings', { id: sanitize(id) })
    : { id, name: sanitize(entry.name ?? kind.title), signIn: method };
}

function chooseConnector(id: string, deps: SignInDeps): ChosenConnector | ExitCode {
  const { connectors, printError, t } = deps;
  const entry = connectors.find((one) => one.id === id);
  if (entry === undefined) {
    const ids = connectors.map((one) => one.id);
    const near = findClosestMatch(id, ids);
    printError(
      near === null
        ? t('cli.sign-in.unknown', { id: sanitize(id) })
        : t('cli.sign-in.nearest', { id: sanitize(id), near: sanitize(near) }),
    );
    return 2;
  }
  const chosen = resolveEntry(entry, deps);
  if (typeof chosen !== 'string') return chosen;
  printError(chosen);
  return 3;
}

async function listConnectors(deps: SignInDeps): Promise<ExitCode> {
  const { connectors, keychain, env, print, printError, t, json } = deps;
  const resolved = connectors.map((entry) => resolveEntry(entry, deps));
  const problems = resolved.filter((one) => typeof one === 'string');
  for (const sentence of problems) printError(sentence);
  const signInRequired = resolved
    .filter((one) => typeof one !== 'string')
    .filter(({ signIn }) => signIn.kind !== 'none');
  if (signInRequired.length === 0) {
    if (problems.length === 0) printError(t('cli.sign-in.none'));
    return 3;
  }
  const errors: SecretStoreError[] = [];
  const statuses = await Promise.all(
    signInRequired.map(async ({ id, name, signIn: { kind } }) => {
      const isSet = findEnvironmentSecret(id, env) !== null;
      const stored = isSet
        ? true
        : await keychain.get(toSecretKey(id)).then(
            (secret) => secret !== null,
            (error: unknown) => {
              if (!(error instanceof SecretStoreError)) throw error;
              errors.push(error);
              return null;
            },
          );
      return { id, name, kind, stored, from: isSet ? 'environment' : stored === true ? 'keychain' : null };
    }),
  );
  const rows = statuses.map(({ id, name, kind, stored, from }) => {
    const state =
      from === 'environment'
        ? t('cli.sign-in.from-variable', { variable: toSecretVariable(id) })
        : t(`cli.sign-in.${stored === null ? 'not-known' : stored ? 'signed-in' : 'not-signed-in'}`);
    return [
      { text: sanitize(id), style: 'bold' as const },
      { text: name },
      { text: t(kind === 'oauth' ? 'cli.sign-in.by-browser' : 'cli.sign-in.by-secret') },
      { text: state },
    ];
  });
  if (json)
    for (const { id, name, kind, stored, from } of statuses)
      printJsonLine(deps, 'sign-in', { id, name }, { kind, stored, from });
  else for (const line of formatTable(rows)) print(line);
  const [error] = errors;
  if (error !== undefined) throw error;
  return problems.length > 0 ? 3 : 0;
}

async function removeSignIn(chosen: ChosenConnector, deps: SignInDeps): Promise<ExitCode> {
  const { keychain, print, t, json } = deps;
  const removed = await keychain.remove(toSecretKey(chosen.id));
  if (json) printJsonLine(deps, 'sign-in', chosen, { stored: false, removed });
  else print(t(removed ? 'cli.sign-in.removed' : 'cli.sign-in.nothing-stored', { name: chosen.name }));
  return 0;
}

async function storeTypedSecret(chosen: ChosenConnector, deps: SignInDeps): Promise<ExitCode> {
  const { id, name } = chosen;
  const secret = await promptSecret(deps.t('cli.sign-in.ask-secret', { name }), deps);
  if (secret === null && deps.stop.interrupted) return 0;
  return reportOutcome(await storeSecret(id, secret ?? '', deps.keychain), chosen, deps);
}

async function signInWithOAuth(
  chosen: ChosenConnector,
  provider: OAuthProvider,
  deps: SignInDeps,
): Promise<ExitCode> {
  const { keychain, env, transport, language, open, print, t, json, stop } = deps;
  const { id, name } = chosen;
  // Always read, so that a keychain that does not answer is reported before the user signs in.
  const stored = readSignIn((await keychain.get(toSecretKey(id))) ?? findEnvironmentSecret(id, env));
  let clientSecret = '';
  if (provider.requiresClientSecret) {
    const known = stored?.clientSecret ?? null;
    const question = known === null ? 'cli.sign-in.ask-client-secret' : 'cli.sign-in.ask-client-secret-again';
    const typed = await promptSecret(t(question, { name }), deps);
    if (typed === null && stop.interrupted) return 0;
    if (typed === null) return reportOutcome({ kind: 'empty' }, chosen, deps);
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
        if (json) printJsonLine(deps, 'sign-in-address', chosen, { address });
        else print(`${t('cli.sign-in.open', { name })}\n\n${address}\n`);
        open?.(address);
      },
    },
    stop.signal,
  );
  return reportOutcome(outcome, chosen, deps);
}

function reportOutcome(outcome: SignInOutcome, chosen: ChosenConnector, deps: SignInDeps): ExitCode {
  const { print, printError, t, json, stop } = deps;
  const sentence = formatSignInOutcome(outcome, chosen.name, t);
  switch (outcome.kind) {
    case 'stored':
      if (json) printJsonLine(deps, 'sign-in', chosen, { stored: true });
      else print(sentence);
      return 0;
    case 'empty':
    case 'unusable':
      printError(sentence);
      return 2;
    case 'failed':
      if (stop.interrupted) return 0;
      printError(sentence);
      return outcome.isSetUpWrong ? 3 : 1;
  }
}

/** Reads what is typed or piped; null if interrupted. */
async function promptSecret(
  question: string,
  { input, printError, stop }: SignInDeps,
): Promise<string | null> {
  if (input.isTTY === true) printError(question);
  return await readSecretLine(input, stop.signal, stop.interrupt);
}

function printJsonLine(
  { print }: SignInDeps,
  type: 'sign-in' | 'sign-in-address',
  { id, name }: Pick<ChosenConnector, 'id' | 'name'>,
  fields: Readonly<Record<string, unknown>>,
): void {
  print(JSON.stringify({ type, at: new Date().toISOString(), connector: id, name, ...fields }));
}

/** Makes text from the settings or the command line safe for a terminal. */
function sanitize(text: string): string {
  return cleanText(text, 40) ?? '';
}

/** Opens a web address in the browser if possible. Never throws. */
function openBrowser(address: string): void {
  if (!/^https?:\/\//u.test(address)) return;
  const [command, ...args] = getOpenCommand(address);
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  // The address is also printed.
  child.on('error', () => undefined);
  child.unref();
}

function getOpenCommand(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  // Not `start`: the command prompt would interpret & and % in the address.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}

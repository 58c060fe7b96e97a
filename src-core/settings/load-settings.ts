import { homedir } from 'node:os';
import { join } from 'node:path';
import { isLoopback } from '../util/loopback.ts';
import { mergeValues, getValueAt, withoutValueAt, withValueAt, type Values } from './layers.ts';
import type { ManagedSettings } from './policies.ts';
import { SettingsSchema, type Settings } from './schema.ts';
import { readSettingsFile, type FileContent } from './settings-file.ts';
import { findVariable, VARIABLES } from './environment-variables.ts';
import { SECRET_VARIABLES } from '../secrets/secret-store.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** Zoom's REST API and our credentials. `clientSecret` is a secret: never put it into logs, files or windows. */
export interface ZoomCredentials {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly oauthUrl: string;
  readonly apiUrl: string;
}

/** What the event WebSocket needs. */
export interface ZoomAccount extends ZoomCredentials {
  readonly subscriptionId: string;
  /** email, user id or extension; null = all calls of the account */
  readonly agent: string | null;
  readonly wsUrl: string;
}

export type WebhookAddress = Omit<Settings['webhook'], 'enabled'>;

/** What the webhook needs. */
export interface WebhookAccount {
  /** a secret that Zoom signs with */
  readonly secretToken: string;
  readonly agent: string | null;
  readonly address: WebhookAddress;
  /** for the agent lookup and the call history; null if they are not possible */
  readonly credentials: ZoomCredentials | null;
}

/** A setting that cannot be used. `code` has a sentence in i18n. */
export interface SettingProblem {
  /** the path of the setting, its variable, or the path of a file */
  readonly name: string;
  readonly code:
    | 'setting-missing'
    | 'setting-unusable'
    | 'setting-not-https'
    | 'settings-file-unusable'
    /** the file was renamed; `name` is its new path */
    | 'settings-file-damaged'
    | 'webhook-secret-missing'
    /** the keychain could not be read, see KeychainState */
    | 'secret-unreadable';
}

export interface Configuration {
  /** the folder of settings, database and logs */
  readonly home: string;
  readonly settings: Settings;
  /** null if it is not set up or cannot be used (see `problems`) */
  readonly account: ZoomAccount | null;
  /** null if it is not enabled or cannot be used (see `problems`) */
  readonly webhook: WebhookAccount | null;
  readonly problems: readonly SettingProblem[];
  /** the account is the built-in simulator's: store nothing */
  readonly trial?: true;
}

/** Zoom's secrets from the keychain or from the user in this run; null if unknown. */
export interface ZoomSecrets {
  readonly clientSecret: string | null;
  readonly webhookToken: string | null;
}

export interface SettingsInputs {
  readonly managed?: ManagedSettings;
  readonly secrets?: ZoomSecrets;
  /** the content of settings.json if it was read before */
  readonly file?: FileContent;
  /** from the command line: overrides the webhook's address of every layer */
  readonly webhookAddress?: Partial<WebhookAddress>;
}

export const NO_MANAGED_SETTINGS: ManagedSettings = { values: {}, findSource: () => null, problems: [] };
const NO_SECRETS: ZoomSecrets = { clientSecret: null, webhookToken: null };

/** Why a setting or secret cannot be changed in the app. */
export type Lock =
  | { readonly by: 'administrator'; readonly source: string }
  | { readonly by: 'variable'; readonly name: string };

/** Finds the lock of the setting or secret with this dotted path; null if the user can change it. */
export function findLock(path: string, env: Environment, managed: ManagedSettings): Lock | null {
  const source = managed.findSource(path);
  if (source !== null) return { by: 'administrator', source };
  const name = findVariable(path, env);
  return name === null ? null : { by: 'variable', name };
}

/** The folder of settings, database and logs. */
export function getHome(env: Environment): string {
  return readVariable(env, 'CHAKUSHIN_HOME') ?? getDefaultHome(env);
}

function getDefaultHome(env: Environment): string {
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Chakushin');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Chakushin');
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Chakushin');
}

export function getSettingsPath(home: string): string {
  return join(home, 'settings.json');
}

/**
 * Reads the settings: `settings.json` in the home folder, overridden by environment variables (see the README), overridden
 * by managed settings. Never throws: a value that cannot be used is reported in `problems`, and the next lower layer or the
 * default is used instead.
 *
 * @param env the process's environment, or {} in a packaged app, which ignores it
 * @param wantedSource the source of calls; settings that only the other one needs may be missing. `any`: each source that
 * is set up, so that a webhook secret without a subscription means the webhook only
 */
export function readConfiguration(
  env: Environment,
  wantedSource: 'websocket' | 'webhook' | 'any' = 'any',
  { managed = NO_MANAGED_SETTINGS, secrets = NO_SECRETS, file, webhookAddress }: SettingsInputs = {},
): Configuration {
  const problems: SettingProblem[] = [];
  const home = getHome(env);
  const path = getSettingsPath(home);
  const content = file ?? readSettingsFile(path);
  if (content.state !== 'read') problems.push({ name: path, code: 'settings-file-unusable' });
  for (const { name } of managed.problems) problems.push({ name, code: 'settings-file-unusable' });
  const settings = parseLayers(content.values, env, managed.values, problems);
  const { zoom } = settings;
  const environmentToken = readVariable(env, SECRET_VARIABLES['webhook.secretToken']);
  const isWebhookConfigured = settings.webhook.enabled || environmentToken !== null;
  const usesWebhook = wantedSource === 'webhook' || (wantedSource === 'any' && isWebhookConfigured);
  const usesWebSocket =
    wantedSource === 'websocket' ||
    (wantedSource === 'any' && (zoom.subscriptionId !== null || !isWebhookConfigured));
  const values: CredentialValues = {
    ZOOM_ACCOUNT_ID: zoom.accountId,
    ZOOM_CLIENT_ID: zoom.clientId,
    ZOOM_CLIENT_SECRET: readVariable(env, SECRET_VARIABLES['zoom.clientSecret']) ?? secrets.clientSecret,
  };
  const account = usesWebSocket ? readAccount(env, zoom, values, problems) : null;
  const address = { ...settings.webhook, ...webhookAddress };
  const token = environmentToken ?? secrets.webhookToken;
  const webhook = usesWebhook ? readWebhook(env, zoom.agent, address, values, token, problems) : null;
  // Both report the problems of the credentials that they share.
  const unique = new Map(problems.map((problem) => [`${problem.code} ${problem.name}`, problem]));
  return { home, settings, account, webhook, problems: [...unique.values()] };
}

/** Parses the three layers; reports a value that cannot be used and removes it from its layer. */
function parseLayers(file: Values, env: Environment, managed: Values, problems: SettingProblem[]): Settings {
  const fromEnvironment = [...VARIABLES].reduce<Values>(
    (all, [path, variable]) => withValueAt(all, path.split('.'), readVariable(env, variable) ?? undefined),
    {},
  );
  const layers = [
    { values: file },
    { values: fromEnvironment, variableOf: (path: string) => findVariable(path, env) },
    { values: managed },
  ];
  // Each pass removes one value, so there cannot be more passes than settings.
  for (let pass = 0; pass < 100; pass++) {
    const parsed = SettingsSchema.safeParse(
      layers.reduce<Values>((below, { values }) => mergeValues(below, values), {}),
    );
    if (parsed.success) return parsed.data;
    const path = parsed.error.issues[0]?.path.map(String) ?? [];
    const findLayer = (prefix: readonly string[]) =>
      layers.findLast(({ values }) => getValueAt(values, prefix) !== undefined);
    const faulty = findLayer(path) ?? findLayer(path.slice(0, 1));
    if (faulty === undefined) break;
    const name = path.join('.');
    problems.push({ name: faulty.variableOf?.(name) ?? name, code: 'setting-unusable' });
    faulty.values = withoutValueAt(faulty.values, path);
  }
  return SettingsSchema.parse({});
}

/** The values of the credentials by their variables. */
type CredentialValues = Readonly<
  Record<'ZOOM_ACCOUNT_ID' | 'ZOOM_CLIENT_ID' | 'ZOOM_CLIENT_SECRET', string | null>
>;

function readAccount(
  env: Environment,
  zoom: Settings['zoom'],
  values: CredentialValues,
  problems: SettingProblem[],
): ZoomAccount | null {
  reportMissing({ ...values, ZOOM_SUBSCRIPTION_ID: zoom.subscriptionId }, problems);
  const subscriptionId = readSubscriptionId(zoom.subscriptionId);
  if (zoom.subscriptionId !== null && subscriptionId === null) {
    const path = 'zoom.subscriptionId';
    problems.push({ name: findVariable(path, env) ?? path, code: 'setting-unusable' });
  }
  const wsUrl = readUrl(env, 'ZOOM_WS_URL', 'wss://ws.zoom.us/ws', 'ws', problems);
  const credentials = readCredentials(env, values, problems);
  if (credentials === null || !subscriptionId || !wsUrl) return null;
  return { ...credentials, subscriptionId, agent: zoom.agent, wsUrl };
}

function readWebhook(
  env: Environment,
  agent: string | null,
  { host, port, path }: WebhookAddress,
  values: CredentialValues,
  secretToken: string | null,
  problems: SettingProblem[],
): WebhookAccount | null {
  if (secretToken === null)
    problems.push({ name: 'ZOOM_WEBHOOK_SECRET_TOKEN', code: 'webhook-secret-missing' });
  reportMissing(values, problems);
  const credentials = readCredentials(env, values, problems);
  return secretToken === null ? null : { secretToken, agent, address: { host, port, path }, credentials };
}

/** Reports missing values. If all are missing, nothing is set up yet, which is not a problem. */
function reportMissing(values: Readonly<Record<string, string | null>>, problems: SettingProblem[]): void {
  const missing = Object.keys(values).filter((name) => values[name] === null);
  if (missing.length === Object.keys(values).length) return;
  for (const name of missing) problems.push({ name, code: 'setting-missing' });
}

function readCredentials(
  env: Environment,
  values: CredentialValues,
  problems: SettingProblem[],
): ZoomCredentials | null {
  const oauthUrl = readUrl(env, 'ZOOM_OAUTH_URL', 'https://zoom.us/oauth/token', 'http', problems);
  const apiUrl = readUrl(env, 'ZOOM_API_URL', 'https://api.zoom.us/v2', 'http', problems);
  const { ZOOM_ACCOUNT_ID: accountId, ZOOM_CLIENT_ID: clientId, ZOOM_CLIENT_SECRET: clientSecret } = values;
  if (!accountId || !clientId || !clientSecret || !oauthUrl || !apiUrl) return null;
  return { accountId, clientId, clientSecret, oauthUrl, apiUrl };
}

/** The subscription id, also from the whole endpoint address, which people paste instead; null if it is neither. */
export function readSubscriptionId(value: string | null): string | null {
  if (value === null) return null;
  const id = URL.canParse(value) ? new URL(value).searchParams.get('subscriptionId') : value;
  return id !== null && /^[\w.~-]+$/u.test(id) ? id : null;
}

/** `http`: https, or http on loopback; `ws`: wss, or ws on loopback. Any other address is reported; null then. */
function readUrl(
  env: Environment,
  name: string,
  fallback: string,
  scheme: 'http' | 'ws',
  problems: SettingProblem[],
): string | null {
  const value = readVariable(env, name) ?? fallback;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === `${scheme}s:`) return value;
  if (url?.protocol === `${scheme}:` && isLoopback(url.hostname)) return value;
  problems.push({ name, code: url?.protocol === `${scheme}:` ? 'setting-not-https' : 'setting-unusable' });
  return null;
}

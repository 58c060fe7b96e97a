import { homedir } from 'node:os';
import { join } from 'node:path';
import { isLoopback } from '../util/loopback.ts';
import { mergeValues, getValueAt, withoutValueAt, withValueAt, type Values } from './layers.ts';
import type { ManagedSettings } from './policies.ts';
import { SettingsSchema, type Settings } from './schema.ts';
import { readSettingsFile, type FileContent } from './settings-file.ts';
import { VARIABLES } from './environment-variables.ts';
import { SECRET_VARIABLES } from '../secrets/secret-store.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** Where Zoom's REST API is and who we are towards it. `clientSecret` is a secret: never into logs, files or windows. */
export interface ZoomCredentials {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly oauthUrl: string;
  readonly apiUrl: string;
}

/** All that the event WebSocket needs. */
export interface ZoomAccount extends ZoomCredentials {
  readonly subscriptionId: string;
  /** e-mail, user id or extension; null = all calls of the account */
  readonly agent: string | null;
  readonly wsUrl: string;
}

export type WebhookAddress = Omit<Settings['webhook'], 'enabled'>;

/** All that the webhook needs. */
export interface WebhookAccount {
  /** a secret, with which Zoom signs */
  readonly secretToken: string;
  readonly agent: string | null;
  readonly address: WebhookAddress;
  /** to look up the agent and read the call history; null = neither is possible */
  readonly credentials: ZoomCredentials | null;
}

/** A setting that cannot be used: which one, and why (a code with a sentence in i18n). */
export interface SettingProblem {
  readonly name: string;
  readonly code:
    | 'setting-missing'
    | 'setting-unusable'
    | 'setting-not-https'
    | 'settings-file-unusable'
    /** it was put out of the way; `name` is where it is now */
    | 'settings-file-damaged'
    | 'webhook-secret-missing'
    /** the keychain does not give it out; see KeychainState */
    | 'secret-unreadable';
}

export interface Configuration {
  /** folder of settings, database and logs */
  readonly home: string;
  readonly settings: Settings;
  /** null when it is not set up, or not usable (see problems) */
  readonly account: ZoomAccount | null;
  /** null unless it is wanted, set up and usable */
  readonly webhook: WebhookAccount | null;
  readonly problems: readonly SettingProblem[];
  /** it is the built-in simulator's: nothing of it is kept */
  readonly trial?: true;
}

/** Zoom's secrets as far as the keychain, or the user in this run, gave them. */
export interface ZoomSecrets {
  readonly clientSecret: string | null;
  readonly webhookToken: string | null;
}

/** What stands beside the file and the environment. */
export interface SettingsInputs {
  readonly managed?: ManagedSettings;
  readonly secrets?: ZoomSecrets;
  /** what is in settings.json, where it was read already */
  readonly file?: FileContent;
  /** typed on the command line: overrides the webhook's address in every layer */
  readonly webhookAddress?: Partial<WebhookAddress>;
}

/** Nobody fixed anything. */
export const NO_MANAGED_SETTINGS: ManagedSettings = { values: {}, findSource: () => null, problems: [] };
const NO_SECRETS: ZoomSecrets = { clientSecret: null, webhookToken: null };

/** Who fixed a setting, so that it cannot be changed in the app. */
export type Lock =
  | { readonly by: 'administrator'; readonly source: string }
  | { readonly by: 'variable'; readonly name: string };

/** Who fixed the setting with this dotted path; null = nobody. */
export function findLock(path: string, env: Environment, managed: ManagedSettings): Lock | null {
  const source = managed.findSource(path);
  if (source !== null) return { by: 'administrator', source };
  const name = findVariableName(path, env);
  return name === null ? null : { by: 'variable', name };
}

/** The variable that says what this setting is; null = none does. */
function findVariableName(path: string, env: Environment): string | null {
  const name = VARIABLES.get(path);
  return name !== undefined && readVariable(env, name) !== null ? name : null;
}

/** Where settings, database and logs live unless CHAKUSHIN_HOME says otherwise. */
function getDefaultHome(env: Environment): string {
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Chakushin');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Chakushin');
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Chakushin');
}

/** The folder of settings, database and logs. */
export function getHome(env: Environment): string {
  return readVariable(env, 'CHAKUSHIN_HOME') ?? getDefaultHome(env);
}

/** Where the settings are. */
export function getSettingsPath(home: string): string {
  return join(home, 'settings.json');
}

/**
 * Settings from `settings.json` in the home folder, overlaid by the environment (README lists the variables) and by what
 * an administrator fixed. Never throws: what cannot be used is named in `problems`, and what is below it counts, at last
 * the default.
 *
 * @param env the process's environment, or {} where the environment must not count (a packaged app)
 * @param wantedSource how calls shall be heard of: what the other way alone needs is no problem when it is missing. `any`:
 * each way that is set up, so that a webhook's secret without a subscription is a webhook alone
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
  const settings = parseLayers(
    [
      { values: content.values, getName: (setting) => setting },
      { values: readEnvironment(env), getName: (setting) => findVariableName(setting, env) ?? setting },
      { values: managed.values, getName: (setting) => setting },
    ],
    problems,
  );
  const getName = (setting: string): string => findVariableName(setting, env) ?? setting;
  const token = readVariable(env, SECRET_VARIABLES['webhook.secretToken']) ?? secrets.webhookToken;
  const isWebhookConfigured =
    settings.webhook.enabled || readVariable(env, SECRET_VARIABLES['webhook.secretToken']) !== null;
  const usesWebhook = wantedSource === 'webhook' || (wantedSource === 'any' && isWebhookConfigured);
  const usesWebSocket =
    wantedSource === 'websocket' ||
    (wantedSource === 'any' && (settings.zoom.subscriptionId !== null || !isWebhookConfigured));
  const clientSecret = readVariable(env, SECRET_VARIABLES['zoom.clientSecret']) ?? secrets.clientSecret;
  const account = usesWebSocket ? readAccount(env, settings, clientSecret, getName, problems) : null;
  const typedSettings = { ...settings, webhook: { ...settings.webhook, ...webhookAddress } };
  const webhook = usesWebhook ? readWebhook(env, typedSettings, clientSecret, token, problems) : null;
  // Both name what is wrong with the credentials that they share.
  const unique = new Map(problems.map((problem) => [`${problem.code} ${problem.name}`, problem]));
  return { home, settings, account, webhook, problems: [...unique.values()] };
}

function readEnvironment(env: Environment): Values {
  let values: Values = {};
  for (const path of VARIABLES.keys()) {
    const name = findVariableName(path, env);
    if (name !== null) values = withValueAt(values, path.split('.'), readVariable(env, name));
  }
  return values;
}

interface Layer {
  readonly values: Values;
  /** how a person knows the setting with this path there */
  readonly getName: (path: string) => string;
}

/** Parses the layers, lowest first; a single value that is wrong is named and taken out of its layer. */
function parseLayers(layers: readonly Layer[], problems: SettingProblem[]): Settings {
  const remaining = layers.map((layer) => ({ ...layer }));
  // Each pass removes one wrong value; there cannot be more passes than settings.
  for (let pass = 0; pass < 100; pass++) {
    const all = remaining.reduce<Values>((below, { values }) => mergeValues(below, values), {});
    const parsed = SettingsSchema.safeParse(all);
    if (parsed.success) return parsed.data;
    const path = parsed.error.issues[0]?.path.map(String) ?? [];
    const exactLayer = remaining.findLast(
      ({ values }) => path.length > 0 && getValueAt(values, path) !== undefined,
    );
    const faultyLayer =
      exactLayer ?? remaining.findLast(({ values }) => getValueAt(values, path.slice(0, 1)) !== undefined);
    if (faultyLayer === undefined) break;
    problems.push({ name: faultyLayer.getName(path.join('.')), code: 'setting-unusable' });
    faultyLayer.values = withoutValueAt(faultyLayer.values, path);
  }
  return SettingsSchema.parse({});
}

/** Could a setting have this value? */
export function checkSetting(path: readonly string[], value: unknown): 'usable' | 'unusable' {
  return SettingsSchema.safeParse(withValueAt({}, path, value)).success ? 'usable' : 'unusable';
}

function readAccount(
  env: Environment,
  { zoom }: Settings,
  clientSecret: string | null,
  getName: (path: string) => string,
  problems: SettingProblem[],
): ZoomAccount | null {
  const values = { ...toCredentialValues(zoom, clientSecret), ZOOM_SUBSCRIPTION_ID: zoom.subscriptionId };
  reportMissing(values, problems);
  const subscriptionId = readSubscriptionId(zoom.subscriptionId);
  if (zoom.subscriptionId !== null && subscriptionId === null)
    problems.push({ name: getName('zoom.subscriptionId'), code: 'setting-unusable' });
  const wsUrl = readUrl(env, 'ZOOM_WS_URL', 'wss://ws.zoom.us/ws', 'ws', problems);
  const credentials = readCredentials(env, values, problems);
  if (credentials === null || !subscriptionId || !wsUrl) return null;
  return { ...credentials, subscriptionId, agent: zoom.agent, wsUrl };
}

function readWebhook(
  env: Environment,
  { zoom, webhook: { host, port, path } }: Settings,
  clientSecret: string | null,
  secretToken: string | null,
  problems: SettingProblem[],
): WebhookAccount | null {
  if (secretToken === null)
    problems.push({ name: 'ZOOM_WEBHOOK_SECRET_TOKEN', code: 'webhook-secret-missing' });
  const values = toCredentialValues(zoom, clientSecret);
  reportMissing(values, problems);
  const credentials = readCredentials(env, values, problems);
  if (secretToken === null) return null;
  return { secretToken, agent: zoom.agent, address: { host, port, path }, credentials };
}

function toCredentialValues(
  zoom: Settings['zoom'],
  clientSecret: string | null,
): Record<'ZOOM_ACCOUNT_ID' | 'ZOOM_CLIENT_ID' | 'ZOOM_CLIENT_SECRET', string | null> {
  return {
    ZOOM_ACCOUNT_ID: zoom.accountId,
    ZOOM_CLIENT_ID: zoom.clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
  };
}

/** Nothing set at all = not set up yet, which is no mistake. */
function reportMissing(values: Readonly<Record<string, string | null>>, problems: SettingProblem[]): void {
  const missing = Object.entries(values).flatMap(([name, value]) => (value === null ? [name] : []));
  if (missing.length === Object.keys(values).length) return;
  for (const name of missing) problems.push({ name, code: 'setting-missing' });
}

function readCredentials(
  env: Environment,
  values: ReturnType<typeof toCredentialValues>,
  problems: SettingProblem[],
): ZoomCredentials | null {
  const oauthUrl = readUrl(env, 'ZOOM_OAUTH_URL', 'https://zoom.us/oauth/token', 'http', problems);
  const apiUrl = readUrl(env, 'ZOOM_API_URL', 'https://api.zoom.us/v2', 'http', problems);
  const { ZOOM_ACCOUNT_ID: accountId, ZOOM_CLIENT_ID: clientId, ZOOM_CLIENT_SECRET: clientSecret } = values;
  if (!accountId || !clientId || !clientSecret || !oauthUrl || !apiUrl) return null;
  return { accountId, clientId, clientSecret, oauthUrl, apiUrl };
}

/** The id alone; people paste the whole endpoint address where the id is asked. */
export function readSubscriptionId(value: string | null): string | null {
  if (value === null) return null;
  const id = URL.canParse(value) ? new URL(value).searchParams.get('subscriptionId') : value;
  return id !== null && /^[\w.~-]+$/u.test(id) ? id : null;
}

/** `http`: https, or http for loopback; `ws`: wss, or ws for loopback. Null = unusable, and reported. */
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

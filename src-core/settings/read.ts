import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
import { SettingsSchema, type Settings } from './schema.ts';

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

export type WebhookAddress = Settings['webhook'];

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
    | 'webhook-secret-missing';
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
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where settings, database and logs live unless CHAKUSHIN_HOME says otherwise. */
function defaultHome(env: Environment): string {
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Chakushin');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Chakushin');
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Chakushin');
}

/**
 * Settings from `settings.json` in the home folder, overlaid by the environment (README lists the variables).
 * Never throws: what cannot be used is named in `problems`, and its default stands in.
 *
 * @param env the process's environment, or {} where the environment must not count (a packaged app)
 * @param wanted how calls shall be heard of: what the other way alone needs is no problem when it is missing. `any`:
 * each way that is set up, so that a webhook's secret without a subscription is a webhook alone
 */
export function readConfiguration(
  env: Environment,
  wanted: 'websocket' | 'webhook' | 'any' = 'any',
): Configuration {
  const problems: SettingProblem[] = [];
  const home = text(env, 'CHAKUSHIN_HOME') ?? defaultHome(env);
  const file = readSettingsFile(join(home, 'settings.json'), problems);
  const overlay = {
    ...(text(env, 'CHAKUSHIN_LANG') !== null && { language: text(env, 'CHAKUSHIN_LANG') }),
    ...(text(env, 'CHAKUSHIN_COUNTRY') !== null && { country: text(env, 'CHAKUSHIN_COUNTRY') }),
    ...(text(env, 'CHAKUSHIN_CONTACTS') !== null && { contacts: text(env, 'CHAKUSHIN_CONTACTS') }),
  };
  const settings = lenient({ ...file, ...overlay }, (path) => {
    const variable = { language: 'CHAKUSHIN_LANG', country: 'CHAKUSHIN_COUNTRY' }[path];
    const fromEnvironment = variable !== undefined && text(env, variable) !== null;
    problems.push({ name: fromEnvironment ? variable : path, code: 'setting-unusable' });
  });
  const hasSecret = text(env, 'ZOOM_WEBHOOK_SECRET_TOKEN') !== null;
  const hasSubscription = (text(env, 'ZOOM_SUBSCRIPTION_ID') ?? settings.zoom.subscriptionId) !== null;
  const wantsWebhook = wanted === 'webhook' || (wanted === 'any' && hasSecret);
  const wantsSocket = wanted === 'websocket' || (wanted === 'any' && (hasSubscription || !hasSecret));
  const account = wantsSocket ? readAccount(env, settings.zoom, problems) : null;
  const webhook = wantsWebhook ? readWebhook(env, settings, problems) : null;
  // Both name what is wrong with the credentials that they share.
  const each = new Map(problems.map((problem) => [`${problem.code} ${problem.name}`, problem]));
  return { home, settings, account, webhook, problems: [...each.values()] };
}

function readSettingsFile(path: string, problems: SettingProblem[]): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    // No file yet is the normal first start; anything else is worth a word.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      problems.push({ name: path, code: 'settings-file-unusable' });
    }
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(content.replace(/^\uFEFF/u, '')));
  } catch {
    problems.push({ name: path, code: 'settings-file-unusable' });
    return {};
  }
}

/** Parses, and where single values are wrong reports their path and takes their default. */
function lenient(values: Record<string, unknown>, report: (path: string) => void): Settings {
  const candidate = structuredClone(values);
  // Each pass removes one wrong value; there cannot be more passes than settings.
  for (let pass = 0; pass < 50; pass++) {
    const parsed = SettingsSchema.safeParse(candidate);
    if (parsed.success) return parsed.data;
    const path = parsed.error.issues[0]?.path.map(String) ?? [];
    report(path.join('.'));
    remove(candidate, path);
  }
  return SettingsSchema.parse({});
}

function remove(object: Record<string, unknown>, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const child = z.record(z.string(), z.unknown()).safeParse(object[key]);
  if (rest.length === 0 || !child.success) {
    Reflect.deleteProperty(object, key);
    return;
  }
  remove(child.data, rest);
  object[key] = child.data;
}

function readAccount(
  env: Environment,
  file: Settings['zoom'],
  problems: SettingProblem[],
): ZoomAccount | null {
  const values = {
    ...credentialValues(env, file),
    ZOOM_SUBSCRIPTION_ID: text(env, 'ZOOM_SUBSCRIPTION_ID') ?? file.subscriptionId,
  };
  reportMissing(values, problems);
  const subscriptionId = readSubscriptionId(values.ZOOM_SUBSCRIPTION_ID);
  if (values.ZOOM_SUBSCRIPTION_ID !== null && subscriptionId === null) {
    const fromFile = text(env, 'ZOOM_SUBSCRIPTION_ID') === null;
    problems.push({
      name: fromFile ? 'zoom.subscriptionId' : 'ZOOM_SUBSCRIPTION_ID',
      code: 'setting-unusable',
    });
  }
  const wsUrl = readUrl(env, 'ZOOM_WS_URL', 'wss://ws.zoom.us/ws', 'ws', problems);
  const credentials = readCredentials(env, values, problems);
  if (credentials === null || !subscriptionId || !wsUrl) return null;
  return { ...credentials, subscriptionId, agent: text(env, 'ZOOM_AGENT') ?? file.agent, wsUrl };
}

function readWebhook(
  env: Environment,
  { zoom: file, webhook: address }: Settings,
  problems: SettingProblem[],
): WebhookAccount | null {
  const secretToken = text(env, 'ZOOM_WEBHOOK_SECRET_TOKEN');
  if (secretToken === null)
    problems.push({ name: 'ZOOM_WEBHOOK_SECRET_TOKEN', code: 'webhook-secret-missing' });
  const values = credentialValues(env, file);
  reportMissing(values, problems);
  const credentials = readCredentials(env, values, problems);
  if (secretToken === null) return null;
  return { secretToken, agent: text(env, 'ZOOM_AGENT') ?? file.agent, address, credentials };
}

function credentialValues(
  env: Environment,
  file: Settings['zoom'],
): Record<'ZOOM_ACCOUNT_ID' | 'ZOOM_CLIENT_ID' | 'ZOOM_CLIENT_SECRET', string | null> {
  return {
    ZOOM_ACCOUNT_ID: text(env, 'ZOOM_ACCOUNT_ID') ?? file.accountId,
    ZOOM_CLIENT_ID: text(env, 'ZOOM_CLIENT_ID') ?? file.clientId,
    ZOOM_CLIENT_SECRET: text(env, 'ZOOM_CLIENT_SECRET'),
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
  values: ReturnType<typeof credentialValues>,
  problems: SettingProblem[],
): ZoomCredentials | null {
  const oauthUrl = readUrl(env, 'ZOOM_OAUTH_URL', 'https://zoom.us/oauth/token', 'http', problems);
  const apiUrl = readUrl(env, 'ZOOM_API_URL', 'https://api.zoom.us/v2', 'http', problems);
  const { ZOOM_ACCOUNT_ID: accountId, ZOOM_CLIENT_ID: clientId, ZOOM_CLIENT_SECRET: clientSecret } = values;
  if (!accountId || !clientId || !clientSecret || !oauthUrl || !apiUrl) return null;
  return { accountId, clientId, clientSecret, oauthUrl, apiUrl };
}

/** The id alone; people paste the whole endpoint address where the id is asked. */
function readSubscriptionId(value: string | null): string | null {
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
  const value = text(env, name) ?? fallback;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === `${scheme}s:`) return value;
  if (url?.protocol === `${scheme}:` && isLoopback(url.hostname)) return value;
  problems.push({ name, code: url?.protocol === `${scheme}:` ? 'setting-not-https' : 'setting-unusable' });
  return null;
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

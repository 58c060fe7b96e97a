import { SECRET_VARIABLES } from '../secrets/secret-store.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** The environment variables that set a setting, by its dotted path. */
export const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['language', 'CHAKUSHIN_LANG'],
  ['country', 'CHAKUSHIN_COUNTRY'],
  ['contacts', 'CHAKUSHIN_CONTACTS'],
  ['zoom.accountId', 'ZOOM_ACCOUNT_ID'],
  ['zoom.clientId', 'ZOOM_CLIENT_ID'],
  ['zoom.subscriptionId', 'ZOOM_SUBSCRIPTION_ID'],
  ['zoom.agent', 'ZOOM_AGENT'],
]);

const WITH_SECRETS: ReadonlyMap<string, string> = new Map([
  ...VARIABLES,
  ...Object.entries(SECRET_VARIABLES),
]);

/** The variable that sets the setting or secret with this dotted path; `null` if none is set. */
export function findVariable(path: string, env: Environment): string | null {
  const name = WITH_SECRETS.get(path);
  return name !== undefined && readVariable(env, name) !== null ? name : null;
}

/** The path of the setting or secret that this variable sets; any other name is a path itself. */
export function toSettingPath(name: string): string {
  return [...WITH_SECRETS].find(([, variable]) => variable === name)?.[0] ?? name;
}

import { SECRET_VARIABLES } from '../secrets/secret-store.ts';

/** Which variable of the environment stands for which setting, by dotted path. */
export const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['language', 'CHAKUSHIN_LANG'],
  ['country', 'CHAKUSHIN_COUNTRY'],
  ['contacts', 'CHAKUSHIN_CONTACTS'],
  ['zoom.accountId', 'ZOOM_ACCOUNT_ID'],
  ['zoom.clientId', 'ZOOM_CLIENT_ID'],
  ['zoom.subscriptionId', 'ZOOM_SUBSCRIPTION_ID'],
  ['zoom.agent', 'ZOOM_AGENT'],
]);

const PATHS_BY_VARIABLE: ReadonlyMap<string, string> = new Map(
  [...VARIABLES, ...Object.entries(SECRET_VARIABLES)].map(([path, variable]) => [variable, path]),
);

/** The path of what this variable stands for; any other name is a path itself. */
export function toSettingPath(name: string): string {
  return PATHS_BY_VARIABLE.get(name) ?? name;
}

/** A process's environment, or {} where the environment must not count (a packaged app). */
export type Environment = Readonly<Record<string, string | undefined>>;

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

/** The same for Zoom's own secrets, which are no settings but have a field of their own. */
export const SECRET_VARIABLES = {
  'zoom.clientSecret': 'ZOOM_CLIENT_SECRET',
  'webhook.secretToken': 'ZOOM_WEBHOOK_SECRET_TOKEN',
} as const;
export type ZoomSecret = keyof typeof SECRET_VARIABLES;

const PATHS_BY_VARIABLE: ReadonlyMap<string, string> = new Map(
  [...VARIABLES, ...Object.entries(SECRET_VARIABLES)].map(([path, variable]) => [variable, path]),
);

/** The path of what this variable stands for; any other name is a path itself. */
export function toSettingPath(name: string): string {
  return PATHS_BY_VARIABLE.get(name) ?? name;
}

/** What this variable says; null = nothing, for an empty one says nothing either. */
export function readVariable(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

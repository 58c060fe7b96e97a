import { cleanText } from '../text/clean.ts';

/** Something we ask of Zoom, and the scopes of which each is enough: the one to add, then those of older apps. */
const CALLS = ['phone:read:call:admin', 'phone:read:admin'] as const;
const CALL_HISTORY = [
  'phone:read:list_call_logs:admin',
  'phone_call_log:read:admin',
  'phone:read:admin',
] as const;
const USER = ['user:read:user:admin', 'user:read:admin'] as const;
const PHONE_USER = ['phone:read:user:admin', 'phone:read:admin'] as const;

const WELCOME: ReadonlySet<string> = new Set([
  ...CALLS,
  ...CALL_HISTORY,
  ...USER,
  ...PHONE_USER,
  // Zoom adds it by itself.
  'marketplace:write:websocket_connection',
]);
/** More of them say nothing more. */
const MOST_NAMED = 8;

/**
 * What a Zoom app lacks, and what it may do without need: anything but reading, and reading beyond the telephone.
 * @param looksUpAgent the agent is set by e-mail or user id
 */
export function compareScopes(
  granted: readonly string[],
  looksUpAgent: boolean,
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const needs = [CALLS, CALL_HISTORY, ...(looksUpAgent ? [USER, PHONE_USER] : [])];
  return {
    missing: needs
      .filter((enough) => !enough.some((scope) => granted.includes(scope)))
      .map(([scope]) => scope),
    extra: granted.filter((scope) => !WELCOME.has(scope) && !readsTelephone(scope)),
  };
}

function readsTelephone(scope: string): boolean {
  const [family = '', action] = scope.split(':');
  return /^phone(?:_|$)/u.test(family) && action === 'read';
}

/** The scopes by name; of many the first, and how many more there are. */
export function nameScopes(scopes: readonly string[]): string {
  const named = scopes.slice(0, MOST_NAMED).map((scope) => cleanText(scope, 60) ?? '?');
  const more = scopes.length - named.length;
  return [...named, ...(more > 0 ? [`… (+${more})`] : [])].join(', ');
}

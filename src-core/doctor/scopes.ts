import { cleanText } from '../util/clean-text.ts';

/** Something we ask of Zoom, and the scopes of which each is enough: the one to add, then those of older apps. */
const CALL_SCOPES = ['phone:read:call:admin', 'phone:read:admin'] as const;
const CALL_HISTORY_SCOPES = [
  'phone:read:list_call_logs:admin',
  'phone_call_log:read:admin',
  'phone:read:admin',
] as const;
const USER_SCOPES = ['user:read:user:admin', 'user:read:admin'] as const;
const PHONE_USER_SCOPES = ['phone:read:user:admin', 'phone:read:admin'] as const;

const EXPECTED_SCOPES: ReadonlySet<string> = new Set([
  ...CALL_SCOPES,
  ...CALL_HISTORY_SCOPES,
  ...USER_SCOPES,
  ...PHONE_USER_SCOPES,
  // Zoom adds it by itself.
  'marketplace:write:websocket_connection',
]);
/** More of them say nothing more. */
const MAX_NAMED = 8;

/**
 * What a Zoom app lacks, and what it may do without need: anything but reading, and reading beyond the telephone.
 * @param needsAgentLookup the agent is set by e-mail or user id
 */
export function compareScopes(
  granted: readonly string[],
  needsAgentLookup: boolean,
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const required = [
    CALL_SCOPES,
    CALL_HISTORY_SCOPES,
    ...(needsAgentLookup ? [USER_SCOPES, PHONE_USER_SCOPES] : []),
  ];
  return {
    missing: required
      .filter((alternatives) => !alternatives.some((scope) => granted.includes(scope)))
      .map(([scope]) => scope),
    extra: granted.filter((scope) => !EXPECTED_SCOPES.has(scope) && !isPhoneReadScope(scope)),
  };
}

function isPhoneReadScope(scope: string): boolean {
  const [family = '', action] = scope.split(':');
  return /^phone(?:_|$)/u.test(family) && action === 'read';
}

/** The scopes by name; of many the first, and how many more there are. */
export function formatScopes(scopes: readonly string[]): string {
  const named = scopes.slice(0, MAX_NAMED).map((scope) => cleanText(scope, 60) ?? '?');
  const restCount = scopes.length - named.length;
  return [...named, ...(restCount > 0 ? [`… (+${restCount})`] : [])].join(', ');
}

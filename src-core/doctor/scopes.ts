import { cleanText } from '../util/clean-text.ts';

// For each kind of request the scopes of which one is enough: the one to add first, then those of older apps.
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
  // added by Zoom
  'marketplace:write:websocket_connection',
]);
const MAX_NAMED = 8;

/**
 * Compares an app's scopes with those that we need. Extra scopes that only read phone data are accepted.
 * @param needsAgentLookup whether the agent is set by email or user id
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

/** The names of the first scopes and the number of the others. */
export function formatScopes(scopes: readonly string[]): string {
  const named = scopes.slice(0, MAX_NAMED).map((scope) => cleanText(scope, 60) ?? '?');
  const restCount = scopes.length - named.length;
  return [...named, ...(restCount > 0 ? [`… (+${restCount})`] : [])].join(', ');
}

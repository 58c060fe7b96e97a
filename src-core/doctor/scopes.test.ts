import { describe, expect, test } from 'vitest';
import { compareScopes, formatScopes } from './scopes.ts';

const CALLS = 'phone:read:call:admin';
const HISTORY = 'phone:read:list_call_logs:admin';
const USER = 'user:read:user:admin';
const PHONE_USER = 'phone:read:user:admin';

describe('missing scopes', () => {
  test.each<[string, readonly string[], boolean, readonly string[]]>([
    ['all that is needed', [CALLS, HISTORY, USER, PHONE_USER], true, []],
    ['an extension needs no look-up', [CALLS, HISTORY], false, []],
    ['an e-mail needs the look-up scopes', [CALLS, HISTORY], true, [USER, PHONE_USER]],
    ['no scopes granted', [], true, [CALLS, HISTORY, USER, PHONE_USER]],
    ['no call events', [HISTORY], false, [CALLS]],
    ['no history', [CALLS], false, [HISTORY]],
    ['classic: one scope covers the phone', ['phone:read:admin'], false, []],
    ['classic: with the user scope', ['phone:read:admin', 'user:read:admin'], true, []],
    ['classic: with the call log scope only', ['phone_call_log:read:admin'], false, [CALLS]],
    ['classic: without the user scope', ['phone:read:admin'], true, [USER]],
    ['a scope that only has the same prefix', [`${CALLS}istrator`, HISTORY], false, [CALLS]],
    ['a scope without :admin covers only the owner', ['phone:read:call', HISTORY], false, [CALLS]],
  ])('%s', (_what, granted, looksUp, missing) => {
    expect(compareScopes(granted, looksUp).missing).toEqual(missing);
  });
});

describe('superfluous scopes', () => {
  test.each([
    'phone:write:call:admin',
    'phone:update:user:admin',
    'phone:delete:call_log:admin',
    'phone:write:admin',
    'user:write:admin',
    'user:delete:user:admin',
    'account:master',
    'meeting:read:admin',
    'meeting:read:meeting:admin',
    'user:read:list_users:admin',
    'phonebook:read:admin',
    '',
  ])('"%s" is listed', (scope) => {
    expect(compareScopes([CALLS, HISTORY, scope], false).extra).toEqual([scope]);
  });

  test.each([
    CALLS,
    USER,
    'user:read:admin',
    'phone:read:admin',
    'phone_call_log:read:admin',
    'phone:read:list_external_contacts:admin',
    'phone_recording:read:admin',
    'marketplace:write:websocket_connection',
  ])('"%s" is not listed', (scope) => {
    expect(compareScopes([CALLS, HISTORY, scope], false).extra).toEqual([]);
  });
});

test('formats only the first of many scopes', () => {
  expect(formatScopes(['a:b', 'c:d'])).toBe('a:b, c:d');
  expect(formatScopes(Array.from({ length: 20 }, (_, n) => `s:${n}`))).toBe(
    's:0, s:1, s:2, s:3, s:4, s:5, s:6, s:7, … (+12)',
  );
  expect(formatScopes(['\u0007', 'x'.repeat(500)])).toBe(`?, ${'x'.repeat(59)}…`);
});

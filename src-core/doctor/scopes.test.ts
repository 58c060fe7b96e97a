import { describe, expect, test } from 'vitest';
import { compareScopes, formatScopes } from './scopes.ts';

const CALLS = 'phone:read:call:admin';
const HISTORY = 'phone:read:list_call_logs:admin';
const USER = 'user:read:user:admin';
const PHONE_USER = 'phone:read:user:admin';

describe('what an app lacks', () => {
  test.each<[string, readonly string[], boolean, readonly string[]]>([
    ['all that is needed', [CALLS, HISTORY, USER, PHONE_USER], true, []],
    ['an extension needs no look-up', [CALLS, HISTORY], false, []],
    ['an e-mail does', [CALLS, HISTORY], true, [USER, PHONE_USER]],
    ['nothing', [], true, [CALLS, HISTORY, USER, PHONE_USER]],
    ['no call events', [HISTORY], false, [CALLS]],
    ['no history', [CALLS], false, [HISTORY]],
    ['classic: one scope for the telephone', ['phone:read:admin'], false, []],
    ['classic, with the user', ['phone:read:admin', 'user:read:admin'], true, []],
    ['classic: the log alone', ['phone_call_log:read:admin'], false, [CALLS]],
    ['the user of a classic app alone', ['phone:read:admin'], true, [USER]],
    ['a name that only begins the same', [`${CALLS}istrator`, HISTORY], false, [CALLS]],
    ['without :admin it is the owner’s own', ['phone:read:call', HISTORY], false, [CALLS]],
  ])('%s', (_what, granted, looksUp, missing) => {
    expect(compareScopes(granted, looksUp).missing).toEqual(missing);
  });
});

describe('what an app has beyond need', () => {
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
  ])('"%s" is told', (scope) => {
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
  ])('"%s" is not', (scope) => {
    expect(compareScopes([CALLS, HISTORY, scope], false).extra).toEqual([]);
  });
});

test('of many the first are named', () => {
  expect(formatScopes(['a:b', 'c:d'])).toBe('a:b, c:d');
  expect(formatScopes(Array.from({ length: 20 }, (_, n) => `s:${n}`))).toBe(
    's:0, s:1, s:2, s:3, s:4, s:5, s:6, s:7, … (+12)',
  );
  expect(formatScopes(['\u0007', 'x'.repeat(500)])).toBe(`?, ${'x'.repeat(59)}…`);
});

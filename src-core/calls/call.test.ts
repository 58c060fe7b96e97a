import { expect, test } from 'vitest';
import { parsePhoneEvent } from '../events/parse-event.ts';
import { EVERYONE } from './agent.ts';
import { CallTracker } from './call-tracker.ts';
import { createLaunchLinkCall } from './launch-link-calls.ts';
import type { Call } from './call.ts';

const NOW = Date.UTC(2026, 10, 2, 9);

/** The caller of a ringing call with these fields of the event. */
function identify(
  caller: Readonly<Record<string, unknown>>,
  callee: Readonly<Record<string, unknown>> = {},
): Call['caller'] | undefined {
  const parsed = parsePhoneEvent({
    event: 'phone.callee_ringing',
    event_ts: NOW,
    payload: { object: { call_id: '1', caller, callee: { user_id: 'me', ...callee } } },
  });
  if (parsed.kind !== 'event') throw new Error(parsed.kind);
  const tracker = new CallTracker({ agent: EVERYONE, country: 'JP' });
  return tracker.apply(parsed.event, { source: 'websocket', now: NOW, skewMs: 0 })[0]?.caller;
}

test('names the account of a colleague in another account of the organization', () => {
  const caller = {
    extension_number: 1045,
    phone_number: '1045',
    connection_type: 'voip',
    account_code: '111',
  };
  expect(identify(caller)?.number).toEqual({ kind: 'extension', extension: '111-1045' });
  // Both in the same account
  expect(identify(caller, { account_code: '111' })?.number).toEqual({ kind: 'extension', extension: '1045' });
});

test.each(['266696687', '+266696687', 'ANONYMOUS', 'Private Number', '+7378742833', '非通知設定'])(
  'a withheld caller is not called %s',
  (name) => {
    const withheld = { number: { kind: 'withheld' }, name: null };
    expect(identify({ name, phone_number: '+266696687' })).toMatchObject(withheld);
    expect(identify({ name })).toMatchObject(withheld);
    const link = { number: '266696687', name };
    const call = createLaunchLinkCall(link, { agent: EVERYONE, country: 'JP' }, NOW, 0);
    expect(call.caller).toMatchObject(withheld);
  },
);

test('keeps the name of a caller with a number, and a name that only contains such a word', () => {
  expect(identify({ name: 'Private', phone_number: '+81312345678' })?.name).toBe('Private');
  expect(identify({ name: 'Private Bank', phone_number: 'anonymous' })?.name).toBe('Private Bank');
});

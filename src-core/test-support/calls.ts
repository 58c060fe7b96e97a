import fc from 'fast-check';
import type { Call } from '../calls/call.ts';

/** Ringing time of the test calls, ms since the epoch. */
export const RANG_AT = Date.UTC(2026, 10, 22, 1, 0, 0);

/** By default a missed call from 090-1234-5678 that rang for ten seconds. */
export function aCall(overrides: Partial<Call> = {}): Call {
  return {
    callId: '6998252113337041462',
    state: 'missed',
    round: 1,
    caller: {
      number: { kind: 'external', e164: '+819012345678', extension: null },
      name: '田中 恵子',
      connectionType: 'pstn_off_net',
    },
    callee: {
      userId: 'u7pnC468TaS46OuNoEw6GA',
      name: '佐藤 美咲',
      extension: '1002',
      number: '+81355550001',
    },
    via: { name: 'サポート', extension: '800', type: 'callQueue' },
    transferredBy: null,
    consultedBy: null,
    ringingSince: RANG_AT,
    since: RANG_AT + 10_000,
    answeredAt: null,
    answeredBy: null,
    onHold: false,
    voicemailSeconds: null,
    seenRinging: true,
    source: 'websocket',
    ...overrides,
  };
}

/** `count` calls, one minute apart, oldest first. */
export function someCalls(count: number): Call[] {
  return Array.from({ length: count }, (_, n) =>
    aCall({
      callId: String(6_998_252_113_337_000_000n + BigInt(n)),
      ringingSince: RANG_AT + n * 60_000,
      since: RANG_AT + n * 60_000 + 10_000,
    }),
  );
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const maybeText = fc.option(text);
const time = fc.integer({ min: 0, max: 8_000_000_000_000 });

const number: fc.Arbitrary<Call['caller']['number']> = fc.oneof(
  fc.record({ kind: fc.constant('external' as const), e164: text, extension: maybeText }),
  fc.record({ kind: fc.constant('extension' as const), extension: text }),
  fc.record({ kind: fc.constant('service' as const), digits: text }),
  fc.constant({ kind: 'withheld' as const }),
);

/** Any call that the types allow, even if it makes no sense. */
export const anyCall: fc.Arbitrary<Call> = fc.record({
  callId: fc.stringMatching(/^\d{19}$/u),
  state: fc.constantFrom(
    'ringing',
    'answered',
    'missed',
    'rejected',
    'answered-elsewhere',
    'ended',
    'late',
  ) satisfies fc.Arbitrary<Call['state']>,
  round: fc.integer({ min: 1, max: 9 }),
  caller: fc.record({ number, name: maybeText, connectionType: maybeText }),
  callee: fc.record({ userId: maybeText, name: maybeText, extension: maybeText, number: maybeText }),
  via: fc.option(fc.record({ name: text, extension: maybeText, type: maybeText })),
  transferredBy: maybeText,
  consultedBy: maybeText,
  ringingSince: time,
  since: time,
  answeredAt: fc.option(time),
  answeredBy: maybeText,
  onHold: fc.boolean(),
  voicemailSeconds: fc.option(fc.nat(36_000)),
  seenRinging: fc.boolean(),
  source: fc.constantFrom('websocket', 'webhook', 'hub', 'launch-link', 'history') satisfies fc.Arbitrary<
    Call['source']
  >,
});

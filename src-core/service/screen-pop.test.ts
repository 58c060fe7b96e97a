import { describe, expect, test } from 'vitest';
import type { Call, CallState } from '../calls/call.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import { getCallClass, shouldLookUp, shouldPop, shouldShowPane } from './screen-pop.ts';
import { SettingsSchema } from '../settings/schema.ts';

const EXTERNAL: PhoneNumber = { kind: 'external', e164: '+819012345678', extension: null };
const EXTENSION: PhoneNumber = { kind: 'extension', extension: '1045' };

function call(
  state: CallState,
  number: PhoneNumber = EXTERNAL,
  viaType: string | null = null,
): Pick<Call, 'caller' | 'via' | 'state'> {
  return {
    state,
    caller: { number, name: null, connectionType: null },
    via: viaType === null ? null : { name: '営業', extension: '800', type: viaType },
  };
}
const settings = (screenPop: unknown): ReturnType<typeof SettingsSchema.parse> =>
  SettingsSchema.parse({ screenPop });

test.each([
  [call('ringing'), 'external'],
  [call('ringing', { kind: 'service', digits: '171' }), 'external'],
  [call('ringing', EXTENSION), 'internal'],
  [call('ringing', EXTERNAL, 'callQueue'), 'queue'],
  [call('ringing', EXTENSION, 'callQueue'), 'queue'],
  [call('ringing', EXTERNAL, 'user'), 'external'],
  [call('ringing', { kind: 'withheld' }), 'withheld'],
  [call('ringing', { kind: 'withheld' }, 'callQueue'), 'withheld'],
] as const)('%j has the class %s', (one, expected) => {
  expect(getCallClass(one)).toBe(expected);
});

describe('by call class and state', () => {
  const set = settings({
    external: { ring: 'browser', answer: 'pane', click: 'both' },
    internal: { ring: 'nothing', answer: 'nothing', click: 'nothing' },
    queue: { ring: 'nothing', answer: 'both', click: 'both' },
  });

  test.each([
    ['ringing', false, true],
    ['answered', true, true],
    ['missed', true, false],
    ['ended', true, false],
  ] as const)('an outside call %s: shows the pane %s, opens the browser %s', (state, pane, browser) => {
    expect(shouldShowPane(call(state), set)).toBe(pane);
    expect(shouldPop(call(state), set)).toBe(browser);
  });

  test('a queue call opens only when answered', () => {
    expect(shouldPop(call('ringing', EXTERNAL, 'callQueue'), set)).toBe(false);
    expect(shouldShowPane(call('ringing', EXTERNAL, 'callQueue'), set)).toBe(false);
    expect(shouldPop(call('answered', EXTERNAL, 'callQueue'), set)).toBe(true);
  });

  test('skips the lookup of calls that never show anything', () => {
    expect(shouldLookUp(call('ringing', EXTENSION), set)).toBe(false);
    expect(shouldLookUp(call('ringing'), set)).toBe(true);
    // A click still needs the result of the lookup.
    expect(
      shouldLookUp(call('ringing'), settings({ external: { ring: 'nothing', answer: 'nothing' } })),
    ).toBe(true);
  });
});

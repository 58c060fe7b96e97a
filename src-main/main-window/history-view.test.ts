import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYONE } from '../../src-core/calls/agent.ts';
import { isLive, type Call } from '../../src-core/calls/call.ts';
import { aMatch } from '../../src-core/test-support/fakes.ts';
import { aCall, anyCall, someCalls } from '../../src-core/test-support/calls.ts';
import { LANGUAGES, getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { Lookup } from '../../src-core/lookup/lookup.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import type { HistoryCall, HistoryView } from '../../src-preload/ipc/history.ts';
import { historyView, type HistoryModel } from './history-view.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

/** Local time. */
const NOW = new Date(2026, 10, 22, 15, 0).getTime();
const SKIPPED: Lookup = { status: 'skipped' };

function view(model: Partial<HistoryModel> = {}, language: Language = 'en'): HistoryView {
  const rows = model.rows ?? [];
  return historyView(
    {
      rows,
      count: rows.length,
      hasMore: false,
      missedWhileOffline: 0,
      retentionDays: 90,
      agent: EVERYONE,
      country: 'JP',
      ...model,
    },
    { language, t: getTranslate(language), now: NOW },
  );
}

/** The row of a call: missed today at 9:05 unless overridden. */
function row(call: Partial<Call> = {}, language: Language = 'en', lookup: Lookup = SKIPPED): HistoryCall {
  const ringingSince = call.ringingSince ?? new Date(2026, 10, 22, 9, 5).getTime();
  const fullCall = aCall({ ringingSince, since: ringingSince + 10_000, ...call });
  return view({ rows: [{ call: fullCall, lookup }] }, language).calls[0]!;
}

function found(...matches: Match[]): Lookup {
  return {
    status: 'found',
    matches,
    chosen: null,
    rejected: 0,
    sources: [],
    failures: [],
    searching: false,
    decided: true,
    elapsedMs: 1,
  };
}

describe('a call', () => {
  test('shows time, caller, number, line, result and duration in English', () => {
    expect(row()).toEqual({
      callId: '6998252113337041462',
      when: inEnglish('history.today', { clock: '09:05' }),
      caller: '田中 恵子',
      number: '090-1234-5678',
      canCopy: true,
      line: [inEnglish('line.pstn_off_net'), inEnglish('line.via', { name: 'サポート' })],
      result: inEnglish('state.missed'),
      tone: 'missed',
      duration: inEnglish('history.rang', { time: '0:10' }),
      question: inEnglish('history.deleteOne.question', {
        who: '田中 恵子',
        when: inEnglish('history.today', { clock: '09:05' }),
      }),
    });
  });

  test('shows time, caller, number, line, result and duration in Japanese', () => {
    expect(row({}, 'ja')).toEqual({
      callId: '6998252113337041462',
      when: inJapanese('history.today', { clock: '9:05' }),
      caller: '田中 恵子',
      number: '090-1234-5678',
      canCopy: true,
      line: [inJapanese('line.pstn_off_net'), inJapanese('line.via', { name: 'サポート' })],
      result: inJapanese('state.missed'),
      tone: 'missed',
      duration: inJapanese('history.rang', { time: '0:10' }),
      question: inJapanese('history.deleteOne.question', {
        when: inJapanese('history.today', { clock: '9:05' }),
        who: '田中 恵子',
      }),
    });
  });

  test.each([
    [new Date(2026, 10, 21, 23, 59), 'Sat, Nov 21, 23:59', '11月21日(土) 23:59'],
    [new Date(2026, 0, 1, 0, 0), 'Thu, Jan 1, 00:00', '1月1日(木) 0:00'],
    [new Date(2025, 11, 31, 9, 5), 'Dec 31, 2025, 09:05', '2025年12月31日 9:05'],
    // The same day of another year, and a call that is in the future by the local clock.
    [new Date(2025, 10, 22, 9, 5), 'Nov 22, 2025, 09:05', '2025年11月22日 9:05'],
    [new Date(2026, 10, 23, 0, 1), 'Mon, Nov 23, 00:01', '11月23日(月) 0:01'],
  ])('of %s shows its day', (date, en, ja) => {
    const ringingSince = date.getTime();
    expect(row({ ringingSince }).when).toBe(en);
    expect(row({ ringingSince }, 'ja').when).toBe(ja);
  });

  test('with a withheld number says so once and cannot be copied', () => {
    const withheld = { number: { kind: 'withheld' }, name: null, connectionType: 'pstn_off_net' } as const;
    expect(row({ caller: withheld })).toMatchObject({
      caller: inEnglish('caller.withheld'),
      number: null,
      canCopy: false,
    });
    expect(row({ caller: withheld }, 'ja')).toMatchObject({
      caller: inJapanese('caller.withheld'),
      number: null,
      canCopy: false,
    });
    const named = { ...withheld, name: 'City hospital' };
    expect(row({ caller: named })).toMatchObject({
      caller: 'City hospital',
      number: inEnglish('caller.withheld'),
      canCopy: false,
    });
  });

  test('from an extension shows the extension as its number', () => {
    const caller = {
      number: { kind: 'extension', extension: '1045' },
      name: '鈴木 大輔',
      connectionType: 'voip',
    } as const;
    expect(row({ caller, via: null })).toMatchObject({
      number: inEnglish('caller.extension', { extension: '1045' }),
      line: [inEnglish('line.voip-internal')],
    });
    expect(row({ caller, via: null }, 'ja')).toMatchObject({
      number: inJapanese('caller.extension', { extension: '1045' }),
      canCopy: true,
      line: [inJapanese('line.voip-internal')],
    });
  });

  test('shows the name from the contacts, as on the card but without 様', () => {
    expect(row({}, 'ja', found(aMatch('高橋 美咲'))).caller).toBe('高橋 美咲');
    expect(row({}, 'en', found(aMatch('Mary Major', { grade: 'weak' }))).caller).toBe(
      inEnglish('caller.perhaps', { name: 'Mary Major' }),
    );
    expect(row({}, 'en', found(aMatch('Mary Major'), aMatch('John Doe'))).caller).toBe(
      inEnglish('caller.several', { count: 2 }),
    );
    expect(row({ caller: { ...aCall().caller, name: null } }, 'ja').caller).toBe(
      inJapanese('caller.unknown'),
    );
  });

  test('shows a long name in full', () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(8);
    expect(row({ caller: { ...aCall().caller, name } }).caller).toBe(name);
  });

  test('does not show a phone number as the name', () => {
    expect(row({ caller: { ...aCall().caller, name: '+81 90-1234-5678' } }).caller).toBe(
      inEnglish('caller.unknown'),
    );
  });

  test.each([
    ['missed', {}, 'state.missed', 'missed'],
    ['rejected', {}, 'state.rejected', 'quiet'],
    ['answered-elsewhere', { answeredBy: 'Suzuki' }, 'state.answered-elsewhere', 'quiet'],
    ['answered-elsewhere', {}, 'state.answered-elsewhere-unknown', 'quiet'],
    ['ended', {}, 'state.ended', 'quiet'],
    ['ended', { answeredAt: NOW }, 'state.past-answered', 'answered'],
    ['late', {}, 'state.late', 'quiet'],
    ['ringing', {}, 'state.ringing', 'live'],
    ['answered', { answeredAt: NOW }, 'state.answered', 'live'],
  ] as const)('that is %s (%o) shows %s', (state, overrides, key, tone) => {
    for (const language of LANGUAGES)
      expect(row({ state, ...overrides }, language)).toMatchObject({
        result: getTranslate(language)(key, { name: 'Suzuki' }),
        tone,
      });
  });

  test.each([
    [0, null],
    [499, null],
    [1_000, '0:01'],
    [59_600, '1:00'],
    [-5_000, null],
  ])('shows how long it rang: %i ms', (ms, time) => {
    const call = { ringingSince: NOW, since: NOW + ms };
    for (const language of LANGUAGES)
      expect(row(call, language).duration).toBe(time && getTranslate(language)('history.rang', { time }));
  });

  test.each([
    [23, 'history.voicemail-length', { time: '0:23' }],
    [75, 'history.voicemail-length', { time: '1:15' }],
    [0, 'history.voicemail', {}],
  ] as const)('shows a voicemail of %i s instead of how long it rang', (voicemailSeconds, key, params) => {
    for (const language of LANGUAGES)
      expect(row({ voicemailSeconds }, language).duration).toBe(getTranslate(language)(key, params));
  });

  test.each([
    [151_000, '2:31'],
    [3_599_000, '59:59'],
    [3_751_000, '1:02:31'],
    // The end event was lost.
    [0, null],
  ])('shows how long the talk was: %i ms', (ms, time) => {
    const call = {
      state: 'ended',
      ringingSince: NOW - 7_000_000,
      answeredAt: NOW - 6_000_000,
      since: NOW - 6_000_000 + ms,
    } as const;
    for (const language of LANGUAGES)
      expect(row(call, language).duration).toBe(time && getTranslate(language)('history.talked', { time }));
  });

  test('in progress has no duration and cannot be deleted', () => {
    for (const state of ['ringing', 'answered'] as const) {
      expect(row({ state, answeredAt: NOW - 5_000, since: NOW })).toMatchObject({
        duration: null,
        question: null,
      });
    }
  });

  test('shows the dialed number if the agent has several numbers', () => {
    const call = aCall();
    const agent = { ...EVERYONE, numbers: ['+81355550001', '+81355550002'] };
    expect(view({ rows: [{ call, lookup: SKIPPED }], agent }).calls[0]!.line).toEqual([
      inEnglish('line.pstn_off_net'),
      inEnglish('line.via', { name: 'サポート' }),
      inEnglish('line.dialled', { number: '03-5555-0001' }),
    ]);
  });
});

describe('the page', () => {
  test.each(LANGUAGES.flatMap((language) => [0, 1, 5_000].map((count) => [count, language] as const)))(
    'counts %i calls in %s',
    (count, language) => {
      const t = getTranslate(language);
      expect(view({ count }, language).description).toBe(
        t('history.lead', { calls: t('history.calls', { count }), days: t('history.days', { count: 90 }) }),
      );
    },
  );

  test('shows a retention of one day in the singular', () => {
    expect(view({ count: 1, retentionDays: 1 }).description).toBe(
      inEnglish('history.lead', {
        calls: inEnglish('history.calls', { count: 1 }),
        days: inEnglish('history.days', { count: 1 }),
      }),
    );
  });

  test('without calls shows a text', () => {
    expect(view().calls).toEqual([]);
    expect(view().emptyText).toBe(inEnglish('history.none'));
    expect(view({}, 'ja').emptyText).toBe(inJapanese('history.none'));
  });

  test('lists the calls in the given order', () => {
    const calls = someCalls(50).reverse();
    const shown = view({ rows: calls.map((call) => ({ call, lookup: SKIPPED })) }).calls;
    expect(shown.map(({ callId }) => callId)).toEqual(calls.map(({ callId }) => callId));
  });

  test('offers older calls only if there are any', () => {
    expect(view({ hasMore: true })).toMatchObject({ showMore: inEnglish('history.more') });
    expect(view({ hasMore: true }, 'ja')).toMatchObject({ showMore: inJapanese('history.more') });
    expect(view({ hasMore: false }).showMore).toBeNull();
  });

  test('shows how many calls rang while offline, if any', () => {
    expect(view({ missedWhileOffline: 0 }).missedWhileOffline).toBeNull();
    expect(view({ missedWhileOffline: 1 }).missedWhileOffline).toBe(inEnglish('away.calls', { count: 1 }));
    expect(view({ missedWhileOffline: 3 }, 'ja').missedWhileOffline).toBe(
      inJapanese('away.calls', { count: 3 }),
    );
  });

  test('asks before deleting all calls, with their number and what else is deleted', () => {
    expect(view({ count: 128 }).deleteAll.question).toBe(
      inEnglish('history.deleteAll.question', { count: 128 }),
    );
    expect(view({ count: 1 }).deleteAll.question).toBe(inEnglish('history.deleteAll.question', { count: 1 }));
    expect(view({ count: 128 }, 'ja').deleteAll.question).toBe(
      inJapanese('history.deleteAll.question', { count: 128 }),
    );
  });

  test('contains no English in Japanese and no Japanese in English', () => {
    const rows = [{ call: aCall(), lookup: SKIPPED }];
    const ja = collectTexts(view({ rows, hasMore: true, missedWhileOffline: 2 }, 'ja')).join('\n');
    expect(ja.replace(/Chakushin|missed|live/gu, '')).not.toMatch(/[a-z]{2,}/iu);
    const call = aCall({ caller: { ...aCall().caller, name: 'Mary' }, via: null });
    const en = collectTexts(
      view({ rows: [{ call, lookup: SKIPPED }], hasMore: true, missedWhileOffline: 2 }),
    ).join('\n');
    expect(en).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
  });
});

/** Every string of a view. */
function collectTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collectTexts) : [];
}

test('shows any call in both languages', () => {
  fc.assert(
    fc.property(anyCall, fc.constantFrom(...LANGUAGES), (call, language) => {
      const shown = view({ rows: [{ call, lookup: SKIPPED }] }, language).calls[0]!;
      expect(shown.callId).toBe(call.callId);
      expect(shown.when).not.toBe('');
      expect(shown.result).not.toBe('');
      expect(shown.question === null).toBe(isLive(call.state));
      expect(shown.tone === 'live').toBe(isLive(call.state));
      expect(shown.duration ?? '').not.toMatch(/NaN|-/u);
      if (call.caller.number.kind === 'withheld') expect(shown.canCopy).toBe(false);
      expect(shown.number).not.toBe(shown.caller);
    }),
  );
});

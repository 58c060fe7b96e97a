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

/** By the clock on the wall, wherever the test runs. */
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

/** How one call is shown: missed today at 9:05, but for what is given. */
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
      when: 'Today, 09:05',
      caller: '田中 恵子',
      number: '090-1234-5678',
      canCopy: true,
      line: ['PSTN', 'via サポート'],
      result: 'Missed',
      tone: 'missed',
      duration: inEnglish('history.rang', { time: '0:10' }),
      question: inEnglish('history.deleteOne.question', { who: '田中 恵子', when: 'Today, 09:05' }),
    });
  });

  test('shows time, caller, number, line, result and duration in Japanese', () => {
    expect(row({}, 'ja')).toEqual({
      callId: '6998252113337041462',
      when: '今日 9:05',
      caller: '田中 恵子',
      number: '090-1234-5678',
      canCopy: true,
      line: [inJapanese('line.pstn_off_net'), 'サポート 経由'],
      result: '不在着信',
      tone: 'missed',
      duration: '呼び出し 0:10',
      question: inJapanese('history.deleteOne.question', { when: '今日 9:05', who: '田中 恵子' }),
    });
  });

  test.each([
    [new Date(2026, 10, 21, 23, 59), 'Sat, Nov 21, 23:59', '11月21日(土) 23:59'],
    [new Date(2026, 0, 1, 0, 0), 'Thu, Jan 1, 00:00', '1月1日(木) 0:00'],
    [new Date(2025, 11, 31, 9, 5), 'Dec 31, 2025, 09:05', '2025年12月31日 9:05'],
    // The same day of another year, and a call from the future by our clock.
    [new Date(2025, 10, 22, 9, 5), 'Nov 22, 2025, 09:05', '2025年11月22日 9:05'],
    [new Date(2026, 10, 23, 0, 1), 'Mon, Nov 23, 00:01', '11月23日(月) 0:01'],
  ])('of %s shows its day', (date, en, ja) => {
    const ringingSince = date.getTime();
    expect(row({ ringingSince }).when).toBe(en);
    expect(row({ ringingSince }, 'ja').when).toBe(ja);
  });

  test('with a withheld number shows “Number withheld” once and cannot be copied', () => {
    const withheld = { number: { kind: 'withheld' }, name: null, connectionType: 'pstn_off_net' } as const;
    expect(row({ caller: withheld })).toMatchObject({
      caller: inEnglish('caller.withheld'),
      number: null,
      canCopy: false,
    });
    expect(row({ caller: withheld }, 'ja')).toMatchObject({ caller: '非通知', number: null, canCopy: false });
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
      number: 'Ext. 1045',
      line: [inEnglish('line.voip-internal')],
    });
    expect(row({ caller, via: null }, 'ja')).toMatchObject({
      number: '内線 1045',
      canCopy: true,
      line: [inJapanese('line.voip-internal')],
    });
  });

  test('shows the name from the contacts, as on the card', () => {
    expect(row({}, 'ja', found(aMatch('高橋 美咲'))).caller).toBe('高橋 美咲 様');
    expect(row({}, 'en', found(aMatch('Mary Major', { grade: 'weak' }))).caller).toBe('Mary Major?');
    expect(row({}, 'en', found(aMatch('Mary Major'), aMatch('John Doe'))).caller).toBe(
      inEnglish('caller.several', { count: 2 }),
    );
    expect(row({ caller: { ...aCall().caller, name: null } }, 'ja').caller).toBe('不明');
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
    ['missed', {}, 'Missed', '不在着信', 'missed'],
    ['rejected', {}, 'Rejected', '拒否', 'quiet'],
    [
      'answered-elsewhere',
      { answeredBy: 'Suzuki' },
      inEnglish('state.answered-elsewhere', { name: 'Suzuki' }),
      inJapanese('state.answered-elsewhere', { name: 'Suzuki' }),
      'quiet',
    ],
    [
      'answered-elsewhere',
      {},
      inEnglish('state.answered-elsewhere-unknown'),
      inJapanese('state.answered-elsewhere-unknown'),
      'quiet',
    ],
    ['ended', {}, inEnglish('state.ended'), '通話終了', 'quiet'],
    ['ended', { answeredAt: NOW }, 'Answered', '応答済み', 'answered'],
    ['late', {}, inEnglish('state.late'), inJapanese('state.late'), 'quiet'],
    ['ringing', {}, inEnglish('state.ringing'), '着信中', 'live'],
    ['answered', { answeredAt: NOW }, 'In call', '通話中', 'live'],
  ] as const)('that is %s (%o) shows its result', (state, overrides, en, ja, tone) => {
    expect(row({ state, ...overrides })).toMatchObject({ result: en, tone });
    expect(row({ state, ...overrides }, 'ja')).toMatchObject({ result: ja, tone });
  });

  test.each([
    [0, null, null],
    [499, null, null],
    [1_000, inEnglish('history.rang', { time: '0:01' }), '呼び出し 0:01'],
    [59_600, inEnglish('history.rang', { time: '1:00' }), '呼び出し 1:00'],
    [-5_000, null, null],
  ])('shows how long it rang: %i ms', (ms, en, ja) => {
    const call = { ringingSince: NOW, since: NOW + ms };
    expect(row(call).duration).toBe(en);
    expect(row(call, 'ja').duration).toBe(ja);
  });

  test.each([
    [151_000, inEnglish('history.talked', { time: '2:31' }), '通話 2:31'],
    [3_599_000, inEnglish('history.talked', { time: '59:59' }), '通話 59:59'],
    [3_751_000, inEnglish('history.talked', { time: '1:02:31' }), '通話 1:02:31'],
    // Nobody told when it ended.
    [0, null, null],
  ])('shows how long it was talked: %i ms', (ms, en, ja) => {
    const call = {
      state: 'ended',
      ringingSince: NOW - 7_000_000,
      answeredAt: NOW - 6_000_000,
      since: NOW - 6_000_000 + ms,
    } as const;
    expect(row(call).duration).toBe(en);
    expect(row(call, 'ja').duration).toBe(ja);
  });

  test('in progress has no duration and cannot be deleted', () => {
    for (const state of ['ringing', 'answered'] as const) {
      expect(row({ state, answeredAt: NOW - 5_000, since: NOW })).toMatchObject({
        duration: null,
        question: null,
      });
    }
  });

  test('shows the dialled number if the agent has several numbers', () => {
    const call = aCall();
    const agent = { ...EVERYONE, numbers: ['+81355550001', '+81355550002'] };
    expect(view({ rows: [{ call, lookup: SKIPPED }], agent }).calls[0]!.line).toEqual([
      'PSTN',
      'via サポート',
      'to 03-5555-0001',
    ]);
  });
});

describe('the page', () => {
  test.each([
    [0, 'en', inEnglish('history.lead', { calls: '0 calls', days: '90 days' })],
    [1, 'en', inEnglish('history.lead', { calls: '1 call', days: '90 days' })],
    [5_000, 'en', inEnglish('history.lead', { calls: '5000 calls', days: '90 days' })],
    [0, 'ja', inJapanese('history.lead', { calls: '0 件', days: '90 日間' })],
    [5_000, 'ja', inJapanese('history.lead', { calls: '5000 件', days: '90 日間' })],
  ] as const)('counts %i calls in %s', (count, language, expected) => {
    expect(view({ count }, language).description).toBe(expected);
  });

  test('shows a retention of one day in the singular', () => {
    expect(view({ count: 1, retentionDays: 1 }).description).toBe(
      inEnglish('history.lead', { calls: '1 call', days: '1 day' }),
    );
  });

  test('without calls shows a text', () => {
    expect(view().calls).toEqual([]);
    expect(view().emptyText).toMatch(/^No calls yet\./u);
    expect(view({}, 'ja').emptyText).toMatch(/^着信はまだありません。/u);
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
    expect(view({ count: 1 }).deleteAll.question).toMatch(/^1 call is removed/u);
    expect(view({ count: 128 }, 'ja').deleteAll.question).toMatch(/128 件.*相手.*元に戻せません/u);
  });

  test('contains no English in Japanese and no Japanese in English', () => {
    const rows = [{ call: aCall(), lookup: SKIPPED }];
    const ja = collectTexts(view({ rows, hasMore: true, missedWhileOffline: 2 }, 'ja')).join('\n');
    expect(ja.replace(/Chakushin|PSTN|VoIP|missed|live/gu, '')).not.toMatch(/[a-z]{2,}/iu);
    const call = aCall({ caller: { ...aCall().caller, name: 'Mary' }, via: null });
    const en = collectTexts(
      view({ rows: [{ call, lookup: SKIPPED }], hasMore: true, missedWhileOffline: 2 }),
    ).join('\n');
    expect(en).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
  });
});

/** Every string of a picture. */
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

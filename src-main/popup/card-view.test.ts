import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYONE } from '../../src-core/calls/agent.ts';
import type { Call } from '../../src-core/calls/call.ts';
import { getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import type { Lookup } from '../../src-core/lookup/lookup.ts';
import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import { formatNumber } from '../../src-core/phone-numbers/phone-number.ts';
import { SettingsSchema, type Settings } from '../../src-core/settings/schema.ts';
import type { CardView, PopupCommand } from '../../src-preload/ipc/popup.ts';
import { popupView } from './card-view.ts';
import { formatDayOrTime } from '../../src-core/util/format-time.ts';
import { toRecentItems } from '../tray/tray-menu.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

const NOW = new Date(2026, 10, 22, 10, 42, 0).getTime();

const ringing: Call = {
  callId: '6998252113337041462',
  state: 'ringing',
  round: 1,
  caller: {
    number: { kind: 'external', e164: '+819012345678', extension: null },
    name: null,
    connectionType: 'pstn_off_net',
  },
  callee: { userId: 'me', name: '佐藤', extension: '1002', number: '+81312340102' },
  via: null,
  transferredBy: null,
  consultedBy: null,
  ringingSince: NOW - 4_000,
  since: NOW - 4_000,
  answeredAt: null,
  answeredBy: null,
  onHold: false,
  voicemailSeconds: null,
  seenRinging: true,
  source: 'websocket',
};

const tanaka: Match = {
  connector: 'contacts',
  id: '1001',
  name: '田中 恵子',
  reading: 'たなか けいこ',
  company: 'みどり歯科クリニック',
  title: '院長',
  owner: '高橋',
  isMine: false,
  open: null,
  lastActivity: null,
  grade: 'exact',
  matchReason: 'exact',
  matchedField: '携帯電話',
  matchedNumber: '090-1234-5678',
  url: 'https://crm.example.com/contacts/1001',
  fields: [{ label: '未対応', value: '2件' }],
};

const external = inEnglish('line.pstn_off_net');
const exactMobile = inJapanese('grade.exact', { field: tanaka.matchedField });
const inTwoParts = (first: string, second: string): string => inJapanese('parts.two', { first, second });

const none = { status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 1 } satisfies Lookup;
const found = (...matches: Match[]): Extract<Lookup, { status: 'found' }> => ({
  status: 'found',
  matches,
  chosen: null,
  rejected: 0,
  sources: [{ id: 'contacts', name: 'contacts.csv', asOf: NOW - 120_000 }],
  failures: [],
  searching: false,
  decided: true,
  elapsedMs: 1,
});

function view(
  snapshots: readonly Partial<CallSnapshot>[],
  {
    language = 'ja',
    state = {},
    copied = null,
    settings = SettingsSchema.parse({}),
    revealed = [],
    isPrivate = false,
  }: {
    language?: Language;
    state?: Partial<AppState>;
    copied?: string | null;
    settings?: Settings;
    revealed?: readonly string[];
    isPrivate?: boolean;
  } = {},
): ReturnType<typeof popupView> {
  const cards = snapshots.map((snapshot) => ({
    call: ringing,
    lookup: none,
    missedToday: 0,
    crmPages: [],
    ...snapshot,
  }));
  return popupView(
    {
      connection: { state: 'connected', everyone: false },
      otherSources: [],
      agent: EVERYONE,
      cards,
      recent: cards,
      missedWhileOffline: 0,
      pausedUntil: null,
      connectors: [],
      notices: [],
      ...state,
    },
    {
      language,
      t: getTranslate(language),
      country: 'JP',
      now: NOW,
      copiedCallId: copied,
      settings,
      revealed: new Set(revealed),
      isPrivate,
    },
  );
}

function card(snapshot: Partial<CallSnapshot>, options?: Parameters<typeof view>[1]): CardView {
  return view([snapshot], options).cards[0]!;
}

describe('the caller', () => {
  test('a single match shows name, reading, company, title, reason and record button', () => {
    const shown = card({ lookup: found(tanaka) });
    expect(shown).toMatchObject({
      name: inJapanese('caller.person', { name: tanaka.name }),
      reading: 'たなか けいこ',
      detail: inTwoParts('みどり歯科クリニック', '院長'),
      crm: {
        source: inTwoParts(inJapanese('crm.source'), 'contacts.csv'),
        asOf: inJapanese('crm.asOf', { time: '10:40' }),
        rows: [
          { label: inJapanese('crm.owner'), value: '高橋' },
          { label: '未対応', value: '2件' },
        ],
        note: exactMobile,
      },
    });
    expect(shown.actions).toEqual([
      {
        kind: 'open',
        label: inJapanese('action.open'),
        isPrimary: true,
        match: { connector: 'contacts', id: '1001' },
      },
    ]);
  });

  test.each(['お客様', '田中さん', 'みどり歯科クリニック御中', '田中先生'])(
    'a name that already ends in a title gets no other: %s',
    (name) => {
      expect(card({ lookup: found({ ...tanaka, name }) }).name).toBe(name);
      expect(card({ lookup: found({ ...tanaka, name, grade: 'weak' }) }).name).toBe(
        inJapanese('caller.perhaps', { name }),
      );
    },
  );

  test('a match without an address has no record button', () => {
    expect(card({ lookup: found({ ...tanaka, url: null }) }).actions).toEqual([]);
  });

  test('several matches are listed, and none provides the caller name', () => {
    const people = ['進', '花', '三郎', '四郎', '五郎'].map((name, id) => ({
      ...tanaka,
      id: String(id),
      name,
    }));
    const shown = card({ lookup: found(...people) }, { language: 'en' });
    expect(shown.name).toBe(inEnglish('caller.several', { count: 5 }));
    expect(shown.reading).toBeNull();
    expect(shown.crm?.matches.map(({ id }) => id)).toEqual(['0', '1', '2', '3']);
    expect(shown.crm?.note).toBe(inEnglish('crm.more', { count: 1 }));
    expect(shown.actions).toEqual([]);
  });

  test.each([
    ['佐々木', 'external', '佐々木'],
    [null, 'external', inEnglish('caller.unknown')],
    ['+819012345678', 'external', inEnglish('caller.unknown')],
    [null, 'withheld', inEnglish('caller.withheld')],
    ['Ito', 'extension', 'Ito'],
  ] as const)(
    'without a match Zoom’s name %j of a caller with %s number is shown as %s',
    (name, kind, shown) => {
      const numbers = {
        external: ringing.caller.number,
        withheld: { kind: 'withheld' },
        extension: { kind: 'extension', extension: '1045' },
      } as const;
      const call = { ...ringing, caller: { ...ringing.caller, name, number: numbers[kind] } };
      expect(card({ call }, { language: 'en' }).name).toBe(shown);
    },
  );
});

describe('the number', () => {
  test('can be copied and confirms the copy', () => {
    expect(card({}).number).toEqual({
      text: '090-1234-5678',
      copy: {
        label: inJapanese('action.copy'),
        ariaLabel: inJapanese('action.copyNumber', { number: '090-1234-5678' }),
        isDone: false,
      },
    });
    expect(card({}, { copied: ringing.callId }).number?.copy).toMatchObject({
      label: inJapanese('action.copied'),
      isDone: true,
    });
    expect(card({}, { copied: 'another call' }).number?.copy?.isDone).toBe(false);
  });

  test('is not copyable if withheld, and “withheld” is shown once', () => {
    const caller = { ...ringing.caller, number: { kind: 'withheld' } as const };
    expect(card({ call: { ...ringing, caller } }).number).toBeNull();
    expect(card({ call: { ...ringing, caller: { ...caller, name: '役所' } } }).number).toEqual({
      text: inJapanese('caller.withheld'),
      copy: null,
    });
  });

  test('is shown as an extension for internal calls', () => {
    const caller = {
      ...ringing.caller,
      number: { kind: 'extension', extension: '1045' } as const,
      connectionType: 'voip',
    };
    const shown = card({ call: { ...ringing, caller } });
    expect(shown.number?.text).toBe(inJapanese('caller.extension', { extension: '1045' }));
    expect(shown.chips[0]).toEqual({
      text: inJapanese('line.voip-internal'),
      hint: inJapanese('line.raw', { raw: 'voip' }),
    });
  });
});

describe('the line', () => {
  const chips = (call: Partial<Call>, state?: Partial<AppState>): string[] =>
    card({ call: { ...ringing, ...call } }, { language: 'en', ...(state && { state }) }).chips.map(
      ({ text }) => text,
    );

  test('shows an unknown connection type unchanged', () => {
    expect(chips({ caller: { ...ringing.caller, connectionType: 'satellite' } })).toEqual(['satellite']);
  });

  test('shows queue and transfer', () => {
    expect(chips({ via: { name: 'Sales', extension: '800', type: 'callQueue' } })).toEqual([
      external,
      inEnglish('line.via', { name: 'Sales' }),
    ]);
    expect(chips({ via: { name: null, extension: '800', type: 'callQueue' } })).toEqual([
      external,
      inEnglish('line.via', { name: inEnglish('caller.extension', { extension: '800' }) }),
    ]);
    expect(chips({ transferredBy: 'Suzuki' })).toEqual([
      external,
      inEnglish('line.transferred', { name: 'Suzuki' }),
    ]);
    expect(chips({ via: { name: 'Suzuki', extension: '1003', type: 'user' } })).toEqual([
      external,
      inEnglish('line.transferred', { name: 'Suzuki' }),
    ]);
    expect(chips({ via: { name: null, extension: null, type: 'callQueue' } })).toEqual([external]);
  });

  test('shows who consults about a customer', () => {
    expect(chips({ consultedBy: 'Suzuki' })).toEqual([external, inEnglish('line.asks', { name: 'Suzuki' })]);
  });

  test('shows the length of a missed call’s voicemail', () => {
    expect(chips({ state: 'missed', voicemailSeconds: 75 })).toEqual([
      external,
      inEnglish('line.voicemail', { length: '1:15' }),
    ]);
    expect(chips({ state: 'answered-elsewhere', voicemailSeconds: 75 })).toEqual([external]);
  });

  test('shows the dialed number only if the agent has several', () => {
    const oneNumber = { agent: { ...EVERYONE, numbers: ['+81312340102'] } };
    const twoNumbers = { agent: { ...EVERYONE, numbers: ['+81312340102', '+815012341020'] } };
    expect(chips({}, oneNumber)).toEqual([external]);
    expect(chips({}, twoNumbers)).toEqual([external, inEnglish('line.dialled', { number: '03-1234-0102' })]);
  });
});

describe('states', () => {
  test.each([
    [{ state: 'answered', answeredAt: NOW }, inJapanese('state.answered'), 'talking', true],
    [{ state: 'answered', answeredAt: NOW, onHold: true }, inJapanese('state.onHold'), 'talking', true],
    [
      { state: 'answered-elsewhere', answeredBy: '鈴木' },
      inJapanese('state.answered-elsewhere', { name: '鈴木' }),
      'quiet',
      false,
    ],
    [{ state: 'answered-elsewhere' }, inJapanese('state.answered-elsewhere-unknown'), 'quiet', false],
    [{ state: 'missed' }, inJapanese('state.missed'), 'missed', false],
  ] as const)('%j is shown as %s', (call, label, tone, isRunning) => {
    expect(card({ call: { ...ringing, ...call } })).toMatchObject({
      state: label,
      tone,
      isRunning,
    } satisfies Partial<CardView>);
  });

  test('a missed call can be called back or marked as seen, and shows how often it was missed', () => {
    const shown = card({ call: { ...ringing, state: 'missed' }, missedToday: 3 }, { language: 'en' });
    expect(shown.detail).toBe(inEnglish('missed.again', { count: 3 }));
    expect(shown.actions.map(({ kind, isPrimary }) => [kind, isPrimary])).toEqual([
      ['callBack', true],
      ['seen', false],
    ]);
  });

  test('a withheld number cannot be called back', () => {
    const call: Call = {
      ...ringing,
      state: 'missed',
      caller: { ...ringing.caller, number: { kind: 'withheld' } },
    };
    expect(card({ call }).actions.map(({ kind }) => kind)).toEqual(['seen']);
  });

  test('an ended call shows its duration', () => {
    const call: Call = { ...ringing, state: 'ended', answeredAt: NOW - 151_000, since: NOW };
    expect(card({ call })).toMatchObject({ isRunning: false, timeText: '2:31' });
  });

  test('an ended call of more than an hour shows the hours', () => {
    const call: Call = { ...ringing, state: 'ended', answeredAt: NOW - 4_503_000, since: NOW };
    expect(card({ call })).toMatchObject({ isRunning: false, timeText: '1:15:03' });
  });

  test.each([
    [{ status: 'searching' }, inJapanese('crm.searching')],
    [{ status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 1 }, inJapanese('crm.none')],
  ] as const)('lookup %j', (lookup, note) => {
    expect(card({ lookup }).crm).toMatchObject({ note, rows: [], matches: [] });
  });

  test('failing contact sources are listed together with the matches of others', () => {
    const failures = [
      { id: 'salesforce', connector: 'Salesforce', kind: 'slow' },
      { id: 'kintone', connector: 'kintone', kind: 'credentials' },
    ] as const;
    const sentences = [
      inJapanese('crm.trouble', { connector: 'Salesforce', why: inJapanese('why.connector-slow') }),
      inJapanese('crm.trouble', { connector: 'kintone', why: inJapanese('why.connector-credentials') }),
    ];
    expect(card({ lookup: { status: 'error', failures, elapsedMs: 1 } }).crm).toMatchObject({
      note: inJapanese('crm.error'),
      failures: sentences,
    });
    const partly: Lookup = { ...found(tanaka), failures };
    expect(card({ lookup: partly }).crm).toMatchObject({ failures: sentences, note: exactMobile });
  });

  describe('several matches', () => {
    const suzuki: Match = { ...tanaka, id: '1002', name: '鈴木 一', url: null };
    const record = { connector: 'contacts', id: '1001' };
    const commands = (actions: readonly { readonly command: unknown }[]): unknown[] =>
      actions.map(({ command }) => command);
    const choose = (id: string, isMatch: boolean): PopupCommand => ({
      type: 'choose',
      callId: ringing.callId,
      connector: 'contacts',
      id,
      isMatch,
    });

    test('can each be opened if they have an address, chosen and rejected', () => {
      const { crm, name } = card({ lookup: found(tanaka, suzuki) });
      expect(name).toBe(inJapanese('caller.several', { count: 2 }));
      expect(crm?.matches.map(({ isChosen }) => isChosen)).toEqual([false, false]);
      expect(crm?.matches.map(({ actions }) => commands(actions))).toEqual([
        [{ type: 'open', callId: ringing.callId, ...record }, choose('1001', true), choose('1001', false)],
        [choose('1002', true), choose('1002', false)],
      ]);
      for (const { actions } of crm?.matches ?? [])
        for (const { ariaLabel } of actions) expect(ariaLabel).toMatch(/田中 恵子|鈴木 一/u);
    });

    test('show the chosen person as the caller, and the choice can be undone', () => {
      const shown = card({ lookup: { ...found(tanaka, suzuki), chosen: record } });
      expect(shown.name).toBe(inJapanese('caller.person', { name: tanaka.name }));
      expect(shown.crm).toMatchObject({
        matches: [],
        note: inTwoParts(exactMobile, inJapanese('crm.chosen')),
      });
      expect(commands(shown.crm?.actions ?? [])).toEqual([
        choose('1001', false),
        { type: 'undoChoice', callId: ringing.callId },
      ]);
      expect(shown.actions.map(({ kind }) => kind)).toEqual(['open']);
    });

    test('count the rejected ones, even if none remains', () => {
      const one = card({ lookup: { ...found(tanaka), rejected: 2 } });
      expect(one.crm?.note).toBe(inTwoParts(exactMobile, inJapanese('crm.rejected', { count: 2 })));
      const nobody = card({ lookup: { ...none, rejected: 1 } });
      expect(nobody.crm?.note).toBe(inJapanese('crm.rejected', { count: 1 }));
      expect(commands(nobody.crm?.actions ?? [])).toEqual([
        { type: 'undoChoice', callId: ringing.callId },
        { type: 'lookAgain', callId: ringing.callId },
      ]);
    });
  });

  test('no match offers pages to create and search, and another lookup', () => {
    const crmPages = [
      { connector: 'sf', name: 'Salesforce', create: true, search: true },
      { connector: 'k', name: 'kintone', create: false, search: true },
    ];
    expect(card({ crmPages }).crm?.actions.map(({ label }) => label)).toEqual([
      inJapanese('action.create', { connector: 'Salesforce' }),
      inJapanese('action.search', { connector: 'Salesforce' }),
      inJapanese('action.search', { connector: 'kintone' }),
      inJapanese('action.again'),
    ]);
    expect(card({ crmPages, lookup: found(tanaka) }).crm?.actions).toHaveLength(1);
  });

  test('a weak match is shown as possible and offers a new record', () => {
    const crmPages = [{ connector: 'sf', name: 'Salesforce', create: true, search: false }];
    const perhaps: Match = { ...tanaka, grade: 'weak', matchReason: 'extension' };
    const shown = card({ crmPages, lookup: found(perhaps) });
    expect(shown.name).toBe(
      inJapanese('caller.perhaps', { name: inJapanese('caller.person', { name: tanaka.name }) }),
    );
    expect(shown.crm?.note).toBe(inJapanese('grade.extension', { field: '携帯電話' }));
    expect(shown.crm?.actions.map(({ label }) => label)).toEqual([
      inJapanese('action.reject'),
      inJapanese('action.create', { connector: 'Salesforce' }),
    ]);
  });

  test('a pane hidden by the settings can be revealed by a click', () => {
    const settings = SettingsSchema.parse({
      screenPop: { external: { ring: 'browser', answer: 'browser', click: 'both' } },
    });
    const closed = card({ lookup: found(tanaka) }, { settings });
    expect(closed).toMatchObject({
      crm: null,
      name: inJapanese('caller.person', { name: tanaka.name }),
    });
    expect(closed.actions.map(({ kind }) => kind)).toEqual(['open', 'reveal']);
    const shown = card({ lookup: found(tanaka) }, { settings, revealed: [ringing.callId] });
    expect(shown.crm?.rows).toHaveLength(2);
    expect(shown.actions.map(({ kind }) => kind)).toEqual(['open']);
  });

  test('click action “nothing” offers no record to open', () => {
    const settings = SettingsSchema.parse({
      screenPop: { external: { ring: 'pane', answer: 'pane', click: 'nothing' } },
    });
    expect(card({ lookup: found(tanaka) }, { settings }).actions).toEqual([]);
    const { crm } = card({ lookup: found(tanaka, { ...tanaka, id: '2' }) }, { settings });
    expect(crm?.matches[0]?.actions.map(({ label }) => label)).toEqual([
      inJapanese('action.choose'),
      inJapanese('action.reject'),
    ]);
  });

  test('a skipped lookup shows no pane', () => {
    expect(card({ lookup: { status: 'skipped' } }).crm).toBeNull();
  });
});

test('shows at most three cards and counts the others', () => {
  const ten = Array.from({ length: 10 }, (_, id) => ({ call: { ...ringing, callId: String(id) } }));
  const shown = view(ten, { language: 'en' });
  expect(shown.cards.map(({ callId }) => callId)).toEqual(['0', '1', '2']);
  expect(shown.overflowText).toBe(inEnglish('stack.more', { count: 7 }));
  expect(view(ten.slice(0, 3)).overflowText).toBeNull();
});

test('three cards omit the record fields to fit the screen', () => {
  const known = Array.from({ length: 3 }, (_, id) => ({
    call: { ...ringing, callId: String(id) },
    lookup: found(tanaka),
  }));
  expect(view(known.slice(1)).cards.map(({ crm }) => crm?.rows.length)).toEqual([2, 2]);
  expect(view(known).cards.map(({ crm }) => crm?.rows.length)).toEqual([0, 0, 0]);
});

describe('the sound', () => {
  const settings = SettingsSchema.parse({ sounds: { external: 'chime', withheld: 'bell', volume: 50 } });

  test('is that of the newest ringing call, even while the screen is locked', () => {
    for (const isPrivate of [false, true]) {
      const { sound } = view([{}], { settings, isPrivate });
      expect(sound?.url).toContain('/sound/external?');
      expect(sound?.volume).toBe(0.5);
      expect(view([{ call: { ...ringing, state: 'missed' } }], { settings, isPrivate }).sound).toBeNull();
    }
    expect(view([{}]).sound).toBeNull();
  });

  test('is played even for a call beyond the third card', () => {
    const talking = { call: { ...ringing, state: 'answered' } as const };
    expect(view([talking, talking, talking, {}], { settings }).sound).not.toBeNull();
  });
});

describe('with a locked screen', () => {
  const word = fc.string({
    unit: fc.constantFrom('田', '中', '恵', '子', '佐', '藤', '鈴', '木'),
    minLength: 2,
    maxLength: 8,
  });
  const line = fc.integer({ min: 0, max: 999_999 }).map((last) => `+8190${String(80_000_000 + last)}`);
  /** Everything that identifies a person, a company, or a line. */
  const personal = fc.record({
    name: fc.option(word),
    e164: line,
    kind: fc.constantFrom('external', 'extension'),
    via: fc.option(fc.record({ name: fc.option(word), type: fc.constantFrom('user', 'callQueue') })),
    transferredBy: fc.option(word),
    consultedBy: fc.option(word),
    answeredBy: fc.option(word),
    connectionType: fc.constantFrom('pstn_off_net', 'voip', 'satellite', null),
    people: fc.array(
      fc.record({ name: word, company: fc.option(word), owner: fc.option(word), field: word }),
      {
        maxLength: 5,
      },
    ),
    missedToday: fc.integer({ min: 0, max: 9 }),
    crm: word,
  });
  type Personal = typeof personal extends fc.Arbitrary<infer Value> ? Value : never;
  const state = fc.constantFrom(
    'ringing',
    'answered',
    'missed',
    'answered-elsewhere',
    'ended',
  ) satisfies fc.Arbitrary<Call['state']>;

  function createSnapshot(details: Personal, callState: Call['state'], callId: string): CallSnapshot {
    const extension = details.e164.slice(-7);
    const matches = details.people.map(({ name, company, owner, field }, id): Match => ({
      ...tanaka,
      id: String(id),
      name,
      reading: name,
      company,
      title: company,
      owner,
      matchedField: field,
      matchedNumber: details.e164,
      url: `https://crm.example.com/${name}`,
      fields: [{ label: field, value: name }],
    }));
    return {
      call: {
        ...ringing,
        callId,
        state: callState,
        answeredAt: callState === 'answered' || callState === 'ended' ? NOW - 1_000 : null,
        caller: {
          number:
            details.kind === 'external'
              ? { kind: 'external', e164: details.e164, extension: null }
              : { kind: 'extension', extension },
          name: details.name,
          connectionType: details.connectionType,
        },
        callee: { ...ringing.callee, number: details.e164 },
        via: details.via === null ? null : { ...details.via, extension },
        transferredBy: details.transferredBy,
        consultedBy: details.consultedBy,
        answeredBy: details.answeredBy,
      },
      lookup: matches.length === 0 ? none : found(...matches),
      missedToday: details.missedToday,
      crmPages: [{ connector: 'crm', name: details.crm, create: true, search: true }],
    };
  }
  const shown = (
    people: readonly Personal[],
    states: readonly Call['state'][],
    language: Language,
  ): unknown => {
    const snapshots = people.map((one, index) =>
      createSnapshot(one, states[index] ?? 'ringing', String(index)),
    );
    const agentState = { agent: { ...EVERYONE, numbers: ['+81312340102', '+815012341020'] } };
    return view(snapshots, {
      language,
      state: agentState,
      copied: '0',
      revealed: ['0', '1', '2'],
      isPrivate: true,
    });
  };

  test('the view depends only on the number, states and times of calls', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(personal, personal, state), { maxLength: 5 }),
        fc.constantFrom('ja', 'en'),
        (calls, language) => {
          const states = calls.map(([, , one]) => one);
          const first = calls.map(([one]) => one);
          const second = calls.map(([, one]) => one);
          expect(shown(first, states, language)).toEqual(shown(second, states, language));
        },
      ),
    );
  });

  test('the view contains no name and no number', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(personal, state), { maxLength: 5 }), (calls) => {
        const people = calls.map(([one]) => one);
        const text = JSON.stringify(
          shown(
            people,
            calls.map(([, one]) => one),
            'en',
          ),
        );
        for (const one of people) {
          const { name, via, transferredBy, consultedBy, answeredBy, crm } = one;
          const words = [name, via?.name, transferredBy, consultedBy, answeredBy, crm];
          const texts = [...words, ...one.people.flatMap((person) => Object.values(person))];
          for (const word of texts) if (word != null) expect(text).not.toContain(word);
          // Shorter parts of a number may also be part of a time.
          const national = formatNumber({ kind: 'external', e164: one.e164, extension: null }, 'JP');
          for (const number of [one.e164.slice(1), national, `0${one.e164.slice(3)}`, one.e164.slice(-7)])
            expect(text).not.toContain(number);
        }
      }),
    );
  });

  test('the card says that it hides the caller and still shows the call state', () => {
    expect(card({ lookup: found(tanaka) }, { isPrivate: true })).toMatchObject({
      tone: 'ringing',
      state: inJapanese('state.ringing'),
      isRunning: true,
      since: ringing.since,
      name: inJapanese('curtain.caller'),
      number: null,
      actions: [],
    });
    const missed = card({ call: { ...ringing, state: 'missed' } }, { isPrivate: true });
    expect(missed.actions.map(({ kind, isPrimary }) => [kind, isPrimary])).toEqual([['seen', true]]);
    const answeredElsewhere = { ...ringing, state: 'answered-elsewhere', answeredBy: '鈴木' } as const;
    expect(card({ call: answeredElsewhere }, { isPrivate: true }).state).toBe(
      inJapanese('state.answered-elsewhere-unknown'),
    );
  });
});

test('the tray lists the last five calls, and none while the screen is locked', () => {
  const recent = Array.from({ length: 7 }, (_, id) => ({
    call: { ...ringing, callId: String(id), caller: { ...ringing.caller, name: 'Ito' } },
    lookup: id === 0 ? found(tanaka) : none,
    missedToday: 0,
    crmPages: [],
  }));
  const context = { t: getTranslate('ja'), country: 'JP', language: 'ja', now: NOW } as const;
  const items = toRecentItems(recent, { ...context, isPrivate: false });
  expect(items?.map(({ callId }) => callId)).toEqual(['0', '1', '2', '3', '4']);
  expect(items?.[0]?.label).toBe('10:41  田中 恵子  090-1234-5678');
  expect(items?.[1]?.label).toBe('10:41  Ito  090-1234-5678');
  expect(toRecentItems(recent, { ...context, isPrivate: true })).toBeNull();
});

test('a recent call shows its time if today, else its date', () => {
  const at = new Date(2026, 10, 22, 10, 42).getTime();
  expect(formatDayOrTime(at, at + 3_600_000, 'ja')).toBe('10:42');
  expect(formatDayOrTime(at, at + 24 * 3_600_000, 'ja')).toBe('11/22');
  expect(formatDayOrTime(at, at + 24 * 3_600_000, 'en')).toBe('11/22');
});

import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  aMatch,
  FakeClock,
  FakeSource,
  memoryHistory,
  aCallElement,
  phoneEvent,
  TANAKA,
  flushPromises,
} from '../../src-core/test-support/fakes.ts';
import { EVERYONE } from '../../src-core/calls/agent.ts';
import type { CallHistory } from '../../src-core/history/call-history.ts';
import { aCall, RANG_AT, someCalls } from '../../src-core/test-support/calls.ts';
import { getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { Connector } from '../../src-core/lookup/connector.ts';
import { CallService } from '../../src-core/service/call-service.ts';
import { readConfiguration } from '../../src-core/settings/load-settings.ts';
import { SettingsSchema, type Settings } from '../../src-core/settings/schema.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { HistoryCommandSchema, type HistoryView } from '../../src-preload/ipc/history.ts';
import { HistoryPage } from './history-page.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

/** Five days after the calls of `someCalls`. */
const NOW = RANG_AT + 5 * 86_400_000;

let clock: FakeClock;
let source: FakeSource;
let history: CallHistory;
let service: CallService;
let settings: Settings;
let page: HistoryPage;
/** numbers looked up in the contacts */
let lookedUp: string[];
let copied: string[];
let renders: number;
let language: Language;

/** Finds only Tanaka. */
const CONTACTS: Connector = {
  id: 'contacts',
  name: 'Contacts',
  find: (number) => {
    const e164 = number.kind === 'external' ? number.e164 : number.extension;
    lookedUp.push(e164);
    const matches = e164 === TANAKA ? [aMatch('田中 恵子')] : [];
    return Promise.resolve({ matches, asOf: null, newer: null });
  },
};

beforeEach(() => {
  lookedUp = [];
  copied = [];
  renders = 0;
  language = 'en';
  clock = new FakeClock(NOW);
  source = new FakeSource();
  history = memoryHistory(clock);
  settings = SettingsSchema.parse({ country: 'JP' });
  startApp();
});

/** Starts the app with the current history. */
function startApp(): void {
  service = new CallService({
    settings,
    sources: [source],
    history,
    connectors: [CONTACTS],
    clock,
    stopwatch: () => clock.now(),
    events: { output: () => undefined, pop: () => undefined },
  });
  service.start();
  const configuration = readConfiguration({});
  page = new HistoryPage({
    store: {
      get current() {
        return { ...configuration, settings };
      },
    },
    core: { service, history },
    t: () => getTranslate(language),
    copy: (text) => copied.push(text),
    render: () => (renders += 1),
  });
}

function storeCalls(...calls: Parameters<CallHistory['save']>[0][]): void {
  for (const call of calls) history.save(call, 0);
  clock.advance(0);
}

function event(name: string, callId: string, number: string | null = TANAKA): void {
  const caller = { phone_number: number, connection_type: 'pstn_off_net' };
  source.emit.event(phoneEvent(name, clock.now(), { call_id: callId, caller }));
  clock.advance(0);
}

/** Resolves when Zoom's history has been read. */
async function connect(): Promise<void> {
  source.emit.agent(EVERYONE);
  source.emit.connection({ state: 'connected', everyone: true });
  await flushPromises();
  clock.advance(0);
}

const view = (): HistoryView => page.view({ language, t: getTranslate(language), now: clock.now() });
const ids = (): string[] => view().calls.map(({ callId }) => callId);
/** The line above the list. */
const lead = (count: number, days = 90): string =>
  inEnglish('history.lead', {
    calls: inEnglish('history.calls', { count }),
    days: inEnglish('history.days', { count: days }),
  });
const okAnswer = (message: string): CommandResult => ({ ok: true, message });
const errorAnswer = (message: string): CommandResult => ({ ok: false, message });

describe('the list', () => {
  test('is empty at first', () => {
    page.onShow();
    expect(view()).toMatchObject({
      calls: [],
      showMore: null,
      missedWhileOffline: null,
      description: lead(0),
    });
  });

  test.each([
    [1, 1, false],
    [50, 50, false],
    [51, 50, true],
  ])('with %i calls shows %i', (count, shown, hasMore) => {
    storeCalls(...someCalls(count));
    page.onShow();
    expect(ids()).toEqual(
      someCalls(count)
        .reverse()
        .slice(0, shown)
        .map(({ callId }) => callId),
    );
    expect(view().showMore !== null).toBe(hasMore);
    expect(view().description).toBe(lead(count));
  });

  test('shows fifty older calls at a time until all are shown', () => {
    storeCalls(...someCalls(120));
    page.onShow();
    expect(page.handle({ type: 'more' })).toEqual({ ok: true, message: null });
    expect(ids()).toHaveLength(100);
    expect(renders).toBe(1);
    page.handle({ type: 'more' });
    expect(ids()).toEqual(
      someCalls(120)
        .reverse()
        .map(({ callId }) => callId),
    );
    expect(view().showMore).toBeNull();
    page.handle({ type: 'more' });
    expect(ids()).toHaveLength(120);
  });

  test('shows fifty calls again after the page was hidden', () => {
    storeCalls(...someCalls(120));
    page.onShow();
    page.handle({ type: 'more' });
    page.onHide();
    page.onShow();
    expect(ids()).toHaveLength(50);
  });

  test('shows fifty of thousands of calls', () => {
    storeCalls(...someCalls(5_000));
    page.onShow();
    expect(view().description).toBe(lead(5_000));
    expect(ids()).toHaveLength(50);
  });

  test('shows how long calls are retained', () => {
    settings = SettingsSchema.parse({ country: 'JP', privacy: { retentionDays: 1 } });
    expect(view().description).toBe(lead(0, 1));
  });

  test('shows a ringing call on top and updates it live', () => {
    storeCalls(...someCalls(60));
    page.onShow();
    const last = ids().at(-1);
    event('callee_ringing', '7000000000000000001', '+15125550143');
    expect(view().calls[0]).toMatchObject({
      callId: '7000000000000000001',
      result: inEnglish('state.ringing'),
      tone: 'live',
      duration: null,
      question: null,
    });
    // The list keeps its last row while the user may be reading it.
    expect(ids().at(-1)).toBe(last);
    event('callee_answered', '7000000000000000001', '+15125550143');
    expect(view().calls[0]).toMatchObject({ result: inEnglish('state.answered'), tone: 'live' });
    clock.advance(151_000);
    event('callee_ended', '7000000000000000001', '+15125550143');
    expect(view().calls[0]).toMatchObject({
      result: inEnglish('state.past-answered'),
      tone: 'answered',
      duration: inEnglish('history.talked', { time: '2:31' }),
    });
  });

  test('shows names already found without a new lookup', async () => {
    storeCalls(...someCalls(3));
    startApp();
    await clock.advanceAsync(0);
    event('callee_ringing', '7000000000000000001');
    event('callee_missed', '7000000000000000001');
    await clock.advanceAsync(0);
    const before = [...lookedUp];
    expect(before).not.toEqual([]);
    page.onShow();
    for (const each of ['en', 'ja'] as const) {
      language = each;
      expect(view().calls[0]!.caller).toBe('田中 恵子');
    }
    page.handle({ type: 'more' });
    page.onHide();
    await clock.advanceAsync(60_000);
    expect(lookedUp).toEqual(before);
  });

  test('shows Zoom’s caller name for calls older than the service remembers', () => {
    storeCalls(...someCalls(300));
    startApp();
    page.onShow();
    for (let n = 0; n < 5; n += 1) page.handle({ type: 'more' });
    expect(view().calls).toHaveLength(300);
    expect(view().calls[299]).toMatchObject({ caller: '田中 恵子', number: '090-1234-5678' });
  });
});

describe('calls that rang while offline', () => {
  const storeMissedCalls = (count: number): void =>
    storeCalls(
      ...someCalls(count).map((call) => ({ ...call, source: 'history' as const, seenRinging: false })),
    );

  test('are shown as new until the page is hidden', () => {
    storeMissedCalls(3);
    startApp();
    expect(service.state.missedWhileOffline).toBe(3);
    page.onShow();
    clock.advance(0);
    expect(service.state.missedWhileOffline).toBe(0);
    expect(view().missedWhileOffline).toBe(inEnglish('away.calls', { count: 3 }));
    page.onHide();
    page.onShow();
    expect(view().missedWhileOffline).toBeNull();
  });

  test('are shown as new even if they arrive while the page is open', async () => {
    page.onShow();
    expect(view().missedWhileOffline).toBeNull();
    await connect();
    source.emit.connection({ state: 'offline', cause: 'network', detail: '', retryAt: clock.now() });
    clock.advance(60_000);
    source.pastElements = () => [aCallElement('7000000000000000009', clock.now() - 30_000)];
    await connect();
    expect(view().missedWhileOffline).toBe(inEnglish('away.calls', { count: 1 }));
    page.onHide();
    expect(service.state.missedWhileOffline).toBe(0);
  });

  test('remain at zero if there are none', () => {
    page.onShow();
    page.onHide();
    expect(service.state.missedWhileOffline).toBe(0);
  });
});

describe('copying', () => {
  test.each([
    ['shown', '090-1234-5678'],
    ['e164', '+819012345678'],
    ['digits', '09012345678'],
  ] as const)('uses the format of the settings: %s', (copy, text) => {
    settings = SettingsSchema.parse({ country: 'JP', popup: { copy } });
    storeCalls(aCall());
    expect(page.handle({ type: 'copy', callId: aCall().callId })).toEqual(
      okAnswer(inEnglish('history.copied')),
    );
    expect(copied).toEqual([text]);
  });

  test('works for older calls once they are shown', () => {
    storeCalls(...someCalls(60));
    page.onShow();
    const { callId } = someCalls(1)[0]!;
    expect(page.handle({ type: 'copy', callId }).ok).toBe(false);
    page.handle({ type: 'more' });
    expect(page.handle({ type: 'copy', callId }).ok).toBe(true);
  });

  test('is refused for a withheld number or a deleted call', () => {
    storeCalls(aCall({ caller: { number: { kind: 'withheld' }, name: null, connectionType: null } }));
    expect(page.handle({ type: 'copy', callId: aCall().callId })).toEqual(
      errorAnswer(inEnglish('history.noNumber')),
    );
    language = 'ja';
    expect(page.handle({ type: 'copy', callId: 'nobody' })).toEqual(errorAnswer(inJapanese('history.gone')));
    expect(copied).toEqual([]);
  });
});

describe('deleting', () => {
  test('removes one call only', () => {
    storeCalls(...someCalls(3));
    page.onShow();
    const [newest, middle, oldest] = ids();
    expect(page.handle({ type: 'delete', callId: middle! })).toEqual(okAnswer(inEnglish('history.deleted')));
    expect(renders).toBe(1);
    expect(ids()).toEqual([newest, oldest]);
    expect(view().description).toBe(lead(2));
    expect(page.handle({ type: 'delete', callId: middle! })).toMatchObject({ ok: false });
  });

  test('shows an older call in place of the deleted one', () => {
    storeCalls(...someCalls(51));
    page.onShow();
    page.handle({ type: 'delete', callId: ids()[0]! });
    expect(ids()).toHaveLength(50);
    expect(view().showMore).toBeNull();
  });

  test('removes the call from the tray’s recent calls', () => {
    storeCalls(...someCalls(3).map((call) => ({ ...call, state: 'rejected' as const })));
    startApp();
    expect(service.state.recent).toHaveLength(3);
    page.handle({ type: 'delete', callId: ids()[0]! });
    expect(service.state.recent).toHaveLength(2);
  });

  test('is permanent even if Zoom’s history lists the call again', async () => {
    await connect();
    source.pastElements = () => [aCallElement('7000000000000000009', clock.now() - 30_000)];
    source.emit.connection({ state: 'offline', cause: 'network', detail: '', retryAt: clock.now() });
    clock.advance(60_000);
    await connect();
    page.onShow();
    expect(page.handle({ type: 'delete', callId: '7000000000000000009' }).ok).toBe(true);
    source.emit.connection({ state: 'offline', cause: 'network', detail: '', retryAt: clock.now() });
    clock.advance(60_000);
    await connect();
    expect(ids()).toEqual([]);
  });

  test('is refused for an ongoing call', () => {
    event('callee_ringing', '7000000000000000001');
    expect(page.handle({ type: 'delete', callId: '7000000000000000001' })).toEqual(
      errorAnswer(inEnglish('history.goesOn')),
    );
    expect(ids()).toEqual(['7000000000000000001']);
  });

  test('of all calls also removes the choices of callers', () => {
    storeCalls(...someCalls(60));
    history.setValue('choice:+819012345678', '{}');
    page.onShow();
    expect(page.handle({ type: 'deleteAll' })).toEqual(okAnswer(inEnglish('history.deletedAll')));
    expect(view()).toMatchObject({
      calls: [],
      showMore: null,
      missedWhileOffline: null,
      description: lead(0),
    });
    expect(history.getValue('choice:+819012345678')).toBeNull();
    clock.advance(0);
    expect(history.count()).toBe(0);
  });

  test('of all calls also clears the count of calls missed while offline', () => {
    storeCalls(aCall({ source: 'history' }));
    startApp();
    page.onShow();
    page.handle({ type: 'deleteAll' });
    expect(view().missedWhileOffline).toBeNull();
  });
});

test('HistoryCommandSchema refuses malformed commands', () => {
  for (const wrong of [
    {},
    { type: 'copy' },
    { type: 'copy', callId: 7 },
    { type: 'more', count: 50 },
    { type: 'deleteAll', callId: 'x' },
    { type: 'delete', callId: 'x', more: true },
    { type: 'drop' },
  ])
    expect(HistoryCommandSchema.safeParse(wrong).success).toBe(false);
  for (const right of [
    { type: 'copy', callId: 'x' },
    { type: 'more' },
    { type: 'delete', callId: 'x' },
    { type: 'deleteAll' },
  ])
    expect(HistoryCommandSchema.parse(right)).toEqual(right);
});

const callId = fc.constantFrom('7000000000000000001', '7000000000000000002', '7000000000000000003', 'nobody');
const step = fc.oneof(
  fc.record({
    type: fc.constant('event' as const),
    name: fc.constantFrom('callee_ringing', 'callee_answered', 'callee_missed', 'callee_ended'),
    callId,
    number: fc.constantFrom(TANAKA, '+15125550143', null),
  }),
  fc.record({
    type: fc.constant('page' as const),
    does: fc.constantFrom('onShow' as const, 'onHide' as const),
  }),
  fc.record({ type: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 200_000 }) }),
  fc.record({
    type: fc.constant('command' as const),
    command: fc.oneof(
      fc.record({ type: fc.constantFrom('copy' as const, 'delete' as const), callId }),
      fc.record({ type: fc.constantFrom('more' as const, 'deleteAll' as const) }),
    ),
  }),
);

test('arbitrary sequences keep the list complete and in order, and answers without names', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(70), (steps, before) => {
      clock = new FakeClock(NOW);
      source = new FakeSource();
      history = memoryHistory(clock);
      storeCalls(...someCalls(before));
      startApp();
      for (const now of steps) {
        if (now.type === 'event') event(now.name, now.callId, now.number);
        else if (now.type === 'time') clock.advance(now.ms);
        else if (now.type === 'page') page[now.does]();
        else {
          const answer = page.handle(now.command);
          expect(answer.message ?? '').not.toMatch(/\d{3}|田中|恵子/u);
          if (now.command.type === 'delete') expect(ids()).not.toContain(answer.ok ? now.command.callId : '');
          if (now.command.type === 'deleteAll') expect(ids()).toEqual([]);
        }
        const shown = view();
        const shownIds = shown.calls.map((call) => call.callId);
        expect(new Set(shownIds).size).toBe(shown.calls.length);
        expect(shown.calls.length).toBeLessThanOrEqual(history.count());
        expect(shown.showMore === null).toBe(shown.calls.length === history.count());
        expect(shownIds).toEqual(history.getRecent(shown.calls.length, 0).map((call) => call.callId));
      }
      history.close();
    }),
    { numRuns: 60 },
  );
});

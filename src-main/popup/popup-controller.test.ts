import { describe, expect, test, vi } from 'vitest';
import { EVERYONE } from '../../src-core/calls/agent.ts';
import type { Call } from '../../src-core/calls/call.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import type { Lookup } from '../../src-core/lookup/lookup.ts';
import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import { aCall } from '../../src-core/test-support/calls.ts';
import { aMatch, flushPromises } from '../../src-core/test-support/fakes.ts';
import { ManualClock } from '../../src-core/test-support/manual-clock.ts';
import type { PopupView } from '../../src-preload/ipc/popup.ts';
import { PopupController } from './popup-controller.ts';

const CALL_ID = '6998252113337041462';
const NOT_FOUND: Lookup = { status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 1 };

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

/** Creates a controller with one ringing call on a window that only records its views. */
function createPopup({
  call = {},
  lookup = NOT_FOUND,
  settings = {},
}: { call?: Partial<Call>; lookup?: Lookup; settings?: Readonly<Record<string, unknown>> } = {}) {
  const clock = new ManualClock();
  const card: CallSnapshot = {
    call: aCall({ state: 'ringing', ...call }),
    lookup,
    missedToday: 0,
    crmPages: [],
  };
  const state: AppState = {
    connection: { state: 'connected', everyone: false },
    otherSources: [],
    agent: EVERYONE,
    cards: [card],
    recent: [],
    missedWhileOffline: 0,
    pausedUntil: null,
    connectors: [],
    notices: [],
  };
  const views: Omit<PopupView, 'revision'>[] = [];
  const window = {
    update: (view: Omit<PopupView, 'revision'>) => views.push(view),
    handle: vi.fn(),
    handleDrag: vi.fn(),
    focus: vi.fn(),
    releaseFocus: vi.fn(),
  };
  const service = {
    state,
    findCall: (callId: string) => (callId === CALL_ID ? card : null),
    findCrmPageUrl: vi.fn((): string | null => 'https://crm.example.com/new'),
    choose: vi.fn(),
    refreshLookup: vi.fn(),
    closeCard: vi.fn(),
    pause: vi.fn(),
    addNotice: vi.fn(),
  };
  const deps = {
    window,
    service,
    view: {
      settings: SettingsSchema.parse({ popup: { copy: 'e164' }, ...settings }),
      get context() {
        const t = getTranslate('en');
        return { language: 'en', t, country: 'JP', now: clock.now(), isPrivate: false } as const;
      },
    },
    clock,
    copyText: vi.fn(() => Promise.resolve()),
    openAddress: vi.fn(),
    onRender: vi.fn(),
    onError: vi.fn(),
  };
  const popup = new PopupController(deps);
  const isCopied = (): boolean | undefined => views.at(-1)?.cards[0]?.number?.copy?.isDone;
  return { popup, clock, views, window, service, deps, isCopied };
}

describe('commands', () => {
  test('copy the number and confirm it for two seconds', async () => {
    const { popup, clock, deps, isCopied } = createPopup();
    popup.render();
    expect(isCopied()).toBe(false);
    popup.handle({ type: 'copy', callId: CALL_ID });
    expect(deps.copyText.mock.calls).toEqual([['+819012345678']]);
    await flushPromises();
    expect(isCopied()).toBe(true);
    clock.advance(1_999);
    expect(isCopied()).toBe(true);
    clock.advance(1);
    expect(isCopied()).toBe(false);
  });

  test('restart the two seconds on a second copy', async () => {
    const { popup, clock, isCopied } = createPopup();
    popup.copyNumber(CALL_ID);
    await flushPromises();
    clock.advance(1_500);
    popup.copyNumber(CALL_ID);
    await flushPromises();
    clock.advance(1_500);
    expect(isCopied()).toBe(true);
    clock.advance(500);
    expect(isCopied()).toBe(false);
  });

  test('report a failing clipboard without confirming the copy', async () => {
    const { popup, deps, views } = createPopup();
    const error = new Error('no clipboard');
    deps.copyText.mockReturnValueOnce(Promise.reject(error));
    popup.copyNumber(CALL_ID);
    await flushPromises();
    expect(deps.onError.mock.calls).toEqual([[error]]);
    expect(views).toEqual([]);
  });

  test('copy nothing for a withheld number or an unknown call', () => {
    const withheld = { number: { kind: 'withheld' }, name: null, connectionType: null } as const;
    const { popup, deps } = createPopup({ call: { caller: withheld } });
    popup.copyNumber(CALL_ID);
    popup.copyNumber('gone');
    expect(deps.copyText).not.toHaveBeenCalled();
  });

  test('open a record only if it is among the matches of that call', () => {
    const { popup, deps } = createPopup({ lookup: found(aMatch('a'), aMatch('b')) });
    const open = (callId: string, connector: string, id: string): void =>
      popup.handle({ type: 'open', callId, connector, id });
    open('gone', 'contacts', 'b');
    open(CALL_ID, 'hubspot', 'b');
    open(CALL_ID, 'contacts', 'c');
    expect(deps.openAddress).not.toHaveBeenCalled();
    open(CALL_ID, 'contacts', 'b');
    expect(deps.openAddress.mock.calls).toEqual([['https://crm.example.com/b']]);
  });

  test('call back through Zoom and open CRM pages', () => {
    const { popup, deps, service } = createPopup();
    popup.handle({ type: 'callBack', callId: CALL_ID });
    popup.handle({ type: 'crmPage', callId: CALL_ID, connector: 'hubspot', page: 'create' });
    expect(service.findCrmPageUrl.mock.calls).toEqual([[CALL_ID, 'hubspot', 'create']]);
    expect(deps.openAddress.mock.calls).toEqual([
      ['zoomphonecall://+819012345678'],
      ['https://crm.example.com/new'],
    ]);
  });

  test('pass choices to the service', () => {
    const { popup, service } = createPopup();
    const record = { connector: 'contacts', id: 'a' };
    popup.handle({ type: 'choose', callId: CALL_ID, ...record, isMatch: true });
    popup.handle({ type: 'choose', callId: CALL_ID, ...record, isMatch: false });
    popup.handle({ type: 'undoChoice', callId: CALL_ID });
    popup.handle({ type: 'lookAgain', callId: CALL_ID });
    expect(service.choose.mock.calls).toEqual([
      [CALL_ID, { kind: 'chosen', record }],
      [CALL_ID, { kind: 'rejected', record }],
      [CALL_ID, { kind: 'undo' }],
    ]);
    expect(service.refreshLookup.mock.calls).toEqual([[CALL_ID]]);
  });

  test('reveal a hidden pane, which stays visible', () => {
    const screenPop = { queue: { ring: 'nothing', answer: 'nothing', click: 'pane' } };
    const { popup, views } = createPopup({ lookup: found(aMatch('a')), settings: { screenPop } });
    popup.render();
    popup.handle({ type: 'reveal', callId: CALL_ID });
    popup.render();
    expect(views.map(({ cards }) => cards[0]?.crm !== null)).toEqual([false, true, true]);
  });

  test('close the newest card and release the focus on Esc', () => {
    const { popup, service, window } = createPopup();
    popup.handle({ type: 'escape' });
    expect(service.closeCard.mock.calls).toEqual([[CALL_ID]]);
    expect(window.releaseFocus).toHaveBeenCalledTimes(1);
  });
});

describe('shortcuts', () => {
  test('open the record only if there is one person', () => {
    const several = createPopup({ lookup: found(aMatch('a'), aMatch('b')) });
    several.popup.shortcuts.open();
    expect(several.deps.openAddress).not.toHaveBeenCalled();
    const single = createPopup({ lookup: found(aMatch('a')) });
    single.popup.shortcuts.open();
    expect(single.deps.openAddress.mock.calls).toEqual([['https://crm.example.com/a']]);
  });

  test('have no effect without a card', () => {
    const { popup, service, deps } = createPopup();
    service.state = { ...service.state, cards: [] };
    for (const name of ['copy', 'open', 'close'] as const) popup.shortcuts[name]();
    for (const action of [deps.copyText, deps.openAddress, service.closeCard])
      expect(action).not.toHaveBeenCalled();
  });

  test('pause for half an hour and resume', () => {
    const { popup, service, clock } = createPopup();
    popup.shortcuts.pause();
    service.state = { ...service.state, pausedUntil: clock.now() + 1 };
    popup.shortcuts.pause();
    expect(service.pause.mock.calls).toEqual([[clock.now() + 30 * 60_000], [null]]);
  });
});

describe('sound preview', () => {
  test('is part of the view for 2.5 seconds but not of the notifications’ view', () => {
    const { popup, clock, views, deps, service } = createPopup({
      settings: { sounds: { external: 'bell' } },
    });
    popup.previewSound('external');
    expect(views.at(-1)?.sound?.url).toContain('/external?');
    expect(deps.onRender).toHaveBeenLastCalledWith(
      expect.objectContaining({ sound: null }),
      1,
      service.state,
    );
    clock.advance(2_500);
    expect(views.at(-1)?.sound).toBeNull();
  });

  test('stops, and nothing is rendered after stop', async () => {
    const { popup, clock, views } = createPopup();
    popup.previewSound('external');
    popup.copyNumber(CALL_ID);
    await flushPromises();
    popup.stop();
    const { length } = views;
    clock.advance(10_000);
    expect(views).toHaveLength(length);
    expect(clock.pending).toBe(0);
  });
});

describe('painting', () => {
  test('waitForPaint resolves when its view or a later one is painted', async () => {
    const { popup } = createPopup();
    const order: string[] = [];
    popup.render();
    void popup.waitForPaint().then(() => order.push('first'));
    popup.render();
    void popup.waitForPaint().then(() => order.push('second'));
    void popup.waitForPaint().then(() => order.push('second again'));
    popup.onPainted(1);
    await flushPromises();
    expect(order).toEqual(['first']);
    popup.onPainted(3);
    await flushPromises();
    expect(order).toEqual(['first', 'second', 'second again']);
  });
});

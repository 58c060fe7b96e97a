import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../src-core/test-support/fakes.ts';
import type { CardView } from '../../src-preload/ipc/popup.ts';
import {
  CallNotifications,
  canStayOnTop,
  planNotifications,
  shouldNotify,
  type NotificationSystem,
  type NotificationText,
} from './notifications.ts';
import { inJapanese } from '../../src-core/test-support/messages.ts';

const ringing: CardView = {
  callId: '1',
  tone: 'ringing',
  state: inJapanese('state.ringing'),
  isRunning: true,
  since: 1_000,
  timeText: '',
  reading: null,
  name: inJapanese('caller.person', { name: '田中 恵子' }),
  detail: 'みどり歯科クリニック',
  number: { text: '090-1234-5678', copy: null },
  chips: [
    { text: inJapanese('line.pstn_off_net'), hint: null },
    { text: inJapanese('line.via', { name: '営業' }), hint: null },
  ],
  crm: null,
  actions: [],
  close: '',
};

describe('canStayOnTop', () => {
  test.each([
    ['win32', {}, '', true],
    ['darwin', {}, '', true],
    ['linux', { XDG_SESSION_TYPE: 'x11' }, '', true],
    ['linux', {}, '', true],
    ['linux', { XDG_SESSION_TYPE: 'wayland' }, '', false],
    ['linux', { XDG_SESSION_TYPE: 'wayland' }, 'auto', false],
    ['linux', { XDG_SESSION_TYPE: 'wayland' }, 'wayland', false],
    ['linux', { XDG_SESSION_TYPE: 'wayland' }, 'x11', true],
    ['linux', { XDG_SESSION_TYPE: 'x11' }, 'wayland', false],
  ] as const)('%s, %j, --ozone-platform=%s: %s', (platform, env, ozonePlatform, onTop) => {
    expect(canStayOnTop(platform, env, ozonePlatform)).toBe(onTop);
  });

  test('“auto” notifies only where windows cannot stay on top', () => {
    expect([shouldNotify('auto', true), shouldNotify('auto', false)]).toEqual([false, true]);
    expect([shouldNotify('always', true), shouldNotify('never', false)]).toEqual([true, false]);
  });
});

/** A system that shows a notification when the test says so. */
class FakeSystem implements NotificationSystem {
  readonly all: {
    text: NotificationText;
    events: Parameters<NotificationSystem['show']>[1];
    open: boolean;
  }[] = [];
  supported = true;
  refuses = false;
  isSupported(): boolean {
    return this.supported;
  }
  show(text: NotificationText, events: Parameters<NotificationSystem['show']>[1]): () => void {
    const one: FakeSystem['all'][number] = { text, events, open: true };
    this.all.push(one);
    if (this.refuses) events.onFail();
    return () => {
      one.open = false;
      events.onClose();
    };
  }
  get open(): string[] {
    return this.all.filter(({ open }) => open).map(({ text }) => text.title);
  }
}

function begin(): {
  system: FakeSystem;
  clock: FakeClock;
  log: string[];
  notifications: CallNotifications;
  show: (...cards: CardView[]) => void;
} {
  const system = new FakeSystem();
  const clock = new FakeClock();
  const log: string[] = [];
  const notifications = new CallNotifications({
    system,
    clock,
    onClick: (callId) => log.push(`clicked ${callId}`),
    onError: (error) => log.push(error),
  });
  return { system, clock, log, notifications, show: (...cards) => notifications.update({ cards }, false) };
}

describe('CallNotifications', () => {
  test('shows what the card shows, and a click reports the call', () => {
    const { system, show, log } = begin();
    show(ringing);
    expect(system.all.map(({ text }) => text)).toEqual([
      { title: ringing.name, body: ['090-1234-5678', ...ringing.chips.map(({ text }) => text)].join('\n') },
    ]);
    system.all[0]?.events.onClick();
    expect(log).toEqual(['clicked 1']);
  });

  test('closes when the call stops ringing or its card is closed', () => {
    const { system, show } = begin();
    show(ringing);
    show({ ...ringing, name: 'Found later' });
    expect(system.open).toHaveLength(1);
    show({ ...ringing, tone: 'talking' });
    expect(system.open).toEqual([]);
    const otherCall = { ...ringing, callId: '2' };
    show(otherCall);
    show();
    expect(system.open).toEqual([]);
    expect(system.all).toHaveLength(2);
  });

  test('shows once per ringing, and again when the call rings again', () => {
    const { system, show } = begin();
    show(ringing);
    system.all[0]?.events.onClose();
    show(ringing);
    show();
    show(ringing);
    expect(system.all).toHaveLength(1);
    show({ ...ringing, tone: 'quiet', since: 5_000 });
    show({ ...ringing, since: 9_000 });
    expect(system.all).toHaveLength(2);
  });

  test('closes personal notifications when the screen locks; anonymous ones remain', () => {
    const { system, notifications } = begin();
    const hidden = { ...ringing, name: 'Hidden', number: null, chips: [] };
    notifications.update({ cards: [ringing] }, false);
    notifications.update({ cards: [hidden] }, true);
    expect(system.open).toEqual([]);
    const next = { ...hidden, callId: '2' };
    notifications.update({ cards: [next] }, true);
    expect(system.all[1]?.text).toEqual({ title: 'Hidden', body: '' });
    notifications.update({ cards: [{ ...ringing, callId: '2' }] }, false);
    expect(system.open).toEqual(['Hidden']);
  });

  test('removes a notification from the notification center when the call is over', () => {
    const { system, show } = begin();
    show(ringing);
    system.all[0]?.events.onClose();
    show({ ...ringing, tone: 'missed' });
    expect(system.open).toEqual([]);
  });

  describe('without a visible notification', () => {
    test('reports it after ten seconds', () => {
      const { clock, system, show, log } = begin();
      show(ringing);
      clock.advance(9_999);
      expect(log).toEqual([]);
      clock.advance(1);
      expect(log).toEqual(['not-shown']);
      expect(system.open).toEqual([]);
    });

    test('reports nothing if it appeared, was closed in time, or the call was over before', () => {
      const { clock, system, show, log, notifications } = begin();
      show(ringing);
      system.all[0]?.events.onShow();
      show(ringing, { ...ringing, callId: '2' });
      system.all[1]?.events.onClose();
      clock.advance(60_000);
      show({ ...ringing, callId: '3' });
      show();
      show({ ...ringing, callId: '4' });
      notifications.end();
      clock.advance(60_000);
      expect(log).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    test('reports a failure at once', () => {
      const { clock, system, show, log } = begin();
      show(ringing);
      system.all[0]?.events.onFail();
      clock.advance(60_000);
      expect(log).toEqual(['failed']);
    });

    test('reports a failure that occurs during show', () => {
      const { clock, system, show, log } = begin();
      system.refuses = true;
      show(ringing);
      clock.advance(60_000);
      expect(log).toEqual(['failed']);
      expect(clock.pending).toBe(0);
    });

    test('reports missing support once per ringing', () => {
      const { system, show, log } = begin();
      system.supported = false;
      show(ringing);
      show(ringing);
      expect(log).toEqual(['unsupported']);
      expect(system.all).toEqual([]);
    });
  });
});

describe('arbitrary sequences of views', () => {
  const card = fc
    .record({
      callId: fc.constantFrom('1', '2', '3', '4'),
      tone: fc.constantFrom('ringing', 'talking', 'missed', 'quiet'),
      since: fc.constantFrom(1, 2),
    })
    .map((part): CardView => ({ ...ringing, ...part, name: `${part.callId}#${part.since}` }));
  const view = fc.record({
    cards: fc.uniqueArray(card, { maxLength: 3, selector: ({ callId }) => callId }),
    isPrivate: fc.boolean(),
  });

  test('show one notification per ringing, close it in time, and hide names when locked', () => {
    fc.assert(
      fc.property(fc.array(view, { maxLength: 12 }), (views) => {
        const { system, notifications } = begin();
        const named = new Set<string>();
        for (const { cards, isPrivate } of views) {
          const before = system.all.length;
          notifications.update({ cards }, isPrivate);
          const rings = cards.flatMap(({ tone, name }) => (tone === 'ringing' ? [name] : []));
          for (const { text } of system.all.slice(before)) if (!isPrivate) named.add(text.title);
          for (const title of system.open) expect(rings).toContain(title);
          const titles = system.all.map(({ text }) => text.title);
          expect(new Set(titles).size).toBe(titles.length);
          for (const title of rings) expect(titles).toContain(title);
          if (isPrivate) for (const title of system.open) expect(named).not.toContain(title);
        }
      }),
    );
  });

  test('planNotifications shows only new ones and closes only open ones', () => {
    const keys = fc.uniqueArray(fc.constantFrom('1#1', '1#2', '2#1', '3#1', '4#2', 'x'));
    fc.assert(
      fc.property(view, keys, keys, fc.boolean(), (now, open, notified, isPersonal) => {
        const plan = planNotifications(
          now,
          new Map(open.map((key) => [key, { isPersonal }])),
          new Set(notified),
        );
        for (const { key } of plan.show) expect(notified).not.toContain(key);
        for (const key of plan.close) expect(open).toContain(key);
      }),
    );
  });
});

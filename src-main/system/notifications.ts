import type { Notification as NativeNotification } from 'electron/main';
import type { Clock } from '../../src-core/util/clock.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { CardView, PopupView } from '../../src-preload/ipc/popup.ts';

/** A notification that has not appeared by then never will. */
const SHOW_TIMEOUT_MS = 10_000;
/** Remembered rings that had a notification and may come back into the view, after a pause for example. */
const MAX_NOTIFIED = 200;

/**
 * Can a window of ours be put on top of others and into a corner? Not on native Wayland.
 *
 * @param ozonePlatform Chromium's switch "ozone-platform", which it sets itself at the start; "" = it has none
 */
export function canStayOnTop({
  platform,
  env,
  ozonePlatform,
}: {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ozonePlatform: string;
}): boolean {
  if (platform !== 'linux') return true;
  if (ozonePlatform === '' || ozonePlatform === 'auto') return env['XDG_SESSION_TYPE'] !== 'wayland';
  return ozonePlatform !== 'wayland';
}

export function shouldNotify(setting: Settings['popup']['notification'], canBeOnTop: boolean): boolean {
  switch (setting) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'auto':
      return !canBeOnTop;
  }
}

/** What a notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** A notification that is shown, about to be shown, or in the system's list. */
interface OpenNotification {
  /** it says who calls */
  readonly isPersonal: boolean;
  readonly close: () => void;
}

export interface NotificationPlan {
  readonly show: readonly {
    readonly key: string;
    readonly callId: string;
    readonly text: NotificationText;
  }[];
  /** keys */
  readonly close: readonly string[];
}

/**
 * Returns which notifications to show and to close for this view; pure. Each ring of a call has one, once.
 *
 * @param open those that are there, by the key of their ringing
 * @param notified keys of all ringings that had one
 */
export function planNotifications(
  { cards, isPrivate }: { readonly cards: readonly CardView[]; readonly isPrivate: boolean },
  open: ReadonlyMap<string, Pick<OpenNotification, 'isPersonal'>>,
  notified: ReadonlySet<string>,
): NotificationPlan {
  const ringingCards = new Map(
    cards.flatMap((card) => (card.tone === 'ringing' ? [[toRingId(card), card] as const] : [])),
  );
  return {
    show: [...ringingCards].flatMap(([key, card]) =>
      notified.has(key) ? [] : [{ key, callId: card.callId, text: toNotificationText(card) }],
    ),
    // Locked screens show notifications, too: a name must not stay on one.
    close: [...open].flatMap(([key, { isPersonal }]) =>
      ringingCards.has(key) && !(isPrivate && isPersonal) ? [] : [key],
    ),
  };
}

/** A call that rings again has another `since`. */
function toRingId({ callId, since }: CardView): string {
  return `${callId}#${since}`;
}

/** As on the card: who, the number, and how it came. */
function toNotificationText({ name, number, chips }: CardView): NotificationText {
  const parts = [number?.text ?? null, ...chips.map(({ text }) => text)];
  return { title: name, body: parts.filter((part) => part !== null).join(' ・ ') };
}

/** Why the system showed no notification; its text is the notice `notification-<error>`. */
export type NotificationError = 'unsupported' | 'failed' | 'not-shown';

/** The system's notifications. */
export interface NotificationSystem {
  isSupported(): boolean;
  /** @returns a function that takes it away */
  show(
    text: NotificationText,
    events: { onShow(): void; onClick(): void; onClose(): void; onFail(): void },
  ): () => void;
}

/** Electron's. It makes no noise of its own: the card's sound is the one that is set. */
export function electronNotifications(Notification: typeof NativeNotification): NotificationSystem {
  return {
    isSupported: () => Notification.isSupported(),
    show(text, events) {
      const notification = new Notification({
        ...text,
        silent: true,
        urgency: 'critical',
        timeoutType: 'never',
      });
      notification.on('show', () => events.onShow());
      notification.on('click', () => events.onClick());
      notification.on('close', () => events.onClose());
      notification.on('failed', () => events.onFail());
      notification.show();
      return () => notification.close();
    },
  };
}

export interface CallNotificationsOptions {
  readonly system: NotificationSystem;
  readonly clock: Clock;
  readonly onClick: (callId: string) => void;
  readonly onError: (error: NotificationError) => void;
}

/** A notification of the system for each ringing call, with its card or in its place. */
export class CallNotifications {
  readonly #options: CallNotificationsOptions;
  /** What is not held on to is collected, and its click with it. */
  readonly #open = new Map<string, OpenNotification>();
  readonly #notified = new Set<string>();

  constructor(options: CallNotificationsOptions) {
    this.#options = options;
  }

  /** Follows the popup's view. @param isPrivate names are hidden in it */
  update({ cards }: Pick<PopupView, 'cards'>, isPrivate: boolean): void {
    const { show, close } = planNotifications({ cards, isPrivate }, this.#open, this.#notified);
    for (const key of close) this.#close(key);
    if (show.length > 0 && !this.#options.system.isSupported()) this.#options.onError('unsupported');
    else for (const { key, callId, text } of show) this.#show(key, callId, text, !isPrivate);
    for (const { key } of show) this.#notified.add(key);
    for (const key of this.#notified) {
      if (this.#notified.size <= MAX_NOTIFIED) break;
      this.#notified.delete(key);
    }
  }

  /** Takes all of them away: the app ends, or they are no longer wanted. */
  end(): void {
    for (const key of this.#open.keys()) this.#close(key);
  }

  #show(key: string, callId: string, text: NotificationText, isPersonal: boolean): void {
    const { system, clock, onClick, onError } = this.#options;
    const cancelTimeout = clock.after(SHOW_TIMEOUT_MS, () => fail('not-shown'));
    let closeNative = (): void => undefined;
    const fail = (error: NotificationError): void => {
      this.#close(key);
      onError(error);
    };
    // Known before it is shown: the system may refuse it while it is asked.
    this.#open.set(key, {
      isPersonal,
      close: () => {
        cancelTimeout();
        closeNative();
      },
    });
    closeNative = system.show(text, {
      onShow: cancelTimeout,
      onClick: () => onClick(callId),
      // Windows calls it closed when it only goes to the list at the side, where it must not stay either.
      onClose: cancelTimeout,
      onFail: () => fail('failed'),
    });
  }

  #close(key: string): void {
    const open = this.#open.get(key);
    this.#open.delete(key);
    open?.close();
  }
}

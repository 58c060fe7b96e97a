import type { Notification as NativeNotification } from 'electron/main';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import type { Environment } from '../../src-core/util/environment.ts';
import type { CardView, PopupView } from '../../src-preload/ipc/popup.ts';

/** A notification that has not appeared by then never will. */
const SHOW_TIMEOUT_MS = 10_000;
/** Rings that had a notification and may return to the view, for example after a pause. */
const MAX_NOTIFIED = 200;

/** Whether windows can be kept on top: not on native Wayland. @param ozonePlatform Chromium's switch; may be "" */
export function canStayOnTop(platform: NodeJS.Platform, env: Environment, ozonePlatform: string): boolean {
  if (platform !== 'linux') return true;
  if (ozonePlatform === '' || ozonePlatform === 'auto') return env['XDG_SESSION_TYPE'] !== 'wayland';
  return ozonePlatform !== 'wayland';
}

export function shouldNotify(setting: Settings['popup']['notification'], canBeOnTop: boolean): boolean {
  return setting === 'auto' ? !canBeOnTop : setting === 'always';
}

export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** A notification that is visible, about to be, or in the system's list. */
interface OpenNotification {
  /** it names the caller */
  readonly isPersonal: boolean;
  readonly close: () => void;
}

interface NotificationPlan {
  readonly show: readonly {
    readonly key: string;
    readonly callId: string;
    readonly text: NotificationText;
  }[];
  /** keys */
  readonly close: readonly string[];
}

/** The notifications to show and to close, one per ring; pure. `open` and `notified` have the keys of rings. */
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
    // Locked screens also show notifications, which must not name a caller.
    close: [...open].flatMap(([key, { isPersonal }]) =>
      ringingCards.has(key) && !(isPrivate && isPersonal) ? [] : [key],
    ),
  };
}

/** A repeated ring of a call has another `since`. */
function toRingId({ callId, since }: CardView): string {
  return `${callId}#${since}`;
}

/** As on the card: caller, number, and line. */
function toNotificationText({ name, number, chips }: CardView): NotificationText {
  const parts = [number?.text ?? null, ...chips.map(({ text }) => text)];
  return { title: name, body: parts.filter((part) => part !== null).join('\n') };
}

/** Its sentence is the notice `notification-<error>`. */
export type NotificationError = 'unsupported' | 'failed' | 'not-shown';

export interface NotificationSystem {
  isSupported(): boolean;
  /** Returns the function that removes it. */
  show(
    text: NotificationText,
    events: { onShow(): void; onClick(): void; onClose(): void; onFail(): void },
  ): () => void;
}

/** Electron's notifications, silent since the card plays the configured sound. */
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

/** The system's notification for each ringing call. */
export class CallNotifications {
  readonly #options: CallNotificationsOptions;
  /** Kept, since garbage-collected notifications lose their click events. */
  readonly #open = new Map<string, OpenNotification>();
  readonly #notified = new Set<string>();

  constructor(options: CallNotificationsOptions) {
    this.#options = options;
  }

  /** @param isPrivate names are hidden in this view */
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

  /** Closes all. */
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
    // Added first, since showing it may already fail.
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
      // Windows also reports `close` when it moves to the notification center, from which `#close` removes it.
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

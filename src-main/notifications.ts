import type { Notification as NativeNotification } from 'electron/main';
import type { Clock } from '../src-core/clock.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { CardView, PopupView } from '../src-preload/contract.ts';

/** A notification that has not appeared by then never will. */
const APPEARS_MS = 10_000;
/** Ringings that were told and may come back to the picture, after a pause for example. */
const REMEMBERED = 200;

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

export function wantsNotification(setting: Settings['popup']['notification'], onTop: boolean): boolean {
  switch (setting) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'auto':
      return !onTop;
  }
}

/** What a notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** One that is shown, about to be, or kept in the system's list. */
interface Open {
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
 * Which notifications come and which go for this picture; pure. Each ringing of a call has one, once.
 *
 * @param open those that are there, by the key of their ringing
 * @param told keys of all ringings that had one
 */
export function planNotifications(
  { cards, curtain }: { readonly cards: readonly CardView[]; readonly curtain: boolean },
  open: ReadonlyMap<string, Pick<Open, 'isPersonal'>>,
  told: ReadonlySet<string>,
): NotificationPlan {
  const ringing = new Map(
    cards.flatMap((card) => (card.tone === 'ringing' ? [[ringingKey(card), card] as const] : [])),
  );
  return {
    show: [...ringing].flatMap(([key, card]) =>
      told.has(key) ? [] : [{ key, callId: card.callId, text: textOf(card) }],
    ),
    // Locked screens show notifications, too: a name must not stay on one.
    close: [...open].flatMap(([key, { isPersonal }]) =>
      ringing.has(key) && !(curtain && isPersonal) ? [] : [key],
    ),
  };
}

/** The same call that rings anew has begun to at another time. */
function ringingKey({ callId, since }: CardView): string {
  return `${callId}#${since}`;
}

/** As on the card: who, the number, and how it came. */
function textOf({ name, number, chips }: CardView): NotificationText {
  const parts = [number?.text ?? null, ...chips.map(({ text }) => text)];
  return { title: name, body: parts.filter((part) => part !== null).join(' ・ ') };
}

/** Why the system showed none; its sentence is the notice `notification-<trouble>`. */
export type NotificationTrouble = 'unsupported' | 'failed' | 'not-shown';

/** The system's notifications. */
export interface NotificationSystem {
  isSupported(): boolean;
  /** @returns a function that takes it away */
  show(
    text: NotificationText,
    told: { shown(): void; clicked(): void; closed(): void; failed(): void },
  ): () => void;
}

/** Electron's. It makes no noise of its own: the card's sound is the one that is set. */
export function electronNotifications(Notification: typeof NativeNotification): NotificationSystem {
  return {
    isSupported: () => Notification.isSupported(),
    show(text, told) {
      const notification = new Notification({
        ...text,
        silent: true,
        urgency: 'critical',
        timeoutType: 'never',
      });
      notification.on('show', () => told.shown());
      notification.on('click', () => told.clicked());
      notification.on('close', () => told.closed());
      notification.on('failed', () => told.failed());
      notification.show();
      return () => notification.close();
    },
  };
}

export interface CallNotificationsOptions {
  readonly system: NotificationSystem;
  readonly clock: Clock;
  readonly clicked: (callId: string) => void;
  readonly trouble: (trouble: NotificationTrouble) => void;
}

/** A notification of the system for each ringing call, beside its card or in its place. */
export class CallNotifications {
  readonly #options: CallNotificationsOptions;
  /** What is not held on to is collected, and its click with it. */
  readonly #open = new Map<string, Open>();
  readonly #told = new Set<string>();

  constructor(options: CallNotificationsOptions) {
    this.#options = options;
  }

  /** Follows the popup's picture. @param curtain names are hidden in it */
  update({ cards }: Pick<PopupView, 'cards'>, curtain: boolean): void {
    const { show, close } = planNotifications({ cards, curtain }, this.#open, this.#told);
    for (const key of close) this.#close(key);
    if (show.length > 0 && !this.#options.system.isSupported()) this.#options.trouble('unsupported');
    else for (const { key, callId, text } of show) this.#show(key, callId, text, !curtain);
    for (const { key } of show) this.#told.add(key);
    for (const key of this.#told) {
      if (this.#told.size <= REMEMBERED) break;
      this.#told.delete(key);
    }
  }

  /** Takes all of them away: the app ends, or they are no longer wanted. */
  end(): void {
    for (const key of this.#open.keys()) this.#close(key);
  }

  #show(key: string, callId: string, text: NotificationText, isPersonal: boolean): void {
    const { system, clock, clicked, trouble } = this.#options;
    const cancelWait = clock.after(APPEARS_MS, () => gone('not-shown'));
    let takeAway = (): void => undefined;
    const gone = (why: NotificationTrouble): void => {
      this.#close(key);
      trouble(why);
    };
    // Known before it is shown: the system may refuse it while it is asked.
    this.#open.set(key, {
      isPersonal,
      close: () => {
        cancelWait();
        takeAway();
      },
    });
    takeAway = system.show(text, {
      shown: cancelWait,
      clicked: () => clicked(callId),
      // Windows calls it closed when it only goes to the list at the side, where it must not stay either.
      closed: cancelWait,
      failed: () => gone('failed'),
    });
  }

  #close(key: string): void {
    const open = this.#open.get(key);
    this.#open.delete(key);
    open?.close();
  }
}

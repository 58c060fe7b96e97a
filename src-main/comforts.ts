import { app, globalShortcut, Notification, powerMonitor } from 'electron/main';
import { homedir } from 'node:os';
import { systemClock } from '../src-core/clock.ts';
import type { Notice } from '../src-core/notice.ts';
import type { Settings, ShortcutName } from '../src-core/settings/schema.ts';
import type { PopupView } from '../src-preload/contract.ts';
import { ScreenLock } from './curtain.ts';
import {
  CallNotifications,
  canStayOnTop,
  electronNotifications,
  wantsNotification,
  type NotificationTrouble,
} from './notifications.ts';
import { shortcutNotice, Shortcuts, type ShortcutProblem } from './shortcuts.ts';
import { applyStartAtLogin } from './start-at-login.ts';

export interface ComfortsOptions {
  readonly shortcuts: Readonly<Record<ShortcutName, () => void>>;
  /** the screen was locked or unlocked */
  readonly lockChanged: () => void;
  /** somebody clicked the notification of this call */
  readonly clicked: (callId: string) => void;
  readonly notice: (notice: Notice) => void;
  /** a demo is not started at login */
  readonly demo: boolean;
}

/** What the system does for us besides windows and tray: shortcuts, notifications, the lock of the screen, the start at login. */
export class Comforts {
  readonly #options: ComfortsOptions;
  readonly #shortcuts: Shortcuts;
  readonly #notifications: CallNotifications;
  readonly #lock: ScreenLock;
  readonly #onTop = canStayOnTop({
    platform: process.platform,
    env: process.env,
    ozonePlatform: app.commandLine.getSwitchValue('ozone-platform'),
  });
  #settings: Settings | null = null;
  #shortcutProblems: readonly ShortcutProblem[] = [];
  #notificationTrouble: NotificationTrouble | null = null;

  constructor(options: ComfortsOptions) {
    const { shortcuts, lockChanged, clicked, notice } = options;
    this.#options = options;
    this.#shortcuts = new Shortcuts(globalShortcut, shortcuts);
    this.#lock = new ScreenLock({
      monitor: powerMonitor,
      platform: process.platform,
      clock: systemClock,
      changed: lockChanged,
    });
    this.#notifications = new CallNotifications({
      system: electronNotifications(Notification),
      clock: systemClock,
      clicked,
      trouble: (trouble) => {
        this.#notificationTrouble = trouble;
        notice({ level: 'warn', code: `notification-${trouble}`, params: {} });
      },
    });
  }

  /** Names and numbers are to be hidden now. */
  get curtain(): boolean {
    return this.#settings?.privacy.hideWhenLocked === true && this.#lock.locked;
  }

  /** Which key combinations do not work, and why. */
  get shortcutProblems(): readonly ShortcutProblem[] {
    return this.#shortcutProblems;
  }

  /** How it stands with the system's notifications; see the doctor. */
  notificationState(): 'ok' | 'denied' | 'unsupported' | 'not-needed' {
    if (!this.#wantsNotifications) return 'not-needed';
    if (!Notification.isSupported()) return 'unsupported';
    return this.#notificationTrouble === null ? 'ok' : 'denied';
  }

  /** These settings hold from now on. */
  apply(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (JSON.stringify(before?.shortcuts) !== JSON.stringify(settings.shortcuts)) {
      this.#shortcutProblems = this.#shortcuts.apply(settings.shortcuts);
      for (const problem of this.#shortcutProblems) this.#options.notice(shortcutNotice(problem));
    }
    if (before?.startAtLogin !== settings.startAtLogin && !this.#options.demo)
      void this.#startAtLogin(settings.startAtLogin, before !== null);
    if (!this.#wantsNotifications) this.#notifications.end();
  }

  /** Follows the popup's picture. */
  drawn(picture: Pick<PopupView, 'cards'>): void {
    if (this.#wantsNotifications) this.#notifications.update(picture, this.curtain);
  }

  end(): void {
    this.#shortcuts.end();
    this.#notifications.end();
    this.#lock.end();
  }

  get #wantsNotifications(): boolean {
    return wantsNotification(this.#settings?.popup.notification ?? 'auto', this.#onTop);
  }

  /** @param asked somebody has just changed it; at the start macOS may still wait for the user's approval */
  async #startAtLogin(on: boolean, asked: boolean): Promise<void> {
    const { platform, env, execPath } = process;
    const done = await applyStartAtLogin(on, { app, platform, env, home: homedir(), execPath });
    if (asked && done !== 'done')
      this.#options.notice({ level: 'warn', code: `start-at-login-${done}`, params: {} });
  }
}

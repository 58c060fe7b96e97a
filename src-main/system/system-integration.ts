import { homedir } from 'node:os';
import { app, globalShortcut, Notification, powerMonitor } from 'electron/main';
import type { Notice } from '../../src-core/i18n/notice.ts';
import type { Settings, ShortcutName } from '../../src-core/settings/schema.ts';
import { systemClock } from '../../src-core/util/clock.ts';
import type { PopupView } from '../../src-preload/ipc/popup.ts';
import {
  CallNotifications,
  canStayOnTop,
  electronNotifications,
  shouldNotify,
  type NotificationError,
} from './notifications.ts';
import { ScreenLock } from './screen-lock.ts';
import { Shortcuts, toShortcutNotice, type ShortcutProblem } from './shortcuts.ts';
import { applyStartAtLogin } from './start-at-login.ts';

export interface SystemIntegrationOptions {
  readonly shortcuts: Readonly<Record<ShortcutName, () => void>>;
  readonly onLockChange: () => void;
  readonly onNotificationClick: (callId: string) => void;
  readonly onNotice: (notice: Notice) => void;
  /** a demo does not start at login */
  readonly isDemo: boolean;
}

/** Shortcuts, notifications, screen lock, and start at login. */
export class SystemIntegration {
  readonly #options: SystemIntegrationOptions;
  readonly #shortcuts: Shortcuts;
  readonly #notifications: CallNotifications;
  readonly #screenLock: ScreenLock;
  readonly #canStayOnTop = canStayOnTop(
    process.platform,
    process.env,
    app.commandLine.getSwitchValue('ozone-platform'),
  );
  #settings: Settings | null = null;
  #shortcutProblems: readonly ShortcutProblem[] = [];
  #notificationError: NotificationError | null = null;

  constructor(options: SystemIntegrationOptions) {
    const { shortcuts, onLockChange, onNotificationClick, onNotice } = options;
    this.#options = options;
    this.#shortcuts = new Shortcuts(globalShortcut, shortcuts);
    this.#screenLock = new ScreenLock({
      monitor: powerMonitor,
      platform: process.platform,
      clock: systemClock,
      onChange: onLockChange,
    });
    this.#notifications = new CallNotifications({
      system: electronNotifications(Notification),
      clock: systemClock,
      onClick: onNotificationClick,
      onError: (error) => {
        this.#notificationError = error;
        onNotice({ level: 'warn', code: `notification-${error}`, params: {} });
      },
    });
  }

  /** Whether names and numbers are hidden. */
  get isPrivate(): boolean {
    return this.#settings?.privacy.hideWhenLocked === true && this.#screenLock.isLocked;
  }

  get shortcutProblems(): readonly ShortcutProblem[] {
    return this.#shortcutProblems;
  }

  /** For Diagnostics. */
  getNotificationState(): 'ok' | 'denied' | 'unsupported' | 'not-needed' {
    if (!this.#shouldNotify) return 'not-needed';
    if (!Notification.isSupported()) return 'unsupported';
    return this.#notificationError === null ? 'ok' : 'denied';
  }

  apply(settings: Settings): void {
    const previous = this.#settings;
    this.#settings = settings;
    if (JSON.stringify(previous?.shortcuts) !== JSON.stringify(settings.shortcuts)) {
      this.#shortcutProblems = this.#shortcuts.apply(settings.shortcuts);
      for (const problem of this.#shortcutProblems) this.#options.onNotice(toShortcutNotice(problem));
    }
    if (previous?.startAtLogin !== settings.startAtLogin && !this.#options.isDemo)
      void this.#applyStartAtLogin(settings.startAtLogin, previous !== null);
    if (!this.#shouldNotify) this.#notifications.end();
  }

  onRender(view: Pick<PopupView, 'cards'>): void {
    if (this.#shouldNotify) this.#notifications.update(view, this.isPrivate);
  }

  end(): void {
    this.#shortcuts.end();
    this.#notifications.end();
    this.#screenLock.end();
  }

  get #shouldNotify(): boolean {
    return shouldNotify(this.#settings?.popup.notification ?? 'auto', this.#canStayOnTop);
  }

  /** @param isUserRequest the user has just changed it; otherwise macOS may still wait for the user's approval */
  async #applyStartAtLogin(isEnabled: boolean, isUserRequest: boolean): Promise<void> {
    const { platform, env, execPath } = process;
    const result = await applyStartAtLogin(isEnabled, { app, platform, env, home: homedir(), execPath });
    if (isUserRequest && result !== 'done')
      this.#options.onNotice({ level: 'warn', code: `start-at-login-${result}`, params: {} });
  }
}

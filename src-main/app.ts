import { join, relative } from 'node:path';
import { shell } from 'electron/common';
import { app, clipboard, nativeTheme, powerMonitor, session } from 'electron/main';
import { networkInterfaces } from 'node:os';
import { createCore, type Core } from '../src-core/create-core.ts';
import { systemClock } from '../src-core/util/clock.ts';
import { chooseLanguage, getTranslate, type Language } from '../src-core/i18n/index.ts';
import { toJsonLine } from '../src-core/output/json-line.ts';
import type { SettingsStore } from '../src-core/settings/settings-store.ts';
import { findSingleMatch } from '../src-core/lookup/lookup.ts';
import { toLogLine } from '../src-core/output/log-line.ts';
import { formatForCopy } from '../src-core/phone-numbers/phone-number.ts';
import type { CallService } from '../src-core/service/call-service.ts';
import type { AppState, Output } from '../src-core/service/app-state.ts';
import type { SecretStore } from '../src-core/secrets/secret-store.ts';
import type { Configuration } from '../src-core/settings/load-settings.ts';
import type { CallClass, Settings } from '../src-core/settings/schema.ts';
import { SECRET_VARIABLES } from '../src-core/secrets/secret-store.ts';
import { readVariable, type Environment } from '../src-core/util/environment.ts';
import { ReadableOutput } from '../src-core/output/terminal-output.ts';
import type { PopupCommand } from '../src-preload/ipc/popup.ts';
import type { PageName } from '../src-preload/ipc/main-window.ts';
import { SystemIntegration } from './system/system-integration.ts';
import {
  getAbout,
  createDialogs,
  listDisplays,
  openFolder,
  probeKeychain,
} from './main-window/electron-services.ts';
import { listenToMainWindow, listenToPopup, type RefusalReason } from './ipc.ts';
import { toSafeAddress } from './security/safe-link.ts';
import { openLog } from './log.ts';
import { MainWindowController } from './main-window/main-window-controller.ts';
import { MainWindow } from './main-window/main-window.ts';
import { PaintLatency } from './popup/paint-latency.ts';
import { getDefaultCorner } from './popup/placement.ts';
import { popupView, type ViewContext } from './popup/card-view.ts';
import { PopupWindow, type PopupLayout } from './popup/popup-window.ts';
import { createCallSimulation } from './demo/simulate-call.ts';
import { findSound } from './system/sounds.ts';
import type { Theme } from './demo/tour.ts';
import { createTray, type AppTray } from './tray/tray.ts';
import { getTrayDelayMs } from './tray/tray-menu.ts';
import { Trial } from './demo/trial.ts';

/** The main window may lag behind so much while calls come in. */
const MAIN_WINDOW_DELAY_MS = 100;

/** A sound that is tried is heard about once. */
const SOUND_PREVIEW_MS = 2_500;

/** "Copied" stands on the button for as long as one needs to read it. */
const COPIED_MS = 2_000;

export interface AppOptions {
  readonly store: SettingsStore;
  /** the system's keychain */
  readonly keychain: SecretStore;
  /** NODE_EXTRA_CA_CERTS, where the environment counts */
  readonly extraRootsFile: string | null;
  /** the process's environment, or {} where it must not count (a packaged app) */
  readonly environment: Environment;
  /** folder of the app: holds out/ and resources/ */
  readonly root: string;
  /** print the terminal's JSON lines on stdout */
  readonly shouldPrintJson: boolean;
  /** links are told, not opened: the sample's addresses lead nowhere */
  readonly isDemo: boolean;
}

/** The app around the service: popup, main window, tray, clipboard, browser. Begin with `start` when Electron is ready. */
export class App {
  readonly #options: AppOptions;
  readonly #core: Core;
  readonly #service: CallService;
  readonly #popup: PopupWindow;
  readonly #mainWindow: MainWindow;
  readonly #controller: MainWindowController;
  readonly #trial: Trial;
  readonly #systemIntegration: SystemIntegration;
  readonly #tray: AppTray;
  readonly #log: ReturnType<typeof openLog>;
  readonly #paintLatency: PaintLatency;
  readonly #stateListeners = new Set<() => void>();
  readonly #paintWaiters = new Map<number, () => void>();
  readonly #paintedMsByCall = new Map<string, number>();
  /** what is drawn speaks this language, whatever the settings say; the tour changes it */
  #tourLanguage: Language | null = null;
  #trayTimer: NodeJS.Timeout | null = null;
  #mainWindowTimer: NodeJS.Timeout | null = null;
  readonly #readableOutput = new ReadableOutput(process.stdout.isTTY);
  /** calls whose pane was asked for */
  readonly #revealed = new Set<string>();
  readonly #pendingOutput: Output[] = [];
  /** asked once: every card asks for the language */
  readonly #systemLanguages = app.getPreferredSystemLanguages();
  /** which sound is being tried */
  #soundPreview: { kind: CallClass; timer: NodeJS.Timeout } | null = null;
  #copied: { callId: string; timer: NodeJS.Timeout } | null = null;

  constructor(options: AppOptions) {
    const { store, root } = options;
    this.#options = options;
    this.#log = openLog(store.current.home);
    this.#core = createCore(store, {
      clock: systemClock,
      events: {
        output: (output) => this.#queueOutput(output),
        state: (state) => this.#render(this.#toDisplayState(state)),
        pop: (_callId, match) => this.#openAddress(match.url),
      },
      // Asked at every connection: the way out changes with the network.
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      extraRootsFile: options.extraRootsFile,
      interfaces: networkInterfaces,
      translateFor: ({ settings }) => getTranslate(this.#resolveLanguage(settings)),
    });
    this.#service = this.#core.service;
    this.#paintLatency = new PaintLatency((callId, paintedMs) => {
      this.#paintedMsByCall.set(callId, paintedMs);
      this.#log.info(`card ${callId} painted after ${paintedMs} ms`);
      // On the tour the line comes with the card's pictures.
      if (!options.isDemo) this.reportScreenshots(callId, []);
    });
    const preloadFolder = join(root, 'out', 'preload');
    const { history } = this.#core;
    this.#popup = new PopupWindow({
      preloadFolder,
      layout: () => this.#getPopupLayout(),
      positions: {
        get: (key) => history.getValue(key),
        set: (key, value) => history.setValue(key, value),
      },
      onPainted: (revision) => {
        this.#paintLatency.viewPainted(revision, performance.now());
        for (const [awaitedRevision, resolve] of this.#paintWaiters) {
          if (awaitedRevision > revision) continue;
          this.#paintWaiters.delete(awaitedRevision);
          resolve();
        }
      },
      onCrash: (reason) => this.#reportCrash('popup', reason),
    });
    const simulate = createCallSimulation(
      () => this.#service.state.agent,
      (json) => this.#service.simulate(json),
    );
    this.#systemIntegration = new SystemIntegration({
      shortcuts: {
        focus: () => this.#popup.focus(),
        copy: () => this.#withNewestCall((callId) => this.#startCopy(callId)),
        open: () => this.#withNewestCall((callId) => this.#openSingleMatch(callId)),
        close: () => this.#withNewestCall((callId) => this.#service.closeCard(callId)),
        pause: () => {
          const isPaused = this.#service.state.pausedUntil !== null;
          this.#service.pause(isPaused ? null : Date.now() + 30 * 60_000);
        },
      },
      onLockChange: () => this.#render(),
      onNotificationClick: () => this.#popup.focus(),
      onNotice: (notice) => this.#service.addNotice(notice),
      isDemo: options.isDemo,
    });
    this.#mainWindow = new MainWindow({
      preloadFolder,
      icon: join(root, 'resources', 'icons', 'app.png'),
      textSize: () => this.#settings.popup.textSize,
      onClosed: () => this.#controller.onWindowClosed(),
      onCrash: (reason) => this.#reportCrash('main window', reason),
    });
    this.#trial = new Trial({ store, sampleContacts: join(root, 'resources', 'contacts.csv') });
    this.#controller = new MainWindowController(
      {
        store,
        core: this.#core,
        clock: systemClock,
        dialogs: createDialogs(() => this.#mainWindow.window),
        t: () => getTranslate(this.#language),
        render: () => this.#renderMainWindow(),
        copy: (text) => {
          // Typed as a promise by some versions of Electron.
          Promise.resolve(clipboard.writeText(text)).catch((error: unknown) => this.reportFault(error));
        },
        openAddress: (address) => this.#openAddress(address),
        openFolder,
        quit: () => app.quit(),
        keychain: () => probeKeychain(options.keychain),
        appInfo: getAbout(),
      },
      {
        trial: this.#trial,
        showSample: simulate,
        displays: listDisplays,
        shortcutProblems: () => this.#systemIntegration.shortcutProblems,
        playSound: (kind) => this.#previewSound(kind),
        environment: options.environment,
        notifications: () => this.#systemIntegration.getNotificationState(),
        isSecretFromEnvironment:
          readVariable(options.environment, SECRET_VARIABLES['zoom.clientSecret']) !== null,
        language: () => this.#language,
      },
    );
    const reportRefusal = (window: string) => (reason: RefusalReason) =>
      this.#log.error(`a message to the ${window}'s channel was refused: ${reason}`);
    listenToPopup(
      () => this.#popup.webContents,
      (command) => this.#handlePopupCommand(command),
      reportRefusal('popup'),
    );
    listenToMainWindow(
      () => this.#mainWindow.webContents,
      (command) => this.#controller.handle(command),
      reportRefusal('main window'),
    );
    this.#tray = createTray(join(root, 'resources'), {
      copyNumber: (callId) => this.#startCopy(callId),
      pause: (until) => this.#service.pause(until),
      open: (page) => this.openMainWindow(page),
      reconnect: () => this.#service.wake('asked'),
      simulate,
      quit: () => app.quit(),
    });
    store.onChange(({ current }) => this.#applySettings(current.settings));
    // A reader of our lines that went away (`| head`) is no reason to stop answering calls.
    process.stdout.on('error', () => undefined);
  }

  /** @param isHidden nobody asked for a window: the system started us at login */
  start(isHidden: boolean): void {
    const { store } = this.#options;
    // Begun first: that a secret is missing is nothing to tell of while the keychain is asked for it.
    const loaded = store.loadSecrets();
    this.#core.start();
    this.#applySettings(this.#settings);
    // The system tells of these at once; the look at the clock comes some seconds later.
    const wake = (): void => this.#service.wake('changed');
    powerMonitor.on('resume', wake);
    powerMonitor.on('unlock-screen', wake);
    void loaded.then(() => {
      if (!isHidden) this.#showSetupProblems(store.current);
    });
  }

  /** Without an account no call will ever show that the app runs; what is wrong is said where it can be mended. */
  #showSetupProblems({ account, webhook, problems, settings }: Configuration): void {
    const isNew = Object.values(settings.zoom).every((value) => value === null) && webhook === null;
    if (account === null && isNew) this.openMainWindow('welcome');
    else if (problems.some(({ code }) => code === 'secret-unreadable')) this.openMainWindow('settings');
    else if (problems.length > 0 || (account === null && webhook === null)) this.openMainWindow('doctor');
  }

  stop(): void {
    if (this.#trayTimer !== null) clearTimeout(this.#trayTimer);
    if (this.#mainWindowTimer !== null) clearTimeout(this.#mainWindowTimer);
    if (this.#soundPreview !== null) clearTimeout(this.#soundPreview.timer);
    this.#flushOutput();
    this.#systemIntegration.end();
    this.#popup.end();
    this.#mainWindow.close();
    void this.#trial.end();
    this.#core.stop();
  }

  /** Shows the main window, at this page or where it was. */
  openMainWindow(page?: PageName): void {
    this.#controller.go(page);
    this.#mainWindow.show();
  }

  get state(): AppState {
    return this.#toDisplayState(this.#service.state);
  }

  /** Calls `listener` at every new state; returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** The system was asked to open this `chakushin:` link. */
  openLaunchLink(link: string): void {
    this.#core.openLink(link);
  }

  closeCard(callId: string): void {
    this.#service.closeCard(callId);
  }

  /** Draws everything in this language and theme; resolves when that is painted. */
  async setDemoAppearance(language: Language, theme: Theme): Promise<void> {
    this.#tourLanguage = language;
    nativeTheme.themeSource = theme;
    await new Promise<void>((resolve) => this.#paintWaiters.set(this.#render(), resolve));
    // The theme reaches the page on a way of its own: one more picture is painted after it.
    await new Promise<void>((resolve) => this.#paintWaiters.set(this.#render(), resolve));
  }

  /** Back to the user's own language and theme. */
  resetAppearance(): void {
    this.#tourLanguage = null;
    nativeTheme.themeSource = 'system';
    this.#render();
  }

  /** What the popup shows, as a PNG file's bytes. */
  async captureScreenshot(): Promise<Buffer> {
    const image = await this.#popup.webContents.capturePage();
    return image.toPNG();
  }

  /** Tells that this call's card was painted, with its pictures. */
  reportScreenshots(callId: string, files: readonly string[]): void {
    const paintedMs = this.#paintedMsByCall.get(callId) ?? null;
    const screenshots = files.map((file) => relative(this.#options.root, file));
    if (this.#options.shouldPrintJson) {
      const line = {
        type: 'popup',
        at: new Date().toISOString(),
        callId,
        paintedMs,
        screenshot: screenshots[0] ?? null,
        screenshots: screenshots,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    } else if (this.#options.isDemo) {
      process.stdout.write(`          ${screenshots.join('  ')}\n`);
    }
  }

  /** Something failed that nobody caught: it is told, and the process lives on. */
  reportFault(error: unknown): void {
    const reason = error instanceof Error ? error.name : typeof error;
    // Messages may quote what came from outside; the stack names only our places.
    const stackLines =
      error instanceof Error ? (error.stack?.split('\n').filter((line) => /^\s+at /u.test(line)) ?? []) : [];
    this.#log.error(`fault: ${reason}\n${stackLines.join('\n')}`);
    this.#service.addNotice({ level: 'error', code: 'internal-error', params: { reason } });
  }

  #handlePopupCommand(command: PopupCommand): void {
    switch (command.type) {
      case 'ready':
      case 'size':
      case 'painted':
      case 'onScreen':
        this.#popup.handle(command);
        return;
      case 'copy':
        this.#startCopy(command.callId);
        return;
      case 'open':
        this.#openRecord(command.callId, command.connector, command.id);
        return;
      case 'choose': {
        const { callId, connector, id } = command;
        this.#service.choose(callId, {
          kind: command.isMatch ? 'chosen' : 'rejected',
          record: { connector, id },
        });
        return;
      }
      case 'undoChoice':
        this.#service.choose(command.callId, { kind: 'undo' });
        return;
      case 'lookAgain':
        this.#service.refreshLookup(command.callId);
        return;
      case 'crmPage':
        this.#openAddress(this.#service.findCrmPageUrl(command.callId, command.connector, command.page));
        return;
      case 'reveal':
        this.#revealed.add(command.callId);
        this.#render();
        return;
      case 'callBack': {
        const number = this.#service.findCall(command.callId)?.call.caller.number;
        if (number?.kind === 'external') this.#openAddress(`zoomphonecall://${number.e164}`);
        return;
      }
      case 'close':
        this.#service.closeCard(command.callId);
        return;
      case 'drag':
        this.#popup.handleDrag(command.phase);
        return;
      case 'escape':
        this.#withNewestCall((callId) => this.#service.closeCard(callId));
        this.#popup.releaseFocus();
        return;
      case 'soundFailed':
        this.#service.addNotice({ level: 'warn', code: 'sound-failed', params: {} });
    }
  }

  #startCopy(callId: string): void {
    this.#copyNumber(callId).catch((error: unknown) => this.reportFault(error));
  }

  async #copyNumber(callId: string): Promise<void> {
    const settings = this.#settings;
    const number = this.#service.findCall(callId)?.call.caller.number;
    const text = number === undefined ? null : formatForCopy(number, settings.popup.copy, settings.country);
    if (text === null) return;
    await clipboard.writeText(text);
    if (this.#copied !== null) clearTimeout(this.#copied.timer);
    const timer = setTimeout(() => {
      this.#copied = null;
      this.#render();
    }, COPIED_MS);
    this.#copied = { callId, timer };
    this.#render();
  }

  /** By id: which address that is was decided by the connector, not by a window. */
  #openRecord(callId: string, connector: string, id: string): void {
    const lookup = this.#service.findCall(callId)?.lookup;
    const match =
      lookup?.status === 'found'
        ? lookup.matches.find((one) => one.connector === connector && one.id === id)
        : undefined;
    if (match !== undefined) this.#openAddress(match.url);
  }

  #openAddress(address: string | null): void {
    const safeAddress = address === null ? null : toSafeAddress(address);
    if (safeAddress === null) {
      this.#service.addNotice({ level: 'warn', code: 'unsafe-link', params: {} });
      return;
    }
    if (this.#options.isDemo) {
      process.stderr.write(`demo: would open ${safeAddress}\n`);
      return;
    }
    // The window that is being typed into keeps the keyboard where the system allows it (macOS).
    shell.openExternal(safeAddress, { activate: false }).catch((error: unknown) => this.reportFault(error));
  }

  #queueOutput(output: Output): void {
    if (output.type === 'call' && output.call.state === 'ringing' && output.arrivedAt !== null) {
      this.#paintLatency.ringArrived(output.call.callId, output.arrivedAt);
    }
    // A card does not wait for the log and the terminal.
    if (this.#pendingOutput.push(output) === 1) setTimeout(() => this.#flushOutput(), 0);
  }

  #flushOutput(): void {
    const settings = this.#settings;
    const context = {
      t: getTranslate(this.#resolveLanguage(settings)),
      country: settings.country,
      now: Date.now(),
    };
    for (const output of this.#pendingOutput.splice(0)) {
      this.#log.info(toLogLine(output));
      if (this.#options.shouldPrintJson)
        process.stdout.write(`${JSON.stringify(toJsonLine(output, context))}\n`);
      else if (this.#options.isDemo)
        process.stdout.write(`${this.#readableOutput.format(output, context)}\n`);
    }
  }

  /** The tray takes its time (a menu, a picture, the desktop's bus): a card does not wait for it. */
  #scheduleTrayUpdate(): void {
    this.#trayTimer ??= setTimeout(() => {
      this.#trayTimer = null;
      this.#tray.update(this.state, this.#getViewContext());
    }, getTrayDelayMs(this.state.connection));
  }

  get #settings(): Settings {
    return this.#options.store.current.settings;
  }

  get #language(): Language {
    return this.#tourLanguage ?? this.#resolveLanguage(this.#settings);
  }

  /** The language of the settings, else the system's. */
  #resolveLanguage({ language }: Pick<Settings, 'language'>): Language {
    return chooseLanguage(language, this.#systemLanguages);
  }

  /** Where and how large the popup is. */
  #getPopupLayout(): PopupLayout {
    const { corner, display, size, textSize } = this.#settings.popup;
    return {
      corner: corner === 'auto' ? getDefaultCorner(process.platform) : corner,
      display,
      size,
      textSize,
    };
  }

  /** These settings hold from now on; the service has them. */
  #applySettings(settings: Settings): void {
    this.#systemIntegration.apply(settings);
    this.#popup.relayout();
    this.#popup.protect(settings.privacy.hideFromSharing);
    this.#mainWindow.applyTextSize();
    this.#render();
  }

  #reportCrash(window: string, reason: string): void {
    this.#log.error(`${window} gone: ${reason}`);
    this.#service.addNotice({ level: 'warn', code: 'internal-error', params: { reason } });
  }

  /** Lets the sound of a kind of call be heard once. */
  #previewSound(kind: CallClass): void {
    if (this.#soundPreview !== null) clearTimeout(this.#soundPreview.timer);
    const timer = setTimeout(() => {
      this.#soundPreview = null;
      this.#render();
    }, SOUND_PREVIEW_MS);
    this.#soundPreview = { kind, timer };
    this.#render();
  }

  /** While the keychain is asked nobody can say that no account is set up. */
  #toDisplayState(state: AppState): AppState {
    const isAwaitingSecrets = state.connection === null && this.#options.store.isAwaitingSecrets;
    return isAwaitingSecrets ? { ...state, connection: { state: 'connecting' } } : state;
  }

  /** Does this with the call on the topmost card. */
  #withNewestCall(act: (callId: string) => void): void {
    const [newest] = this.state.cards;
    if (newest !== undefined) act(newest.call.callId);
  }

  /** Opens the record of the one person that it is. */
  #openSingleMatch(callId: string): void {
    const snapshot = this.#service.findCall(callId);
    const singleMatch = snapshot === null ? null : findSingleMatch(snapshot.lookup);
    if (singleMatch !== null) this.#openAddress(singleMatch.url);
  }

  /** Who reads what is drawn, and when. */
  #getViewContext(): Pick<ViewContext, 'language' | 't' | 'country' | 'now' | 'isPrivate'> {
    return {
      language: this.#language,
      t: getTranslate(this.#language),
      country: this.#settings.country,
      now: Date.now(),
      isPrivate: this.#systemIntegration.isPrivate,
    };
  }

  /** Draws popup, tray and main window anew; returns the revision of the popup's picture. */
  #render(state = this.state): number {
    const view = popupView(state, {
      ...this.#getViewContext(),
      copiedCallId: this.#copied?.callId ?? null,
      settings: this.#settings,
      revealed: this.#revealed,
    });
    const previewedSound =
      this.#soundPreview === null ? null : findSound(this.#soundPreview.kind, this.#settings);
    const revision = this.#popup.update({ ...view, sound: view.sound ?? previewedSound });
    this.#paintLatency.viewSent(
      revision,
      state.cards.map(({ call }) => call.callId),
    );
    this.#systemIntegration.onRender(view);
    this.#scheduleTrayUpdate();
    this.#scheduleMainWindow();
    for (const listener of this.#stateListeners) listener();
    return revision;
  }

  /** A card does not wait for the main window either. */
  #scheduleMainWindow(): void {
    if (this.#mainWindow.webContents === null) return;
    this.#mainWindowTimer ??= setTimeout(() => {
      this.#mainWindowTimer = null;
      this.#renderMainWindow();
    }, MAIN_WINDOW_DELAY_MS);
  }

  #renderMainWindow(): void {
    if (this.#mainWindow.webContents !== null)
      this.#mainWindow.render(this.#controller.view(this.state, this.#getViewContext()));
  }
}

import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { shell } from 'electron/common';
import { app, nativeTheme, powerMonitor, session } from 'electron/main';
import { Core } from '../src-core/create-core.ts';
import { getTranslate } from '../src-core/i18n/index.ts';
import { probeKeychain, SECRET_VARIABLES, type SecretStore } from '../src-core/secrets/secret-store.ts';
import type { AppState } from '../src-core/service/app-state.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { SettingsStore } from '../src-core/settings/settings-store.ts';
import { systemClock } from '../src-core/util/clock.ts';
import { readVariable, type Environment } from '../src-core/util/environment.ts';
import type { PageName } from '../src-preload/ipc/main-window.ts';
import { createCallSimulation } from './demo/simulate-call.ts';
import { playTour, type TourDeps } from './demo/tour.ts';
import { Trial } from './demo/trial.ts';
import { createFaultReporter, type FaultReporter } from './fault-reporter.ts';
import { listenToMainWindow, listenToPopup, type RefusalReason } from './ipc.ts';
import { openLog, type Log } from './log.ts';
import {
  copyText,
  createDialogs,
  getAbout,
  listDisplays,
  openFolder,
} from './main-window/electron-services.ts';
import { MainWindowController } from './main-window/main-window-controller.ts';
import { MainWindow } from './main-window/main-window.ts';
import { findStartPage } from './main-window/start-page.ts';
import { OutputWriter } from './output-writer.ts';
import { PaintLatency } from './popup/paint-latency.ts';
import { PopupController } from './popup/popup-controller.ts';
import { PopupWindow, toPopupLayout } from './popup/popup-window.ts';
import { createAddressOpener, type OpenAddress } from './security/open-address.ts';
import { SystemIntegration } from './system/system-integration.ts';
import { AppTray } from './tray/tray.ts';
import { ViewSource } from './view-source.ts';

export interface AppOptions {
  readonly store: SettingsStore;
  readonly keychain: SecretStore;
  /** NODE_EXTRA_CA_CERTS, unless it is ignored */
  readonly extraRootsFile: string | null;
  /** the process's environment, or {} where it must be ignored (a packaged app) */
  readonly environment: Environment;
  /** the app's folder with out/ and resources/ */
  readonly root: string;
  readonly shouldPrintJson: boolean;
  /** addresses are reported, not opened: those of the sample contacts do not exist */
  readonly isDemo: boolean;
}

/** Connects the parts of the app with the call service. Call `start` once Electron is ready. */
export class App {
  readonly #options: AppOptions;
  readonly #log: Log;
  readonly #faults: FaultReporter;
  readonly #view: ViewSource;
  readonly #output: OutputWriter;
  readonly #paintLatency = new PaintLatency((callId, ms) => this.#output.reportPainted(callId, ms));
  readonly #core: Core;
  readonly #openAddress: OpenAddress;
  readonly #popupWindow: PopupWindow;
  readonly #popup: PopupController;
  readonly #systemIntegration: SystemIntegration;
  readonly #simulateCall: () => void;
  readonly #trial: Trial;
  readonly #mainWindow: MainWindow;
  readonly #mainWindowController: MainWindowController;
  readonly #tray: AppTray;
  readonly #stateListeners = new Set<() => void>();

  constructor(options: AppOptions) {
    const { store, root } = options;
    this.#options = options;
    this.#log = openLog(store.current.home);
    this.#faults = createFaultReporter(this.#log, (notice) => this.#core.service.addNotice(notice));
    this.#view = new ViewSource({
      store,
      state: () => this.#core.service.state,
      isPrivate: () => this.#systemIntegration.isPrivate,
      systemLanguages: app.getPreferredSystemLanguages(),
      clock: systemClock,
    });
    this.#output = this.#createOutputWriter();
    this.#core = this.#createCore();
    this.#openAddress = this.#createAddressOpener();
    this.#popupWindow = this.#createPopupWindow();
    this.#popup = this.#createPopup();
    this.#systemIntegration = this.#createSystemIntegration();
    const { service } = this.#core;
    this.#simulateCall = createCallSimulation(
      () => service.state.agent,
      () => this.#view.language,
      (json) => service.simulate(json),
    );
    this.#trial = new Trial({ store, root, language: () => this.#view.language });
    this.#mainWindow = this.#createMainWindow();
    this.#mainWindowController = this.#createMainWindowController();
    this.#tray = this.#createTray();
    this.#listenToWindows();
    store.onChange(({ current }) => this.#applySettings(current.settings));
  }

  /** @param isHidden opens no window, since the system started the app at login */
  start(isHidden: boolean): void {
    const { store } = this.#options;
    // First, since a secret that is still loading is not a missing secret.
    const loaded = store.loadSecrets();
    this.#core.start();
    this.#applySettings(store.current.settings);
    // Wakes the service some seconds before its own wake detector does.
    const wake = (): void => this.#core.service.wake('changed');
    powerMonitor.on('resume', wake);
    powerMonitor.on('unlock-screen', wake);
    void loaded.then(() => {
      const page = isHidden ? null : findStartPage(store.current);
      if (page !== null) this.openMainWindow(page);
    });
  }

  stop(): void {
    this.#tray.stop();
    this.#mainWindowController.stop();
    this.#popup.stop();
    this.#output.flush();
    this.#systemIntegration.end();
    this.#popupWindow.end();
    this.#mainWindow.close();
    void this.#trial.end();
    this.#core.stop();
  }

  /** Shows the main window, at this page or the last one. */
  openMainWindow(page?: PageName): void {
    this.#mainWindowController.open(page);
  }

  /** Handles a `chakushin:` link. */
  openLaunchLink(link: string): void {
    this.#core.openLink(link);
  }

  /** Plays the demo's tour, then restores the user's theme. */
  async playTour(simulator: TourDeps['simulator']): Promise<void> {
    await playTour({
      simulator,
      nativeTheme,
      view: this.#view,
      popup: this.#popup,
      popupContents: () => this.#popupWindow.webContents,
      render: () => this.#render(),
      folder: join(this.#options.root, 'demo-out'),
      subscribe: (listener) => {
        this.#stateListeners.add(listener);
        return () => this.#stateListeners.delete(listener);
      },
      closeCard: (callId) => this.#core.service.closeCard(callId),
      reportScreenshots: (callId, files) => this.#output.reportScreenshots(callId, files),
    });
  }

  reportFault(error: unknown): void {
    this.#faults.report(error);
  }

  #applySettings(settings: Settings): void {
    this.#systemIntegration.apply(settings);
    this.#popupWindow.relayout();
    this.#popupWindow.protect(settings.privacy.hideFromSharing);
    this.#mainWindow.applyTextSize();
    this.#render();
  }

  /** Renders the popup at once, tray and main window soon. */
  #render(state: AppState = this.#view.state): void {
    this.#popup.render(state);
    this.#tray.scheduleRender(state);
    this.#mainWindowController.scheduleRender();
    for (const listener of this.#stateListeners) listener();
  }

  #createOutputWriter(): OutputWriter {
    return new OutputWriter({
      ...this.#options,
      log: this.#log,
      stdout: process.stdout,
      clock: systemClock,
      context: () => this.#view.context,
    });
  }

  #createCore(): Core {
    const { store, extraRootsFile } = this.#options;
    return new Core(store, {
      clock: systemClock,
      events: {
        output: (output) => {
          this.#paintLatency.onOutput(output);
          this.#output.queue(output);
        },
        state: (state) => this.#render(this.#view.toDisplayState(state)),
        pop: (_callId, match) => this.#openAddress(match.url),
      },
      // Called for every connection, since the proxy changes with the network.
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      extraRootsFile,
      interfaces: networkInterfaces,
      translateFor: ({ settings }) => getTranslate(this.#view.resolveLanguage(settings)),
    });
  }

  #createAddressOpener(): OpenAddress {
    return createAddressOpener({
      shell,
      isDemo: this.#options.isDemo,
      reportDemo: (text) => process.stderr.write(text),
      addNotice: (notice) => this.#core.service.addNotice(notice),
      onError: this.#faults.report,
    });
  }

  #createPopupWindow(): PopupWindow {
    return new PopupWindow({
      preloadFolder: this.#preloadFolder,
      layout: () => toPopupLayout(this.#view.settings.popup, process.platform),
      positions: this.#core.history,
      onPainted: (revision) => {
        this.#paintLatency.viewPainted(revision, performance.now());
        this.#popup.onPainted(revision);
      },
      onCrash: (reason) => this.#faults.reportCrash('popup', reason),
    });
  }

  #createPopup(): PopupController {
    return new PopupController({
      window: this.#popupWindow,
      service: this.#core.service,
      view: this.#view,
      clock: systemClock,
      copyText,
      openAddress: this.#openAddress,
      onRender: (view, revision, { cards }) => {
        this.#paintLatency.viewSent(revision, cards);
        this.#systemIntegration.onRender(view);
      },
      onError: this.#faults.report,
    });
  }

  #createSystemIntegration(): SystemIntegration {
    return new SystemIntegration({
      shortcuts: this.#popup.shortcuts,
      onLockChange: () => this.#render(),
      onNotificationClick: () => this.#popupWindow.focus(),
      onNotice: (notice) => this.#core.service.addNotice(notice),
      isDemo: this.#options.isDemo,
    });
  }

  #createMainWindow(): MainWindow {
    return new MainWindow({
      preloadFolder: this.#preloadFolder,
      icon: join(this.#options.root, 'resources', 'icons', 'app.png'),
      textSize: () => this.#view.settings.popup.textSize,
      onClosed: () => this.#mainWindowController.onWindowClosed(),
      onCrash: (reason) => this.#faults.reportCrash('main window', reason),
    });
  }

  #createMainWindowController(): MainWindowController {
    const { store, keychain, environment } = this.#options;
    return new MainWindowController({
      store,
      core: this.#core,
      clock: systemClock,
      dialogs: createDialogs(() => this.#mainWindow.window),
      copy: (text) => void copyText(text).catch(this.#faults.report),
      openAddress: this.#openAddress,
      openFolder,
      quit: () => app.quit(),
      keychain: () => probeKeychain(keychain),
      appInfo: getAbout(),
      window: this.#mainWindow,
      view: this.#view,
      trial: this.#trial,
      showSample: this.#simulateCall,
      displays: listDisplays,
      shortcutProblems: () => this.#systemIntegration.shortcutProblems,
      playSound: (kind) => this.#popup.previewSound(kind),
      environment,
      notifications: () => this.#systemIntegration.getNotificationState(),
      isSecretFromEnvironment: readVariable(environment, SECRET_VARIABLES['zoom.clientSecret']) !== null,
    });
  }

  #createTray(): AppTray {
    const { service } = this.#core;
    return new AppTray({
      resources: join(this.#options.root, 'resources'),
      actions: {
        copyNumber: (callId) => this.#popup.copyNumber(callId),
        pause: (until) => service.pause(until),
        open: (page) => this.openMainWindow(page),
        reconnect: () => service.wake('asked'),
        simulate: this.#simulateCall,
        quit: () => app.quit(),
      },
      view: this.#view,
      clock: systemClock,
    });
  }

  #listenToWindows(): void {
    const reportRefusal = (window: string) => (reason: RefusalReason) =>
      this.#log.error(`a message to the ${window}'s channel was refused: ${reason}`);
    listenToPopup(
      () => this.#popupWindow.webContents,
      (command) => this.#popup.handle(command),
      reportRefusal('popup'),
    );
    listenToMainWindow(
      () => this.#mainWindow.webContents,
      (command) => this.#mainWindowController.handle(command),
      reportRefusal('main window'),
    );
  }

  get #preloadFolder(): string {
    return join(this.#options.root, 'out', 'preload');
  }
}

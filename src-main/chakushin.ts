import { join, relative } from 'node:path';
import { shell } from 'electron/common';
import { app, clipboard, nativeTheme, powerMonitor, session } from 'electron/main';
import { networkInterfaces } from 'node:os';
import { assemble, type Assembly } from '../src-core/assemble.ts';
import { systemClock } from '../src-core/clock.ts';
import { chooseLanguage, translate, type Language } from '../src-core/i18n/index.ts';
import { toLine } from '../src-core/lines.ts';
import type { LiveConfiguration } from '../src-core/live-configuration.ts';
import { onlyPerson } from '../src-core/lookup/lookup.ts';
import { logLine } from '../src-core/masked.ts';
import { copyText } from '../src-core/numbers/number.ts';
import type { AppState, CallService, Output } from '../src-core/service.ts';
import type { SecretStore } from '../src-core/secret-store.ts';
import type { Configuration } from '../src-core/settings/read.ts';
import type { CallClass, Settings } from '../src-core/settings/schema.ts';
import { SECRET_VARIABLES, variableValue, type Environment } from '../src-core/settings/variables.ts';
import { ReadableOutput } from '../src-core/terminal/readable-output.ts';
import type { PopupCommand } from '../src-preload/contract.ts';
import type { PageName } from '../src-preload/main-contract.ts';
import { Comforts } from './comforts.ts';
import { aboutThis, dialogsAbove, displaysHere, openFolder, probeThrough } from './desk-tools.ts';
import { listenToMain, listenToPopup, type Refused } from './ipc.ts';
import { safeLink } from './links.ts';
import { openLog } from './log.ts';
import { MainDesk } from './main-desk.ts';
import { MainWindow } from './main-window.ts';
import { PaintWatch } from './paint-watch.ts';
import { defaultCorner } from './placement.ts';
import { popupView, type Reader } from './popup-view.ts';
import { PopupWindow, type PopupLayout } from './popup-window.ts';
import { createCallSimulation } from './simulate.ts';
import { soundOf } from './sounds.ts';
import type { Theme } from './tour.ts';
import { createTray, type AppTray } from './tray.ts';
import { trayDelayMs } from './tray-menu.ts';
import { Trial } from './trial.ts';

/** The main window may lag behind so much while calls come in. */
const MAIN_DELAY_MS = 100;

/** A sound that is tried is heard about once. */
const HEARD_MS = 2_500;

/** "Copied" stands on the button for as long as one needs to read it. */
const COPIED_MS = 2_000;

export interface ChakushinOptions {
  readonly live: LiveConfiguration;
  /** the system's keychain */
  readonly keychain: SecretStore;
  /** NODE_EXTRA_CA_CERTS, where the environment counts */
  readonly extraRootsFile: string | null;
  /** the process's environment, or {} where it must not count (a packaged app) */
  readonly environment: Environment;
  /** folder of the app: holds out/ and resources/ */
  readonly root: string;
  /** print the terminal's JSON lines on stdout */
  readonly json: boolean;
  /** links are told, not opened: the sample's addresses lead nowhere */
  readonly demo: boolean;
}

/** The app around the service: popup, main window, tray, clipboard, browser. Begin with `start` when Electron is ready. */
export class Chakushin {
  readonly #options: ChakushinOptions;
  readonly #assembly: Assembly;
  readonly #service: CallService;
  readonly #popup: PopupWindow;
  readonly #main: MainWindow;
  readonly #desk: MainDesk;
  readonly #trial: Trial;
  readonly #comforts: Comforts;
  readonly #unfollow: () => void;
  readonly #tray: AppTray;
  readonly #log: ReturnType<typeof openLog>;
  readonly #paints: PaintWatch;
  readonly #watchers = new Set<() => void>();
  readonly #painted = new Map<number, () => void>();
  readonly #paintedMs = new Map<string, number>();
  /** what is drawn speaks this language, whatever the settings say; the tour changes it */
  #tourLanguage: Language | null = null;
  #trayTimer: NodeJS.Timeout | null = null;
  #mainTimer: NodeJS.Timeout | null = null;
  readonly #readable = new ReadableOutput(process.stdout.isTTY);
  /** calls whose pane was asked for */
  readonly #revealed = new Set<string>();
  readonly #untold: Output[] = [];
  /** asked once: every card asks for the language */
  readonly #systemLanguages = app.getPreferredSystemLanguages();
  /** which sound is being tried */
  #hearing: { kind: CallClass; timer: NodeJS.Timeout } | null = null;
  #copied: { callId: string; timer: NodeJS.Timeout } | null = null;

  constructor(options: ChakushinOptions) {
    const { live, root } = options;
    this.#options = options;
    this.#log = openLog(live.now.home);
    this.#assembly = assemble(live.now, {
      clock: systemClock,
      events: {
        output: (output) => this.#output(output),
        state: (state) => this.#refresh(this.#told(state)),
        pop: (_callId, match) => this.#openLink(match.url),
      },
      // Asked at every connection: the way out changes with the network.
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      extraRootsFile: options.extraRootsFile,
      interfaces: networkInterfaces,
      reread: () => live.reload(),
      secrets: live.secrets,
      t: ({ settings }) => translate(this.#languageOf(settings)),
    });
    this.#service = this.#assembly.service;
    this.#paints = new PaintWatch((callId, paintedMs) => {
      this.#paintedMs.set(callId, paintedMs);
      this.#log.info(`card ${callId} painted after ${paintedMs} ms`);
      // On the tour the line comes with the card's pictures.
      if (!options.demo) this.pictured(callId, []);
    });
    const preloadFolder = join(root, 'out', 'preload');
    const { history } = this.#assembly;
    this.#popup = new PopupWindow({
      preloadFolder,
      layout: () => this.#layout(),
      memory: {
        recall: (key) => history.remembered(key),
        keep: (key, value) => history.remember(key, value),
      },
      onPainted: (revision) => {
        this.#paints.painted(revision, performance.now());
        for (const [wanted, resolve] of this.#painted) {
          if (wanted > revision) continue;
          this.#painted.delete(wanted);
          resolve();
        }
      },
      onCrash: (reason) => this.#crashed('popup', reason),
    });
    const simulate = createCallSimulation(
      () => this.#service.state.agent,
      (json) => this.#service.simulate(json),
    );
    this.#comforts = new Comforts({
      shortcuts: {
        focus: () => this.#popup.takeKeyboard(),
        copy: () => this.#onNewest((callId) => this.#copy(callId)),
        open: () => this.#onNewest((callId) => this.#openPerson(callId)),
        close: () => this.#onNewest((callId) => this.#service.closeCard(callId)),
        pause: () => {
          const paused = this.#service.state.pausedUntil !== null;
          this.#service.pause(paused ? null : Date.now() + 30 * 60_000);
        },
      },
      lockChanged: () => this.#refresh(),
      clicked: () => this.#popup.takeKeyboard(),
      notice: (notice) => this.#service.notice(notice),
      demo: options.demo,
    });
    this.#main = new MainWindow({
      preloadFolder,
      icon: join(root, 'resources', 'icons', 'app.png'),
      textSize: () => this.#settings.popup.textSize,
      onClosed: () => this.#desk.left(),
      onCrash: (reason) => this.#crashed('main window', reason),
    });
    this.#trial = new Trial({ live, sampleContacts: join(root, 'resources', 'contacts.csv') });
    this.#desk = new MainDesk(
      {
        live,
        assembly: this.#assembly,
        clock: systemClock,
        dialogs: dialogsAbove(() => this.#main.window),
        t: () => translate(this.#language),
        redraw: () => this.#drawMain(),
        copy: (text) => {
          // Typed as a promise by some versions of Electron.
          Promise.resolve(clipboard.writeText(text)).catch((error: unknown) => this.reportFault(error));
        },
        openAddress: (address) => this.#openLink(address),
        openFolder,
        quit: () => app.quit(),
        keychain: () => probeThrough(options.keychain),
        about: aboutThis(),
      },
      {
        trial: this.#trial,
        showSample: simulate,
        displays: displaysHere,
        shortcutProblems: () => this.#comforts.shortcutProblems,
        hear: (kind) => this.#hear(kind),
        environment: options.environment,
        notifications: () => this.#comforts.notificationState(),
        secretFromEnvironment:
          variableValue(options.environment, SECRET_VARIABLES['zoom.clientSecret']) !== null,
        language: () => this.#language,
      },
    );
    const refused = (window: string) => (reason: Refused) =>
      this.#log.error(`a message to the ${window}'s channel was refused: ${reason}`);
    listenToPopup(
      () => this.#popup.webContents,
      (command) => this.#command(command),
      refused('popup'),
    );
    listenToMain(
      () => this.#main.webContents,
      (command) => this.#desk.take(command),
      refused('main window'),
    );
    this.#tray = createTray(join(root, 'resources'), {
      copyOrOpen: (callId) => this.#copy(callId),
      pause: (until) => this.#service.pause(until),
      open: (page) => this.open(page),
      reconnect: () => this.#service.wake('asked'),
      simulate,
      quit: () => app.quit(),
    });
    this.#unfollow = live.onChange((configuration) => {
      this.#assembly.apply(configuration);
      this.#apply(configuration.settings);
    });
    // A reader of our lines that went away (`| head`) is no reason to stop answering calls.
    process.stdout.on('error', () => undefined);
  }

  /** @param hidden nobody asked for a window: the system started us at login */
  start(hidden: boolean): void {
    const { live } = this.#options;
    // Begun first: that a secret is missing is nothing to tell of while the keychain is asked for it.
    const loaded = live.loadSecrets();
    this.#assembly.apply(live.now);
    this.#assembly.start();
    this.#apply(this.#settings);
    // The system tells of these at once; the look at the clock comes some seconds later.
    const wake = (): void => this.#service.wake('changed');
    powerMonitor.on('resume', wake);
    powerMonitor.on('unlock-screen', wake);
    void loaded.then(() => {
      if (!hidden) this.#showWhatIsWanting(live.now);
    });
  }

  /** Without an account no call will ever show that the app runs; what is wrong is said where it can be mended. */
  #showWhatIsWanting({ account, webhook, problems, settings }: Configuration): void {
    const isNew = Object.values(settings.zoom).every((value) => value === null) && webhook === null;
    if (account === null && isNew) this.open('welcome');
    else if (problems.some(({ code }) => code === 'secret-unreadable')) this.open('settings');
    else if (problems.length > 0 || (account === null && webhook === null)) this.open('doctor');
  }

  stop(): void {
    if (this.#trayTimer !== null) clearTimeout(this.#trayTimer);
    if (this.#mainTimer !== null) clearTimeout(this.#mainTimer);
    if (this.#hearing !== null) clearTimeout(this.#hearing.timer);
    // What ends with us changes nothing any more.
    this.#unfollow();
    this.#tell();
    this.#comforts.end();
    this.#popup.end();
    this.#main.close();
    void this.#trial.end();
    this.#assembly.stop();
  }

  /** Shows the main window, at this page or where it was. */
  open(page?: PageName): void {
    this.#desk.go(page);
    this.#main.show();
  }

  get state(): AppState {
    return this.#told(this.#service.state);
  }

  /** Calls `listener` at every new state; returns the function that ends it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** The system was asked to open this `chakushin:` link. */
  openLaunchLink(link: string): void {
    this.#assembly.openLink(link);
  }

  closeCard(callId: string): void {
    this.#service.closeCard(callId);
  }

  /** Draws everything in this language and theme; resolves when that is painted. */
  async dress(language: Language, theme: Theme): Promise<void> {
    this.#tourLanguage = language;
    nativeTheme.themeSource = theme;
    await new Promise<void>((resolve) => this.#painted.set(this.#refresh(), resolve));
    // The theme reaches the page on a way of its own: one more picture is painted after it.
    await new Promise<void>((resolve) => this.#painted.set(this.#refresh(), resolve));
  }

  /** Back to the user's own language and theme. */
  undress(): void {
    this.#tourLanguage = null;
    nativeTheme.themeSource = 'system';
    this.#refresh();
  }

  /** What the popup shows, as a PNG file's bytes. */
  async picture(): Promise<Buffer> {
    const image = await this.#popup.webContents.capturePage();
    return image.toPNG();
  }

  /** Tells that this call's card was painted, with its pictures. */
  pictured(callId: string, files: readonly string[]): void {
    const paintedMs = this.#paintedMs.get(callId) ?? null;
    const names = files.map((file) => relative(this.#options.root, file));
    if (this.#options.json) {
      const line = {
        type: 'popup',
        at: new Date().toISOString(),
        callId,
        paintedMs,
        screenshot: names[0] ?? null,
        screenshots: names,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    } else if (this.#options.demo) {
      process.stdout.write(`          ${names.join('  ')}\n`);
    }
  }

  /** Something failed that nobody caught: it is told, and the process lives on. */
  reportFault(error: unknown): void {
    const reason = error instanceof Error ? error.name : typeof error;
    // Messages may quote what came from outside; the stack names only our places.
    const places =
      error instanceof Error ? (error.stack?.split('\n').filter((line) => /^\s+at /u.test(line)) ?? []) : [];
    this.#log.error(`fault: ${reason}\n${places.join('\n')}`);
    this.#service.notice({ level: 'error', code: 'internal-error', params: { reason } });
  }

  #command(command: PopupCommand): void {
    switch (command.type) {
      case 'ready':
      case 'size':
      case 'painted':
      case 'onScreen':
        this.#popup.take(command);
        return;
      case 'copy':
        this.#copy(command.callId);
        return;
      case 'open':
        this.#open(command.callId, command.connector, command.id);
        return;
      case 'choose': {
        const { callId, connector, id } = command;
        this.#service.choose(callId, { kind: command.is ? 'chosen' : 'rejected', record: { connector, id } });
        return;
      }
      case 'undoChoice':
        this.#service.choose(command.callId, { kind: 'undo' });
        return;
      case 'lookAgain':
        this.#service.lookAgain(command.callId);
        return;
      case 'crmPage':
        this.#openLink(this.#service.crmPage(command.callId, command.connector, command.page));
        return;
      case 'reveal':
        this.#revealed.add(command.callId);
        this.#refresh();
        return;
      case 'callBack': {
        const number = this.#service.record(command.callId)?.call.caller.number;
        if (number?.kind === 'external') this.#openLink(`zoomphonecall://${number.e164}`);
        return;
      }
      case 'close':
        this.#service.closeCard(command.callId);
        return;
      case 'drag':
        this.#popup.drag(command.phase);
        return;
      case 'escape':
        this.#onNewest((callId) => this.#service.closeCard(callId));
        this.#popup.giveKeyboardBack();
        return;
      case 'soundFailed':
        this.#service.notice({ level: 'warn', code: 'sound-failed', params: {} });
    }
  }

  #copy(callId: string): void {
    this.#copyNumber(callId).catch((error: unknown) => this.reportFault(error));
  }

  async #copyNumber(callId: string): Promise<void> {
    const settings = this.#settings;
    const number = this.#service.record(callId)?.call.caller.number;
    const text = number === undefined ? null : copyText(number, settings.popup.copy, settings.country);
    if (text === null) return;
    await clipboard.writeText(text);
    if (this.#copied !== null) clearTimeout(this.#copied.timer);
    const timer = setTimeout(() => {
      this.#copied = null;
      this.#refresh();
    }, COPIED_MS);
    this.#copied = { callId, timer };
    this.#refresh();
  }

  /** By id: which address that is was decided by the connector, not by a window. */
  #open(callId: string, connector: string, id: string): void {
    const lookup = this.#service.record(callId)?.lookup;
    const match =
      lookup?.status === 'found'
        ? lookup.matches.find((one) => one.connector === connector && one.id === id)
        : undefined;
    if (match !== undefined) this.#openLink(match.url);
  }

  #openLink(address: string | null): void {
    const link = address === null ? null : safeLink(address);
    if (link === null) {
      this.#service.notice({ level: 'warn', code: 'unsafe-link', params: {} });
      return;
    }
    if (this.#options.demo) {
      process.stderr.write(`demo: would open ${link}\n`);
      return;
    }
    // The window that is being typed into keeps the keyboard where the system allows it (macOS).
    shell.openExternal(link, { activate: false }).catch((error: unknown) => this.reportFault(error));
  }

  #output(output: Output): void {
    if (output.type === 'call' && output.call.state === 'ringing' && output.arrivedAt !== null) {
      this.#paints.rings(output.call.callId, output.arrivedAt);
    }
    // A card does not wait for the log and the terminal.
    if (this.#untold.push(output) === 1) setTimeout(() => this.#tell(), 0);
  }

  #tell(): void {
    const settings = this.#settings;
    const speaker = { t: translate(this.#languageOf(settings)), country: settings.country, now: Date.now() };
    for (const output of this.#untold.splice(0)) {
      this.#log.info(logLine(output));
      if (this.#options.json) process.stdout.write(`${JSON.stringify(toLine(output, speaker))}\n`);
      else if (this.#options.demo) process.stdout.write(`${this.#readable.line(output, speaker)}\n`);
    }
  }

  /** The tray takes its time (a menu, a picture, the desktop's bus): a card does not wait for it. */
  #drawTraySoon(): void {
    this.#trayTimer ??= setTimeout(() => {
      this.#trayTimer = null;
      this.#tray.update(this.state, this.#reader());
    }, trayDelayMs(this.state.connection));
  }

  get #settings(): Settings {
    return this.#options.live.now.settings;
  }

  get #language(): Language {
    return this.#tourLanguage ?? this.#languageOf(this.#settings);
  }

  /** The language of the settings, else the system's. */
  #languageOf({ language }: Pick<Settings, 'language'>): Language {
    return chooseLanguage(language, this.#systemLanguages);
  }

  /** Where and how large the popup is. */
  #layout(): PopupLayout {
    const { corner, display, size, textSize } = this.#settings.popup;
    return { corner: corner === 'auto' ? defaultCorner(process.platform) : corner, display, size, textSize };
  }

  /** These settings hold from now on; the service has them. */
  #apply(settings: Settings): void {
    this.#comforts.apply(settings);
    this.#popup.relayout();
    this.#popup.protect(settings.privacy.hideFromSharing);
    this.#main.resize();
    this.#refresh();
  }

  #crashed(window: string, reason: string): void {
    this.#log.error(`${window} gone: ${reason}`);
    this.#service.notice({ level: 'warn', code: 'internal-error', params: { reason } });
  }

  /** Lets the sound of a kind of call be heard once. */
  #hear(kind: CallClass): void {
    if (this.#hearing !== null) clearTimeout(this.#hearing.timer);
    const timer = setTimeout(() => {
      this.#hearing = null;
      this.#refresh();
    }, HEARD_MS);
    this.#hearing = { kind, timer };
    this.#refresh();
  }

  /** While the keychain is asked nobody can say that no account is set up. */
  #told(state: AppState): AppState {
    const isAwaited = state.connection === null && this.#options.live.awaitsSecrets;
    return isAwaited ? { ...state, connection: { state: 'connecting' } } : state;
  }

  /** Does this with the call on the topmost card. */
  #onNewest(act: (callId: string) => void): void {
    const [newest] = this.state.cards;
    if (newest !== undefined) act(newest.call.callId);
  }

  /** Opens the record of the one person that it is. */
  #openPerson(callId: string): void {
    const record = this.#service.record(callId);
    const person = record === null ? null : onlyPerson(record.lookup);
    if (person !== null) this.#openLink(person.url);
  }

  /** Who reads what is drawn, and when. */
  #reader(): Pick<Reader, 'language' | 't' | 'country' | 'now' | 'curtain'> {
    return {
      language: this.#language,
      t: translate(this.#language),
      country: this.#settings.country,
      now: Date.now(),
      curtain: this.#comforts.curtain,
    };
  }

  /** Draws popup, tray and main window anew; returns the revision of the popup's picture. */
  #refresh(state = this.state): number {
    const picture = popupView(state, {
      ...this.#reader(),
      copied: this.#copied?.callId ?? null,
      settings: this.#settings,
      revealed: this.#revealed,
    });
    const heard = this.#hearing === null ? null : soundOf(this.#hearing.kind, this.#settings);
    const revision = this.#popup.update({ ...picture, sound: picture.sound ?? heard });
    this.#paints.sent(
      revision,
      state.cards.map(({ call }) => call.callId),
    );
    this.#comforts.drawn(picture);
    this.#drawTraySoon();
    this.#drawMainSoon();
    for (const watcher of this.#watchers) watcher();
    return revision;
  }

  /** A card does not wait for the main window either. */
  #drawMainSoon(): void {
    if (this.#main.webContents === null) return;
    this.#mainTimer ??= setTimeout(() => {
      this.#mainTimer = null;
      this.#drawMain();
    }, MAIN_DELAY_MS);
  }

  #drawMain(): void {
    if (this.#main.webContents !== null) this.#main.draw(this.#desk.view(this.state, this.#reader()));
  }
}

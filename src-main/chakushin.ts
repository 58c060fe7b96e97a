import { join, relative } from 'node:path';
import { shell } from 'electron/common';
import { app, clipboard, nativeTheme, powerMonitor, session } from 'electron/main';
import { networkInterfaces } from 'node:os';
import { assemble, type Assembly } from '../src-core/assemble.ts';
import { systemClock } from '../src-core/clock.ts';
import { chooseLanguage, translate, type Language } from '../src-core/i18n/index.ts';
import { toLine } from '../src-core/lines.ts';
import { logLine } from '../src-core/masked.ts';
import { copyText } from '../src-core/numbers/number.ts';
import type { AppState, CallService, Output } from '../src-core/service.ts';
import type { SecretStore } from '../src-core/secret-store.ts';
import type { Configuration } from '../src-core/settings/read.ts';
import { ReadableOutput } from '../src-core/terminal/readable-output.ts';
import type { PopupCommand } from '../src-preload/contract.ts';
import { listenToPopup } from './ipc.ts';
import { safeLink } from './links.ts';
import { openLog } from './log.ts';
import { PaintWatch } from './paint-watch.ts';
import { defaultCorner } from './placement.ts';
import { popupView, type Reader } from './popup-view.ts';
import { PopupWindow } from './popup-window.ts';
import { createCallSimulation } from './simulate.ts';
import type { Theme } from './tour.ts';
import { createTray, type AppTray } from './tray.ts';
import { trayDelayMs } from './tray-menu.ts';

/** "Copied" stands on the button for as long as one needs to read it. */
const COPIED_MS = 2_000;

export interface ChakushinOptions {
  readonly configuration: Configuration;
  /** reads the settings anew, when their file changed */
  /** where the CRMs' secrets are */
  readonly secrets: SecretStore;
  readonly reread: () => Configuration;
  /** NODE_EXTRA_CA_CERTS, where the environment counts */
  readonly extraRootsFile: string | null;
  /** folder of the app: holds out/ and resources/ */
  readonly root: string;
  /** print the terminal's JSON lines on stdout */
  readonly json: boolean;
  /** links are told, not opened: the sample's addresses lead nowhere */
  readonly demo: boolean;
}

/** The app around the service: popup, tray, clipboard, browser. Begin with `start` when Electron is ready. */
export class Chakushin {
  readonly #options: ChakushinOptions;
  readonly #assembly: Assembly;
  readonly #service: CallService;
  readonly #popup: PopupWindow;
  readonly #tray: AppTray;
  readonly #log: ReturnType<typeof openLog>;
  readonly #paints: PaintWatch;
  readonly #watchers = new Set<() => void>();
  readonly #painted = new Map<number, () => void>();
  readonly #paintedMs = new Map<string, number>();
  readonly #ownLanguage: Language;
  /** of what is drawn; the tour changes it */
  #language: Language;
  #statusOpen = false;
  #trayTimer: NodeJS.Timeout | null = null;
  readonly #readable = new ReadableOutput(process.stdout.isTTY);
  /** calls whose pane was asked for */
  readonly #revealed = new Set<string>();
  readonly #untold: Output[] = [];
  #copied: { callId: string; timer: NodeJS.Timeout } | null = null;

  constructor(options: ChakushinOptions) {
    const { configuration, root } = options;
    const { settings } = configuration;
    this.#options = options;
    this.#ownLanguage = chooseLanguage(settings.language, app.getPreferredSystemLanguages());
    this.#language = this.#ownLanguage;
    this.#log = openLog(configuration.home);
    this.#assembly = assemble(configuration, {
      clock: systemClock,
      events: {
        output: (output) => this.#output(output),
        state: (state) => this.#refresh(state),
        pop: (_callId, match) => this.#openLink(match.url),
      },
      // Asked at every connection: the way out changes with the network.
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      extraRootsFile: options.extraRootsFile,
      interfaces: networkInterfaces,
      reread: options.reread,
      secrets: options.secrets,
      t: translate(this.#ownLanguage),
    });
    this.#service = this.#assembly.service;
    this.#paints = new PaintWatch((callId, paintedMs) => {
      this.#paintedMs.set(callId, paintedMs);
      this.#log.info(`card ${callId} painted after ${paintedMs} ms`);
      // On the tour the line comes with the card's pictures.
      if (!options.demo) this.pictured(callId, []);
    });
    const corner = settings.popup.corner === 'auto' ? defaultCorner(process.platform) : settings.popup.corner;
    this.#popup = new PopupWindow({
      preloadFolder: join(root, 'out', 'preload'),
      corner,
      onPainted: (revision) => {
        this.#paints.painted(revision, performance.now());
        for (const [wanted, resolve] of this.#painted) {
          if (wanted > revision) continue;
          this.#painted.delete(wanted);
          resolve();
        }
      },
      onCrash: (reason) => {
        this.#log.error(`popup gone: ${reason}`);
        this.#service.notice({ level: 'warn', code: 'internal-error', params: { reason } });
      },
    });
    listenToPopup(
      () => this.#popup.webContents,
      (command) => this.#command(command),
      (reason) => this.#log.error(`a message to the popup's channel was refused: ${reason}`),
    );
    const simulate = createCallSimulation(
      () => this.#service.state.agent,
      (json) => this.#service.simulate(json),
    );
    this.#tray = createTray(join(root, 'resources'), {
      copyOrOpen: (callId) => this.#copy(callId),
      pause: (until) => this.#service.pause(until),
      show: () => this.showStatus(true),
      reconnect: () => this.#service.wake('asked'),
      simulate,
      quit: () => app.quit(),
    });
    // A reader of our lines that went away (`| head`) is no reason to stop answering calls.
    process.stdout.on('error', () => undefined);
  }

  start(): void {
    this.#assembly.start();
    // The system tells of these at once; the look at the clock comes some seconds later.
    const wake = (): void => this.#service.wake('changed');
    powerMonitor.on('resume', wake);
    powerMonitor.on('unlock-screen', wake);
    const { account, webhook, problems } = this.#options.configuration;
    // Without an account no call will ever show that the app runs.
    if ((account === null && webhook === null) || problems.length > 0) this.showStatus(true);
  }

  stop(): void {
    if (this.#trayTimer !== null) clearTimeout(this.#trayTimer);
    this.#tell();
    this.#popup.end();
    this.#assembly.stop();
  }

  get state(): AppState {
    return this.#service.state;
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

  /** The card that says that the app runs and whether it is connected; the only one a person asks for. */
  showStatus(open: boolean): void {
    this.#statusOpen = open;
    // The card lists them: now they were looked at. Its line stays until the card is closed.
    if (!open) this.#service.markSeen();
    this.#refresh();
  }

  /** Draws everything in this language and theme; resolves when that is painted. */
  async dress(language: Language, theme: Theme): Promise<void> {
    this.#language = language;
    nativeTheme.themeSource = theme;
    await new Promise<void>((resolve) => this.#painted.set(this.#refresh(), resolve));
    // The theme reaches the page on a way of its own: one more picture is painted after it.
    await new Promise<void>((resolve) => this.#painted.set(this.#refresh(), resolve));
  }

  /** Back to the user's own language and theme. */
  undress(): void {
    this.#language = this.#ownLanguage;
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
      case 'reconnect':
        this.#service.wake('asked');
        return;
      case 'closeStatus':
        this.showStatus(false);
        return;
      case 'quit':
        app.quit();
    }
  }

  #copy(callId: string): void {
    this.#copyNumber(callId).catch((error: unknown) => this.reportFault(error));
  }

  async #copyNumber(callId: string): Promise<void> {
    const { settings } = this.#options.configuration;
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
    const { settings } = this.#options.configuration;
    const speaker = { t: translate(this.#ownLanguage), country: settings.country, now: Date.now() };
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

  /** Who reads what is drawn, and when. */
  #reader(): Pick<Reader, 'language' | 't' | 'country' | 'now'> {
    const { country } = this.#options.configuration.settings;
    return { language: this.#language, t: translate(this.#language), country, now: Date.now() };
  }

  /** Draws popup and tray anew; returns the revision of the popup's picture. */
  #refresh(state = this.state): number {
    const { settings } = this.#options.configuration;
    const revision = this.#popup.update(
      popupView(state, {
        ...this.#reader(),
        copied: this.#copied?.callId ?? null,
        statusOpen: this.#statusOpen,
        settings,
        revealed: this.#revealed,
      }),
    );
    this.#paints.sent(
      revision,
      state.cards.map(({ call }) => call.callId),
    );
    this.#drawTraySoon();
    for (const watcher of this.#watchers) watcher();
    return revision;
  }
}

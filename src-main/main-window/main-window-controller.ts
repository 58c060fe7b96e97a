import type {
  CommandResult,
  MainCommand,
  MainView,
  PageName,
  PageView,
} from '../../src-preload/ipc/main-window.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { Throttle } from '../../src-core/util/throttle.ts';
import type { ViewSource } from '../view-source.ts';
import { frameView } from './frame-view.ts';
import { AboutPage } from './about-page.ts';
import { ConnectorsPage } from './connectors/connectors-page.ts';
import { DoctorPage, type DoctorAppDeps } from './doctor-page.ts';
import type { MainWindow } from './main-window.ts';
import { HistoryPage } from './history-page.ts';
import { SettingsPage, type SettingsAppDeps } from './settings-page.ts';
import { WelcomePage, type WelcomeAppDeps } from './welcome-page.ts';
import { OK, type Page, type PageViewContext, type PageDeps } from './page.ts';

/** The window may lag behind by this while calls come in. */
const RENDER_DELAY_MS = 100;

/** What the controller does not give its pages itself. */
type ControllerPageDeps = Omit<PageDeps, 't' | 'render'>;

/** What the controller and its pages need of the app besides `PageDeps`. */
export interface MainWindowAppDeps
  extends
    Omit<WelcomeAppDeps, 'go' | 'getLiveConnection'>,
    SettingsAppDeps,
    Pick<DoctorAppDeps, 'notifications'> {
  readonly window: Pick<MainWindow, 'webContents' | 'show' | 'render'>;
  readonly view: Pick<ViewSource, 'state' | 'context' | 'language'>;
}

/** The main window's pages, which of them is shown, and the view of the window. */
export class MainWindowController {
  readonly #deps: ControllerPageDeps;
  readonly #window: MainWindowAppDeps['window'];
  readonly #view: MainWindowAppDeps['view'];
  readonly #throttle: Throttle;
  readonly #pages: {
    readonly welcome: WelcomePage;
    readonly history: HistoryPage;
    readonly settings: SettingsPage;
    readonly connectors: ConnectorsPage;
    readonly doctor: DoctorPage;
    readonly about: AboutPage;
  };
  #page: PageName = 'history';
  #isVisible = false;

  constructor(deps: ControllerPageDeps, appDeps: MainWindowAppDeps) {
    const { core } = deps;
    const { window, view } = appDeps;
    const pageDeps: PageDeps = {
      ...deps,
      t: () => getTranslate(view.language),
      render: () => this.#render(),
    };
    // A look at a connection that works must not throw it out by a second one.
    const getLiveConnection = (): ReturnType<NonNullable<DoctorAppDeps['getLiveConnection']>> =>
      core.service.webSocket ?? { connection: null, stats: null };
    this.#deps = deps;
    this.#window = window;
    this.#view = view;
    this.#throttle = new Throttle(deps.clock, () => this.#render());
    this.#pages = {
      welcome: new WelcomePage(pageDeps, { ...appDeps, getLiveConnection, go: (page) => this.#go(page) }),
      history: new HistoryPage(pageDeps),
      settings: new SettingsPage(pageDeps, appDeps),
      connectors: new ConnectorsPage(pageDeps),
      doctor: new DoctorPage(pageDeps, {
        ...appDeps,
        getLiveConnection,
        language: () => view.language,
        connectorProblems: () => core.connectorProblems,
      }),
      about: new AboutPage(pageDeps),
    };
  }

  /** Shows the window, at this page or at the last one. */
  open(page?: PageName): void {
    this.#go(page);
    this.#window.show();
  }

  /** Renders soon: a card does not wait for the main window. */
  scheduleRender(): void {
    if (this.#window.webContents !== null) this.#throttle.schedule(RENDER_DELAY_MS);
  }

  /** The window was closed. */
  onWindowClosed(): void {
    if (this.#isVisible) this.#currentPage.onHide?.();
    this.#isVisible = false;
  }

  /** Renders nothing more later. */
  stop(): void {
    this.#throttle.cancel();
  }

  /** Does what the window asks. */
  async handle(message: MainCommand): Promise<CommandResult> {
    switch (message.to) {
      case 'frame':
        return this.#handleFrameCommand(message.command);
      case 'welcome':
        return await this.#pages.welcome.handle(message.command);
      case 'history':
        return this.#pages.history.handle(message.command);
      case 'settings':
        return await this.#pages.settings.handle(message.command);
      case 'connectors':
        return await this.#pages.connectors.handle(message.command);
      case 'doctor':
        return await this.#pages.doctor.handle(message.command);
      case 'about':
        return this.#pages.about.handle(message.command);
    }
  }

  #handleFrameCommand(command: Extract<MainCommand, { to: 'frame' }>['command']): CommandResult {
    switch (command.type) {
      case 'ready':
        this.#render();
        return OK;
      case 'go':
        this.#go(command.page);
        return OK;
      case 'reconnect':
        this.#deps.core.service.wake('asked');
        return OK;
      case 'quit':
        this.#deps.quit();
        return OK;
    }
  }

  #go(page: PageName = this.#page): void {
    if (!this.#isVisible || page !== this.#page) {
      if (this.#isVisible) this.#currentPage.onHide?.();
      this.#page = page;
      this.#isVisible = true;
      this.#currentPage.onShow?.();
    }
    this.#render();
  }

  #render(): void {
    if (this.#window.webContents === null) return;
    const { state, context } = this.#view;
    const view: MainView = {
      ...frameView(state, this.#page, context),
      page: this.#pageView(context),
    };
    this.#window.render(view);
  }

  get #currentPage(): Page<unknown, never> {
    return this.#pages[this.#page];
  }

  #pageView(context: PageViewContext): PageView {
    const page = this.#page;
    switch (page) {
      case 'welcome':
        return { page, view: this.#pages.welcome.view(context) };
      case 'history':
        return { page, view: this.#pages.history.view(context) };
      case 'settings':
        return { page, view: this.#pages.settings.view(context) };
      case 'connectors':
        return { page, view: this.#pages.connectors.view(context) };
      case 'doctor':
        return { page, view: this.#pages.doctor.view(context) };
      case 'about':
        return { page, view: this.#pages.about.view(context) };
    }
  }
}

import type {
  CommandResult,
  MainCommand,
  MainView,
  PageName,
  PageView,
} from '../../src-preload/ipc/main-window.ts';
import type { Language } from '../../src-core/i18n/index.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import { frameView } from './frame-view.ts';
import { AboutPage } from './about-page.ts';
import { ConnectorsPage } from './connectors/connectors-page.ts';
import { DoctorPage, type DoctorAppDeps } from './doctor-page.ts';
import { HistoryPage } from './history-page.ts';
import { SettingsPage, type SettingsAppDeps } from './settings-page.ts';
import { WelcomePage, type WelcomeAppDeps } from './welcome-page.ts';
import { OK, type Page, type PageViewContext, type PageDeps } from './page.ts';

/** What pages need of the app beside `PageTools`. */
export interface MainWindowAppDeps
  extends
    Omit<WelcomeAppDeps, 'go' | 'getLiveConnection'>,
    SettingsAppDeps,
    Pick<DoctorAppDeps, 'notifications'> {
  readonly language: () => Language;
}

/** What stands behind the main window: its pages, and which of them is looked at. */
export class MainWindowController {
  readonly #deps: PageDeps;
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

  constructor(deps: PageDeps, appDeps: MainWindowAppDeps) {
    const { core } = deps;
    // A look at a connection that works must not throw it out by a second one.
    const getLiveConnection = (): ReturnType<NonNullable<DoctorAppDeps['getLiveConnection']>> =>
      core.service.webSocket ?? { connection: null, stats: null };
    this.#deps = deps;
    this.#pages = {
      welcome: new WelcomePage(deps, { ...appDeps, getLiveConnection, go: (page) => this.go(page) }),
      history: new HistoryPage(deps),
      settings: new SettingsPage(deps, appDeps),
      connectors: new ConnectorsPage(deps),
      doctor: new DoctorPage(deps, {
        ...appDeps,
        getLiveConnection,
        connectorProblems: () => core.connectorProblems,
      }),
      about: new AboutPage(deps),
    };
  }

  /** To this page, or to where one was. */
  go(page: PageName = this.#page): void {
    if (!this.#isVisible || page !== this.#page) {
      if (this.#isVisible) this.#currentPage.onHide?.();
      this.#page = page;
      this.#isVisible = true;
      this.#currentPage.onShow?.();
    }
    this.#deps.render();
  }

  /** The window was closed. */
  onWindowClosed(): void {
    if (this.#isVisible) this.#currentPage.onHide?.();
    this.#isVisible = false;
  }

  view(state: AppState, context: PageViewContext): MainView {
    return {
      ...frameView(state, this.#page, context),
      page: this.#pageView(context),
    };
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
        this.#deps.render();
        return OK;
      case 'go':
        this.go(command.page);
        return OK;
      case 'reconnect':
        this.#deps.core.service.wake('asked');
        return OK;
      case 'quit':
        this.#deps.quit();
        return OK;
    }
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

import type { Answer, MainCommand, MainView, PageName, PageView } from '../src-preload/main-contract.ts';
import type { Language } from '../src-core/i18n/index.ts';
import type { AppState } from '../src-core/service.ts';
import { frameView } from './frame-view.ts';
import { AboutPage } from './pages/about.ts';
import { ConnectorsPage } from './pages/connectors.ts';
import { DoctorPage, type DoctorSurroundings } from './pages/doctor.ts';
import { HistoryPage } from './pages/history.ts';
import { SettingsPage, type SettingsSurroundings } from './pages/settings.ts';
import { WelcomePage, type WelcomeSurroundings } from './pages/welcome.ts';
import { DONE, type Page, type PageReader, type PageTools } from './pages/page.ts';

/** What pages need of the app beside `PageTools`. */
export interface DeskSurroundings
  extends
    Omit<WelcomeSurroundings, 'go' | 'live'>,
    SettingsSurroundings,
    Pick<DoctorSurroundings, 'notifications'> {
  readonly language: () => Language;
}

/** What stands behind the main window: its pages, and which of them is looked at. */
export class MainDesk {
  readonly #tools: PageTools;
  readonly #pages: {
    readonly welcome: WelcomePage;
    readonly history: HistoryPage;
    readonly settings: SettingsPage;
    readonly connectors: ConnectorsPage;
    readonly doctor: DoctorPage;
    readonly about: AboutPage;
  };
  #page: PageName = 'history';
  #looksOn = false;

  constructor(tools: PageTools, around: DeskSurroundings) {
    const { assembly } = tools;
    // A look at a connection that works must not throw it out by a second one.
    const live = (): ReturnType<NonNullable<DoctorSurroundings['live']>> =>
      assembly.service.webSocket ?? { connection: null, vitals: null };
    this.#tools = tools;
    this.#pages = {
      welcome: new WelcomePage(tools, { ...around, live, go: (page) => this.go(page) }),
      history: new HistoryPage(tools),
      settings: new SettingsPage(tools, around),
      connectors: new ConnectorsPage(tools),
      doctor: new DoctorPage(tools, {
        ...around,
        live,
        connectorProblems: () => assembly.connectorProblems,
      }),
      about: new AboutPage(tools),
    };
  }

  /** To this page, or to where one was. */
  go(page: PageName = this.#page): void {
    if (!this.#looksOn || page !== this.#page) {
      if (this.#looksOn) this.#current.left?.();
      this.#page = page;
      this.#looksOn = true;
      this.#current.entered?.();
    }
    this.#tools.redraw();
  }

  /** The window was closed. */
  left(): void {
    if (this.#looksOn) this.#current.left?.();
    this.#looksOn = false;
  }

  view(state: AppState, reader: PageReader): MainView {
    return {
      ...frameView(state, this.#page, reader),
      page: this.#pageView(reader),
    };
  }

  /** Does what the window asks. */
  async take(message: MainCommand): Promise<Answer> {
    switch (message.to) {
      case 'frame':
        return this.#frame(message.command);
      case 'welcome':
        return await this.#pages.welcome.take(message.command);
      case 'history':
        return this.#pages.history.take(message.command);
      case 'settings':
        return await this.#pages.settings.take(message.command);
      case 'connectors':
        return await this.#pages.connectors.take(message.command);
      case 'doctor':
        return await this.#pages.doctor.take(message.command);
      case 'about':
        return this.#pages.about.take(message.command);
    }
  }

  #frame(command: Extract<MainCommand, { to: 'frame' }>['command']): Answer {
    switch (command.type) {
      case 'ready':
        this.#tools.redraw();
        return DONE;
      case 'go':
        this.go(command.page);
        return DONE;
      case 'reconnect':
        this.#tools.assembly.service.wake('asked');
        return DONE;
      case 'quit':
        this.#tools.quit();
        return DONE;
    }
  }

  get #current(): Page<unknown, never> {
    return this.#pages[this.#page];
  }

  #pageView(reader: PageReader): PageView {
    const page = this.#page;
    switch (page) {
      case 'welcome':
        return { page, view: this.#pages.welcome.view(reader) };
      case 'history':
        return { page, view: this.#pages.history.view(reader) };
      case 'settings':
        return { page, view: this.#pages.settings.view(reader) };
      case 'connectors':
        return { page, view: this.#pages.connectors.view(reader) };
      case 'doctor':
        return { page, view: this.#pages.doctor.view(reader) };
      case 'about':
        return { page, view: this.#pages.about.view(reader) };
    }
  }
}

import { getTranslate } from '../../src-core/i18n/index.ts';
import { Throttle } from '../../src-core/util/throttle.ts';
import type { CommandResult, MainCommand, PageName, PageView } from '../../src-preload/ipc/main-window.ts';
import type { ViewSource } from '../view-source.ts';
import { AboutPage } from './about-page.ts';
import { ConnectorsPage } from './connectors/connectors-page.ts';
import { DoctorPage, type DoctorAppDeps } from './doctor-page.ts';
import { frameView } from './frame-view.ts';
import { HistoryPage } from './history-page.ts';
import type { MainWindow } from './main-window.ts';
import { OK, type Page, type PageDeps, type PageViewContext } from './page.ts';
import { SettingsPage, type SettingsAppDeps } from './settings-page.ts';
import { WelcomePage, type WelcomeAppDeps } from './welcome-page.ts';

/** Maximum delay of the window while calls arrive. */
const RENDER_DELAY_MS = 100;

type ViewOf<Name extends PageName> = Extract<PageView, { page: Name }>['view'];
type PageCommand<Name extends PageName> = Extract<MainCommand, { to: Name }>['command'];

/** What the controller and its pages need of the app. */
export interface MainWindowDeps
  extends
    Omit<PageDeps, 't' | 'render'>,
    Omit<WelcomeAppDeps, 'go' | 'getLiveConnection'>,
    SettingsAppDeps,
    Pick<DoctorAppDeps, 'notifications'> {
  readonly window: Pick<MainWindow, 'webContents' | 'show' | 'render'>;
  readonly view: Pick<ViewSource, 'state' | 'context' | 'language'>;
}

/** The pages, which of them is shown, and the window's view. */
export class MainWindowController {
  readonly #deps: MainWindowDeps;
  readonly #throttle: Throttle;
  readonly #pages: { readonly [Name in PageName]: Page<ViewOf<Name>, PageCommand<Name>> };
  #page: PageName = 'history';
  #isVisible = false;

  constructor(deps: MainWindowDeps) {
    const { core, view } = deps;
    const pageDeps: PageDeps = {
      ...deps,
      t: () => getTranslate(view.language),
      render: () => this.#render(),
    };
    // The checks reuse the live connection: a second one would make Zoom close it.
    const getLiveConnection = (): ReturnType<NonNullable<DoctorAppDeps['getLiveConnection']>> =>
      core.service.webSocket ?? { connection: null, stats: null };
    this.#deps = deps;
    this.#throttle = new Throttle(deps.clock, () => this.#render());
    this.#pages = {
      welcome: new WelcomePage(pageDeps, { ...deps, getLiveConnection, go: (page) => this.#go(page) }),
      history: new HistoryPage(pageDeps),
      settings: new SettingsPage(pageDeps, deps),
      connectors: new ConnectorsPage(pageDeps),
      doctor: new DoctorPage(pageDeps, {
        ...deps,
        getLiveConnection,
        language: () => view.language,
        connectorProblems: () => core.connectorProblems,
      }),
      about: new AboutPage(pageDeps),
    };
  }

  /** Shows the window, at this page or the last one. */
  open(page?: PageName): void {
    this.#go(page);
    this.#deps.window.show();
  }

  /** Renders soon: cards have priority over the main window. */
  scheduleRender(): void {
    if (this.#deps.window.webContents !== null) this.#throttle.schedule(RENDER_DELAY_MS);
  }

  onWindowClosed(): void {
    if (this.#isVisible) this.#currentPage.onHide?.();
    this.#isVisible = false;
  }

  stop(): void {
    this.#throttle.cancel();
  }

  async handle(message: MainCommand): Promise<CommandResult> {
    return message.to === 'frame'
      ? this.#handleFrameCommand(message.command)
      : await this.#handlePageCommand(message.to, message.command);
  }

  #handlePageCommand<Name extends PageName>(
    name: Name,
    command: PageCommand<Name>,
  ): CommandResult | Promise<CommandResult> {
    return this.#pages[name].handle(command);
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
    if (this.#deps.window.webContents === null) return;
    const { state, context } = this.#deps.view;
    this.#deps.window.render({ ...frameView(state, this.#page, context), page: this.#pageView(context) });
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

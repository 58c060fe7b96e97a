import type { AboutCommand, AboutView } from './about.ts';
import type { ConnectorsCommand, ConnectorsView } from './connectors.ts';
import type { DoctorCommand, DoctorView } from './doctor.ts';
import type { HistoryCommand, HistoryView } from './history.ts';
import type { SettingsCommand, SettingsView } from './settings.ts';
import type { WelcomeCommand, WelcomeView } from './welcome.ts';

/** All that crosses between the main process and the main window: the picture down, commands up, each answered. */
export const MAIN_VIEW = 'main:view';
export const MAIN_COMMAND = 'main:command';

/** In the order in which they are listed. */
export const PAGES = ['welcome', 'history', 'settings', 'connectors', 'doctor', 'about'] as const;
export type PageName = (typeof PAGES)[number];

/** What is drawn beside the list of pages. */
export type PageView =
  | { readonly page: 'welcome'; readonly view: WelcomeView }
  | { readonly page: 'history'; readonly view: HistoryView }
  | { readonly page: 'settings'; readonly view: SettingsView }
  | { readonly page: 'connectors'; readonly view: ConnectorsView }
  | { readonly page: 'doctor'; readonly view: DoctorView }
  | { readonly page: 'about'; readonly view: AboutView };

/** The main window's picture; every text ready to draw, in the user's language. */
export interface MainView {
  readonly language: 'ja' | 'en';
  readonly title: string;
  readonly navigation: {
    readonly label: string;
    readonly pages: readonly { readonly page: PageName; readonly label: string }[];
    readonly quit: string;
  };
  /** the connection in the words of the tray; `tone` is never the only carrier of its meaning */
  readonly connection: {
    readonly tone: 'good' | 'busy' | 'bad';
    readonly message: string;
    /** further ways and CRMs that do not work, in sentences */
    readonly otherProblems: readonly string[];
    /** connects anew at once; null = there is nothing to ask for */
    readonly reconnect: string | null;
  };
  /** what went wrong lately, in sentences */
  readonly notices: readonly string[];
  readonly page: PageView;
}

/** What the main window may ask of the main process. */
export type MainCommand =
  /** the page is there and wants its picture */
  | { readonly to: 'frame'; readonly command: FrameCommand }
  | { readonly to: 'welcome'; readonly command: WelcomeCommand }
  | { readonly to: 'history'; readonly command: HistoryCommand }
  | { readonly to: 'settings'; readonly command: SettingsCommand }
  | { readonly to: 'connectors'; readonly command: ConnectorsCommand }
  | { readonly to: 'doctor'; readonly command: DoctorCommand }
  | { readonly to: 'about'; readonly command: AboutCommand };

export type FrameCommand =
  | { readonly type: 'ready' }
  | { readonly type: 'go'; readonly page: PageName }
  | { readonly type: 'reconnect' }
  /** ends the app; the only way where a desktop shows no tray */
  | { readonly type: 'quit' };

/** What became of a command; a message is said to the user as it is. */
export type CommandResult = { readonly ok: boolean; readonly message: string | null };

/** What the preload puts on `window.desk`. */
export interface MainBridge {
  readonly invoke: (command: MainCommand) => Promise<CommandResult>;
  /** @returns a function that ends the subscription */
  readonly onView: (listener: (view: MainView) => void) => () => void;
}

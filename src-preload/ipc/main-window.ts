import { z } from 'zod';
import { AboutCommandSchema, type AboutView } from './about.ts';
import { ConnectorsCommandSchema, type ConnectorsView } from './connectors.ts';
import { DoctorCommandSchema, type DoctorView } from './doctor.ts';
import { HistoryCommandSchema, type HistoryView } from './history.ts';
import { SettingsCommandSchema, type SettingsView } from './settings.ts';
import { WelcomeCommandSchema, type WelcomeMessage, type WelcomeView } from './welcome.ts';

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

const FrameCommandSchema = z.discriminatedUnion('type', [
  /** the page is there and wants its view */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('go'), page: z.enum(PAGES) }),
  z.strictObject({ type: z.literal('reconnect') }),
  /** ends the app; the only way where a desktop shows no tray */
  z.strictObject({ type: z.literal('quit') }),
]);

/** What the main window may ask of the main process. */
export const MainCommandSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('frame'), command: FrameCommandSchema }),
  z.strictObject({ to: z.literal('welcome'), command: WelcomeCommandSchema }),
  z.strictObject({ to: z.literal('history'), command: HistoryCommandSchema }),
  z.strictObject({ to: z.literal('settings'), command: SettingsCommandSchema }),
  z.strictObject({ to: z.literal('connectors'), command: ConnectorsCommandSchema }),
  z.strictObject({ to: z.literal('doctor'), command: DoctorCommandSchema }),
  z.strictObject({ to: z.literal('about'), command: AboutCommandSchema }),
]);
export type MainCommand = z.infer<typeof MainCommandSchema>;
/** What the main window sends, see `WelcomeMessage`. */
export type MainMessage = MainCommand | { readonly to: 'welcome'; readonly command: WelcomeMessage };

/** What became of a command; a message is said to the user as it is. */
export type CommandResult = { readonly ok: boolean; readonly message: string | null };

/** What the preload puts on `window.mainWindow`. */
export interface MainBridge {
  readonly invoke: (message: MainMessage) => Promise<CommandResult>;
  /** @returns a function that ends the subscription */
  readonly onView: (listener: (view: MainView) => void) => () => void;
}

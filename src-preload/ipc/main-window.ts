import { z } from 'zod';
import { AboutCommandSchema, type AboutView } from './about.ts';
import { ConnectorsCommandSchema, type ConnectorsView } from './connectors.ts';
import { DoctorCommandSchema, type DoctorView } from './doctor.ts';
import { HistoryCommandSchema, type HistoryView } from './history.ts';
import { SettingsCommandSchema, type SettingsView } from './settings.ts';
import type { Texts } from './fields.ts';
import { WelcomeCommandSchema, type StatusView, type WelcomeMessage, type WelcomeView } from './welcome.ts';

/** In the order of the navigation. */
export const PAGES = ['welcome', 'history', 'settings', 'connectors', 'doctor', 'about'] as const;
export type PageName = (typeof PAGES)[number];

export type PageView =
  | { readonly page: 'welcome'; readonly view: WelcomeView }
  | { readonly page: 'history'; readonly view: HistoryView }
  | { readonly page: 'settings'; readonly view: SettingsView }
  | { readonly page: 'connectors'; readonly view: ConnectorsView }
  | { readonly page: 'doctor'; readonly view: DoctorView }
  | { readonly page: 'about'; readonly view: AboutView };

export interface MainView {
  readonly language: 'ja' | 'en';
  readonly title: string;
  readonly navigation: Texts<'label' | 'quit'> & {
    readonly pages: readonly { readonly page: PageName; readonly label: string }[];
  };
  readonly connection: StatusView & {
    /** other sources and CRMs that do not work */
    readonly otherProblems: readonly string[];
    /** label of the button; null = reconnecting would not help */
    readonly reconnect: string | null;
  };
  readonly notices: readonly string[];
  readonly page: PageView;
}

const FrameCommandSchema = z.discriminatedUnion('type', [
  /** `ready`: the page is loaded and needs its view; `quit`: ends the app, for desktops without a tray */
  z.strictObject({ type: z.enum(['ready', 'reconnect', 'quit']) }),
  z.strictObject({ type: z.literal('go'), page: z.enum(PAGES) }),
]);

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
/** What the main window sends; see `WelcomeMessage`. */
export type MainMessage = MainCommand | { readonly to: 'welcome'; readonly command: WelcomeMessage };

/** The answer to a command; the message is shown to the user. */
export type CommandResult = { readonly ok: boolean; readonly message: string | null };

/** `window.mainWindow`, set by the preload script. */
export interface MainBridge {
  readonly invoke: (message: MainMessage) => Promise<CommandResult>;
  /** Returns the function that unsubscribes. */
  readonly onView: (listener: (view: MainView) => void) => () => void;
}

import type { Core } from '../../src-core/create-core.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { KeychainState } from '../../src-core/secrets/keychain.ts';
import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';

/** Who reads a page, and when. */
export interface PageViewContext {
  readonly language: Language;
  readonly t: Translate;
  /** ms since the epoch */
  readonly now: number;
}

/** One page of the main window: what it knows, its picture, and what can be asked of it. */
export interface Page<View, Command> {
  /** Its picture now. */
  view(context: PageViewContext): View;
  /** Does what was asked; rejects only by a mistake of ours. */
  handle(command: Command): CommandResult | Promise<CommandResult>;
  /** Somebody came to this page. */
  onShow?(): void;
  /** Nobody looks at it any more. */
  onHide?(): void;
}

/** Dialogs of the system, above the main window. */
export interface Dialogs {
  /** A file of these kinds (extensions without a dot); null = cancelled. */
  openFile(
    title: string,
    fileTypes: readonly { readonly name: string; readonly extensions: readonly string[] }[],
  ): Promise<string | null>;
  /** Where to save; null = cancelled. */
  saveFile(title: string, suggested: string): Promise<string | null>;
}

/** What pages work with. */
export interface PageDeps {
  readonly store: SettingsStore;
  readonly core: Core;
  readonly clock: Clock;
  readonly dialogs: Dialogs;
  /** for sentences in answers: of the present language */
  readonly t: () => Translate;
  /** Draws the main window anew: something that a page knows has changed. */
  readonly render: () => void;
  readonly copy: (text: string) => void;
  /** Opens an https address of our own making (a CRM's sign-in) in the browser. */
  readonly openAddress: (address: string) => void;
  /** Opens a folder of ours in the system's file manager. */
  readonly openFolder: (path: string) => Promise<void>;
  /** Ends the app. */
  readonly quit: () => void;
  /** asks the keychain, see `probeKeychain` */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  readonly appInfo: {
    readonly version: string;
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
    readonly system: string;
  };
}

/** Nothing more is to be said. */
export const OK: CommandResult = { ok: true, message: null };

export function fail(message: string): CommandResult {
  return { ok: false, message };
}

export function succeed(message: string): CommandResult {
  return { ok: true, message };
}

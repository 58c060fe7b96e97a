import type { Assembly } from '../../src-core/assemble.ts';
import type { Clock } from '../../src-core/clock.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { KeychainState } from '../../src-core/secrets.ts';
import type { LiveConfiguration } from '../../src-core/live-configuration.ts';
import type { Answer } from '../../src-preload/main-contract.ts';

/** Who reads a page, and when. */
export interface PageReader {
  readonly language: Language;
  readonly t: Translate;
  /** ms since the epoch */
  readonly now: number;
}

/** One page of the main window: what it knows, its picture, and what can be asked of it. */
export interface Page<View, Command> {
  /** Its picture now. */
  view(reader: PageReader): View;
  /** Does what was asked; rejects only by a mistake of ours. */
  take(command: Command): Answer | Promise<Answer>;
  /** Somebody came to this page. */
  entered?(): void;
  /** Nobody looks at it any more. */
  left?(): void;
}

/** Dialogs of the system, above the main window. */
export interface Dialogs {
  /** A file of these kinds (extensions without a dot); null = cancelled. */
  openFile(
    title: string,
    kinds: readonly { readonly name: string; readonly extensions: readonly string[] }[],
  ): Promise<string | null>;
  /** Where to save; null = cancelled. */
  saveFile(title: string, suggested: string): Promise<string | null>;
}

/** What pages work with. */
export interface PageTools {
  readonly live: LiveConfiguration;
  readonly assembly: Assembly;
  readonly clock: Clock;
  readonly dialogs: Dialogs;
  /** for sentences in answers: of the present language */
  readonly t: () => Translate;
  /** Draws the main window anew: something that a page knows has changed. */
  readonly redraw: () => void;
  readonly copy: (text: string) => void;
  /** Opens an https address of our own making (a CRM's sign-in) in the browser. */
  readonly openAddress: (address: string) => void;
  /** Opens a folder of ours in the system's file manager. */
  readonly openFolder: (path: string) => Promise<void>;
  /** Ends the app. */
  readonly quit: () => void;
  /** asks the keychain, see `probeKeychain` */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  readonly about: {
    readonly version: string;
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
    readonly system: string;
  };
}

/** Nothing more is to be said. */
export const DONE: Answer = { ok: true, message: null };

export function failed(message: string): Answer {
  return { ok: false, message };
}

export function said(message: string): Answer {
  return { ok: true, message };
}

import type { Core } from '../../src-core/create-core.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { KeychainState } from '../../src-core/secrets/keychain.ts';
import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import type { Texts } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { ViewContext } from '../view-source.ts';

/** What the view of a page depends on besides its model. */
export type PageViewContext = Pick<ViewContext, 'language' | 't' | 'now'>;

/** One page of the main window: its state, its view, and its commands. */
export interface Page<View, Command> {
  view(context: PageViewContext): View;
  /** Rejects only because of a bug. */
  handle(command: Command): CommandResult | Promise<CommandResult>;
  /** The user opened this page. */
  onShow?(): void;
  /** The user left this page or closed the window. */
  onHide?(): void;
}

/** The system's dialogs, modal to the main window; null if the user cancels. */
export interface Dialogs {
  /** @param fileTypes extensions without a dot */
  openFile(
    title: string,
    fileTypes: readonly { readonly name: string; readonly extensions: readonly string[] }[],
  ): Promise<string | null>;
  saveFile(title: string, suggested: string): Promise<string | null>;
}

export interface PageDeps {
  readonly store: SettingsStore;
  readonly core: Core;
  readonly clock: Clock;
  readonly dialogs: Dialogs;
  /** in the user's language at the time of the call */
  readonly t: () => Translate;
  /** Renders the main window: the state of a page has changed. */
  readonly render: () => void;
  readonly copy: (text: string) => void;
  /** Opens an https address of a CRM's sign-in in the browser. */
  readonly openAddress: (address: string) => void;
  /** Opens one of the app's folders in the file manager. */
  readonly openFolder: (path: string) => Promise<void>;
  readonly quit: () => void;
  /** see `probeKeychain` */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  readonly appInfo: Texts<'version' | 'electron' | 'chrome' | 'node' | 'system'>;
}

export const OK: CommandResult = { ok: true, message: null };

export function fail(message: string): CommandResult {
  return { ok: false, message };
}

export function succeed(message: string): CommandResult {
  return { ok: true, message };
}

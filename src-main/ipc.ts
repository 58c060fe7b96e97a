import { ipcMain, type WebContents, type WebFrameMain } from 'electron/main';
import { MAIN_COMMAND, POPUP_COMMAND } from '../src-preload/ipc/channels.ts';
import { MainCommandSchema, type CommandResult, type MainCommand } from '../src-preload/ipc/main-window.ts';
import { PopupCommandSchema, type PopupCommand } from '../src-preload/ipc/popup.ts';
import { APP_ORIGIN } from './security/app-protocol.ts';

/** Why a message was dropped. */
export type RefusalReason = 'sender' | 'shape';

/**
 * Commands of the popup. Anything that is not a well-formed command from the main frame of the popup, loaded from our
 * own origin, is dropped and told to `refused`.
 *
 * @param getPopup the popup's contents now (it is made anew after a crash)
 */
export function listenToPopup(
  getPopup: () => WebContents,
  handle: (command: PopupCommand) => void,
  reportRefusal: (reason: RefusalReason) => void,
): void {
  ipcMain.on(POPUP_COMMAND, (event, message: unknown) => {
    const isTrusted = event.sender === getPopup() && isAppFrame(event.senderFrame);
    const command = isTrusted ? PopupCommandSchema.safeParse(message) : null;
    if (command?.success === true) handle(command.data);
    else reportRefusal(isTrusted ? 'shape' : 'sender');
  });
}

/**
 * Commands of the main window, each answered. Anything else is refused as for the popup, and its sender gets an error.
 *
 * @param getWindow the main window's contents now; null while there is none
 */
export function listenToMainWindow(
  getWindow: () => WebContents | null,
  handle: (command: MainCommand) => Promise<CommandResult>,
  reportRefusal: (reason: RefusalReason) => void,
): void {
  ipcMain.handle(MAIN_COMMAND, async (event, message: unknown): Promise<CommandResult> => {
    const isTrusted = event.sender === getWindow() && isAppFrame(event.senderFrame);
    const command = isTrusted ? MainCommandSchema.safeParse(message) : null;
    if (command?.success === true) return await handle(command.data);
    reportRefusal(isTrusted ? 'shape' : 'sender');
    throw new Error('refused');
  });
}

/** Read before anything else happens: the frame may be gone a moment later (null since Electron 33). */
function isAppFrame(frame: WebFrameMain | null): boolean {
  return frame?.parent === null && getOrigin(frame.url) === APP_ORIGIN;
}

/** `new URL().origin` is "null" for schemes that the URL standard does not know, such as ours. */
function getOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

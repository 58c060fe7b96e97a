import { ipcMain, type WebContents, type WebFrameMain } from 'electron/main';
import { MAIN_COMMAND, POPUP_COMMAND } from '../src-preload/ipc/channels.ts';
import { MainCommandSchema, type CommandResult, type MainCommand } from '../src-preload/ipc/main-window.ts';
import { PopupCommandSchema, type PopupCommand } from '../src-preload/ipc/popup.ts';
import { APP_ORIGIN } from './security/app-protocol.ts';

/** Why a message was refused. */
export type RefusalReason = 'sender' | 'shape';

/**
 * Handles well-formed commands from the popup's main frame on our own origin; anything else is refused.
 * @param getPopup its current contents, which change after a crash
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

/** Answers commands of the main window. Anything else is refused, and its sender gets an error. */
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

/** Called before anything else, since the frame may be gone later (null since Electron 33). */
function isAppFrame(frame: WebFrameMain | null): boolean {
  return frame?.parent === null && getOrigin(frame.url) === APP_ORIGIN;
}

/** `new URL().origin` is "null" for schemes unknown to the URL standard, such as ours. */
function getOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

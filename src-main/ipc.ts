import { ipcMain, type IpcMainEvent, type WebContents } from 'electron/main';
import { z } from 'zod';
import { POPUP_COMMAND, type PopupCommand } from '../src-preload/contract.ts';
import { APP_ORIGIN } from './app-protocol.ts';

const Id = z.string().min(1).max(200);
const Revision = z.number().int().nonnegative();

/** The shapes of contract.ts, as a check at run time; the compiler holds the two together. */
const Command = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('size'), revision: Revision, height: z.number().min(0).max(10_000) }),
  z.strictObject({ type: z.literal('painted'), revision: Revision }),
  z.strictObject({ type: z.literal('onScreen'), revision: Revision }),
  z.strictObject({ type: z.literal('copy'), callId: Id }),
  z.strictObject({ type: z.literal('open'), callId: Id, connector: Id, id: Id }),
  z.strictObject({
    type: z.literal('choose'),
    callId: Id,
    connector: Id,
    id: Id,
    is: z.boolean(),
  }),
  z.strictObject({ type: z.literal('undoChoice'), callId: Id }),
  z.strictObject({ type: z.literal('lookAgain'), callId: Id }),
  z.strictObject({
    type: z.literal('crmPage'),
    callId: Id,
    connector: Id,
    page: z.enum(['create', 'search']),
  }),
  z.strictObject({ type: z.literal('reveal'), callId: Id }),
  z.strictObject({ type: z.literal('callBack'), callId: Id }),
  z.strictObject({ type: z.literal('close'), callId: Id }),
  z.strictObject({ type: z.literal('closeStatus') }),
  z.strictObject({ type: z.literal('reconnect') }),
  z.strictObject({ type: z.literal('quit') }),
]) satisfies z.ZodType<PopupCommand>;

/**
 * The only listener for messages from windows. Anything that is not a well-formed command from the main frame
 * of the popup, loaded from our own origin, is dropped and told to `refused`.
 *
 * @param popup the popup's contents now (it is made anew after a crash)
 */
export function listenToPopup(
  popup: () => WebContents,
  take: (command: PopupCommand) => void,
  refused: (reason: 'sender' | 'shape') => void,
): void {
  ipcMain.on(POPUP_COMMAND, (event: IpcMainEvent, message: unknown) => {
    // Read first: the frame may be gone a moment later (null since Electron 33).
    const frame = event.senderFrame;
    const trusted = event.sender === popup() && frame?.parent === null && originOf(frame.url) === APP_ORIGIN;
    if (!trusted) {
      refused('sender');
      return;
    }
    const command = Command.safeParse(message);
    if (command.success) take(command.data);
    else refused('shape');
  });
}

/** `new URL().origin` is "null" for schemes that the URL standard does not know, such as ours. */
function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

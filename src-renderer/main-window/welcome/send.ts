import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import type { WelcomeMessage } from '../../../src-preload/ipc/welcome.ts';

/** Asks the main process for something; its message is said by the frame. */
export type WelcomeDispatch = (command: WelcomeMessage) => Promise<CommandResult>;

/** What every step is drawn with. */
export interface StepProps<Content> {
  readonly content: Content;
  readonly dispatch: WelcomeDispatch;
}

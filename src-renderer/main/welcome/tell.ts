import type { CommandResult } from '../../../src-preload/main-contract.ts';
import type { WelcomeCommand } from '../../../src-preload/pages/welcome.ts';

/** Asks the main process for something; its message is said by the frame. */
export type WelcomeDispatch = (command: WelcomeCommand) => Promise<CommandResult>;

/** What every step is drawn with. */
export interface StepProps<Content> {
  readonly content: Content;
  readonly dispatch: WelcomeDispatch;
}

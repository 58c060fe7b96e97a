import type { CommandResult } from '../../src-preload/ipc/main-window.ts';

/** What every page is drawn with: its picture, and the way to ask for something. Messages are said by the frame. */
export interface PageProps<View, Command> {
  readonly view: View;
  readonly dispatch: (command: Command) => Promise<CommandResult>;
}

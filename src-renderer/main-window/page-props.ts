import type { CommandResult } from '../../src-preload/ipc/main-window.ts';

/** The props of every page. The frame shows the messages of results. */
export interface PageProps<View, Command> {
  readonly view: View;
  readonly dispatch: (command: Command) => Promise<CommandResult>;
}

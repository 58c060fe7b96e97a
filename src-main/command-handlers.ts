/** One handler for each type of command; the compiler reports a missing one. */
export type CommandHandlers<Command extends { readonly type: string }, Result> = {
  readonly [Type in Command['type']]: (command: Command & { readonly type: Type }) => Result;
};

/** Runs the handler of a command. @param type the command's own; it ties handler and command together for the compiler */
export function runHandler<Command extends { readonly type: string }, Type extends Command['type'], Result>(
  handlers: CommandHandlers<Command, Result>,
  type: Type,
  command: Command & { readonly type: Type },
): Result {
  return handlers[type](command);
}

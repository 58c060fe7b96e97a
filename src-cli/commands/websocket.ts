import { formatConnection } from '../../src-core/output/messages.ts';
import { createCliContext, printError, reportProblems } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { playForever } from './demo-calls.ts';
import { listen } from './listen.ts';

/**
 * Listens to Zoom's event WebSocket and prints what happens, until a signal, the time limit, or a state that
 * only a person can mend.
 */
export async function runWebsocket(options: CommandOptions): Promise<ExitCode> {
  const context = await createCliContext(options, 'websocket');
  try {
    const { configuration, t } = context;
    const { account, problems } = configuration;
    reportProblems(problems, t);
    if (problems.length > 0) return 3;
    if (account === null) {
      printError(formatConnection(null, t, 0));
      return 3;
    }
    // Asked to end before it began.
    if (options.stop.signal.aborted) return 0;
    return await listen(context, options, {
      // It ends with the simulator.
      onStarted: () => {
        if (context.simulator !== null) playForever(context.simulator).catch(() => undefined);
      },
    });
  } finally {
    await context.close();
  }
}

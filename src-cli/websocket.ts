import { connectionSentence } from '../src-core/sentences.ts';
import { begin, complain, tellProblems } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { playForEver } from './demo-calls.ts';
import { listen } from './listen.ts';

/**
 * Listens to Zoom's event WebSocket and prints what happens, until a signal, the time limit, or a state that
 * only a person can mend.
 */
export async function runWebsocket(common: Common): Promise<ExitCode> {
  const beginning = await begin(common, 'websocket');
  try {
    const { configuration, t } = beginning;
    const { account, problems } = configuration;
    tellProblems(problems, t);
    if (problems.length > 0) return 3;
    if (account === null) {
      complain(connectionSentence(null, t, 0));
      return 3;
    }
    // Asked to end before it began.
    if (common.stop.signal.aborted) return 0;
    return await listen(beginning, common, {
      reread: beginning.reread,
      // It ends with the simulator.
      started: () => {
        if (beginning.simulator !== null) playForEver(beginning.simulator).catch(() => undefined);
      },
    });
  } finally {
    await beginning.end();
  }
}

import { connectionSentence } from '../src-core/sentences.ts';
import { readConfiguration } from '../src-core/settings/read.ts';
import type { Simulator } from '../src-simulator/server.ts';
import type { ScenarioId } from '../src-simulator/scenarios.ts';
import { begin, complain, tellProblems } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { listen } from './listen.ts';

const DEMO_CALLS: readonly ScenarioId[] = [
  'known',
  'unknown',
  'queue-elsewhere',
  'internal',
  'withheld',
  'missed',
];

/**
 * Listens to Zoom's event WebSocket and prints what happens, until a signal, the time limit, or a state that
 * only a person can mend.
 */
export async function runWebsocket(common: Common): Promise<ExitCode> {
  const beginning = await begin(common.demo);
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
      reread: () => readConfiguration(beginning.environment, 'websocket'),
      // Ended before the client came: there is nobody left to play to.
      started: () => {
        if (beginning.simulator !== null) playForEver(beginning.simulator).catch(() => undefined);
      },
    });
  } finally {
    await beginning.end();
  }
}

/** One call after another, until the simulator is closed. */
async function playForEver(simulator: Simulator): Promise<void> {
  await simulator.waitForClient();
  for (let turn = 0; simulator.connections.live > 0; turn++) {
    const id = DEMO_CALLS[turn % DEMO_CALLS.length];
    if (id !== undefined) await simulator.play(id);
  }
}

import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import type { Simulator } from '../../src-simulator/server.ts';

const DEMO_CALLS: readonly ScenarioId[] = [
  'known',
  'unknown',
  'queue-elsewhere',
  'internal',
  'withheld',
  'missed',
];

/** One call after another, from when a client has come until the simulator is closed, which rejects. */
export async function playForever(simulator: Simulator): Promise<never> {
  for (let turn = 0; ; turn++) {
    await simulator.waitForClient();
    const id = DEMO_CALLS[turn % DEMO_CALLS.length];
    if (id !== undefined) await simulator.play(id);
  }
}

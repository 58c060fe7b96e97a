import type { Agent } from '../../src-core/calls/agent.ts';
import {
  agent as simulatedAgent,
  newCallId,
  scenarios,
  type ScenarioId,
} from '../../src-simulator/scenarios/scenarios.ts';

/** What "simulate a call" plays, in turn: a known caller, an unknown one, a queue call, a withheld number. */
const PLAYLIST: readonly ScenarioId[] = ['known', 'unknown', 'known-international', 'withheld'];

/** Plays made-up calls for this agent into `receive`, one scenario after another at each call of the function. */
export function createCallSimulation(agent: () => Agent, receive: (json: unknown) => void): () => void {
  let turn = 0;
  return () => {
    const id = PLAYLIST[turn % PLAYLIST.length];
    turn += 1;
    const { userId, extensionNumber } = agent();
    const scenario = scenarios.find((candidate) => candidate.id === id);
    const { steps } = scenario?.build({
      now: Date.now(),
      agent: {
        ...simulatedAgent,
        ...(userId !== null && { userId }),
        ...(extensionNumber !== null && { extension: Number(extensionNumber) }),
      },
      newCallId,
    }) ?? { steps: [] };
    for (const { at, event } of steps) setTimeout(() => receive(event), at);
  };
}

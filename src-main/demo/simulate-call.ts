import type { Agent } from '../../src-core/calls/agent.ts';
import type { SampleLanguage } from '../../src-simulator/scenarios/people.ts';
import {
  newCallId,
  SAMPLE_ACCOUNTS,
  scenarios,
  type ScenarioId,
} from '../../src-simulator/scenarios/scenarios.ts';

/** The scenarios of "simulate a call", in turn. */
const PLAYLIST: readonly ScenarioId[] = ['known', 'unknown', 'known-international', 'withheld'];

/** Returns a function that plays the next scenario for this agent into `receive`. */
export function createCallSimulation(
  agent: () => Agent,
  getLanguage: () => SampleLanguage,
  receive: (json: unknown) => void,
): () => void {
  let turn = 0;
  return () => {
    const id = PLAYLIST[turn % PLAYLIST.length];
    turn += 1;
    const { userId, extensionNumber } = agent();
    const language = getLanguage();
    const scenario = scenarios.find((candidate) => candidate.id === id);
    const { steps } = scenario?.build({
      now: Date.now(),
      agent: {
        ...SAMPLE_ACCOUNTS[language].agent,
        ...(userId !== null && { userId }),
        ...(extensionNumber !== null && { extension: Number(extensionNumber) }),
      },
      language,
      newCallId,
    }) ?? { steps: [] };
    for (const { at, event } of steps) setTimeout(() => receive(event), at);
  };
}

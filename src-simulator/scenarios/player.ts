/** Plays scenarios in their time, and bursts of them all at once. */
import type { ZoomUser } from './people.ts';
import { findScenario, scenarios, type ScenarioRun } from './scenarios.ts';
import type { After } from '../timers.ts';
import { calleeRinging, toExternalCaller } from '../zoom/zoom-events.ts';

export interface PlayerOptions {
  readonly agent: ZoomUser;
  readonly accountId: string;
  readonly newCallId: () => string;
  /** The simulator's clock, in ms since 1970. */
  readonly now: () => number;
  readonly after: After;
  readonly send: (event: unknown) => void;
}

export interface Playback {
  /** In the order in which the calls were begun. */
  readonly callIds: readonly string[];
  /** Settles after the last event, or when the simulator stops. Never rejects. */
  readonly done: Promise<void>;
}

export interface Player {
  /**
   * Plays a scenario, what is due at once before it returns. Throws for a scenario that does not exist,
   * naming those that do, and a RangeError for a `speed` not above 0.
   */
  play(scenarioId: string, options?: { readonly speed?: number }): Playback;
  /**
   * Sends up to `events` events at once. Without `scenario`, each is the ringing of a call of its own; with
   * it, the whole scenario over and over under fresh ids, as often as fits.
   */
  burst(events: number, options?: BurstOptions): { readonly callIds: readonly string[] };
  /** Ends all that is played; nothing can be played afterwards. */
  stop(): void;
}

export interface BurstOptions {
  readonly scenario?: string;
  /** Without `scenario`: which part of the calls is the agent's, 0 to 1; the rest is colleagues'. 1 by default. */
  readonly agentShare?: number;
}

/** @param colleagues whose phones ring when it is not the agent's */
export function createPlayer(options: PlayerOptions, colleagues: readonly ZoomUser[]): Player {
  const { agent, accountId, newCallId, now, after, send } = options;
  const running = new Set<() => void>();
  let isStopped = false;

  function buildRun(scenarioId: string, speed: number): ScenarioRun {
    const scenario = findScenario(scenarioId);
    if (scenario === undefined) {
      const knownIds = scenarios.map(({ id }) => id).join(', ');
      throw new Error(`No scenario is called "${scenarioId}". There are: ${knownIds}.`);
    }
    return scenario.build({ now: now(), agent, newCallId, speed, accountId });
  }

  function runSteps({ steps }: ScenarioRun, finish: () => void): void {
    let next = 0;
    let elapsed = 0;
    const end = () => {
      running.delete(end);
      finish();
    };
    const sendDueSteps = () => {
      for (;;) {
        const step = steps[next];
        if (step === undefined || isStopped) {
          end();
          return;
        }
        if (step.at > elapsed) {
          after(step.at - elapsed, sendDueSteps);
          elapsed = step.at;
          return;
        }
        next += 1;
        send(step.event);
      }
    };
    running.add(end);
    sendDueSteps();
  }

  function ringMany(events: number, agentShare: number): string[] {
    return Array.from({ length: events }, (_, n) => {
      const isForAgent = Math.floor((n + 1) * agentShare) > Math.floor(n * agentShare);
      const party = isForAgent ? agent : (colleagues[n % colleagues.length] ?? agent);
      const callId = newCallId();
      const call = {
        accountId,
        callId,
        caller: toExternalCaller(`+81${String(7_000_000_000 + n)}`),
        leg: { party, device: party.app, number: party.numbers[0] },
        ringingAt: now(),
      };
      send(calleeRinging(call, now()));
      return callId;
    });
  }

  return {
    play: (scenarioId, { speed = 1 } = {}) => {
      const scenario = buildRun(scenarioId, speed);
      const done = new Promise<void>((resolve) => {
        runSteps(scenario, resolve);
      });
      return { callIds: scenario.expect.map(({ callId }) => callId), done };
    },
    burst: (events, { scenario, agentShare = 1 } = {}) => {
      if (scenario === undefined) return { callIds: ringMany(events, agentShare) };
      const callIds: string[] = [];
      for (let sent = 0; ;) {
        const { steps, expect } = buildRun(scenario, 1);
        if (sent + steps.length > events) return { callIds };
        sent += steps.length;
        callIds.push(...expect.map(({ callId }) => callId));
        for (const { event } of steps) send(event);
      }
    },
    stop: () => {
      isStopped = true;
      for (const end of running) end();
    },
  };
}

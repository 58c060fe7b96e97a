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

export interface BurstOptions {
  readonly scenario?: string;
  /** Without `scenario`: which part of the calls is the agent's, 0 to 1; the rest is colleagues'. 1 by default. */
  readonly agentShare?: number;
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #colleagues: readonly ZoomUser[];
  readonly #running = new Set<() => void>();
  #isStopped = false;

  /** @param colleagues whose phones ring when it is not the agent's */
  constructor(options: PlayerOptions, colleagues: readonly ZoomUser[]) {
    this.#options = options;
    this.#colleagues = colleagues;
  }

  /**
   * Plays a scenario, what is due at once before it returns. Throws for a scenario that does not exist,
   * naming those that do, and a RangeError for a `speed` not above 0.
   */
  play(scenarioId: string, { speed = 1 }: { readonly speed?: number } = {}): Playback {
    const run = this.#buildRun(scenarioId, speed);
    const done = new Promise<void>((resolve) => {
      this.#runSteps(run, resolve);
    });
    return { callIds: run.expect.map(({ callId }) => callId), done };
  }

  /**
   * Sends up to `events` events at once. Without `scenario`, each is the ringing of a call of its own; with
   * it, the whole scenario over and over under fresh ids, as often as fits.
   */
  burst(
    events: number,
    { scenario, agentShare = 1 }: BurstOptions = {},
  ): { readonly callIds: readonly string[] } {
    if (scenario === undefined) return { callIds: this.#ringMany(events, agentShare) };
    const callIds: string[] = [];
    for (let sent = 0; ;) {
      const { steps, expect } = this.#buildRun(scenario, 1);
      if (sent + steps.length > events) return { callIds };
      sent += steps.length;
      callIds.push(...expect.map(({ callId }) => callId));
      for (const { event } of steps) this.#options.send(event);
    }
  }

  /** Ends all that is played; nothing can be played afterwards. */
  stop(): void {
    this.#isStopped = true;
    for (const end of this.#running) end();
  }

  #buildRun(scenarioId: string, speed: number): ScenarioRun {
    const scenario = findScenario(scenarioId);
    if (scenario === undefined) {
      const knownIds = scenarios.map(({ id }) => id).join(', ');
      throw new Error(`No scenario is called "${scenarioId}". There are: ${knownIds}.`);
    }
    const { agent, accountId, newCallId, now } = this.#options;
    return scenario.build({ now: now(), agent, newCallId, speed, accountId });
  }

  #runSteps({ steps }: ScenarioRun, finish: () => void): void {
    let next = 0;
    let elapsed = 0;
    const end = () => {
      this.#running.delete(end);
      finish();
    };
    const sendDueSteps = () => {
      for (;;) {
        const step = steps[next];
        if (step === undefined || this.#isStopped) {
          end();
          return;
        }
        if (step.at > elapsed) {
          this.#options.after(step.at - elapsed, sendDueSteps);
          elapsed = step.at;
          return;
        }
        next += 1;
        this.#options.send(step.event);
      }
    };
    this.#running.add(end);
    sendDueSteps();
  }

  #ringMany(events: number, agentShare: number): string[] {
    const { agent, accountId, newCallId, now, send } = this.#options;
    return Array.from({ length: events }, (_, n) => {
      const isForAgent = Math.floor((n + 1) * agentShare) > Math.floor(n * agentShare);
      const party = isForAgent ? agent : (this.#colleagues[n % this.#colleagues.length] ?? agent);
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
}

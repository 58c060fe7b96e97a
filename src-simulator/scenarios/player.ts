/** Plays scenarios in real time, and bursts of them at once. */
import { SAMPLE_ACCOUNTS } from './people.ts';
import { findScenario, scenarios, type ScenarioRun } from './scenarios.ts';
import type { ZoomContext } from '../zoom/options.ts';
import { calleeRinging, toExternalCaller } from '../zoom/zoom-events.ts';

export interface Playback {
  /** In order of start. */
  readonly callIds: readonly string[];
  /** Resolves after the last event, or when the simulator stops. Never rejects. */
  readonly done: Promise<void>;
}

export interface BurstOptions {
  readonly scenario?: string;
  /** Without `scenario`: the agent's share of the calls, 0 to 1; the rest is colleagues'. 1 by default. */
  readonly agentShare?: number;
}

export class Player {
  readonly #context: ZoomContext;
  readonly #send: (event: unknown) => void;
  readonly #running = new Set<() => void>();
  #isStopped = false;

  constructor(context: ZoomContext, send: (event: unknown) => void) {
    this.#context = context;
    this.#send = send;
  }

  /**
   * Plays a scenario. Sends the first events before it returns. Throws for an unknown scenario, naming the known ones, and
   * a RangeError for a `speed` not above 0.
   */
  play(scenarioId: string, { speed = 1 }: { readonly speed?: number } = {}): Playback {
    const run = this.#buildRun(scenarioId, speed);
    const done = new Promise<void>((resolve) => {
      this.#runSteps(run, resolve);
    });
    return { callIds: run.expect.map(({ callId }) => callId), done };
  }

  /**
   * Sends up to `events` events at once: a ringing event of a new call each, or, with `scenario`, the whole scenario with
   * new ids as often as it fits.
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
      for (const { event } of steps) this.#send(event);
    }
  }

  /** Ends everything that plays. Nothing can be played afterwards. */
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
    return scenario.build({ ...this.#context, now: this.#context.zoomNow(), speed });
  }

  #runSteps({ steps }: ScenarioRun, finish: () => void): void {
    let next = 0;
    let elapsed = 0;
    const end = () => {
      this.#running.delete(end);
      finish();
    };
    const sendDueSteps = () => {
      let step = steps[next];
      while (step !== undefined && step.at <= elapsed && !this.#isStopped) {
        this.#send(step.event);
        step = steps[(next += 1)];
      }
      if (step === undefined || this.#isStopped) {
        end();
        return;
      }
      this.#context.after(step.at - elapsed, sendDueSteps);
      elapsed = step.at;
    };
    this.#running.add(end);
    sendDueSteps();
  }

  #ringMany(events: number, agentShare: number): string[] {
    const { agent, language, accountId, newCallId, zoomNow } = this.#context;
    const { suzuki, takahashi, ito } = SAMPLE_ACCOUNTS[language];
    const colleagues = [suzuki, takahashi, ito];
    return Array.from({ length: events }, (_, n) => {
      const isForAgent = Math.floor((n + 1) * agentShare) > Math.floor(n * agentShare);
      const party = isForAgent ? agent : (colleagues[n % colleagues.length] ?? agent);
      const callId = newCallId();
      const call = {
        accountId,
        callId,
        caller: toExternalCaller(`+81${String(7_000_000_000 + n)}`),
        leg: { party, device: party.app, number: party.numbers[0] },
        ringingAt: zoomNow(),
      };
      this.#send(calleeRinging(call, zoomNow()));
      return callId;
    });
  }
}

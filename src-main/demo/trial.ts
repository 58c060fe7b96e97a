import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { Environment } from '../../src-core/util/environment.ts';
import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';

/** What rings, in turn: a known caller, one from abroad through a queue, an unknown one, a withheld number. */
const PLAYLIST: readonly ScenarioId[] = ['known', 'known-international', 'unknown', 'withheld'];

/** How far a trial is; `rings`: the app is connected to it, and a call came in. */
export type TrialState = 'off' | 'starting' | 'rings';

export interface TrialOptions {
  readonly store: SettingsStore;
  /** a contacts file that knows the callers, for users who have none yet */
  readonly sampleContacts: string;
}

interface TrialRun {
  /** null until it listens */
  simulator: Simulator | null;
  isRinging: boolean;
}

/** Demo mode without an account: the app connects to a simulator of Zoom in this process. Nothing of it is saved. */
export class Trial {
  readonly #options: TrialOptions;
  #run: TrialRun | null = null;
  #turn = 0;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  get state(): TrialState {
    if (this.#run === null) return 'off';
    return this.#run.isRinging ? 'rings' : 'starting';
  }

  /**
   * Starts the simulator, connects the app to it, and lets a call ring; does nothing while a trial runs. Settles when
   * the call rings or the trial was ended before. Rejects if the simulator cannot be started.
   */
  async start(): Promise<void> {
    if (this.#run !== null) return;
    const run: TrialRun = { simulator: null, isRinging: false };
    this.#run = run;
    try {
      const simulator = await startSimulator();
      if (this.#run !== run) {
        await simulator.close();
        return;
      }
      run.simulator = simulator;
      this.#options.store.startTrial(this.#createEnvironment(simulator));
      await simulator.waitForClient();
    } catch (error) {
      // `end` closed the simulator while this waited for its client.
      if (this.#run !== run) return;
      await this.end();
      throw error;
    }
    if (this.#run !== run) return;
    run.isRinging = true;
    this.ringAgain();
  }

  /** Lets the next call ring. Does nothing until the app is connected. */
  ringAgain(): void {
    const simulator = this.#run?.isRinging === true ? this.#run.simulator : null;
    const scenario = PLAYLIST[this.#turn % PLAYLIST.length];
    if (simulator === null || scenario === undefined) return;
    this.#turn += 1;
    // Its end is of no interest; the scenarios are there.
    void simulator.play(scenario);
  }

  /** Returns to the user's settings. Settles when the simulator is closed. */
  async end(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    this.#turn = 0;
    if (run.simulator !== null) this.#options.store.startTrial(null);
    await run.simulator?.close();
  }

  #createEnvironment({ env }: Simulator): Environment {
    const { store, sampleContacts } = this.#options;
    return store.current.settings.contacts === null ? { ...env, CHAKUSHIN_CONTACTS: sampleContacts } : env;
  }
}

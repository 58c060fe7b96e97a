import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { Environment } from '../../src-core/util/environment.ts';
import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import { getSampleContacts } from '../../src-simulator/demo.ts';
import type { SampleLanguage } from '../../src-simulator/scenarios/people.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';

const PLAYLIST: readonly ScenarioId[] = ['known', 'known-international', 'unknown', 'withheld'];

/** `rings`: the app is connected to the simulator, and a call rang. */
export type TrialState = 'off' | 'starting' | 'rings';

export interface TrialOptions {
  readonly store: SettingsStore;
  /** the project's folder, with sample contacts for users without a contacts file */
  readonly root: string;
  /** of the names of callers */
  readonly language: () => SampleLanguage;
}

interface TrialRun {
  /** null until it listens */
  simulator: Simulator | null;
  isRinging: boolean;
}

/** A trial without an account: the app connects to a simulator in this process. Nothing is saved. */
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

  /** Lets a call ring once the app is connected. Settles then, or when the trial ends; rejects if it cannot start. */
  async start(): Promise<void> {
    if (this.#run !== null) return;
    const run: TrialRun = { simulator: null, isRinging: false };
    this.#run = run;
    try {
      const language = this.#options.language();
      const simulator = await startSimulator({ language });
      if (this.#run !== run) {
        await simulator.close();
        return;
      }
      run.simulator = simulator;
      this.#options.store.startTrial(this.#createEnvironment(simulator, language));
      await simulator.waitForClient();
    } catch (error) {
      // `end` closed the simulator while it waited for its client.
      if (this.#run !== run) return;
      await this.end();
      throw error;
    }
    if (this.#run !== run) return;
    run.isRinging = true;
    this.ringAgain();
  }

  /** Lets the next call ring. Ignored until the app is connected. */
  ringAgain(): void {
    const simulator = this.#run?.isRinging === true ? this.#run.simulator : null;
    const scenario = PLAYLIST[this.#turn % PLAYLIST.length];
    if (simulator === null || scenario === undefined) return;
    this.#turn += 1;
    // Not awaited: only its calls matter.
    void simulator.play(scenario);
  }

  /** Restores the user's settings. Settles once the simulator is closed. */
  async end(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    this.#turn = 0;
    if (run.simulator !== null) this.#options.store.startTrial(null);
    await run.simulator?.close();
  }

  #createEnvironment({ env }: Simulator, language: SampleLanguage): Environment {
    const { store, root } = this.#options;
    if (store.current.settings.contacts !== null) return env;
    return { ...env, CHAKUSHIN_CONTACTS: getSampleContacts(root, language) };
  }
}

import type { Check, CheckName } from '../../src-core/doctor/check.ts';
import { runDoctor, type DoctorOptions } from '../../src-core/doctor/doctor.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { Configuration } from '../../src-core/settings/load-settings.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { OK, fail, succeed, type PageDeps } from './page.ts';
import type { TestedStep, TestProgress } from './welcome-view.ts';

interface TestRun extends TestProgress {
  readonly checks: Check[];
  isRunning: boolean;
  readonly controller: AbortController;
}

type StepTestsDeps = Pick<PageDeps, 'store' | 'core' | 'clock' | 'keychain' | 'render' | 't'>;
type StepTestsAppDeps = Pick<DoctorOptions, 'getLiveConnection' | 'isSecretFromEnvironment'>;

/** The last test of each step of the Setup page. */
export class StepTests {
  readonly #deps: StepTestsDeps;
  readonly #appDeps: StepTestsAppDeps;
  readonly #runs = new Map<TestedStep, TestRun>();

  constructor(deps: StepTestsDeps, appDeps: StepTestsAppDeps) {
    this.#deps = deps;
    this.#appDeps = appDeps;
  }

  get progress(): ReadonlyMap<TestedStep, TestProgress> {
    return this.#runs;
  }

  /** Runs these checks and shows each result. Resolves to null if the test was discarded. */
  async run(
    step: TestedStep,
    names: readonly CheckName[],
    configuration: Configuration,
  ): Promise<readonly Check[] | null> {
    const { core, clock, keychain, render, t } = this.#deps;
    const { getLiveConnection, isSecretFromEnvironment } = this.#appDeps;
    this.discard(step);
    const run: TestRun = { names, checks: [], isRunning: true, controller: new AbortController() };
    this.#runs.set(step, run);
    render();
    const options: DoctorOptions = {
      configuration,
      ...core.network,
      isSecretFromEnvironment,
      keychain,
      connectors: [],
      getLiveConnection: this.#isConnectedAs(configuration) ? getLiveConnection : null,
      notifications: null,
      clock,
      t: t(),
    };
    for await (const check of runDoctor(options, run.controller.signal, names)) {
      run.checks.push(check);
      render();
    }
    if (this.#runs.get(step) !== run) return null;
    run.isRunning = false;
    render();
    return run.checks;
  }

  /** Cancels the test of a step and forgets its result. */
  discard(step: TestedStep): void {
    this.#runs.get(step)?.controller.abort();
    this.#runs.delete(step);
  }

  discardRunning(): void {
    for (const [step, { isRunning }] of [...this.#runs]) if (isRunning) this.discard(step);
  }

  discardAll(): void {
    for (const step of [...this.#runs.keys()]) this.discard(step);
  }

  /** Whether the app is connected with this account, so that a second connection would end the first. */
  #isConnectedAs({ account }: Configuration): boolean {
    const { core, store } = this.#deps;
    return (
      core.service.state.connection?.state === 'connected' &&
      JSON.stringify(store.current.account) === JSON.stringify(account)
    );
  }
}

/** The answer to the command that started a test. @param checks null if it was discarded */
export function toTestAnswer(
  checks: readonly Check[] | null,
  decisive: CheckName,
  t: Translate,
): CommandResult {
  if (checks === null) return OK;
  const count = checks.filter(({ ok }) => ok === false).length;
  if (count > 0) return fail(t('welcome.test.failed', { count }));
  const check = checks.find(({ name }) => name === decisive);
  return check?.ok === true ? succeed(check.message) : fail(t('welcome.test.not-sure'));
}

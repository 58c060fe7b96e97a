import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Core } from '../../src-core/create-core.ts';
import { CHECK_NAMES, type Check } from '../../src-core/doctor/check.ts';
import { runDoctor, type DoctorOptions } from '../../src-core/doctor/doctor.ts';
import { formatDoctorReport } from '../../src-core/doctor/report.ts';
import { readSupportLogs } from '../../src-core/doctor/support-logs.ts';
import type { Language, MessageKey } from '../../src-core/i18n/index.ts';
import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { SettingProblem } from '../../src-core/settings/load-settings.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import { formatIsoDay } from '../../src-core/util/format-time.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { DoctorCommand, DoctorView } from '../../src-preload/ipc/doctor.ts';
import { doctorView } from './doctor-view.ts';
import { OK, fail, succeed, type Page, type PageDeps, type PageViewContext } from './page.ts';

interface DoctorDeps extends Pick<
  PageDeps,
  't' | 'copy' | 'render' | 'clock' | 'dialogs' | 'keychain' | 'appInfo'
> {
  readonly store: Pick<SettingsStore, 'current'>;
  readonly core: Pick<Core, 'network' | 'connectors'>;
}

/** What the page needs of the app besides `PageDeps`. */
export interface DoctorAppDeps extends Pick<
  DoctorOptions,
  'isSecretFromEnvironment' | 'getLiveConnection' | 'notifications'
> {
  /** problems of the settings' CRMs, known only once they are opened */
  readonly connectorProblems: () => readonly SettingProblem[];
  /** the report's language */
  readonly language: () => Language;
}

/** One run through the checks. */
interface CheckRun {
  readonly controller: AbortController;
  readonly checks: Check[];
  /** ms since the epoch; null while running */
  doneAt: number | null;
}

/** Runs the checks while the page is shown. */
export class DoctorPage implements Page<DoctorView, DoctorCommand> {
  readonly #deps: DoctorDeps;
  readonly #appDeps: DoctorAppDeps;
  #run: CheckRun | null = null;

  constructor(deps: DoctorDeps, appDeps: DoctorAppDeps) {
    this.#deps = deps;
    this.#appDeps = appDeps;
  }

  onShow(): void {
    this.#startRun();
  }

  onHide(): void {
    this.#run?.controller.abort();
    this.#run = null;
  }

  view({ t }: PageViewContext): DoctorView {
    const { checks = [], doneAt = 0 } = this.#run ?? {};
    return doctorView({ checks, isRunning: doneAt === null }, t);
  }

  async handle(command: DoctorCommand): Promise<CommandResult> {
    switch (command.type) {
      case 'run':
        // Ignored while checks run, so that Zoom is asked once.
        if (this.#run !== null && this.#run.doneAt !== null) this.#startRun();
        return OK;
      case 'copy':
        return this.#copyReport();
      case 'saveLogs':
        return await this.#saveLogs();
    }
  }

  #startRun(): void {
    this.#run?.controller.abort();
    this.#run = { controller: new AbortController(), checks: [], doneAt: null };
    this.#deps.render();
    void this.#runChecks(this.#run);
  }

  /** Never rejects, since `runDoctor` does not. */
  async #runChecks(run: CheckRun): Promise<void> {
    const { core, clock, keychain, store, render, t } = this.#deps;
    const { connectorProblems, isSecretFromEnvironment, getLiveConnection, notifications } = this.#appDeps;
    const configuration = store.current;
    const options: DoctorOptions = {
      configuration: { ...configuration, problems: [...configuration.problems, ...connectorProblems()] },
      ...core.network,
      isSecretFromEnvironment,
      keychain,
      connectors: core.connectors,
      getLiveConnection,
      notifications,
      clock,
      t: t(),
    };
    for await (const check of runDoctor(options, run.controller.signal)) {
      run.checks.push(check);
      if (run.checks.length < CHECK_NAMES.length) render();
    }
    run.doneAt = clock.now();
    if (!run.controller.signal.aborted) render();
  }

  #copyReport(): CommandResult {
    const { appInfo, copy, t } = this.#deps;
    const { checks, doneAt } = this.#run ?? { checks: [], doneAt: null };
    if (doneAt === null) return fail(t()('doctor.notDone'));
    const context = {
      at: doneAt,
      version: appInfo.version,
      os: appInfo.system,
      electron: appInfo.electron,
      language: this.#appDeps.language(),
    };
    copy(formatDoctorReport(checks, context, t()));
    return succeed(t()('doctor.copied'));
  }

  async #saveLogs(): Promise<CommandResult> {
    const { clock, dialogs, store, t } = this.#deps;
    let logs: string;
    try {
      logs = await readSupportLogs(join(store.current.home, 'logs'));
    } catch (error) {
      return fail(t()('doctor.logs.unreadable', { code: toErrorCode(error) }));
    }
    if (logs === '') return fail(t()('doctor.logs.none'));
    const path = await dialogs.saveFile(
      t()('doctor.logs.title'),
      `chakushin-logs-${formatIsoDay(clock.now())}.txt`,
    );
    if (path === null) return OK;
    try {
      await writeFile(path, logs);
    } catch (error) {
      const code = toErrorCode(error);
      return fail(t()(getWriteErrorKey(code), { code }));
    }
    return succeed(t()('doctor.logs.saved'));
  }
}

/** Only the code is shown: the system's own message has the path in it, and with it the user's name. */
function getWriteErrorKey(code: string): MessageKey {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'doctor.logs.full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'doctor.logs.denied';
    default:
      return 'doctor.logs.unwritable';
  }
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assembly } from '../../src-core/assemble.ts';
import { CHECK_NAMES, type Check } from '../../src-core/doctor/check.ts';
import { runDoctor, type DoctorOptions } from '../../src-core/doctor/doctor.ts';
import { doctorReport } from '../../src-core/doctor/report.ts';
import { logsForSupport } from '../../src-core/doctor/support-logs.ts';
import type { Language, SentenceKey } from '../../src-core/i18n/index.ts';
import type { LiveConfiguration } from '../../src-core/live-configuration.ts';
import type { SettingProblem } from '../../src-core/settings/read.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import type { DoctorCommand, DoctorView } from '../../src-preload/pages/doctor.ts';
import { doctorView } from './doctor-view.ts';
import { DONE, failed, said, type Page, type PageReader, type PageTools } from './page.ts';

export const DoctorCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run') }),
  z.strictObject({ type: z.literal('copy') }),
  z.strictObject({ type: z.literal('saveLogs') }),
]) satisfies z.ZodType<DoctorCommand>;

interface DoctorTools extends Pick<
  PageTools,
  't' | 'copy' | 'redraw' | 'clock' | 'dialogs' | 'keychain' | 'about'
> {
  readonly live: Pick<LiveConfiguration, 'now'>;
  readonly assembly: Pick<Assembly, 'way' | 'connectors'>;
}

/** What is asked of the app around the page. */
export interface DoctorSurroundings extends Pick<
  DoctorOptions,
  'secretFromEnvironment' | 'live' | 'notifications'
> {
  /** what is wrong with the CRMs of the settings: known when they are opened, not when the settings are read */
  readonly connectorProblems: () => readonly SettingProblem[];
  /** the present one, for the report */
  readonly language: () => Language;
}

/** One run through the checks. */
interface Visit {
  readonly stop: AbortController;
  readonly checks: Check[];
  /** ms since the epoch; null while it goes on */
  doneAt: number | null;
}

/** Looks at everything that calls need, while somebody looks at the page. */
export class DoctorPage implements Page<DoctorView, DoctorCommand> {
  readonly #tools: DoctorTools;
  readonly #around: DoctorSurroundings;
  #visit: Visit | null = null;

  constructor(tools: DoctorTools, around: DoctorSurroundings) {
    this.#tools = tools;
    this.#around = around;
  }

  entered(): void {
    this.#begin();
  }

  left(): void {
    this.#visit?.stop.abort();
    this.#visit = null;
  }

  view({ t }: PageReader): DoctorView {
    const { checks = [], doneAt = 0 } = this.#visit ?? {};
    return doctorView({ checks, running: doneAt === null }, t);
  }

  async take(command: DoctorCommand): Promise<Answer> {
    switch (command.type) {
      case 'run':
        // Zoom is asked once, however often the button is pressed.
        if (this.#visit !== null && this.#visit.doneAt !== null) this.#begin();
        return DONE;
      case 'copy':
        return this.#copyReport();
      case 'saveLogs':
        return await this.#saveLogs();
    }
  }

  #begin(): void {
    this.#visit?.stop.abort();
    this.#visit = { stop: new AbortController(), checks: [], doneAt: null };
    this.#tools.redraw();
    void this.#examine(this.#visit);
  }

  /** Never rejects, since `runDoctor` does not. */
  async #examine(visit: Visit): Promise<void> {
    const { assembly, clock, keychain, live, redraw, t } = this.#tools;
    const { connectorProblems, secretFromEnvironment, notifications } = this.#around;
    const configuration = live.now;
    const options: DoctorOptions = {
      configuration: { ...configuration, problems: [...configuration.problems, ...connectorProblems()] },
      ...assembly.way,
      secretFromEnvironment,
      keychain,
      connectors: assembly.connectors,
      live: this.#around.live,
      notifications,
      clock,
      t: t(),
    };
    for await (const check of runDoctor(options, visit.stop.signal)) {
      visit.checks.push(check);
      if (visit.checks.length < CHECK_NAMES.length) redraw();
    }
    visit.doneAt = clock.now();
    if (!visit.stop.signal.aborted) redraw();
  }

  #copyReport(): Answer {
    const { about, copy, t } = this.#tools;
    const { checks, doneAt } = this.#visit ?? { checks: [], doneAt: null };
    if (doneAt === null) return failed(t()('doctor.notDone'));
    const on = {
      at: doneAt,
      version: about.version,
      os: about.system,
      electron: about.electron,
      language: this.#around.language(),
    };
    copy(doctorReport(checks, on, t()));
    return said(t()('doctor.copied'));
  }

  async #saveLogs(): Promise<Answer> {
    const { clock, dialogs, live, t } = this.#tools;
    let logs: string;
    try {
      logs = await logsForSupport(join(live.now.home, 'logs'));
    } catch (error) {
      return failed(t()('doctor.logs.unreadable', { code: codeOf(error) }));
    }
    if (logs === '') return failed(t()('doctor.logs.none'));
    const path = await dialogs.saveFile(t()('doctor.logs.title'), `chakushin-logs-${dayOf(clock.now())}.txt`);
    if (path === null) return DONE;
    try {
      await writeFile(path, logs);
    } catch (error) {
      const code = codeOf(error);
      return failed(t()(unwritable(code), { code }));
    }
    return said(t()('doctor.logs.saved'));
  }
}

/** "2026-11-22" by the clock on the wall. */
function dayOf(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The system's words have the path in them, and with it the name of the user. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function unwritable(code: string): SentenceKey {
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

import { CHECK_NAMES, type Check, type CheckName } from '../../src-core/doctor/check.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { CheckView, DoctorView } from '../../src-preload/ipc/doctor.ts';

/** A run of checks. */
export interface CheckProgress {
  /** finished checks, in order */
  readonly checks: readonly Check[];
  readonly isRunning: boolean;
}

/** All checks from the start, each with its result once it is known; pure. */
export function doctorView(progress: CheckProgress, t: Translate): DoctorView {
  const { checks, isRunning } = progress;
  return {
    heading: t('main.page.doctor'),
    description: t('doctor.lead'),
    isRunning,
    summary: isRunning ? t('doctor.running') : formatSummary(checks, t),
    checks: toCheckViews(CHECK_NAMES, progress, t),
    run: t('doctor.run'),
    copy: t('doctor.copy'),
    saveLogs: t('doctor.saveLogs'),
    privacy: t('doctor.privacy'),
  };
}

function formatSummary(checks: readonly Check[], t: Translate): string {
  const countOf = (ok: boolean | null): number => checks.filter((check) => check.ok === ok).length;
  const others = { fine: countOf(true), skipped: countOf(null) };
  const wrong = countOf(false);
  return wrong === 0
    ? t('doctor.summary.fine', others)
    : t('doctor.summary.wrong', { count: wrong, ...others });
}

/** One row per name; the first without a result is running. */
export function toCheckViews(
  names: readonly CheckName[],
  { checks, isRunning }: CheckProgress,
  t: Translate,
): readonly CheckView[] {
  return names.map((name, index) => {
    const check = checks.find((candidate) => candidate.name === name);
    const state = getCheckState(check, isRunning && index === checks.length);
    const remedy = check?.remedy ?? null;
    return {
      name,
      title: t(`check.what.${name}`),
      state,
      stateLabel: t(`doctor.state.${state}`),
      message: check?.message ?? null,
      remedy: remedy === null ? null : { label: t('doctor.remedy'), text: remedy },
    };
  });
}

function getCheckState(check: Check | undefined, isNext: boolean): CheckView['state'] {
  if (check === undefined) return isNext ? 'running' : 'waiting';
  if (check.ok === null) return 'skipped';
  return check.ok ? 'fine' : 'wrong';
}

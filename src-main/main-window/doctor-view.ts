import { CHECK_NAMES, type Check, type CheckName } from '../../src-core/doctor/check.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { CheckView, DoctorView } from '../../src-preload/ipc/doctor.ts';

/** What the page is a picture of. */
export interface DoctorModel {
  /** what was found so far, in the order of `CHECK_NAMES` */
  readonly checks: readonly Check[];
  /** is the next of them being looked at? */
  readonly isRunning: boolean;
}

/** The picture of the doctor's checks: all of them from the start, each with its result as soon as it is known; pure. */
export function doctorView({ checks, isRunning }: DoctorModel, t: Translate): DoctorView {
  return {
    heading: t('main.page.doctor'),
    description: t('doctor.lead'),
    isRunning,
    summary: isRunning ? t('doctor.running') : formatSummary(checks, t),
    checks: CHECK_NAMES.map((name, index) => {
      const check = checks.find((candidate) => candidate.name === name);
      if (check !== undefined) return toCheckView(check, t);
      return toPendingView(name, isRunning && index === checks.length ? 'running' : 'waiting', t);
    }),
    run: t('doctor.run'),
    copy: t('doctor.copy'),
    saveLogs: t('doctor.saveLogs'),
    privacy: t('doctor.privacy'),
  };
}

function formatSummary(checks: readonly Check[], t: Translate): string {
  const states = checks.map(toCheckState);
  const [fine, wrong, skipped] = (['fine', 'wrong', 'skipped'] as const).map(
    (state) => states.filter((each) => each === state).length,
  );
  const others = { fine: fine ?? 0, skipped: skipped ?? 0 };
  return wrong === undefined || wrong === 0
    ? t('doctor.summary.fine', others)
    : t('doctor.summary.wrong', { count: wrong, ...others });
}

function toCheckView(check: Check, t: Translate): CheckView {
  const { name, message, remedy } = check;
  const state = toCheckState(check);
  return {
    name,
    title: t(`check.what.${name}`),
    state,
    stateLabel: t(`doctor.state.${state}`),
    message,
    remedy: remedy === null ? null : { label: t('doctor.remedy'), text: remedy },
  };
}

function toPendingView(name: CheckName, state: 'running' | 'waiting', t: Translate): CheckView {
  return {
    name,
    title: t(`check.what.${name}`),
    state,
    stateLabel: t(`doctor.state.${state}`),
    message: null,
    remedy: null,
  };
}

function toCheckState({ ok }: Check): 'fine' | 'wrong' | 'skipped' {
  if (ok === null) return 'skipped';
  return ok ? 'fine' : 'wrong';
}

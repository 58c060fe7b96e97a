import type { Language, Translate } from '../i18n/index.ts';
import { redactFinding, type Check } from './check.ts';

/** Where the checks ran: nothing personal, so nothing is masked. */
export interface ReportContext {
  /** ms since the epoch */
  readonly at: number;
  readonly version: string;
  /** name, version and architecture of the system */
  readonly os: string;
  readonly electron: string;
  readonly language: Language;
}

/** The results as text for support, without secrets, names and numbers. */
export function formatDoctorReport(checks: readonly Check[], context: ReportContext, t: Translate): string {
  const { at, version, os, electron, language } = context;
  return [
    t('report.doctor.title'),
    t('report.doctor.at', { at: new Date(at).toISOString() }),
    t('report.doctor.version', { version }),
    t('report.doctor.os', { os }),
    t('report.doctor.electron', { electron }),
    t('report.doctor.language', { language }),
    '',
    ...checks.map((check) => redactFinding(formatCheck(check))),
    '',
  ].join('\n');
}

/** With the check's name, which is the same in every language. */
function formatCheck({ name, ok, message, remedy }: Check): string {
  const mark = ok === null ? '–' : ok ? '✓' : '✗';
  return [`${mark} [${name}] ${message}`, ...(remedy === null ? [] : [`    ${remedy}`])].join('\n');
}

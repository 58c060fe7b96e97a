import type { Language, Translate } from '../i18n/index.ts';
import type { Check } from './check.ts';
import { redactPersonalData } from '../util/redact.ts';

/** On what the checks were made. Nothing here is anybody's: it is told as it is. */
export interface ReportContext {
  /** ms since the epoch */
  readonly at: number;
  readonly version: string;
  /** the system's name, version and kind of processor */
  readonly os: string;
  readonly electron: string;
  readonly language: Language;
}

/** The results as a text for support: without secrets, names and numbers. */
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
    ...checks.map((check) => redactPersonalData(formatCheck(check))),
    '',
  ].join('\n');
}

/** The name is the same in every language, for whoever does not read the sentence. */
function formatCheck({ name, ok, message, remedy }: Check): string {
  const mark = ok === null ? '–' : ok ? '✓' : '✗';
  return [`${mark} [${name}] ${message}`, ...(remedy === null ? [] : [`    ${remedy}`])].join('\n');
}

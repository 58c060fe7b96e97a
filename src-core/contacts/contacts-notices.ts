import type { Notice } from '../i18n/notice.ts';
import type { ContactsReport } from './contacts-file.ts';

/** More bad rows usually have one cause in common, which these show. */
const MAX_REPORTED_ROWS = 5;

/** Without names and numbers. */
export function toContactsNotices(report: ContactsReport): readonly Notice[] {
  if (report.state === 'loading') return [];
  const notices: Notice[] = report.problems
    .slice(0, MAX_REPORTED_ROWS)
    .map(({ code, file, line, params }) => ({
      level: report.state === 'failed' ? 'error' : 'warn',
      code,
      params: { file, ...(line !== null && { line }), ...params },
    }));
  const unreportedCount = report.problemCount - notices.length;
  const file = report.problems[0]?.file;
  if (unreportedCount > 0 && file !== undefined)
    notices.push({ level: 'warn', code: 'contacts-more-problems', params: { file, count: unreportedCount } });
  return notices;
}

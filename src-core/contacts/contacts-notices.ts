import type { Notice } from '../i18n/notice.ts';
import type { ContactsProblem } from './contacts-problem.ts';
import type { ContactsReport } from './contacts-file.ts';

/** More bad rows usually have one cause in common, which these show. */
const MAX_REPORTED_ROWS = 5;

/**
 * Without names and numbers.
 * @param isConcerned limits them to some problems
 */
export function toContactsNotices(
  report: ContactsReport,
  isConcerned: (problem: ContactsProblem) => boolean = () => true,
): readonly Notice[] {
  if (report.state === 'loading') return [];
  const problems = report.problems.filter(isConcerned);
  const notices: Notice[] = problems.slice(0, MAX_REPORTED_ROWS).map(({ code, file, line, params }) => ({
    level: report.state === 'failed' ? 'error' : 'warn',
    code,
    params: { file, ...(line !== null && { line }), ...params },
  }));
  const isComplete = problems.length === report.problems.length;
  const unreportedCount = (isComplete ? report.problemCount : problems.length) - notices.length;
  const file = problems[0]?.file;
  if (unreportedCount > 0 && file !== undefined)
    notices.push({ level: 'warn', code: 'contacts-more-problems', params: { file, count: unreportedCount } });
  return notices;
}

import type { Translate } from '../../src-core/i18n/index.ts';
import type { FinishedLookup } from '../../src-core/lookup/lookup.ts';
import { formatMatchReason, formatPerson, formatMatches } from '../../src-core/output/messages.ts';
import { ColumnLayout, type TextCell } from '../../src-core/output/columns.ts';

/** Who has the number, for people: a line for each of them. @param shown the number as people read it */
export function formatLookup(shown: string, lookup: FinishedLookup, t: Translate): string {
  const rows = toRows(lookup, t).map((row) => [{ text: shown }, ...row]);
  const columns = new ColumnLayout();
  for (const row of rows) columns.measure(row);
  return rows.map((row) => columns.formatRow(row)).join('\n');
}

function toRows(lookup: FinishedLookup, t: Translate): readonly (readonly TextCell[])[] {
  switch (lookup.status) {
    case 'found':
      return lookup.matches.map((match) => [
        { text: formatPerson(match), style: 'bold' },
        { text: formatMatchReason(match, t) },
        { text: match.url ?? '', style: 'dim' },
      ]);
    case 'none':
      return [[{ text: t('crm.none') }]];
    case 'skipped':
      return [[{ text: t('cli.lookup.skipped') }]];
    case 'error':
      return [[{ text: formatMatches(lookup, t), style: 'red' }]];
  }
}

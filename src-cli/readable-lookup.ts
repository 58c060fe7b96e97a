import type { Translate } from '../src-core/i18n/index.ts';
import type { FinishedLookup } from '../src-core/lookup/lookup.ts';
import { gradeSentence, personOf, peopleSentence } from '../src-core/sentences.ts';
import { Columns, type Cell } from '../src-core/terminal/columns.ts';

/** Who has the number, for people: a line for each of them. @param shown the number as people read it */
export function readableLookup(shown: string, lookup: FinishedLookup, t: Translate): string {
  const rows = rowsOf(lookup, t).map((row) => [{ text: shown }, ...row]);
  const columns = new Columns();
  for (const row of rows) columns.measure(row);
  return rows.map((row) => columns.line(row)).join('\n');
}

function rowsOf(lookup: FinishedLookup, t: Translate): readonly (readonly Cell[])[] {
  switch (lookup.status) {
    case 'found':
      return lookup.matches.map((match) => [
        { text: personOf(match), look: 'bold' },
        { text: gradeSentence(match, t) },
        { text: match.url ?? '', look: 'dim' },
      ]);
    case 'none':
      return [[{ text: t('crm.none') }]];
    case 'skipped':
      return [[{ text: t('cli.lookup.skipped') }]];
    case 'error':
      return [[{ text: peopleSentence(lookup, t), look: 'red' }]];
  }
}

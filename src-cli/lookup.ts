import { systemClock } from '../src-core/clock.ts';
import { noticeSentence } from '../src-core/sentences.ts';
import { toLine } from '../src-core/lines.ts';
import { loadContacts } from '../src-core/lookup/contacts-file.ts';
import { contactsNotices } from '../src-core/lookup/contacts-notices.ts';
import { NO_CHOICE } from '../src-core/lookup/choices.ts';
import { judged, lookUp, type FinishedLookup } from '../src-core/lookup/lookup.ts';
import type { Connector } from '../src-core/lookup/connector.ts';
import { formatNumber, type PhoneNumber } from '../src-core/numbers/number.ts';
import { cleanText } from '../src-core/text/clean.ts';
import { begin, besideZoom, complain, tellProblems, type Beginning } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { terminalConnectors } from './connectors.ts';
import { runReport } from './lookup-report.ts';
import { readableLookup } from './readable-lookup.ts';
import { readTypedNumber } from '../src-core/numbers/typed-number.ts';

/** What to look up: a number as it was typed, or every number of a file; see `runReport`. */
export type Wanted = string | { readonly report: string; readonly suggestions: string | null };

/** Looks a number up in contacts and CRMs and prints who has it, or how well the numbers of a file are known. */
export async function runLookup(wanted: Wanted, common: Common): Promise<ExitCode> {
  const beginning = await begin(common);
  const crms = terminalConnectors(beginning);
  try {
    return await lookUpWanted(wanted, beginning, crms, common);
  } finally {
    await beginning.end();
  }
}

async function lookUpWanted(
  wanted: Wanted,
  { configuration: { settings, problems }, t }: Beginning,
  crms: ReturnType<typeof terminalConnectors>,
  { json, stop }: Common,
): Promise<ExitCode> {
  const relevant = [...besideZoom(problems), ...crms.problems];
  tellProblems(relevant, t);
  if (relevant.length > 0) return 3;
  const target = typeof wanted === 'string' ? readTypedNumber(wanted, settings.country) : wanted;
  if (target === null) {
    complain(t('cli.lookup.no-number', { text: cleanText(wanted, 40) ?? '' }));
    return 2;
  }
  if (settings.contacts === null && crms.connectors.length === 0) {
    complain(t('cli.lookup.no-contacts'));
    return 3;
  }

  const print = (number: PhoneNumber, lookup: FinishedLookup): void => {
    const speaker = { t, country: settings.country, now: Date.now() };
    const line = toLine({ type: 'match', callId: null, lookup }, speaker);
    const shown = formatNumber(number, settings.country) ?? t('caller.withheld');
    process.stdout.write(`${json ? JSON.stringify(line) : readableLookup(shown, lookup, t)}\n`);
  };
  const contacts =
    settings.contacts === null ? null : await loadContacts(settings.contacts, settings.country, stop.signal);
  if (contacts === null && settings.contacts !== null) {
    if (stop.interrupted) return 0;
    complain(t('cli.lookup.late'));
    return 1;
  }
  const told = (): void => {
    for (const notice of contacts === null ? [] : contactsNotices(contacts.report))
      complain(noticeSentence(notice, t));
  };
  const failed = contacts?.report.state === 'failed';
  if (failed) told();
  if (failed && crms.connectors.length === 0) {
    if (json && !('report' in target)) print(target, { status: 'error', troubles: [], elapsedMs: 0 });
    return 1;
  }
  const connectors = [...(contacts === null || failed ? [] : [contacts]), ...crms.connectors];
  if ('report' in target) {
    const options = { json, stop, t, country: settings.country, clock: systemClock };
    return await runReport(target.report, target.suggestions, connectors, options);
  }
  const lookup = await lookUpWhole(connectors, target);
  print(target, lookup);
  // The row with this number may be one of those that were left out.
  if (lookup.status === 'none' && !failed) told();
  return lookup.status === 'error' || failed ? 1 : 0;
}

/** What all of them say, when all have said it. */
function lookUpWhole(connectors: readonly Connector[], number: PhoneNumber): Promise<FinishedLookup> {
  return new Promise((resolve) => {
    lookUp(connectors, number, {
      clock: systemClock,
      stopwatch: () => performance.now(),
      tell: (told) => {
        if (told.status !== 'found' || !told.searching) resolve(judged(told, NO_CHOICE));
      },
    });
  });
}

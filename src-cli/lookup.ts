import { systemClock } from '../src-core/clock.ts';
import { noticeSentence } from '../src-core/sentences.ts';
import { toLine } from '../src-core/lines.ts';
import { loadContacts } from '../src-core/lookup/contacts-file.ts';
import { contactsNotices } from '../src-core/lookup/contacts-notices.ts';
import { lookUp, type FinishedLookup } from '../src-core/lookup/lookup.ts';
import { formatNumber } from '../src-core/numbers/number.ts';
import { cleanText } from '../src-core/text/clean.ts';
import { begin, complain, tellProblems, type Beginning } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { readableLookup } from './readable-lookup.ts';
import { readTypedNumber } from './typed-number.ts';

/** Looks a number up in the contacts and prints who has it. */
export async function runLookup(typed: string, common: Common): Promise<ExitCode> {
  const beginning = await begin(common.demo);
  try {
    return await lookUpTyped(typed, beginning, common);
  } finally {
    await beginning.end();
  }
}

async function lookUpTyped(
  typed: string,
  { configuration: { settings, problems }, t }: Beginning,
  { json, stop }: Common,
): Promise<ExitCode> {
  // The contacts can be asked without a Zoom account, however wrong it is set up.
  const relevant = problems.filter(({ name }) => !/^(?:ZOOM_|zoom\b)/u.test(name));
  tellProblems(relevant, t);
  if (relevant.length > 0) return 3;
  const number = readTypedNumber(typed, settings.country);
  if (number === null) {
    complain(t('cli.lookup.no-number', { text: cleanText(typed, 40) ?? '' }));
    return 2;
  }
  if (settings.contacts === null) {
    complain(t('cli.lookup.no-contacts'));
    return 3;
  }

  const print = (lookup: FinishedLookup): void => {
    const speaker = { t, country: settings.country, now: Date.now() };
    const line = toLine({ type: 'match', callId: null, lookup }, speaker);
    const shown = formatNumber(number, settings.country) ?? t('caller.withheld');
    process.stdout.write(`${json ? JSON.stringify(line) : readableLookup(shown, lookup, t)}\n`);
  };
  const contacts = await loadContacts(settings.contacts, settings.country, stop.signal);
  if (contacts === null) {
    if (stop.interrupted) return 0;
    complain(t('cli.lookup.late'));
    return 1;
  }
  const { report } = contacts;
  const told = (): void => {
    for (const notice of contactsNotices(report)) complain(noticeSentence(notice, t));
  };
  if (report.state === 'failed') {
    told();
    if (json) print({ status: 'error', troubles: [], elapsedMs: 0 });
    return 1;
  }
  const lookup = await new Promise<FinishedLookup>((resolve) => {
    lookUp([contacts], number, {
      clock: systemClock,
      stopwatch: () => performance.now(),
      tell: (told) => {
        if (told.status !== 'found' || !told.searching) resolve(told);
      },
    });
  });
  print(lookup);
  // The row with this number may be one of those that were left out.
  if (lookup.status === 'none') told();
  return 0;
}

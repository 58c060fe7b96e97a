import { systemClock } from '../../src-core/util/clock.ts';
import { formatNotice } from '../../src-core/output/messages.ts';
import { toJsonLine } from '../../src-core/output/json-line.ts';
import { loadContacts } from '../../src-core/contacts/contacts-file.ts';
import { toContactsNotices } from '../../src-core/contacts/contacts-notices.ts';
import { NO_CHOICE } from '../../src-core/lookup/choices.ts';
import { applyChoice, lookUp, type FinishedLookup } from '../../src-core/lookup/lookup.ts';
import type { Connector } from '../../src-core/lookup/connector.ts';
import { formatNumber, type PhoneNumber } from '../../src-core/phone-numbers/phone-number.ts';
import { cleanText } from '../../src-core/util/clean-text.ts';
import {
  createCliContext,
  excludeZoomProblems,
  printError,
  reportProblems,
  type CliContext,
} from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { openTerminalConnectors } from '../open-connectors.ts';
import { runReport } from './lookup-report.ts';
import { formatLookup } from './readable-lookup.ts';
import { readTypedNumber } from '../../src-core/phone-numbers/typed-number.ts';

/** What to look up: a number as it was typed, or every number of a file; see `runReport`. */
export type LookupRequest = string | { readonly report: string; readonly suggestions: string | null };

/** Looks a number up in contacts and CRMs and prints who has it, or how well the numbers of a file are known. */
export async function runLookup(request: LookupRequest, options: CommandOptions): Promise<ExitCode> {
  const context = await createCliContext(options);
  const crms = openTerminalConnectors(context);
  try {
    return await performLookup(request, context, crms, options);
  } finally {
    await context.close();
  }
}

async function performLookup(
  request: LookupRequest,
  { configuration: { settings, problems }, t }: CliContext,
  crms: ReturnType<typeof openTerminalConnectors>,
  { json, stop }: CommandOptions,
): Promise<ExitCode> {
  const relevant = [...excludeZoomProblems(problems), ...crms.problems];
  reportProblems(relevant, t);
  if (relevant.length > 0) return 3;
  const target = typeof request === 'string' ? readTypedNumber(request, settings.country) : request;
  if (target === null) {
    printError(t('cli.lookup.no-number', { text: cleanText(request, 40) ?? '' }));
    return 2;
  }
  if (settings.contacts === null && crms.connectors.length === 0) {
    printError(t('cli.lookup.no-contacts'));
    return 3;
  }

  const print = (number: PhoneNumber, lookup: FinishedLookup): void => {
    const context = { t, country: settings.country, now: Date.now() };
    const line = toJsonLine({ type: 'match', callId: null, lookup }, context);
    const shown = formatNumber(number, settings.country) ?? t('caller.withheld');
    process.stdout.write(`${json ? JSON.stringify(line) : formatLookup(shown, lookup, t)}\n`);
  };
  const contacts =
    settings.contacts === null ? null : await loadContacts(settings.contacts, settings.country, stop.signal);
  if (contacts === null && settings.contacts !== null) {
    if (stop.interrupted) return 0;
    printError(t('cli.lookup.late'));
    return 1;
  }
  const reportContactsProblems = (): void => {
    for (const notice of contacts === null ? [] : toContactsNotices(contacts.report))
      printError(formatNotice(notice, t));
  };
  const hasFailed = contacts?.report.state === 'failed';
  if (hasFailed) reportContactsProblems();
  if (hasFailed && crms.connectors.length === 0) {
    if (json && !('report' in target)) print(target, { status: 'error', failures: [], elapsedMs: 0 });
    return 1;
  }
  const connectors = [...(contacts === null || hasFailed ? [] : [contacts]), ...crms.connectors];
  if ('report' in target) {
    const options = { json, stop, t, country: settings.country, clock: systemClock };
    return await runReport(target.report, target.suggestions, connectors, options);
  }
  const lookup = await lookUpFully(connectors, target);
  print(target, lookup);
  // The row with this number may be one of those that were left out.
  if (lookup.status === 'none' && !hasFailed) reportContactsProblems();
  return lookup.status === 'error' || hasFailed ? 1 : 0;
}

/** What all of them say, when all have said it. */
function lookUpFully(connectors: readonly Connector[], number: PhoneNumber): Promise<FinishedLookup> {
  return new Promise((resolve) => {
    lookUp(connectors, number, {
      clock: systemClock,
      stopwatch: () => performance.now(),
      onResult: (rawLookup) => {
        if (rawLookup.status !== 'found' || !rawLookup.searching) resolve(applyChoice(rawLookup, NO_CHOICE));
      },
    });
  });
}

import { systemClock } from '../../src-core/util/clock.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { TextCell } from '../../src-core/output/columns.ts';
import {
  formatMatches,
  formatMatchReason,
  formatNotice,
  formatPerson,
} from '../../src-core/output/messages.ts';
import { toJsonLine } from '../../src-core/output/json-line.ts';
import { loadContacts, type ContactsFile } from '../../src-core/contacts/contacts-file.ts';
import { isDamage, type ContactsProblem } from '../../src-core/contacts/contacts-problem.ts';
import { toContactsNotices } from '../../src-core/contacts/contacts-notices.ts';
import {
  COLUMN_ROLES,
  parseColumnOverrides,
  type ColumnOverride,
} from '../../src-core/settings/contacts-columns.ts';
import { NO_CHOICE } from '../../src-core/lookup/choices.ts';
import { applyChoice, lookUp, type FinishedLookup } from '../../src-core/lookup/lookup.ts';
import type { Connector } from '../../src-core/lookup/connector.ts';
import { formatNumber, type PhoneNumber } from '../../src-core/phone-numbers/phone-number.ts';
import { cleanText } from '../../src-core/util/clean-text.ts';
import {
  createCliContext,
  excludeZoomProblems,
  formatTable,
  print,
  printError,
  reportProblems,
  type CliContext,
} from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { openTerminalConnectors } from '../network.ts';
import { runReport } from './lookup-report.ts';
import { readTypedNumber } from '../../src-core/phone-numbers/typed-number.ts';

/** A number as it was typed, or the files of `runReport`. */
type LookupRequest = string | { readonly report: string; readonly suggestions: string | null };

/**
 * Looks up a number in contacts and CRMs and prints who has it, or prints a report on all numbers of a file.
 * @param columns overrides for the contacts file, see `parseColumnOverrides`; null = those of the settings
 */
export async function runLookup(
  request: LookupRequest,
  columns: string | null,
  options: CommandOptions,
): Promise<ExitCode> {
  const context = await createCliContext(options);
  try {
    const overrides = columns === null ? [] : parseColumnOverrides(columns);
    if (typeof overrides === 'string') {
      const roles = COLUMN_ROLES.join(', ');
      printError(context.t('cli.lookup.bad-columns', { part: cleanText(overrides, 40) ?? '', roles }));
      return 2;
    }
    return await performLookup(request, columns === null ? null : overrides, context, options);
  } finally {
    await context.close();
  }
}

async function performLookup(
  request: LookupRequest,
  columns: readonly ColumnOverride[] | null,
  context: CliContext,
  { json, stop }: CommandOptions,
): Promise<ExitCode> {
  const { t } = context;
  const { settings, problems } = context.configuration;
  const crms = openTerminalConnectors(context);
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

  const printLookup = (number: PhoneNumber, lookup: FinishedLookup): void => {
    const line = { type: 'match', callId: null, lookup } as const;
    const shown = formatNumber(number, settings.country) ?? t('caller.withheld');
    print(
      json
        ? JSON.stringify(toJsonLine(line, { t, country: settings.country, now: Date.now() }))
        : formatTable(toCells(lookup, t).map((row) => [{ text: shown }, ...row])).join('\n'),
    );
  };
  const contacts = await loadConfiguredContacts(context, columns, stop.signal);
  if (contacts === null && settings.contacts !== null) {
    if (stop.interrupted) return 0;
    printError(t('cli.lookup.late'));
    return 1;
  }
  const reportContactsProblems = (isConcerned: (problem: ContactsProblem) => boolean): void => {
    for (const notice of contacts === null ? [] : toContactsNotices(contacts.report, isConcerned))
      printError(formatNotice(notice, t));
  };
  const hasFailed = contacts?.report.state === 'failed';
  if (hasFailed) reportContactsProblems(() => true);
  if (hasFailed && crms.connectors.length === 0) {
    if (json && !('report' in target)) printLookup(target, { status: 'error', failures: [], elapsedMs: 0 });
    return 1;
  }
  const connectors = [...(contacts === null || hasFailed ? [] : [contacts]), ...crms.connectors];
  if ('report' in target) {
    const options = { json, stop, t, country: settings.country, clock: systemClock };
    return await runReport(target.report, target.suggestions, connectors, options);
  }
  const lookup = await lookUpFully(connectors, target);
  printLookup(target, lookup);
  // The number may be in a row that was skipped. Damage is worth a new export in any case.
  const isUnknown = lookup.status === 'none';
  if (!hasFailed) reportContactsProblems((problem) => isUnknown || isDamage(problem));
  return lookup.status === 'error' || hasFailed ? 1 : 0;
}

/** Null if there is no contacts file, or the signal aborts. */
async function loadConfiguredContacts(
  { configuration: { settings } }: CliContext,
  columns: readonly ColumnOverride[] | null,
  signal: AbortSignal,
): Promise<ContactsFile | null> {
  const { contacts, country } = settings;
  if (contacts === null) return null;
  return await loadContacts(
    { contacts, country, contactsColumns: columns ?? settings.contactsColumns },
    signal,
  );
}

/** Waits for the answers of all connectors. */
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

/** One row for each person. */
function toCells(lookup: FinishedLookup, t: Translate): readonly (readonly TextCell[])[] {
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

import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../../src-core/util/clock.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import { ConnectorError } from '../../src-core/lookup/connector-error.ts';
import type { Connector, ExternalNumber, Match } from '../../src-core/lookup/connector.ts';
import { ContactsError } from '../../src-core/contacts/contacts-problem.ts';
import { decodeText, detectEncoding } from '../../src-core/contacts/decode-text.ts';
import type { LookupFailure } from '../../src-core/lookup/lookup.ts';
import {
  createNumberReport,
  readPastNumbers,
  suggestCorrections,
  toSuggestionsCsv,
  type LookedUpNumber,
  type NumberReport,
  type PastNumber,
  type PastNumbers,
} from '../../src-core/lookup/number-report.ts';
import { createTimeSlicer } from '../../src-core/util/time-slicer.ts';
import type { CountryCode } from '../../src-core/phone-numbers/phone-number.ts';
import { isSearchableStyle } from '../../src-core/phone-numbers/writing-style.ts';
import { formatLookupFailure } from '../../src-core/output/messages.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import { formatTable, print, printError } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';

/** After this many failed numbers in a row a connector is no longer asked. */
const MAX_CONSECUTIVE_FAILURES = 5;
/** The delay after "too many requests" without a Retry-After. */
const DEFAULT_RETRY_DELAY_MS = 30_000;
/** A longer Retry-After means "not today". */
const MAX_RETRY_DELAY_MS = 120_000;
const PROGRESS_INTERVAL = 100;

interface ReportOptions extends Pick<CommandOptions, 'json' | 'stop'> {
  readonly t: Translate;
  /** for numbers without a country */
  readonly country: CountryCode;
  readonly clock: Clock;
}

/**
 * Asks every connector for every number of a list, one number after the other, and prints how many callers would have been
 * identified and what prevents records from being found. If interrupted, prints the report on the numbers asked so far.
 *
 * @param file the list, see `readPastNumbers`
 * @param out a new file for suggested corrections (see `toSuggestionsCsv`); null = none
 */
export async function runReport(
  file: string,
  out: string | null,
  connectors: readonly Connector[],
  options: ReportOptions,
): Promise<ExitCode> {
  const { t, country, json, stop } = options;
  const list = await readList(file, options);
  if (list === null) return stop.signal.aborted ? 0 : 1;
  if (list.numbers.length === 0) {
    printError(t('cli.report.no-numbers', { file: basename(file) }));
    return 1;
  }
  // Created before hours of requests, so that no other program can create it meanwhile.
  const target = out === null ? null : await createFile(out, t);
  if (target instanceof Error) return 2;
  try {
    const queried = connectors.filter(({ supportedKinds = ['external'] }) =>
      supportedKinds.includes('external'),
    );
    const answered = await queryAll(list.numbers, queried, options);
    const report = createNumberReport(list, answered, queried, country);
    const rows = target === null ? null : suggestCorrections(answered, queried, country);
    if (rows !== null)
      await target?.writeFile(toSuggestionsCsv(rows, (reason) => t(`report.written.${reason}`)));
    if (json) print(JSON.stringify(toJson(report, rows?.length ?? null, t)));
    else {
      print(formatReport(report, t).join('\n'));
      if (rows !== null) print(t('report.suggestions', { file: basename(out ?? ''), rows: rows.length }));
    }
    const isNothingKnown = report.asked.numbers > 0 && report.unanswered.numbers === report.asked.numbers;
    return isNothingKnown && !stop.interrupted ? 1 : 0;
  } finally {
    await target?.close();
  }
}

async function readList(file: string, { t, country, stop }: ReportOptions): Promise<PastNumbers | null> {
  try {
    const bytes = await readFile(file, { signal: stop.signal });
    if (bytes.length === 0) return { numbers: [], linesWithout: 0 };
    const encoding = await detectEncoding([bytes], createTimeSlicer(stop.signal), country);
    return readPastNumbers([...decodeText([bytes], encoding)].join(''), country);
  } catch (error) {
    const cause = error instanceof ContactsError ? t('cli.report.no-text') : toErrorCode(error);
    if (!stop.signal.aborted) printError(t('cli.report.unreadable', { file: basename(file), cause }));
    return null;
  }
}

async function createFile(path: string, t: Translate): Promise<FileHandle | Error> {
  try {
    // Only for the user: it will contain personal data.
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const cause = toErrorCode(error);
    const file = basename(path);
    printError(
      cause === 'EEXIST' ? t('cli.report.exists', { file }) : t('cli.report.unwritable', { file, cause }),
    );
    return new Error(cause);
  }
}

/** `matches` is empty after a failure. */
interface Answer {
  readonly matches: readonly Match[];
  readonly failure: LookupFailure | null;
}

async function queryAll(
  numbers: readonly PastNumber[],
  connectors: readonly Connector[],
  options: ReportOptions,
): Promise<readonly LookedUpNumber[]> {
  const { t, stop } = options;
  const interrupted = stop.whenRequested().then(() => null);
  const answered: LookedUpNumber[] = [];
  const failures = new Map<Connector, { readonly count: number; readonly answer: Answer }>();

  async function query(connector: Connector, number: ExternalNumber): Promise<Answer | null> {
    const previous = failures.get(connector);
    if (previous !== undefined && previous.count >= MAX_CONSECUTIVE_FAILURES) return previous.answer;
    const answer = await queryWithRetry(connector, number, interrupted, options);
    if (answer === null) return null;
    if (answer.failure === null) failures.delete(connector);
    else failures.set(connector, { count: (previous?.count ?? 0) + 1, answer });
    return answer;
  }

  for (const pastNumber of numbers) {
    const answers = await Promise.all(connectors.map((connector) => query(connector, pastNumber.number)));
    const complete = answers.filter((answer) => answer !== null);
    // An incomplete answer would count a known caller as unknown.
    if (stop.signal.aborted || complete.length < answers.length) break;
    answered.push({
      ...pastNumber,
      matches: complete.flatMap(({ matches }) => matches),
      failures: complete.flatMap(({ failure }) => failure ?? []),
    });
    if (answered.length % PROGRESS_INTERVAL === 0)
      printError(t('cli.report.progress', { done: answered.length, total: numbers.length }));
  }
  return answered;
}

/** Asks once, and once more after the delay that a CRM asks for; null if interrupted. */
async function queryWithRetry(
  connector: Connector,
  number: ExternalNumber,
  interrupted: Promise<null>,
  { t, clock }: ReportOptions,
): Promise<Answer | null> {
  let answer = await Promise.race([queryFully(connector, number), interrupted]);
  const retryDelayMs = answer instanceof ConnectorError ? findRetryDelay(answer) : null;
  if (retryDelayMs !== null) {
    printError(t('cli.report.rest', { connector: connector.name, seconds: Math.ceil(retryDelayMs / 1_000) }));
    let cancel = (): void => undefined;
    const delay = new Promise<void>((resolve) => {
      cancel = clock.after(retryDelayMs, resolve);
    });
    await Promise.race([delay, interrupted]);
    cancel();
    answer = await Promise.race([interrupted, queryFully(connector, number)]);
  }
  if (!(answer instanceof ConnectorError)) return answer && { matches: answer, failure: null };
  return { matches: [], failure: { id: connector.id, connector: connector.name, kind: answer.kind } };
}

function findRetryDelay({ kind, retryAfterMs }: ConnectorError): number | null {
  const retryDelayMs = retryAfterMs ?? DEFAULT_RETRY_DELAY_MS;
  return kind === 'rate-limited' && retryDelayMs <= MAX_RETRY_DELAY_MS ? retryDelayMs : null;
}

/** Returns the final answer: a cached one may be followed by a newer one. */
async function queryFully(
  connector: Connector,
  number: ExternalNumber,
): Promise<readonly Match[] | ConnectorError> {
  try {
    let found = await connector.find(number);
    while (found.newer !== null) found = await found.newer;
    return found.matches;
  } catch (error) {
    return error instanceof ConnectorError ? error : new ConnectorError('not-understood');
  }
}

const GRADES = ['exact', 'national', 'weak', 'none', 'unanswered', 'several'] as const;

/** One JSON line (README, "JSON lines"): fields may be added, but never renamed. */
function toJson(report: NumberReport, rows: number | null, t: Translate): Readonly<Record<string, unknown>> {
  const { linesWithout, left, connectors, ...counts } = report;
  return {
    type: 'report',
    at: new Date().toISOString(),
    ...counts,
    linesWithout,
    left,
    connectors: connectors.map(({ id, name, records, written, unanswered, failures }) => ({
      connector: id,
      name,
      records,
      written: Object.fromEntries(written.map((each) => [each.written, each.records])),
      advice: formatAdvice({ name, written }, t),
      unanswered,
      troubles: failures.map((failure) => ({ code: failure.kind, message: formatLookupFailure(failure, t) })),
    })),
    suggestions: rows,
  };
}

function formatReport(report: NumberReport, t: Translate): readonly string[] {
  const table = [
    ['', t('report.numbers'), t('report.calls')],
    ...(['asked', ...GRADES] as const).map((grade) => {
      const { numbers, calls } = report[grade];
      return [t(`report.${grade}`), String(numbers), String(calls)];
    }),
  ].map((row) => row.map((text) => ({ text })));
  const connectors = report.connectors.flatMap((connector) => {
    const { name, records, written, failures, unanswered } = connector;
    return [
      '',
      t('report.connector', { connector: name, records }),
      ...written.map((each) => `  ${t(`report.written.${each.written}`)}: ${each.records}`),
      ...formatAdvice(connector, t),
      ...failures.map((failure) => formatLookupFailure(failure, t)),
      ...(unanswered === 0 ? [] : [t('report.no-answer', { connector: name, numbers: unanswered })]),
    ];
  });
  return [
    ...formatTable(table),
    ...(report.linesWithout === 0 ? [] : [t('report.lines-without', { lines: report.linesWithout })]),
    ...(report.left === 0 ? [] : [t('report.left', { numbers: report.left })]),
    ...connectors,
  ];
}

/** Recommended corrections, one sentence each. */
function formatAdvice(
  { name, written }: Pick<NumberReport['connectors'][number], 'name' | 'written'>,
  t: Translate,
): readonly string[] {
  return written.flatMap(({ written: each, records }) =>
    isSearchableStyle(each) ? [] : [t(`report.advice.${each}`, { connector: name, count: records })],
  );
}

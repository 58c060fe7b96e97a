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
import { ColumnLayout } from '../../src-core/output/columns.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import { printError } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';

/** So many numbers in a row that it could not answer, and a connector is asked no more. */
const MAX_CONSECUTIVE_FAILURES = 5;
/** A CRM that asks for fewer requests gets this rest where it names none. */
const DEFAULT_RETRY_DELAY_MS = 30_000;
/** One that asks for a longer one means "not today". */
const MAX_RETRY_DELAY_MS = 120_000;
const PROGRESS_INTERVAL = 100;

export interface ReportOptions extends Pick<CommandOptions, 'json' | 'stop'> {
  readonly t: Translate;
  /** of numbers that carry none */
  readonly country: CountryCode;
  readonly clock: Clock;
}

/**
 * Asks every connector for every number of a list, one number after the other, and prints how well callers would have
 * been known and what keeps records from being found. When it is interrupted, the report of what was asked so far.
 *
 * @param file the list; see `readPastNumbers`
 * @param out where to write what had better be changed (see `toSuggestionsCsv`); null = nowhere. Never overwritten
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
  // Before hours of asking, and so that nobody else makes it meanwhile.
  const target = out === null ? null : await createFile(out, t);
  if (target instanceof Error) return 2;
  try {
    const queried = connectors.filter(({ supportedKinds: knows }) =>
      (knows ?? ['external']).includes('external'),
    );
    const answered = await queryAll(list.numbers, queried, options);
    const report = createNumberReport(list, answered, queried, country);
    const rows = target === null ? null : suggestCorrections(answered, queried, country);
    if (rows !== null)
      await target?.writeFile(toSuggestionsCsv(rows, (reason) => t(`report.written.${reason}`)));
    const lines = json
      ? [JSON.stringify(toJson(report, rows?.length ?? null, t))]
      : [
          ...formatReport(report, t),
          ...(rows === null
            ? []
            : [t('report.suggestions', { file: basename(out ?? ''), rows: rows.length })]),
        ];
    process.stdout.write(`${lines.join('\n')}\n`);
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
    const encoding = await detectEncoding([bytes], createTimeSlicer(stop.signal));
    return readPastNumbers([...decodeText([bytes], encoding)].join(''), country);
  } catch (error) {
    const cause = error instanceof ContactsError ? t('cli.report.no-text') : toErrorCode(error);
    if (!stop.signal.aborted) printError(t('cli.report.unreadable', { file: basename(file), cause }));
    return null;
  }
}

async function createFile(path: string, t: Translate): Promise<FileHandle | Error> {
  try {
    // What it will hold is for nobody else to read.
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

type Answer = { readonly matches: readonly Match[] } | { readonly failure: LookupFailure } | 'interrupted';

async function queryAll(
  numbers: readonly PastNumber[],
  connectors: readonly Connector[],
  options: ReportOptions,
): Promise<readonly LookedUpNumber[]> {
  const { t, stop } = options;
  const interrupted = stop.whenRequested().then(() => 'interrupted' as const);
  const answered: LookedUpNumber[] = [];
  const failures = new Map<Connector, { readonly count: number; readonly failure: LookupFailure }>();

  async function query(connector: Connector, number: ExternalNumber): Promise<Answer> {
    const previous = failures.get(connector);
    if (previous !== undefined && previous.count >= MAX_CONSECUTIVE_FAILURES)
      return { failure: previous.failure };
    const answer = await queryWithRetry(connector, number, interrupted, options);
    if (answer === 'interrupted') return answer;
    if ('matches' in answer) failures.delete(connector);
    else failures.set(connector, { count: (previous?.count ?? 0) + 1, failure: answer.failure });
    return answer;
  }

  for (const pastNumber of numbers) {
    const answers = await Promise.all(connectors.map((connector) => query(connector, pastNumber.number)));
    // Half an answer would count somebody as unknown.
    if (stop.signal.aborted || answers.includes('interrupted')) break;
    answered.push({
      ...pastNumber,
      matches: answers.flatMap((answer) =>
        answer !== 'interrupted' && 'matches' in answer ? answer.matches : [],
      ),
      failures: answers.flatMap((answer) =>
        answer !== 'interrupted' && 'failure' in answer ? [answer.failure] : [],
      ),
    });
    if (answered.length % PROGRESS_INTERVAL === 0)
      printError(t('cli.report.progress', { done: answered.length, total: numbers.length }));
  }
  return answered;
}

/** Asks once, and once more after the rest that a CRM asks for. */
async function queryWithRetry(
  connector: Connector,
  number: ExternalNumber,
  interrupted: Promise<'interrupted'>,
  { t, clock }: ReportOptions,
): Promise<Answer> {
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
  if (!(answer instanceof ConnectorError)) return answer;
  return { failure: { id: connector.id, connector: connector.name, kind: answer.kind } };
}

function findRetryDelay({ kind, retryAfterMs }: ConnectorError): number | null {
  const retryDelayMs = retryAfterMs ?? DEFAULT_RETRY_DELAY_MS;
  return kind === 'rate-limited' && retryDelayMs <= MAX_RETRY_DELAY_MS ? retryDelayMs : null;
}

/** What it says when nothing newer is to come. */
async function queryFully(connector: Connector, number: ExternalNumber): Promise<Answer | ConnectorError> {
  try {
    let found = await connector.find(number);
    while (found.newer !== null) found = await found.newer;
    return { matches: found.matches };
  } catch (error) {
    return error instanceof ConnectorError ? error : new ConnectorError('not-understood');
  }
}

const GRADES = ['exact', 'national', 'weak', 'none', 'unanswered', 'several'] as const;

/** One line for JSON (README, "JSON lines"): fields may be added here, none is ever renamed. */
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
  const columns = new ColumnLayout();
  for (const row of table) columns.measure(row);
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
    ...table.map((row) => columns.formatRow(row)),
    ...(report.linesWithout === 0 ? [] : [t('report.lines-without', { lines: report.linesWithout })]),
    ...(report.left === 0 ? [] : [t('report.left', { numbers: report.left })]),
    ...connectors,
  ];
}

/** What had better be changed, one sentence each. */
function formatAdvice(
  { name, written }: Pick<NumberReport['connectors'][number], 'name' | 'written'>,
  t: Translate,
): readonly string[] {
  return written.flatMap(({ written: each, records }) =>
    isSearchableStyle(each) ? [] : [t(`report.advice.${each}`, { connector: name, count: records })],
  );
}

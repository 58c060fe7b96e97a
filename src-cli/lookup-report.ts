import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../src-core/clock.ts';
import type { Translate } from '../src-core/i18n/index.ts';
import { ConnectorTrouble } from '../src-core/lookup/connector-trouble.ts';
import type { Connector, External, Match } from '../src-core/lookup/connector.ts';
import { UnusableContacts } from '../src-core/lookup/contacts-problem.ts';
import { decodeText, detectEncoding } from '../src-core/lookup/decode-text.ts';
import type { Trouble } from '../src-core/lookup/lookup.ts';
import {
  numberReport,
  readPastNumbers,
  suggestions,
  suggestionsCsv,
  type Answered,
  type NumberReport,
  type PastNumber,
  type PastNumbers,
} from '../src-core/lookup/number-report.ts';
import { createPacer } from '../src-core/lookup/pacer.ts';
import type { CountryCode } from '../src-core/numbers/number.ts';
import { isWellWritten } from '../src-core/numbers/written.ts';
import { troubleSentence } from '../src-core/sentences.ts';
import { Columns } from '../src-core/terminal/columns.ts';
import { errorCode } from '../src-core/watch-file.ts';
import { complain } from './begin.ts';
import type { Common, ExitCode } from './command.ts';

/** So many numbers in a row that it could not answer, and a connector is asked no more. */
const PATIENCE = 5;
/** A CRM that asks for fewer requests gets this rest where it names none. */
const USUAL_REST_MS = 30_000;
/** One that asks for a longer one means "not today". */
const LONGEST_REST_MS = 120_000;
const PROGRESS_EVERY = 100;

export interface ReportOptions extends Pick<Common, 'json' | 'stop'> {
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
 * @param out where to write what had better be changed (see `suggestionsCsv`); null = nowhere. Never overwritten
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
    complain(t('cli.report.no-numbers', { file: basename(file) }));
    return 1;
  }
  // Before hours of asking, and so that nobody else makes it meanwhile.
  const target = out === null ? null : await newFile(out, t);
  if (target instanceof Error) return 2;
  try {
    const asked = connectors.filter(({ knows }) => (knows ?? ['external']).includes('external'));
    const answered = await askAll(list.numbers, asked, options);
    const report = numberReport(list, answered, asked, country);
    const rows = target === null ? null : suggestions(answered, asked, country);
    if (rows !== null)
      await target?.writeFile(suggestionsCsv(rows, (reason) => t(`report.written.${reason}`)));
    const lines = json
      ? [JSON.stringify(toJson(report, rows?.length ?? null, t))]
      : [
          ...readableReport(report, t),
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
    const encoding = await detectEncoding([bytes], createPacer(stop.signal));
    return readPastNumbers([...decodeText([bytes], encoding)].join(''), country);
  } catch (error) {
    const cause = error instanceof UnusableContacts ? t('cli.report.no-text') : errorCode(error);
    if (!stop.signal.aborted) complain(t('cli.report.unreadable', { file: basename(file), cause }));
    return null;
  }
}

async function newFile(path: string, t: Translate): Promise<FileHandle | Error> {
  try {
    // What it will hold is for nobody else to read.
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const cause = errorCode(error);
    const file = basename(path);
    complain(
      cause === 'EEXIST' ? t('cli.report.exists', { file }) : t('cli.report.unwritable', { file, cause }),
    );
    return new Error(cause);
  }
}

type Answer = { readonly matches: readonly Match[] } | { readonly trouble: Trouble } | 'interrupted';

async function askAll(
  numbers: readonly PastNumber[],
  connectors: readonly Connector[],
  options: ReportOptions,
): Promise<readonly Answered[]> {
  const { t, stop } = options;
  const interrupted = stop.wanted().then(() => 'interrupted' as const);
  const answered: Answered[] = [];
  const failures = new Map<Connector, { readonly count: number; readonly trouble: Trouble }>();

  async function ask(connector: Connector, number: External): Promise<Answer> {
    const failed = failures.get(connector);
    if (failed !== undefined && failed.count >= PATIENCE) return { trouble: failed.trouble };
    const answer = await askPatiently(connector, number, interrupted, options);
    if (answer === 'interrupted') return answer;
    if ('matches' in answer) failures.delete(connector);
    else failures.set(connector, { count: (failed?.count ?? 0) + 1, trouble: answer.trouble });
    return answer;
  }

  for (const past of numbers) {
    const answers = await Promise.all(connectors.map((connector) => ask(connector, past.number)));
    // Half an answer would count somebody as unknown.
    if (stop.signal.aborted || answers.includes('interrupted')) break;
    answered.push({
      ...past,
      matches: answers.flatMap((answer) =>
        answer !== 'interrupted' && 'matches' in answer ? answer.matches : [],
      ),
      troubles: answers.flatMap((answer) =>
        answer !== 'interrupted' && 'trouble' in answer ? [answer.trouble] : [],
      ),
    });
    if (answered.length % PROGRESS_EVERY === 0)
      complain(t('cli.report.progress', { done: answered.length, total: numbers.length }));
  }
  return answered;
}

/** Asks once, and once more after the rest that a CRM asks for. */
async function askPatiently(
  connector: Connector,
  number: External,
  interrupted: Promise<'interrupted'>,
  { t, clock }: ReportOptions,
): Promise<Answer> {
  let answer = await Promise.race([whole(connector, number), interrupted]);
  const rest = answer instanceof ConnectorTrouble ? restFor(answer) : null;
  if (rest !== null) {
    complain(t('cli.report.rest', { connector: connector.name, seconds: Math.ceil(rest / 1_000) }));
    let cancel = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      cancel = clock.after(rest, resolve);
    });
    await Promise.race([over, interrupted]);
    cancel();
    answer = await Promise.race([interrupted, whole(connector, number)]);
  }
  if (!(answer instanceof ConnectorTrouble)) return answer;
  return { trouble: { id: connector.id, connector: connector.name, kind: answer.kind } };
}

function restFor({ kind, retryAfterMs }: ConnectorTrouble): number | null {
  const rest = retryAfterMs ?? USUAL_REST_MS;
  return kind === 'rate-limited' && rest <= LONGEST_REST_MS ? rest : null;
}

/** What it says when nothing newer is to come. */
async function whole(connector: Connector, number: External): Promise<Answer | ConnectorTrouble> {
  try {
    let found = await connector.find(number);
    while (found.newer !== null) found = await found.newer;
    return { matches: found.matches };
  } catch (error) {
    return error instanceof ConnectorTrouble ? error : new ConnectorTrouble('not-understood');
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
    connectors: connectors.map(({ id, name, records, written, unanswered, troubles }) => ({
      connector: id,
      name,
      records,
      written: Object.fromEntries(written.map((each) => [each.written, each.records])),
      advice: advice({ name, written }, t),
      unanswered,
      troubles: troubles.map((trouble) => ({ code: trouble.kind, message: troubleSentence(trouble, t) })),
    })),
    suggestions: rows,
  };
}

function readableReport(report: NumberReport, t: Translate): readonly string[] {
  const table = [
    ['', t('report.numbers'), t('report.calls')],
    ...(['asked', ...GRADES] as const).map((grade) => {
      const { numbers, calls } = report[grade];
      return [t(`report.${grade}`), String(numbers), String(calls)];
    }),
  ].map((row) => row.map((text) => ({ text })));
  const columns = new Columns();
  for (const row of table) columns.measure(row);
  const connectors = report.connectors.flatMap((connector) => {
    const { name, records, written, troubles, unanswered } = connector;
    return [
      '',
      t('report.connector', { connector: name, records }),
      ...written.map((each) => `  ${t(`report.written.${each.written}`)}: ${each.records}`),
      ...advice(connector, t),
      ...troubles.map((trouble) => troubleSentence(trouble, t)),
      ...(unanswered === 0 ? [] : [t('report.no-answer', { connector: name, numbers: unanswered })]),
    ];
  });
  return [
    ...table.map((row) => columns.line(row)),
    ...(report.linesWithout === 0 ? [] : [t('report.lines-without', { lines: report.linesWithout })]),
    ...(report.left === 0 ? [] : [t('report.left', { numbers: report.left })]),
    ...connectors,
  ];
}

/** What had better be changed, one sentence each. */
function advice(
  { name, written }: Pick<NumberReport['connectors'][number], 'name' | 'written'>,
  t: Translate,
): readonly string[] {
  return written.flatMap(({ written: each, records }) =>
    isWellWritten(each) ? [] : [t(`report.advice.${each}`, { connector: name, count: records })],
  );
}

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aMatch, FakeClock } from '../../src-core/test-support/fakes.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { ConnectorError } from '../../src-core/lookup/connector-error.ts';
import type { LookupNumber, Connector, FindResult } from '../../src-core/lookup/connector.ts';
import type { ExitCode } from '../command.ts';
import { runReport } from './lookup-report.ts';
import { Stop } from '../stop.ts';
import { ISO, parseLine, CliProcess } from '../../src-core/test-support/terminal.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

/** Only prevents a test from hanging. */
const WAIT = { timeout: 60_000, interval: 20 };

let home: string;
let calls: string;
let out: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-report-'));
  calls = join(home, 'calls.csv');
  out = join(home, 'changes.csv');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

describe('on the command line', () => {
  let running: CliProcess[];
  beforeEach(() => {
    running = [];
    writeFileSync(
      join(home, 'customers.csv'),
      [
        'ID,氏名,電話',
        '1,田中 恵子,090-1234-5678',
        '2,青木 進,０３－５５５５－０００１',
        '3,青木 花,03-5555-0001',
        '4,=cmd(),9087654321',
      ].join('\n'),
    );
    writeFileSync(
      calls,
      ['日時,発信者', '2024-01-05,+819012345678', '2024-01-06,0355550001', '2024-01-06,03-5555-0001']
        .concat(['2024-01-07,090-8765-4321', '2024-01-08,03-9999-9999', '2024-01-09,非通知'])
        .join('\n'),
    );
  });
  afterEach(() => {
    for (const terminal of running) terminal.kill();
  });

  async function lookup(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const terminal = new CliProcess(['lookup', ...args], {
      home,
      env: { CHAKUSHIN_CONTACTS: join(home, 'customers.csv'), ...env },
    });
    running.push(terminal);
    const code = await terminal.end();
    return { code, lines: terminal.lines.all, errors: terminal.errors };
  }

  test('prints JSON and writes a file of suggestions', async () => {
    const { code, lines, errors } = await lookup(['--report', calls, '--suggestions', out, '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines.map(parseLine)).toEqual([
      {
        type: 'report',
        at: ISO,
        asked: { numbers: 4, calls: 5 },
        exact: { numbers: 2, calls: 3 },
        national: { numbers: 1, calls: 1 },
        weak: { numbers: 0, calls: 0 },
        none: { numbers: 1, calls: 1 },
        unanswered: { numbers: 0, calls: 0 },
        several: { numbers: 1, calls: 2 },
        linesWithout: 2,
        left: 0,
        connectors: [
          {
            connector: 'contacts',
            name: 'customers.csv',
            records: 4,
            written: { hyphens: 2, 'full-width': 1, 'no-trunk': 1 },
            advice: [
              inEnglish('report.advice.full-width', { connector: 'customers.csv', count: 1 }),
              inEnglish('report.advice.no-trunk', { connector: 'customers.csv', count: 1 }),
            ],
            unanswered: 0,
            troubles: [],
          },
        ],
        suggestions: 2,
      },
    ]);
    expect(readFileSync(out, 'utf8')).toBe(
      [
        '\uFEFF"connector","record","name","field","stored","suggested","reason"',
        `"customers.csv","2","青木 進","電話","０３－５５５５－０００１","+81355550001","${inEnglish('report.written.full-width')}"`,
        `"customers.csv","4","'=cmd()","電話","9087654321","+819087654321","${inEnglish('report.written.no-trunk')}"`,
        '',
      ].join('\r\n'),
    );
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o077).toBe(0);
  });

  test('prints readable Japanese', async () => {
    const { code, lines } = await lookup(['--report', calls], { LANG: 'ja_JP.UTF-8' });
    expect(code).toBe(0);
    expect(lines.map((line) => line.replace(/ {2,}/gu, '  '))).toEqual([
      `  ${inJapanese('report.numbers')}  ${inJapanese('report.calls')}`,
      `${inJapanese('report.asked')}  4  5`,
      `${inJapanese('report.exact')}  2  3`,
      `${inJapanese('report.national')}  1  1`,
      `${inJapanese('report.weak')}  0  0`,
      `${inJapanese('report.none')}  1  1`,
      `${inJapanese('report.unanswered')}  0  0`,
      `${inJapanese('report.several')}  1  2`,
      inJapanese('report.lines-without', { lines: '2' }),
      '',
      inJapanese('report.connector', { connector: 'customers.csv', records: '4' }),
      `  ${inJapanese('report.written.hyphens')}: 2`,
      `  ${inJapanese('report.written.full-width')}: 1`,
      `  ${inJapanese('report.written.no-trunk')}: 1`,
      inJapanese('report.advice.full-width', { connector: 'customers.csv', count: 1 }),
      inJapanese('report.advice.no-trunk', { connector: 'customers.csv', count: 1 }),
    ]);
  });

  test('never overwrites an existing file', async () => {
    writeFileSync(out, 'mine');
    const { code, lines, errors } = await lookup(['--report', calls, '--suggestions', out]);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(errors).toBe(inEnglish('cli.report.exists', { file: 'changes.csv' }));
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  test.each([
    [['--suggestions', 'x.csv'], /^--suggestions\b.*--report\b/u],
    [['--report', 'x.csv', '110'], /^--report\b/u],
    [[], /^missing required argument 'number'/u],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, lines, errors } = await lookup(args);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(errors).toMatch(message);
  });

  test.each([
    ['is missing', null, inEnglish('cli.report.unreadable', { file: 'calls.csv', cause: 'ENOENT' })],
    [
      'is a spreadsheet',
      Buffer.from('504b0304140006000800', 'hex'),
      inEnglish('cli.report.unreadable', { file: 'calls.csv', cause: inEnglish('cli.report.no-text') }),
    ],
    [
      'contains no number',
      '日時,発信者\n2024-01-05,非通知\n',
      inEnglish('cli.report.no-numbers', { file: 'calls.csv' }),
    ],
    ['is empty', '', inEnglish('cli.report.no-numbers', { file: 'calls.csv' })],
  ])('exits with 1 if the list %s', async (_what, content, message) => {
    if (content === null) rmSync(calls);
    else writeFileSync(calls, content);
    const { code, lines, errors } = await lookup(['--report', calls, '--suggestions', out]);
    expect({ code, lines }).toEqual({ code: 1, lines: [] });
    expect(errors).toBe(message);
    expect(() => statSync(out)).toThrow(/ENOENT/u);
  });
});

describe('querying connectors', () => {
  const clock = new FakeClock();
  const NUMBERS = Array.from({ length: 8 }, (_, index) => `+8190123456${String(10 + index)}`);
  const emptyResult: FindResult = { matches: [], asOf: null, newer: null };
  let stop: Stop;
  let printed: string[];
  let complaints: string[];
  beforeEach(() => {
    stop = new Stop();
    [printed, complaints] = [[], []];
    const collect = (texts: string[]) => (text: unknown) => texts.push(String(text)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(collect(printed));
    vi.spyOn(process.stderr, 'write').mockImplementation(collect(complaints));
    writeFileSync(calls, NUMBERS.join('\n'));
  });
  afterEach(() => stop.release());

  /** `asked` lists the last digit of each number that was looked up. */
  function connector(find: (number: string) => Promise<FindResult>, overrides: Partial<Connector> = {}) {
    const asked: string[] = [];
    const query = (number: LookupNumber): Promise<FindResult> => {
      const e164 = number.kind === 'external' ? number.e164 : '';
      asked.push(e164.slice(-1));
      return find(e164);
    };
    return { id: 'crm', name: 'CRM', find: query, asked, ...overrides };
  }
  const report = (...connectors: readonly Connector[]): Promise<ExitCode> =>
    runReport(calls, out, connectors, { t: getTranslate('en'), country: 'JP', json: true, stop, clock });
  const readReport = () => parseLine(printed.join(''));

  test('waits and continues when a connector asks for a pause', async () => {
    let wasAsked = false;
    const resting = connector(() => {
      const found = wasAsked
        ? Promise.resolve(emptyResult)
        : Promise.reject(new ConnectorError('rate-limited', 7_000));
      wasAsked = true;
      return found;
    });
    const ended = report(resting);
    await vi.waitFor(() => expect(clock.pending).toBe(1), WAIT);
    expect(complaints).toEqual([`${inEnglish('cli.report.rest', { connector: 'CRM', seconds: 7 })}\n`]);
    clock.advance(6_999);
    expect(resting.asked).toEqual(['0']);
    clock.advance(1);
    expect(await ended).toBe(0);
    expect(resting.asked.join('')).toBe('001234567');
    expect(readReport()).toMatchObject({ none: { numbers: 8 }, unanswered: { numbers: 0 } });
  });

  test('stops asking a connector that keeps failing and continues with the others', async () => {
    const failing = connector(() => Promise.reject(new ConnectorError('unreachable')));
    const working = connector(
      (e164) =>
        Promise.resolve({
          ...emptyResult,
          matches: [aMatch('田中', { connector: 'b', matchedNumber: e164 })],
        }),
      {
        id: 'b',
        name: 'B',
      },
    );
    expect(await report(failing, working)).toBe(0);
    expect([failing.asked.join(''), working.asked.join('')]).toEqual(['01234', '01234567']);
    expect(readReport()).toMatchObject({
      exact: { numbers: 8 },
      connectors: [
        {
          unanswered: 8,
          troubles: [
            {
              code: 'unreachable',
              message: inEnglish('crm.trouble', {
                connector: 'CRM',
                why: inEnglish('why.connector-unreachable'),
              }),
            },
          ],
        },
        { unanswered: 0, troubles: [], records: 1, written: { e164: 1 } },
      ],
    });
  });

  test('exits with 1 if no connector answers, and still writes the file', async () => {
    expect(await report(connector(() => Promise.reject(new Error('bug'))))).toBe(1);
    expect(readReport()).toMatchObject({
      unanswered: { numbers: 8 },
      connectors: [{ troubles: [{ code: 'not-understood' }] }],
    });
    expect(readFileSync(out, 'utf8')).toMatch(/^\uFEFF"connector"/u);
  });

  test('waits for the update of a cached answer', async () => {
    const newer = Promise.resolve({ ...emptyResult, matches: [aMatch('田中', { connector: 'crm' })] });
    await report(connector(() => Promise.resolve({ ...emptyResult, newer })));
    expect(readReport()).toMatchObject({ exact: { numbers: 8 } });
  });

  test('does not ask a directory that supports only extensions', async () => {
    const directory = connector(() => Promise.resolve(emptyResult), { supportedKinds: ['extension'] });
    await report(
      directory,
      connector(() => Promise.resolve(emptyResult), { id: 'b' }),
    );
    expect(directory.asked).toEqual([]);
    expect(readReport()).toMatchObject({ connectors: [{ connector: 'b' }] });
  });

  test('ends at once on interrupt and prints the report so far', async () => {
    const hanging = connector((e164) =>
      e164.endsWith('3') ? new Promise<FindResult>(() => undefined) : Promise.resolve(emptyResult),
    );
    const ended = report(hanging);
    await vi.waitFor(() => expect(hanging.asked).toContain('3'), WAIT);
    stop.interrupt();
    expect(await ended).toBe(0);
    expect(readReport()).toMatchObject({ asked: { numbers: 3 }, none: { numbers: 3 }, left: 5 });
  });
});

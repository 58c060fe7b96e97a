import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aMatch, TANAKA } from '../test-support/fakes.ts';
import type { Match } from './connector.ts';
import {
  createNumberReport,
  readPastNumbers,
  suggestCorrections,
  toSuggestionsCsv,
  type LookedUpNumber,
  type Suggestion,
} from './number-report.ts';

const OFFICE = '+81355550001';
const CRM = { id: 'crm', name: 'Salesforce' };
const FILE = { id: 'contacts', name: 'customers.csv' };

const match = (more: Partial<Match> = {}): Match =>
  aMatch('田中 恵子', {
    connector: 'crm',
    id: '1',
    matchedField: '携帯電話',
    matchedNumber: '090-1234-5678',
    ...more,
  });
const aLookedUpNumber = (
  e164: string,
  calls: number,
  matches: readonly Match[],
  more: Partial<LookedUpNumber> = {},
): LookedUpNumber => ({
  number: { kind: 'external', e164, extension: null },
  calls,
  matches,
  failures: [],
  ...more,
});
const toList = (answers: readonly LookedUpNumber[]) => ({ numbers: answers, linesWithout: 0 });

describe('readPastNumbers', () => {
  const read = (text: string) => {
    const { numbers, linesWithout } = readPastNumbers(text, 'JP');
    return [numbers.map(({ number, calls }) => [number.e164, calls]), linesWithout];
  };

  test('lists each number once in any notation, with its call count', () => {
    expect(read('090-1234-5678\n０３－５５５５－０００１\r\n\n+81 90 1234 5678\r(03) 5555-0001')).toEqual([
      [
        [TANAKA, 2],
        [OFFICE, 2],
      ],
      0,
    ]);
  });

  test('reads tables and ignores dates, durations, row numbers and extensions', () => {
    expect(
      read(
        [
          '日時,通話時間,発信者,着信者',
          '2024-01-05 10:20,125,"田中, 恵子",090-1234-5678,03-5555-0001',
          '7;2024/01/05;0:02:05;"03-5555-0001";1045',
          '1704420000000\t+12092592844',
        ].join('\n'),
      ),
    ).toEqual([
      [
        [TANAKA, 1],
        [OFFICE, 1],
        ['+12092592844', 1],
      ],
      1,
    ]);
  });

  test.each([
    '2026/10/12 9:05',
    '2026-10-12',
    '2026-10-12T09:05:00+09:00',
    '2026-10-12T09:05:00.123Z',
    '10/12/2026',
    '12.10.2026',
    '2026年10月12日',
    '2026年10月12日(月) 9時05分',
    '令和8年10月12日',
    '12-Oct-2026',
    '"Oct 12, 2026, 9:05:00 AM"',
    '20261012',
    '20261012090500',
    '1791795900',
    '1791795900000',
    '9:05',
    '0:02:05',
    '00:02:05.250',
    '2分5秒',
    '125',
    '"¥312,345,678"',
    '312345678円',
    'INV-0312345678',
    'A0312345678',
    '2031234567',
    '2010203040',
    '7018317023722949162',
    '35.6812362',
  ])('takes %s beside a number for no number', (cell) => {
    expect(read(`${cell},着信,090-1234-5678`)).toEqual([[[TANAKA, 1]], 0]);
    expect(read(`${cell},着信,+819012345678`)).toEqual([[[TANAKA, 1]], 0]);
    expect(read(`${cell},着信,非通知`)).toEqual([[], 1]);
  });

  test('reads bare digits that can only be a number', () => {
    expect(read('2026/10/12,819012345678\n9012345678\n09012345678')).toEqual([[[TANAKA, 3]], 0]);
  });

  test('counts lines without a phone number', () => {
    expect(read('非通知\nanonymous\n110\n1045\n \n"\n')).toEqual([[], 5]);
  });
});

describe('createNumberReport', () => {
  const failure = { id: 'crm', connector: 'Salesforce', kind: 'slow' } as const;

  test('counts numbers and calls by their best grade', () => {
    const answers = [
      aLookedUpNumber('+81300000001', 5, [match({ grade: 'weak', matchReason: 'part' }), match()]),
      aLookedUpNumber('+81300000002', 3, [match({ grade: 'national', matchReason: 'national' })]),
      aLookedUpNumber('+81300000003', 2, [match({ grade: 'weak', matchReason: 'part' })]),
      aLookedUpNumber('+81300000004', 1, []),
      aLookedUpNumber('+81300000005', 7, [], { failures: [failure] }),
      aLookedUpNumber('+81300000006', 4, [match({ connector: 'contacts' })], { failures: [failure] }),
    ];
    const list = { numbers: [...answers, ...answers.slice(0, 2)], linesWithout: 9 };
    expect(createNumberReport(list, answers, [CRM, FILE], 'JP')).toMatchObject({
      asked: { numbers: 6, calls: 22 },
      exact: { numbers: 2, calls: 9 },
      national: { numbers: 1, calls: 3 },
      weak: { numbers: 1, calls: 2 },
      none: { numbers: 1, calls: 1 },
      unanswered: { numbers: 1, calls: 7 },
      several: { numbers: 0, calls: 0 },
      linesWithout: 9,
      left: 2,
      connectors: [
        { id: 'crm', name: 'Salesforce', unanswered: 2, failures: [failure] },
        { id: 'contacts', unanswered: 0, failures: [] },
      ],
    });
  });

  test.each([
    ['two people', [match(), match({ id: '2', name: '青木 花' })], 1],
    ['two records of one CRM', [match(), match({ id: '2', name: '田中恵子' })], 1],
    ['one person in two systems', [match(), match({ connector: 'contacts', name: '田中　恵子' })], 0],
    ['one person with a better grade', [match(), match({ id: '2', name: '青木 花', grade: 'weak' })], 0],
  ])('counts several matches for %s on one number', (_what, matches, several) => {
    const answers = [aLookedUpNumber(TANAKA, 1, matches)];
    expect(createNumberReport(toList(answers), answers, [CRM], 'JP').several.numbers).toBe(several);
  });

  test('counts the notation of each record once', () => {
    const answers = [
      aLookedUpNumber(TANAKA, 1, [
        match({ matchedNumber: '０９０－１２３４－５６７８' }),
        match({ id: '2', matchedNumber: '０９０１２３４５６７８' }),
        match({ id: '3', matchedNumber: TANAKA }),
        match({ connector: 'contacts', id: '4', matchedNumber: '9012345678' }),
      ]),
      aLookedUpNumber(OFFICE, 1, [
        match({ matchedNumber: '０３－５５５５－０００１' }),
        match({ matchedNumber: '03-5555-0001' }),
      ]),
    ];
    const { connectors } = createNumberReport(toList(answers), answers, [CRM, FILE], 'JP');
    expect(connectors.map(({ records, written }) => [records, written])).toEqual([
      [
        3,
        [
          { written: 'full-width', records: 2 },
          { written: 'e164', records: 1 },
          { written: 'hyphens', records: 1 },
        ],
      ],
      [1, [{ written: 'no-trunk', records: 1 }]],
    ]);
  });

  test('contains no names and no full numbers', () => {
    const answers = [aLookedUpNumber(TANAKA, 1, [match({ matchedNumber: '９０１２３４５６７８' })])];
    expect(JSON.stringify(createNumberReport(toList(answers), answers, [CRM], 'JP'))).not.toMatch(
      /田中|5678|５６７８/u,
    );
  });
});

describe('suggestions', () => {
  test('corrects badly written numbers, only for certain matches', () => {
    const answers = [
      aLookedUpNumber(TANAKA, 2, [
        match(),
        match({ id: '2', matchedNumber: '９０１２３４５６７８', grade: 'national', matchReason: 'national' }),
        match({ id: '3', matchedNumber: '1234-5678', grade: 'weak', matchReason: 'part' }),
        match({ id: '4', matchedNumber: '03-1234-5678 内線9', grade: 'weak', matchReason: 'extension' }),
      ]),
    ];
    expect(suggestCorrections(answers, [CRM], 'JP')).toEqual([
      {
        connector: 'Salesforce',
        record: '2',
        name: '田中 恵子',
        field: '携帯電話',
        stored: '９０１２３４５６７８',
        suggested: TANAKA,
        reason: 'full-width',
      },
    ]);
  });
});

describe('toSuggestionsCsv', () => {
  const row: Suggestion = {
    connector: 'Salesforce',
    record: '003',
    name: '田中 恵子',
    field: '携帯電話',
    stored: '+81 (0)90-1234-5678',
    suggested: TANAKA,
    reason: 'trunk-zero',
  };

  test('writes CSV for Excel that can be imported', () => {
    expect(toSuggestionsCsv([row, { ...row, name: 'a "b", c' }], (reason) => reason)).toBe(
      '\uFEFF"connector","record","name","field","stored","suggested","reason"\r\n' +
        `"Salesforce","003","田中 恵子","携帯電話","'+81 (0)90-1234-5678","+819012345678","trunk-zero"\r\n` +
        `"Salesforce","003","a ""b"", c","携帯電話","'+81 (0)90-1234-5678","+819012345678","trunk-zero"\r\n`,
    );
  });

  test('never writes a formula, whatever the CRM data contains', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '"',
        "'",
        ',',
        ' ',
        '\t',
        '\r',
        '\n',
        '＝',
        '＋',
        '－',
        '＠',
        'a',
        '1',
      ),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, text, (name, stored, suggested) => {
        const [, line = ''] = toSuggestionsCsv([{ ...row, name, stored, suggested }], () => '=x').split(
          /^"reason"|"reason"\r\n/u,
        );
        const cells = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/gu)].map(([, cell = '']) =>
          cell.replaceAll('""', '"'),
        );
        expect(cells).toHaveLength(7);
        for (const cell of cells)
          expect(
            /^\+\d+$/u.test(cell) || !/^[\s"]*[=+\-@＝＋－＠\t\r\n]/u.test(cell),
            JSON.stringify(cell),
          ).toBe(true);
        expect(cells[2]?.replace(/^'/u, '').endsWith(name.replace(/^'/u, ''))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAllNotations, ALL_NOTATIONS } from './notations.ts';
import type { CountryCode } from './phone-number.ts';
import { readNumbers } from './read-numbers.ts';

const MOBILE = '+819012345678';
const TOKYO = '+81312345678';
const OSAKA = '+81612345678';

/** Numbers as E.164, with "x" and the extension; "?" for a part that is not understood. */
function read(text: string, country: CountryCode = 'JP'): readonly string[] {
  return readNumbers(text, country).map(({ parsed, certain }) =>
    certain ? `${parsed?.number}${parsed?.ext === undefined ? '' : `x${parsed.ext}`}` : '?',
  );
}

describe('one number', () => {
  test.each([
    // Marks within the number
    ...[
      '090-1234-5678',
      '090・1234・5678',
      '090．1234．5678',
      '090‐1234‐5678',
      '090‑1234‑5678',
      '090―1234―5678',
    ],
    ...[
      '090─1234─5678',
      '090一1234一5678',
      '090ー1234ー5678',
      '090ｰ1234ｰ5678',
      '090_1234_5678',
      '090 - 1234 - 5678',
    ],
    ...['(090)1234-5678', '【090】1234-5678', '090　1234　5678', '０９０−１２３４−５６７８', '٠٩٠١٢٣٤٥٦٧٨'],
    ...['\u202A+81 90\u20111234\u20115678\u202C', '090\u00AD1234\u00AD5678', '+81 (0)90 1234 5678'],
    // Spreadsheets
    ...['09012345678.0', '819012345678.0', '+819012345678.00', "'09012345678", '="09012345678"'],
    // List marks and footnotes
    ...['①090-1234-5678', '❶ 090-1234-5678', '⑴090-1234-5678', '1.090-1234-5678', '1. 090-1234-5678'],
    ...[
      '2) 090-1234-5678',
      '(3) 090-1234-5678',
      '4 090-1234-5678',
      '1\uFE0F\u20E3090-1234-5678',
      '090-1234-5678¹',
    ],
    // Labels and notes
    ...[
      '携帯 090-1234-5678',
      '携帯1 090-1234-5678',
      '携帯1:090-1234-5678',
      '携帯１：０９０－１２３４－５６７８',
    ],
    ...[
      '携帯2(090-1234-5678)',
      '携帯1-090-1234-5678',
      'TEL:090-1234-5678',
      'ＴＥＬ　090(1234)5678',
      '℡090-1234-5678',
    ],
    ...[
      '☎ 090-1234-5678',
      'ｹｲﾀｲ090-1234-5678',
      'ｼﾞﾀｸ：090-1234-5678',
      'M090-1234-5678',
      'Tel. 090-1234-5678 (home)',
    ],
    ...[
      '090-1234-5678（代表）',
      '090-1234-5678(自宅)',
      '090-1234-5678 代',
      '090-1234-5678（平日9-17時）',
      '※090-1234-5678',
    ],
    ...[
      '090-1234-5678 2024/10/1変更',
      '090-1234-5678 (令和6年10月1日から)',
      '090-1234-5678 / tanaka@docomo.ne.jp',
    ],
    ...['090-1234-5678 (2)', '090-1234-5678内線なし'],
    // Prefixes that are dialed before it
    ...['184-090-1234-5678', '186 090-1234-5678', '18609012345678', '#31#09012345678', '*67 090-1234-5678'],
    // Addresses
    ...['tel:+81-90-1234-5678', 'tel:09012345678;phone-context=+81', '09012345678;phone-context=example.com'],
    ...['"Bob 2" <sip:+819012345678@192.0.2.1;user=phone>', 'sip:09012345678@host:5060', 'L0#09012345678'],
  ])('%j', (text) => {
    expect(read(text)).toEqual([MOBILE]);
    // The card shows it as it is written.
    expect(readNumbers(text, 'JP')[0]?.text).toBe(text);
  });

  test.each([
    ...['03-1234-5678 内線12', '03-1234-5678(内線12)', '03-1234-5678 内線番号：１２', '03-1234-5678 ﾅｲｾﾝ12'],
    ...['03-1234-5678 x12', '03-1234-5678x12', '03-1234-5678 ext. 12', '03-1234-5678#12', '03-1234-5678,,12'],
    ...[
      'tel:+81-3-1234-5678;ext=12',
      '03-1234-5678(内12)',
      '03-1234-5678 Extn: 12',
      '代表 03-1234-5678 (内線12~15)',
    ],
  ])('with an extension: %j', (text) => {
    expect(read(text)).toEqual([`${TOKYO}x12`]);
  });

  test.each<[CountryCode, string, string]>([
    ['DE', '030 / 12345678', '+493012345678'],
    ['DE', '030/12345678', '+493012345678'],
    // Without the mark in front, a number in Duisburg.
    ['DE', '2. 030 12345678', '+493012345678'],
    ['DE', '2 030 12345678', '+493012345678'],
    ['US', '1.212.555.1234', '+12125551234'],
    ['US', '1 (212) 555-1234', '+12125551234'],
    ['FR', '01.02.03.04.05', '+33102030405'],
    ['FR', '1 02 03 04 05', '+33102030405'],
    ['IT', '06 1234 5678', '+390612345678'],
    ['BR', '(0xx11) 98765-4321', '+5511987654321'],
    ['BR', '0 15 11 98765-4321', '+5511987654321'],
    ['BR', '(11) 8765-4321', '+5511987654321'],
    ['BR', '(11) 3456-7890', '+551134567890'],
    ['MX', '044 55 1234 5678', '+525512345678'],
    ['MX', '01 55 1234 5678', '+525512345678'],
    ['JP', '+52 1 55 1234 5678', '+525512345678'],
    ['AR', '011 15-2345-6789', '+5491123456789'],
    ['JP', '0312345678;phone-context=+82', '+82312345678'],
  ])('in %s, %j is %s', (country, text, e164) => {
    expect(read(text, country)).toEqual([e164]);
  });
});

test.each<[string, readonly string[]]>([
  ['090-1234-5678 03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678・03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678　03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678 or 03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678または03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678\n03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678; 03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678:::03-1234-5678', [MOBILE, TOKYO]],
  ['090-1234-5678(03-1234-5678)', [MOBILE, TOKYO]],
  ['①090-1234-5678②03-1234-5678', [MOBILE, TOKYO]],
  ['1. 090-1234-5678 2. 03-1234-5678', [MOBILE, TOKYO]],
  ['(1)090-1234-5678(2)03-1234-5678', [MOBILE, TOKYO]],
  ['携帯 090-1234-5678 自宅 03-1234-5678', [MOBILE, TOKYO]],
  ['+819012345678+81312345678', [MOBILE, TOKYO]],
  ['090 1234 5678 03 1234 5678', [MOBILE, TOKYO]],
  ['03-1234-5678 内線12 / 06-1234-5678', [`${TOKYO}x12`, OSAKA]],
  // Further numbers of a switchboard
  ['03-1234-5678/79', [TOKYO, '+81312345679']],
  ['03-1234-5678・5679', [TOKYO, '+81312345679']],
  ['03-1234-5678、79、80', [TOKYO, '+81312345679', '+81312345680']],
  ['03-1234-5678〜80', [TOKYO, '+81312345679', '+81312345680']],
])('several numbers: %j', (text, numbers) => {
  expect(read(text)).toEqual(numbers);
});

test.each<[string, readonly string[]]>([
  ...[
    ...[
      '03-1234-567',
      '03-1234-56789',
      '1045',
      '内線1045',
      '1234-5678',
      '携帯1090-1234-5678',
      '090のあと1234',
    ],
    ...['1-800-FLOWERS', '0120-GO-1234', '9.01235E+09', '9,012,345,678', '0-03-1234-5678', '９'.repeat(60)],
    '9'.repeat(2_000),
  ].map((text): [string, readonly string[]] => [text, ['?']]),
  ['03-1234-5678/70', [TOKYO, '?']],
  ['03-1234-5678(5679)', [TOKYO, '?']],
  ['03-1234-5678 9', [TOKYO, '?']],
  ['03-1234-5678 / 06-1234-567', [TOKYO, '?']],
])('says what it does not understand: %j', (text, numbers) => {
  expect(read(text)).toEqual(numbers);
});

test.each([
  '',
  'なし',
  '-',
  '（非公開）',
  'tanaka0901234@docomo.ne.jp',
  '2026年11月2日',
  'https://x.example/0312345678',
])('finds nothing in %j', (text) => {
  expect(read(text)).toEqual([]);
});

test('reads a text the same in any order and every time', () => {
  const numbers = fc
    .constantFrom(MOBILE, TOKYO, '+12092592844', '+493012345678', '+5511987654321', '+525512345678')
    .chain((e164) => fc.constantFrom(...formatAllNotations(e164, ALL_NOTATIONS)));
  const ends = [
    '',
    ';phone-context=+82',
    ';phone-context=example.com',
    ';phone-context=',
    ';phone-context=+',
    ';ext=12',
  ];
  const text = fc
    .tuple(
      fc.constantFrom('', 'tel:', 'sip:', 'Tel. ', '携帯１：', '①', '1. '),
      numbers,
      fc.constantFrom(
        ...ends,
        ' x12',
        '内線１２',
        '/79',
        ',12',
        ' or 03-9999-0000',
        '-FLOWERS',
        '.0',
        '@host',
      ),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 8 }), (texts) => {
      const first = texts.map((each) => read(each));
      expect(texts.map((each) => read(each))).toEqual(first);
      expect(texts.toReversed().map((each) => read(each))).toEqual(first.toReversed());
    }),
    { numRuns: 300 },
  );
});

test('never finds digits that are not in the text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.stringMatching(/^[\d+()., ;:~・①内線x-]{0,40}$/u),
    fc.stringMatching(/^0[39]0?-?\d{4}-?\d{4}[/・、 ,(.]{0,2}\d{0,12}$/u),
  );
  fc.assert(
    fc.property(text, (written) => {
      for (const { parsed, certain, text: piece } of readNumbers(written, 'JP')) {
        expect(written).toContain(piece);
        if (!certain || parsed === null || parsed.countryCallingCode !== '81') continue;
        const digits = piece.normalize('NFKC').replace(/\D/gu, '');
        // The last four may be abbreviated.
        expect(digits).toContain(parsed.nationalNumber.slice(0, -4));
      }
    }),
    { numRuns: 2_000 },
  );
});

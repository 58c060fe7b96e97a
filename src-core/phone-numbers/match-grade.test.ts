import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradeText, type MatchReason } from './match-grade.ts';
import { formatAllNotations, formatAs, type Notation } from './notations.ts';
import type { CountryCode } from './phone-number.ts';

const getMatchReason = (
  text: string,
  e164: string,
  { extension = null, country = 'JP' }: { extension?: string | null; country?: CountryCode } = {},
): MatchReason | null => gradeText(text, { kind: 'external', e164, extension }, country)?.matchReason ?? null;

const MOBILE = '+819012345678';
const TOKYO = '+81312345678';
const ROME = '+390612345678';
const MEMPHIS = '+19012345678';

describe('getMatchReason', () => {
  test.each<[string, string, MatchReason | null]>([
    ['090-1234-5678', MOBILE, 'exact'],
    ['09012345678', MOBILE, 'exact'],
    ['０９０－１２３４－５６７８', MOBILE, 'exact'],
    ['０９０ー１２３４ー５６７８', MOBILE, 'exact'],
    ['(090)1234-5678', MOBILE, 'exact'],
    ['+81 (0)90-1234-5678', MOBILE, 'exact'],
    ['0081-90-1234-5678', MOBILE, 'exact'],
    ['携帯 090-1234-5678', MOBILE, 'exact'],
    ['090-1234-5678 (秘書)', MOBILE, 'exact'],
    ['0312-34-5678', TOKYO, 'exact'],
    ['03-9999-0000 / 090-1234-5678', MOBILE, 'exact'],
    ['03-9999-0000、090-1234-5678', MOBILE, 'exact'],
    ['090-1234-5678 03-1234-5678', TOKYO, 'exact'],
    ['090-1234-5678 03-1234-5678', MOBILE, 'exact'],
    ['03 1234 5678 090 1234 5678', MOBILE, 'exact'],
    ['090-8765-4321・03-1234-5678', TOKYO, 'exact'],
    ['045-123-4567　03-1234-5678', TOKYO, 'exact'],
    ['045-123-4567 or 03-1234-5678', TOKYO, 'exact'],
    ['045-123-4567または03-1234-5678', TOKYO, 'exact'],
    ['001-1-209-259-2844', '+12092592844', 'exact'],
    ['186-090-1234-5678', MOBILE, 'exact'],
    ['03-1234-5677/78', TOKYO, 'exact'],
    ['①03-9999-0000②03-1234-5678', TOKYO, 'exact'],
    // The same line before and after its country changed its plan.
    ['+52 1 55 1234 5678', '+525512345678', 'exact'],
    ['+52 55 1234 5678', '+5215512345678', 'exact'],
    ['+55 11 8765-4321', '+5511987654321', 'exact'],
    ['+55 0 15 11 98765-4321', '+5511987654321', 'exact'],
    ['+54 9 11 2345-6789', '+5491123456789', 'exact'],
    ['+54 11 15 2345-6789', '+5491123456789', 'exact'],
    ['+54 11 2345-6789', '+5491123456789', 'part'],
    ['+54 9 11 2345-6789', '+541123456789', 'part'],
    // Other numbers, however similar.
    ['080-1234-5678', MOBILE, null],
    ['06-1234-5678', ROME, null],
    ['+81 30 12345678', '+493012345678', null],
    ['03-1234-56789', TOKYO, null],
    ['03-1234-567', TOKYO, null],
    ['345678', TOKYO, null],
    ['なし', MOBILE, null],
    ['', MOBILE, null],
    // Without a country code, and not in the notation of the configured country.
    ['(209) 259-2844', '+12092592844', 'national'],
    ['030 12345678', '+493012345678', 'national'],
    ['139 1234 5678', '+8613912345678', 'national'],
    // A spreadsheet dropped the 0, or the number is from another country: never a definite match.
    ['9012345678', MOBILE, 'national'],
    ['9012345678', MEMPHIS, 'national'],
    ['(901) 234-5678', MOBILE, 'national'],
    // Numbers behind a switchboard, and texts that match only in part.
    ['03-1234-5678 内線12', TOKYO, 'extension'],
    ['03-1234-5678 ext. 12', TOKYO, 'extension'],
    ['1234-5678', TOKYO, 'part'],
    ['190-090-1234-5678', MOBILE, 'part'],
  ])('%j for caller %s: %s', (text, e164, expected) => {
    expect(getMatchReason(text, e164)).toBe(expected);
    expect(gradeText(text, { kind: 'external', e164, extension: null }, 'JP')?.grade ?? null).toBe(
      expected === 'extension' || expected === 'part' ? 'weak' : expected,
    );
  });

  test('reads numbers without a country code in the configured country', () => {
    expect(getMatchReason('(209) 259-2844', '+12092592844', { country: 'US' })).toBe('exact');
    expect(getMatchReason('06 1234 5678', ROME, { country: 'IT' })).toBe('exact');
    expect(getMatchReason('09012345678', MOBILE, { country: 'US' })).toBe('national');
  });

  test('grades a matching extension exact and a different one as weak', () => {
    expect(getMatchReason('03-1234-5678 内線12', TOKYO, { extension: '12' })).toBe('exact');
    expect(getMatchReason('03-1234-5678 内線13', TOKYO, { extension: '12' })).toBe('extension');
    expect(getMatchReason('03-1234-5678', TOKYO, { extension: '12' })).toBe('exact');
  });

  test('returns the best match of several numbers in one field, as written', () => {
    const text = '1234-5678; 03-1234-5678 内線9; 03 1234 5678';
    expect(gradeText(text, { kind: 'external', e164: TOKYO, extension: null }, 'JP')).toEqual({
      grade: 'exact',
      matchReason: 'exact',
      text: '03 1234 5678',
    });
  });
});

const JAPANESE = [
  '+819012345678',
  '+81312345678',
  '+81463123456',
  '+81995123456',
  '+81120123456',
  '+815055554444',
];
const FOREIGN = ['+12092592844', '+493012345678', '+442079460123', '+8613912345678', '+5511912345678'];
const ALL: readonly Notation[] = [
  'e164',
  'national',
  'national-formatted',
  'significant',
  'digits',
  'international',
  'international-hyphens',
  'dialled',
  'national-variants',
  'full-width',
];

describe('notations', () => {
  test('formats a Japanese mobile number', () => {
    expect(formatAllNotations(MOBILE, ALL, ['0##-####-####', '(###)###'])).toEqual([
      '+819012345678',
      '09012345678',
      '090-1234-5678',
      '9012345678',
      '819012345678',
      '+81 90-1234-5678',
      '+81-90-1234-5678',
      '00819012345678',
      '010819012345678',
      '090(1234)5678',
      '(090)1234-5678',
      '０９０－１２３４－５６７８',
      '０９０１２３４５６７８',
      '０９０ー１２３４ー５６７８',
    ]);
  });

  test('formats a landline number with all hyphen positions', () => {
    const variants = formatAs(TOKYO, 'national-variants');
    for (const text of ['03(1234)5678', '031-234-5678', '0312-34-5678', '03123-4-5678'])
      expect(variants).toContain(text);
    expect(variants).not.toContain('03-1234-5678');
  });

  test('formats foreign numbers', () => {
    expect(
      formatAllNotations('+12092592844', [
        'national-formatted',
        'international',
        'dialled',
        'national-variants',
      ]),
    ).toEqual(['(209) 259-2844', '+1 209-259-2844', '0012092592844']);
  });

  test('fills masks from the first significant digit and skips masks of another length', () => {
    expect(formatAllNotations(TOKYO, [], ['0#-####-####', '(0#) #### ####', '#'])).toEqual([
      '03-1234-5678',
      '(03) 1234 5678',
    ]);
  });

  test('every notation of a number matches that number in its own country', () => {
    const homes: readonly (readonly [string, CountryCode])[] = [
      ...JAPANESE.map((e164) => [e164, 'JP'] as const),
      ['+12092592844', 'US'],
      ['+493012345678', 'DE'],
      ['+442079460123', 'GB'],
      ['+8613912345678', 'CN'],
      ['+5511912345678', 'BR'],
    ];
    for (const [e164, country] of homes)
      for (const notation of ALL)
        for (const text of formatAs(e164, notation)) {
          const found = getMatchReason(text, e164, { country });
          if (notation === 'significant') expect(found, text).not.toBeNull();
          else expect(found, `${e164} as ${text}`).toBe('exact');
          const abroad = getMatchReason(text, e164, { country: country === 'JP' ? 'US' : 'JP' });
          if (text.startsWith('+')) expect(abroad, text).toBe('exact');
        }
  });

  test('no notation matches another Japanese number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...JAPANESE),
        fc.constantFrom(...JAPANESE),
        fc.constantFrom(...ALL.filter((notation) => notation !== 'significant')),
        (caller, other, notation) => {
          fc.pre(caller !== other);
          for (const text of formatAs(other, notation)) expect(getMatchReason(text, caller), text).toBeNull();
        },
      ),
    );
  });
});

test('never grades a text as exact for another number', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.stringMatching(/^[\d+() /;-]{0,40}$/u),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...JAPANESE, ...FOREIGN), (formatted, caller) => {
      const grade = getMatchReason(formatted, caller);
      const digits = formatted.normalize('NFKC').replace(/\D/gu, '');
      const significant = caller.replace(/^\+(?:81|1|49|44|86|55)/u, '');
      if (grade === 'exact') expect(digits).toContain(significant);
    }),
    { numRuns: 2_000 },
  );
});

/**
 * A text with the marks of phone numbers in ASCII, of the same length, so that a part of it has the same place in the
 * original. List marks (①), line breaks and tabs become "\n"; digits, hyphens, brackets and spaces of any script and
 * width become ASCII; middle dots "・"; invisible characters "_".
 */
export function toPlainText(text: string): string {
  return text
    .replace(/\p{No}|\d\uFE0F?\u20E3|[\t\r\v\f\u2028\u2029]/gu, toBreaks)
    .replace(/[^ -~\n]/gu, toPlainCharacter)
    .replace(/(?<=\d)一(?=\d)/gu, '-');
}

const SAME_MARKS: readonly (readonly [characters: RegExp, mark: string])[] = [
  [/[〜～∼˜]/u, '~'],
  [/[\p{Pd}−ーｰ⁃˗─━]/u, '-'],
  [/[・･·•∙‧⋅]/u, '・'],
  [/[（［｛【〔「『〈《]/u, '('],
  [/[）］｝】〕」』〉》]/u, ')'],
  [/[‘’ʼ′]/u, "'"],
  [/\p{Zs}/u, ' '],
  [/\p{Cf}/u, '_'],
];

function toPlainCharacter(character: string): string {
  // U+FF01 to U+FF5E and the two Arabic sets are the digits and letters that people type most.
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xff10 && code <= 0xff19) return String(code - 0xff10);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  const mark = SAME_MARKS.find(([characters]) => characters.test(character))?.[1];
  if (mark !== undefined) return mark;
  const normalized = character.normalize('NFKC');
  return normalized.length === character.length ? normalized : character;
}

/** Replaces parts of a plain text so that nothing is read in them or across them. */
export function mask(plain: string, ...parts: readonly RegExp[]): string {
  return parts.reduce((text, part) => text.replace(part, toBreaks), plain);
}

function toBreaks(part: string): string {
  return '\n'.repeat(part.length);
}

const YEAR = '(?:19|20)\\d\\d';
const MONTH = '(?:0?[1-9]|1[0-2])';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const MONTH_NAME = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const DATES = [
  // 2026-11-02, 2026/11/2, 2026.11.2, 11/2/2026, 2.11.2026
  `${YEAR}[-/.]${MONTH}[-/.]${DAY}`,
  `(?:${MONTH}[-/.]${DAY}|${DAY}[-/.]${MONTH})[-/.]${YEAR}`,
  // 02-Nov-2026, 2 Nov 2026, Nov 2, 2026
  `${DAY}[- ]${MONTH_NAME}[- ]${YEAR}`,
  `${MONTH_NAME} ${DAY}(?:, ?| )${YEAR}`,
  // 2026年11月2日, 令和8年11月2日, 11月2日, 2026年
  `(?:\\d{1,4} ?年 ?)?${MONTH} ?月(?: ?${DAY} ?日)?`,
  `${YEAR}年`,
  // 20261102, 20261102101500
  `${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[01]\\d[0-5]\\d(?:[0-5]\\d)?|2[0-3][0-5]\\d(?:[0-5]\\d)?)?`,
];
const TIMES = [
  '\\d{1,3}:[0-5]\\d(?::[0-5]\\d)?(?:[.,]\\d{1,9})?(?: ?[+-]\\d\\d:?\\d\\d(?!\\d))?',
  // 10時15分, 2分5秒
  '(?:\\d{1,3} ?(?:時間?|分|秒)半?)+',
];
const ALONE = ['(?<![\\d+:/.-])(?:', ')(?![\\d:/]|[.-]\\d)'] as const;
const DATE = new RegExp(DATES.map((date) => ALONE.join(date)).join('|'), 'giu');
const TIME = new RegExp(`(?<![\\d+:/])(?:${TIMES.join('|')})(?![\\d:])`, 'gu');

/** A plain text without its dates, times and durations. */
export function maskDates(plain: string): string {
  // The T between a date and a time would join them to one word.
  return mask(plain.replace(/(?<=\d)T(?=\d\d:)/gu, ' '), TIME, DATE);
}

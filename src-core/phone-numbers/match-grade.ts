import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';
import { parseAnyNotation, type PhoneNumber } from './phone-number.ts';

/**
 * How sure it is that what is written in a record is this number.
 * - `exact`: the same number of the same country
 * - `national`: the same national number; the record names no country, and read in ours it is no number of ours
 * - `weak`: perhaps; see `MatchReason` for why
 */
export type Grade = 'exact' | 'national' | 'weak';

/** The surer one first; for sorting. */
export function byConfidence(a: { readonly grade: Grade }, b: { readonly grade: Grade }): number {
  return CONFIDENCE_ORDER[a.grade] - CONFIDENCE_ORDER[b.grade];
}

const CONFIDENCE_ORDER: Readonly<Record<Grade, number>> = { exact: 0, national: 1, weak: 2 };

/** Why a number is taken for another one; each has a sentence in i18n under `grade.`. */
export type MatchReason =
  | 'exact'
  | 'national'
  /** the number of a switchboard behind which the record names an extension */
  | 'extension'
  /** the end of the number, without its area code or with something dialled before it */
  | 'part';

export interface GradedText {
  readonly grade: Grade;
  readonly matchReason: MatchReason;
  /** what of the text it was, as written */
  readonly text: string;
}

type ExternalNumber = Extract<PhoneNumber, { kind: 'external' }>;

/** Shorter ends belong to many. */
const MIN_PART_LENGTH = 8;

/**
 * Is this number among those written here? The best of several; null = no.
 *
 * A fixed count of last digits is no measure: 080-1234-5678 and 090-1234-5678 are two people's.
 *
 * @param text one field of a record, in any notation, perhaps with several numbers
 * @param country of numbers that carry none
 */
export function gradeText(text: string, number: ExternalNumber, country: CountryCode): GradedText | null {
  const target = parsePhoneNumberFromString(number.e164);
  if (target === undefined || !/\p{Nd}/u.test(text)) return null;
  const graded = splitNumbers(text, country).flatMap(({ parsed, text: piece }) => {
    const matchReason = findMatchReason(piece, parsed, target, number.extension);
    return matchReason === null
      ? []
      : [{ grade: GRADE_BY_REASON[matchReason], matchReason, text: piece.trim() }];
  });
  return (
    graded.sort((a, b) => REASON_ORDER.indexOf(a.matchReason) - REASON_ORDER.indexOf(b.matchReason))[0] ??
    null
  );
}

const GRADE_BY_REASON: Readonly<Record<MatchReason, Grade>> = {
  exact: 'exact',
  national: 'national',
  extension: 'weak',
  part: 'weak',
};
const REASON_ORDER: readonly MatchReason[] = ['exact', 'national', 'extension', 'part'];

function findMatchReason(
  text: string,
  parsed: Parsed | null,
  target: Parsed,
  extension: string | null,
): MatchReason | null {
  const digits = toDigits(text);
  const hasNoCountry = parsed !== null && hasNoTrunkPrefix(parsed, digits) && !hasCountryPrefix(text);
  if (parsed?.number === target.number) {
    const ownExtension = parsed.ext ?? null;
    // A call from a switchboard does not say from which desk.
    if (ownExtension !== null && ownExtension !== extension) return 'extension';
    return hasNoCountry ? 'national' : 'exact';
  }
  // A number that is whole and another one, whatever it ends with.
  if ((parsed?.isValid() === true && !hasNoCountry) || hasCountryPrefix(text)) return null;
  const national = toDigits(target.formatNational());
  const significant: string = target.nationalNumber;
  if (digits === national || digits === significant) return 'national';
  const ends = national.endsWith(digits) || digits.endsWith(significant);
  return digits.length >= MIN_PART_LENGTH && ends ? 'part' : null;
}

/**
 * Without the 0 that is dialled before national numbers: a spreadsheet may have dropped it, or the number is of
 * another country. (901) 234-5678 is somebody in Memphis, and 090-1234-5678 somebody in Japan.
 */
function hasNoTrunkPrefix(parsed: Parsed, digits: string): boolean {
  return digits === parsed.nationalNumber && toDigits(parsed.formatNational()) !== digits;
}

function toDigits(text: string): string {
  return text.normalize('NFKC').replace(/\D/gu, '');
}

function hasCountryPrefix(text: string): boolean {
  return /^\D*(?:\+|00)/u.test(text.normalize('NFKC'));
}

/** A number out of a text that may hold several. */
export interface NumberPiece {
  readonly text: string;
  /** null = it is none that could be dialled */
  readonly parsed: Parsed | null;
}

/**
 * The pieces of a text, one for each number, parted by line breaks, ";", ",", "、", " / " or Google's ":::".
 * A text that is one number as a whole is one piece.
 */
export function splitNumbers(text: string, country: CountryCode): readonly NumberPiece[] {
  const whole = parseAnyNotation(text, country);
  if (whole !== null) return [{ text, parsed: whole }];
  return text.split(/:::|[\n;；,，、]/u).flatMap((part) => {
    const parsed = parseAnyNotation(part, country);
    // Only after the whole part failed: "030 / 12345678" is one number in some countries.
    return parsed !== null
      ? [{ text: part, parsed }]
      : part.split(/[/／]/u).map((piece) => ({ text: piece, parsed: parseAnyNotation(piece, country) }));
  });
}

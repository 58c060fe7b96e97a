import type { CountryCode, PhoneNumber as Parsed } from 'libphonenumber-js/max';
import { findTwin, hasNoTrunkPrefix, parseDialed } from './parse-number.ts';
import { toDigits, type PhoneNumber } from './phone-number.ts';
import { readNumbers } from './read-numbers.ts';

/**
 * How certain it is that the number in a record is this number.
 * - `exact`: the same number of the same country
 * - `national`: the same national number; the record names no country and, read in ours, is not a number of ours
 * - `weak`: perhaps; see `MatchReason`
 */
export type Grade = 'exact' | 'national' | 'weak';

/** Why a number in a record matches; each has a sentence in i18n under `grade.`. */
export type MatchReason =
  | 'exact'
  | 'national'
  /** the record names an extension behind the same switchboard */
  | 'extension'
  /** the end of the number, without its area code or with a dialed prefix */
  | 'part';

/** The most certain first. */
const GRADE_BY_REASON: Readonly<Record<MatchReason, Grade>> = {
  exact: 'exact',
  national: 'national',
  extension: 'weak',
  part: 'weak',
};
const REASONS = Object.keys(GRADE_BY_REASON);
const GRADES: readonly Grade[] = ['exact', 'national', 'weak'];

/** Sorts the most certain first. */
export function byConfidence(a: { readonly grade: Grade }, b: { readonly grade: Grade }): number {
  return GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade);
}

export interface GradedText {
  readonly grade: Grade;
  readonly matchReason: MatchReason;
  /** the matching part of the text, as written */
  readonly text: string;
}

type ExternalNumber = Extract<PhoneNumber, { kind: 'external' }>;

/** Many numbers share a shorter end. */
const MIN_PART_LENGTH = 8;

/**
 * Grades whether `text` holds this number, by the best of several; null = no.
 *
 * A fixed count of last digits would not do: 080-1234-5678 and 090-1234-5678 are two people's.
 * @param text one field of a record, in any notation, perhaps with several numbers
 * @param country of numbers without a country code
 */
export function gradeText(text: string, number: ExternalNumber, country: CountryCode): GradedText | null {
  const target = parseDialed(number.e164, country);
  if (target === null || !/\p{Nd}/u.test(text)) return null;
  const graded = readNumbers(text, country).flatMap(({ parsed, dialed, text: piece }) => {
    const matchReason = findMatchReason(dialed, parsed, target, number.extension);
    if (matchReason === null) return [];
    return [{ grade: GRADE_BY_REASON[matchReason], matchReason, text: piece.trim() }];
  });
  graded.sort((a, b) => REASONS.indexOf(a.matchReason) - REASONS.indexOf(b.matchReason));
  return graded[0] ?? null;
}

function findMatchReason(
  dialed: string,
  parsed: Parsed | null,
  target: Parsed,
  extension: string | null,
): MatchReason | null {
  const digits = toDigits(dialed);
  const hasCountry = dialed.startsWith('+') || dialed.startsWith('00');
  const hasNoCountry = parsed !== null && hasNoTrunkPrefix(parsed, dialed);
  if (parsed?.number === target.number) {
    const ownExtension = parsed.ext ?? null;
    // A call from a switchboard does not say from which extension.
    if (ownExtension !== null && ownExtension !== extension) return 'extension';
    return hasNoCountry ? 'national' : 'exact';
  }
  if (parsed !== null && findTwin(parsed.number) === target.number) return 'part';
  // A complete number, but another one.
  if ((parsed?.isValid() === true && !hasNoCountry) || hasCountry) return null;
  const national = toDigits(target.formatNational());
  const significant: string = target.nationalNumber;
  if (digits === national || digits === significant) return 'national';
  const ends = national.endsWith(digits) || digits.endsWith(significant);
  return digits.length >= MIN_PART_LENGTH && ends ? 'part' : null;
}

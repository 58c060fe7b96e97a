import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';
import { parseAnyNotation, type PhoneNumber } from './number.ts';

/**
 * How sure it is that what is written in a record is this number.
 * - `exact`: the same number of the same country
 * - `national`: the same national number; the record names no country, and read in ours it is no number of ours
 * - `weak`: perhaps; see `Likeness` for why
 */
export type Grade = 'exact' | 'national' | 'weak';

/** The surer one first; for sorting. */
export function bySurety(a: { readonly grade: Grade }, b: { readonly grade: Grade }): number {
  return SURETY[a.grade] - SURETY[b.grade];
}

const SURETY: Readonly<Record<Grade, number>> = { exact: 0, national: 1, weak: 2 };

/** Why a number is taken for another one; each has a sentence in i18n under `grade.`. */
export type Likeness =
  | 'exact'
  | 'national'
  /** the number of a switchboard behind which the record names an extension */
  | 'extension'
  /** the end of the number, without its area code or with something dialled before it */
  | 'part';

export interface Graded {
  readonly grade: Grade;
  readonly likeness: Likeness;
  /** what of the text it was, as written */
  readonly text: string;
}

type External = Extract<PhoneNumber, { kind: 'external' }>;

/** Shorter ends belong to many. */
const SHORTEST_PART = 8;

/**
 * Is this number among those written here? The best of several; null = no.
 *
 * A fixed count of last digits is no measure: 080-1234-5678 and 090-1234-5678 are two people's.
 *
 * @param text one field of a record, in any notation, perhaps with several numbers
 * @param country of numbers that carry none
 */
export function gradeText(text: string, number: External, country: CountryCode): Graded | null {
  const wanted = parsePhoneNumberFromString(number.e164);
  if (wanted === undefined || !/\p{Nd}/u.test(text)) return null;
  const graded = piecesOf(text, country).flatMap(({ parsed, text: piece }) => {
    const likeness = likenessOf(piece, parsed, wanted, number.extension);
    return likeness === null ? [] : [{ grade: GRADES[likeness], likeness, text: piece.trim() }];
  });
  return graded.sort((a, b) => ORDER.indexOf(a.likeness) - ORDER.indexOf(b.likeness))[0] ?? null;
}

const GRADES: Readonly<Record<Likeness, Grade>> = {
  exact: 'exact',
  national: 'national',
  extension: 'weak',
  part: 'weak',
};
const ORDER: readonly Likeness[] = ['exact', 'national', 'extension', 'part'];

function likenessOf(
  text: string,
  parsed: Parsed | null,
  wanted: Parsed,
  extension: string | null,
): Likeness | null {
  const digits = digitsOf(text);
  const ofNoCountry = parsed !== null && lacksTrunk(parsed, digits) && !namesCountry(text);
  if (parsed?.number === wanted.number) {
    const own = parsed.ext ?? null;
    // A call from a switchboard does not say from which desk.
    if (own !== null && own !== extension) return 'extension';
    return ofNoCountry ? 'national' : 'exact';
  }
  // A number that is whole and another one, whatever it ends with.
  if ((parsed?.isValid() === true && !ofNoCountry) || namesCountry(text)) return null;
  const national = digitsOf(wanted.formatNational());
  const significant: string = wanted.nationalNumber;
  if (digits === national || digits === significant) return 'national';
  const ends = national.endsWith(digits) || digits.endsWith(significant);
  return digits.length >= SHORTEST_PART && ends ? 'part' : null;
}

/**
 * Without the 0 that is dialled before national numbers: a spreadsheet may have dropped it, or the number is of
 * another country. (901) 234-5678 is somebody in Memphis, and 090-1234-5678 somebody in Japan.
 */
function lacksTrunk(parsed: Parsed, digits: string): boolean {
  return digits === parsed.nationalNumber && digitsOf(parsed.formatNational()) !== digits;
}

function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/gu, '');
}

function namesCountry(text: string): boolean {
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
export function piecesOf(text: string, country: CountryCode): readonly NumberPiece[] {
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

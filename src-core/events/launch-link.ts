import { cleanText } from '../util/clean-text.ts';

/** What Zoom's client reports about a ringing call: neither `call_id` nor, later, how the call continues. */
export interface LaunchLink {
  /** as Zoom's client writes it; null = withheld */
  readonly number: string | null;
  readonly name: string | null;
}

/** Why a launch link was refused; each has a sentence in i18n under `why.link-`. */
export type LaunchLinkProblem =
  /** another action than `ring`, or other parameters than number and name */
  | 'unknown'
  /** the number is not a phone number */
  | 'number'
  /** a placeholder that was not filled in */
  | 'placeholder'
  /** more links than phones can ring */
  | 'too-many';

/** Far more than a number and a name need. */
const MAX_LINK_LENGTH = 2_000;
const MAX_NUMBER_LENGTH = 60;

/** Double quotes, as typed, "smart", or encoded: Zoom wants them around the address and around its parameters. */
const QUOTES = '(?:["“”]|%22)*';
const LINK = new RegExp(`^${QUOTES}chakushin:`, 'iu');
const RING = new RegExp(`^${QUOTES}chakushin://ring/?${QUOTES}(?:\\?(.*))?$`, 'isu');
const PARAMETER_START = new RegExp(`&${QUOTES}(?=(?:number|name)=)`, 'iu');
const OUTER_QUOTES = new RegExp(`^${QUOTES}|${QUOTES}$`, 'giu');

/** Whether this is a `chakushin:` link, valid or not. */
export function isLaunchLink(text: string): boolean {
  return LINK.test(text);
}

/**
 * Reads `chakushin://ring?number=…&name=…`: only these two parameters, each at most once, in any order; without double
 * quotes around the whole, the parameters, or a value.
 *
 * How Zoom's client encodes what it inserts is unknown, so the text is not parsed as a URL: a "&", "#" or "%" may be
 * part of a name, and "+" before a number is a plus sign.
 */
export function readLaunchLink(
  text: string,
): { readonly link: LaunchLink } | { readonly problem: LaunchLinkProblem } {
  const query = RING.exec(text.slice(0, MAX_LINK_LENGTH))?.[1];
  if (query === undefined) return { problem: 'unknown' };
  const [before, ...parameters] = `&${query}`.split(PARAMETER_START);
  const values = new Map(
    parameters.map((parameter) => [parameter.split('=', 1)[0], parameter.replace(/^\w+=/u, '')]),
  );
  if (before !== '' || values.size < parameters.length || values.size === 0) return { problem: 'unknown' };
  const number = decode(values.get('number') ?? '');
  const name = decode((values.get('name') ?? '').replaceAll('+', ' '));
  // "{number}", "%caller%", "$(phone)": placeholders that Zoom does not know.
  if (/[{}$%<>[\]]/u.test(number)) return { problem: 'placeholder' };
  if (number.length > MAX_NUMBER_LENGTH || /[&=?#]/u.test(number)) return { problem: 'number' };
  return { link: { number: cleanText(number), name: cleanText(name) } };
}

function decode(text: string): string {
  try {
    return trimQuotes(decodeURIComponent(text));
  } catch {
    // A bare "%": the text is not encoded.
    return trimQuotes(text);
  }
}

function trimQuotes(text: string): string {
  return text.trim().replaceAll(OUTER_QUOTES, '').trim();
}

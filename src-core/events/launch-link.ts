import { cleanText } from '../util/clean-text.ts';

/** What Zoom's client says of a call that rings: no `call_id`, and never how it goes on. */
export interface LaunchLink {
  /** as it was written; null = withheld */
  readonly number: string | null;
  readonly name: string | null;
}

/** Why a launch link was not taken; each has a sentence in i18n under `why.link-`. */
export type LaunchLinkProblem =
  /** another action than `ring`, or other parameters than number and name */
  | 'unknown'
  /** the number is none */
  | 'number'
  /** a placeholder into which nothing was put */
  | 'placeholder'
  /** so many that they cannot all be calls */
  | 'too-many';

/** Far more than a number and a name. */
const MAX_LINK_LENGTH = 2_000;
/** With every decoration. */
const MAX_NUMBER_LENGTH = 60;

/** Is this one of our links, whatever it says? */
export function isLaunchLink(text: string): boolean {
  return /^chakushin:/iu.test(text);
}

/**
 * Reads `chakushin://ring?number=…&name=…`: these two parameters, each once or not at all, in any order, nothing else.
 *
 * How Zoom's client writes what it puts into a link is not known, so the text is not taken apart as a URL: a name with
 * a bare "&", "#" or "%" in it is still that name, and a "+" before a number still a plus.
 */
export function readLaunchLink(
  text: string,
): { readonly link: LaunchLink } | { readonly problem: LaunchLinkProblem } {
  const query = /^chakushin:\/\/ring\/?(?:\?(.*))?$/isu.exec(text.slice(0, MAX_LINK_LENGTH))?.[1];
  if (query === undefined) return { problem: 'unknown' };
  // Every piece that does not begin with one of the two belongs to what stands before it.
  const [before, ...parameters] = `&${query}`.split(/&(?=(?:number|name)=)/u);
  const values = new Map(parameters.map((parameter) => splitAt(parameter, '=')));
  if (before !== '' || values.size < parameters.length || values.size === 0) return { problem: 'unknown' };
  const number = decode(values.get('number') ?? '');
  const name = decode((values.get('name') ?? '').replaceAll('+', ' '));
  // "{number}", "%caller%", "$(phone)": whatever somebody thought that Zoom would fill in.
  if (/[{}$%<>[\]]/u.test(number)) return { problem: 'placeholder' };
  if (number.length > MAX_NUMBER_LENGTH || /[&=?#]/u.test(number)) return { problem: 'number' };
  return { link: { number: cleanText(number), name: cleanText(name) } };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    // A bare "%": it was not encoded at all.
    return text.trim();
  }
}

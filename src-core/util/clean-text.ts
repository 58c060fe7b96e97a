/**
 * Makes outside text safe to show: removes control, zero-width and bidirectional characters (they can make a
 * name read as another), collapses white space, limits the length. Never throws.
 *
 * @param maxLength in UTF-16 units; a cut text ends in "…" and never in half a surrogate pair
 * @returns null if `value` is not a string or has nothing to show
 */
export function cleanText(value: unknown, maxLength = 120): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    // Keeps the regular expressions below cheap for a name of a megabyte.
    .slice(0, maxLength * 4)
    .replace(/[\t\n\r\u2028\u2029]/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  if (text === '') return null;
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}

/**
 * Text that came from outside, made safe to show: control characters, zero-width characters and
 * bidirectional overrides are dropped (they can make a name read as another one), white space is
 * folded and the length is clamped. Never throws.
 *
 * @param maxLength in UTF-16 units; a cut text ends in "…". Surrogate pairs are not split.
 * @returns null for anything that is not a text, or has nothing left to show
 */
export function cleanText(value: unknown, maxLength = 120): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    // A name a megabyte long must not cost a megabyte of regular expressions.
    .slice(0, maxLength * 4)
    // Line breaks and tabs are white space to a reader; the rest of \p{Cc} and \p{Cf} is nothing.
    .replace(/[\t\n\r\u2028\u2029]/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  if (text === '') return null;
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** Joins the parts, family name first in Chinese, Japanese or Korean characters. Null if all are empty. */
export function formatFullName(
  family: string | null,
  given: string | null,
  middle: string | null = null,
): string | null {
  const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
  const isFamilyFirst = eastern.test(`${family ?? ''}${given ?? ''}`);
  const parts = isFamilyFirst ? [family, given, middle] : [given, middle, family];
  const joined = parts.filter((part) => part !== null && part.trim() !== '').join(' ');
  return joined === '' ? null : joined;
}

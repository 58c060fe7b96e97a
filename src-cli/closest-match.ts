/** With more typing mistakes than this, another word was meant. */
const MAX_MISTAKES = 3;

/** The word that was probably meant; null if none is close. */
export function findClosestMatch(typed: string, words: readonly string[]): string | null {
  const [best] = words
    .map((word) => ({ word, mistakes: getEditDistance(typed.toLowerCase(), word) }))
    // A short word allows fewer mistakes: "hub" is not "lookup".
    .filter(({ word, mistakes }) => mistakes <= Math.min(MAX_MISTAKES, word.length / 2))
    .sort((a, b) => a.mistakes - b.mistakes);
  return best?.word ?? null;
}

/** The Levenshtein distance. */
function getEditDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const letter of from) {
    const next = [(row[0] ?? 0) + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

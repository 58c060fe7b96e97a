import { paint, type TextStyle } from './terminal-colors.ts';

/** `style` is only decoration and carries no information. */
export interface TextCell {
  readonly text: string;
  readonly style?: TextStyle;
}

const GAP = '  ';
/** A longer text widens only its own row. */
const MAX_COLUMN_WIDTH = 32;

/** Aligns rows. A column is as wide as its widest cell so far; an empty column is left out. */
export class ColumnLayout {
  readonly #widths: number[];

  /** @param widths initial widths of the columns */
  constructor(widths: readonly number[] = []) {
    this.#widths = [...widths];
  }

  /** Widens the columns for a later row. */
  measure(row: readonly TextCell[]): void {
    for (const [column, { text }] of row.entries()) {
      const width = getDisplayWidth(text);
      if (width <= MAX_COLUMN_WIDTH) this.#widths[column] = Math.max(this.#widths[column] ?? 0, width);
    }
  }

  formatRow(row: readonly TextCell[]): string {
    this.measure(row);
    return row
      .map(({ text, style }, column) => {
        const width = this.#widths[column] ?? 0;
        const padding = ' '.repeat(Math.max(0, width - getDisplayWidth(text)));
        const painted = style === undefined || text === '' ? text : paint(style, text);
        return width === 0 && text === '' ? null : `${painted}${padding}`;
      })
      .filter((cell) => cell !== null)
      .join(GAP)
      .trimEnd();
  }
}

/** In terminal cells: two for a Japanese character, one for a half-width one, none for an accent. */
function getDisplayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{Mark}\p{Format}]/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}

function isWide(character: string): boolean {
  if (/[\uFF61-\uFFDC\uFFE8-\uFFEE]/u.test(character)) return false;
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\u30FB\u30FC\uFF01-\uFF60\uFFE0-\uFFE6]/u.test(
    character,
  );
}

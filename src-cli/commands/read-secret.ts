/** Longer than any token. */
const MAX_SECRET_LENGTH = 16_384;
const ENTER = /[\r\n]/u;
const END_OF_TEXT = '\u0003';
const END_OF_INPUT = '\u0004';
const BACKSPACE = /[\b\u007f]/u;

/** The part of stdin that is used. */
export interface SecretInput extends AsyncIterable<unknown> {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  destroy(): unknown;
}

/**
 * Reads the first line that is typed or piped, trimmed; null if interrupted. What is typed in a terminal is not shown.
 * Destroys `input`.
 */
export async function readSecretLine(
  input: SecretInput,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<string | null> {
  const isTyped = input.isTTY === true;
  const stop = (): void => void input.destroy();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) return null;
  // Turns echo off; Ctrl+C arrives as a character then.
  if (isTyped) input.setRawMode?.(true);
  input.setEncoding('utf8');
  try {
    let line = '';
    for await (const chunk of input) {
      for (const character of String(chunk)) {
        if (isTyped && character === END_OF_TEXT) {
          interrupt();
          return null;
        }
        if (ENTER.test(character) || (isTyped && character === END_OF_INPUT)) return line.trim();
        line = isTyped && BACKSPACE.test(character) ? line.slice(0, -1) : line + character;
        if (line.length > MAX_SECRET_LENGTH) return '';
      }
    }
    return line.trim();
  } catch {
    // `input` was destroyed, or the pipe broke.
    return null;
  } finally {
    if (isTyped) input.setRawMode?.(false);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

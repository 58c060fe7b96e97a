const STRING = /\s*"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const LITERAL = /\s*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;

/**
 * Where a text stops being JSON, counted from 1; null if it is JSON. V8's own message gives a position for some errors
 * only, in words that differ between versions ("Unexpected token 'x', … is not valid JSON" has none).
 */
export function findJsonError(text: string): { readonly line: number; readonly column: number } | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, getJsonPrefixLength(text));
    return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  }
}

/** The length of the longest start of the text that could be JSON, in whole tokens. */
function getJsonPrefixLength(text: string): number {
  let at = 0;
  const accept = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const acceptItems = (close: RegExp, acceptItem: () => boolean): boolean => {
    if (accept(close)) return true;
    do if (!acceptItem()) return false;
    while (accept(/\s*,/uy));
    return accept(close);
  };
  const acceptValue = (): boolean => {
    if (accept(/\s*\{/uy))
      return acceptItems(/\s*\}/uy, () => accept(STRING) && accept(/\s*:/uy) && acceptValue());
    if (accept(/\s*\[/uy)) return acceptItems(/\s*\]/uy, acceptValue);
    return accept(STRING) || accept(LITERAL);
  };
  acceptValue();
  accept(/\s*/uy);
  return at;
}

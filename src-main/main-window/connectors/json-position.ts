const DELIMITERS = {
  object: { comma: /\s*,/uy, close: /\s*\}/uy },
  list: { comma: /\s*,/uy, close: /\s*\]/uy },
};
const OPEN_OBJECT = /\s*\{/uy;
const OPEN_LIST = /\s*\[/uy;
const COLON = /\s*:/uy;
const STRING = /\s*"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const LITERAL = /\s*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;
const END = /\s*$/uy;

/** Where a text stops being JSON, both counted from 1; null = it is JSON. Engines word it differently, if they say it at all. */
export function findJsonError(text: string): { readonly line: number; readonly column: number } | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, getJsonPrefixLength(text));
    return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  }
}

/** So much from the beginning could be JSON. */
function getJsonPrefixLength(text: string): number {
  let at = 0;
  const accept = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const acceptItems = ({ comma, close }: (typeof DELIMITERS)['list'], acceptItem: () => boolean): boolean => {
    if (accept(close)) return true;
    do if (!acceptItem()) return false;
    while (accept(comma));
    return accept(close);
  };
  const acceptValue = (): boolean => {
    if (accept(OPEN_OBJECT))
      return acceptItems(DELIMITERS.object, () => accept(STRING) && accept(COLON) && acceptValue());
    if (accept(OPEN_LIST)) return acceptItems(DELIMITERS.list, acceptValue);
    return accept(STRING) || accept(LITERAL);
  };
  if (acceptValue()) accept(END);
  return at + (/^\s*/u.exec(text.slice(at))?.[0].length ?? 0);
}

const MEMBERS = {
  object: { comma: /\s*,/uy, close: /\s*\}/uy },
  list: { comma: /\s*,/uy, close: /\s*\]/uy },
};
const OPEN_OBJECT = /\s*\{/uy;
const OPEN_LIST = /\s*\[/uy;
const COLON = /\s*:/uy;
const TEXT = /\s*"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const OTHER = /\s*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;
const END = /\s*$/uy;

/** Where a text stops being JSON, both counted from 1; null = it is JSON. Engines word it differently, if they say it at all. */
export function placeOfJsonError(text: string): { readonly line: number; readonly column: number } | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, lengthOfJson(text));
    return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  }
}

/** So much from the beginning could be JSON. */
function lengthOfJson(text: string): number {
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const members = ({ comma, close }: (typeof MEMBERS)['list'], one: () => boolean): boolean => {
    if (take(close)) return true;
    do if (!one()) return false;
    while (take(comma));
    return take(close);
  };
  const value = (): boolean => {
    if (take(OPEN_OBJECT)) return members(MEMBERS.object, () => take(TEXT) && take(COLON) && value());
    if (take(OPEN_LIST)) return members(MEMBERS.list, value);
    return take(TEXT) || take(OTHER);
  };
  if (value()) take(END);
  return at + (/^\s*/u.exec(text.slice(at))?.[0].length ?? 0);
}

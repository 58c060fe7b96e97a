/** Parses JSON; undefined (which JSON cannot express) if `text` is invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

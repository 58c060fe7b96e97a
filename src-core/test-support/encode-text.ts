/** The bytes of each character, as its decoder reads them. */
const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** Encodes text in an encoding of at most two bytes, which Node.js can only decode. Throws on other characters. */
export function encodeText(text: string, encoding: 'shift_jis' | 'euc-jp' | 'windows-1252'): Uint8Array {
  const table = tables.get(encoding) ?? createTable(encoding);
  tables.set(encoding, table);
  return Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const bytes = table.get(character);
      if (bytes === undefined) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

function createTable(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if (Array.from(text).length === 1 && text !== '\uFFFD' && !table.has(text)) table.set(text, bytes);
  };
  // Node.js reads Windows-1252 as ISO 8859-1.
  if (encoding === 'windows-1252') table.set('’', [0x92]);
  for (let lead = 0; lead < 256; lead += 1) add([lead]);
  for (let lead = 0x80; lead < 256; lead += 1)
    for (let trail = 0x40; trail < 256; trail += 1) add([lead, trail]);
  return table;
}

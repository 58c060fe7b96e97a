import type { CountryCode } from '../phone-numbers/phone-number.ts';

/** Encodings of text that a mark or an escape sequence does not name. */
export type LegacyEncoding = 'utf-8' | 'iso-2022-jp' | 'shift_jis' | 'euc-jp' | 'windows-1252';

/** Characters of a text in one encoding, without ASCII: usual, possible but rare, and impossible or senseless ones. */
interface Score {
  usual: number;
  rare: number;
  wrong: number;
}

/** Below this share of usual characters a text makes no sense. */
const MIN_SENSE = { 'utf-8': 0.5, shift_jis: 0.5, 'euc-jp': 0.6, 'windows-1252': 0.8 } as const;

/** Countries whose text without Unicode is in other encodings of one byte, which look the same as Windows-1252. */
const OTHER_CODE_PAGES = new Set(
  `PL CZ SK HU RO HR SI RS ME BA MK AL BG RU UA BY KZ KG MN GR CY TR AZ IL EG SA AE QA KW JO LB IQ TH VN LT LV EE`.split(
    ' ',
  ),
);

/**
 * The encoding in which a text that is not ASCII makes most sense; null if it makes no sense in any. Without a country
 * of which other encodings are usual, so a wrong guess would show a wrong name.
 */
export function guessEncoding(bytes: Uint8Array, country: CountryCode): LegacyEncoding | null {
  let best: LegacyEncoding | null = null;
  let bestSense = 0;
  const candidates = [
    ['utf-8', scoreUtf8(bytes)],
    ['shift_jis', scoreShiftJis(bytes, country)],
    ['euc-jp', scoreEucJp(bytes, country)],
    ['windows-1252', OTHER_CODE_PAGES.has(country) ? null : scoreWindows1252(bytes)],
  ] as const;
  for (const [encoding, score] of candidates) {
    if (score === null) continue;
    const { usual, rare, wrong } = score;
    const sense = (usual + rare / 2) / (usual + rare + 2 * wrong);
    if (sense < MIN_SENSE[encoding] || sense <= bestSense) continue;
    bestSense = sense;
    best = encoding;
  }
  return best;
}

/** The characters of Windows-1252 from 0x80; those of ISO 8859-1 are control characters. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Decodes text, also where `TextDecoder` reads Windows-1252 as ISO 8859-1: https://github.com/nodejs/node/issues/56542
 *
 * @param decoder with the state of the text before
 */
export function decodeWith(
  decoder: InstanceType<typeof TextDecoder>,
  bytes?: Uint8Array,
  options?: { readonly stream: boolean },
): string {
  const text = decoder.decode(bytes, options);
  if (decoder.encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/gu, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}

/** The text of a decoder that is `fatal`; null if it refuses the bytes. */
export function tryDecode(decode: () => string): string | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

function scoreUtf8(bytes: Uint8Array): Score {
  const score = { usual: 0, rare: 0, wrong: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const length = lead >= 0xf5 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    const rest = bytes.subarray(at + 1, at + length);
    if (length > 0 && rest.length === length - 1 && rest.every((byte) => byte >= 0x80 && byte < 0xc0)) {
      score.usual += 1;
      at += length - 1;
    } else {
      // The rest of a character that was cut is one damage with its beginning.
      score.wrong += 1;
      while ((bytes[at + 1] ?? 0) >= 0x80 && (bytes[at + 1] ?? 0) < 0xc0) at += 1;
    }
  }
  return score;
}

/**
 * Usual are kana, punctuation and the kanji of level 1; rare are other kanji and half-width kana. Text of other languages
 * has the same bytes, but hardly any kana.
 */
function scoreShiftJis(bytes: Uint8Array, country: CountryCode): Score | null {
  const score = { usual: 0, rare: 0, wrong: 0 };
  let kana = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const next = bytes[at + 1] ?? 0;
    if (byte >= 0xa1 && byte <= 0xdf) {
      if (isLetter(bytes[at - 1]) || isLetter(next)) score.wrong += 1;
      else score.rare += 1;
    } else if (byte === 0x80 || byte === 0xa0 || byte > 0xfc || next < 0x40 || next === 0x7f || next > 0xfc) {
      score.wrong += 1;
    } else {
      if (byte === 0x82 || byte === 0x83) kana += 1;
      if (byte <= 0x97) score.usual += 1;
      else score.rare += 1;
      at += 1;
    }
  }
  return isJapanese(score, kana, country) ? score : null;
}

/** As `scoreShiftJis`. */
function scoreEucJp(bytes: Uint8Array, country: CountryCode): Score | null {
  const score = { usual: 0, rare: 0, wrong: 0 };
  let kana = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const length = byte === 0x8f ? 3 : 2;
    const rest = bytes.subarray(at + 1, at + length);
    // The other rows of JIS X 0208 are empty; row 13 has what vendors added.
    const isCharacter =
      (byte >= 0xa1 && byte <= 0xf4 && (byte <= 0xa8 || byte >= 0xb0 || byte === 0xad)) ||
      byte === 0x8e ||
      byte === 0x8f;
    if (!isCharacter || rest.length < length - 1 || rest.some((next) => next < 0xa1 || next > 0xfe)) {
      score.wrong += 2;
      continue;
    }
    if (byte === 0xa4 || byte === 0xa5) kana += 1;
    if ([0xa1, 0xa3, 0xa4, 0xa5].includes(byte) || (byte >= 0xb0 && byte <= 0xcf)) score.usual += 1;
    else score.rare += 1;
    at += length - 1;
  }
  return isJapanese(score, kana, country) ? score : null;
}

function isJapanese({ usual, rare, wrong }: Score, kana: number, country: CountryCode): boolean {
  return country === 'JP' || (wrong * 20 <= usual && kana * 10 > usual + rare);
}

const [LOWER_A, LOWER_Z, UPPER_A, UPPER_Z] = [0x61, 0x7a, 0x41, 0x5a] as const;

/**
 * Usual are accented letters within or beside words of the same case, and symbols outside of words: in text of another
 * encoding they are in wrong places ("HŽlne", "Ãƒ").
 */
function scoreWindows1252(bytes: Uint8Array): Score {
  const score = { usual: 0, rare: 0, wrong: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const [before, previous, next] = [bytes[at - 2] ?? 0, bytes[at - 1] ?? 0, bytes[at + 1] ?? 0];
    const isInRun = previous >= 0x80 && (next >= 0x80 || before >= 0x80);
    if (isInRun) score.wrong += 1;
    else if (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) {
      const isUpper = byte < 0xdf;
      const isMisplaced = isUpper
        ? isLower(previous) || (isUpperCase(previous) && isLower(next))
        : isUpperCase(next);
      if (isMisplaced) score.wrong += 1;
      else score.usual += 1;
    } else if ([0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99].includes(byte) || byte >= 0xa0) {
      const isInWord = isLetter(previous) && isLetter(next) && byte !== 0x92;
      if (isInWord) score.wrong += 1;
      else score.usual += 1;
    } else if ([0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e].includes(byte)) score.rare += 1;
    else score.wrong += 1;
  }
  return score;
}

function isLower(byte: number): boolean {
  return (byte >= LOWER_A && byte <= LOWER_Z) || byte >= 0xdf;
}

function isUpperCase(byte: number): boolean {
  return byte >= UPPER_A && byte <= UPPER_Z;
}

function isLetter(byte = 0): boolean {
  return (byte >= LOWER_A && byte <= LOWER_Z) || isUpperCase(byte);
}

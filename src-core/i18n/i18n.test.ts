import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { chooseLanguage, LANGUAGES, getTranslate, type Params, type MessageKey } from './index.ts';
import { ja } from '../locales/ja/index.ts';
import { getSystemWords } from './system-words.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const english: Readonly<Record<string, string>> = en;
const japanese: Readonly<Record<string, string>> = ja;

const base = (key: string): string => key.replace(/_(?:one|other)$/u, '');
const isKey = (key: string): key is MessageKey => Object.keys(en).some((other) => base(other) === key);
const keys = [...new Set(Object.keys(en).map(base))].filter(isKey);

const listParams = (sentence: string): string[] =>
  [...new Set(Array.from(sentence.matchAll(/\{\{(\w+)\}\}/gu), ([, name]) => name ?? ''))].sort();
const listForms = (catalogue: Readonly<Record<string, string>>, key: string): string[] =>
  [key, `${key}_one`, `${key}_other`].flatMap((name) =>
    Object.hasOwn(catalogue, name) ? [catalogue[name]!] : [],
  );

/** Returns a value for each parameter of the sentence. */
function createParams(key: string, count: number): Params {
  const names = listParams(listForms(english, key).join(' '));
  return Object.fromEntries(names.map((name) => [name, name === 'count' ? count : `<${name}>`]));
}

describe('the catalogues', () => {
  test('have the same keys, apart from plural forms', () => {
    expect([...new Set(Object.keys(ja).map(base))].sort()).toEqual([...keys].sort());
  });

  test('have two plural forms in English and one in Japanese', () => {
    for (const key of Object.keys(en).filter((name) => /_(?:one|other)$/u.test(name))) {
      expect(Object.keys(en)).toEqual(expect.arrayContaining([`${base(key)}_one`, `${base(key)}_other`]));
      expect(Object.keys(ja)).toContain(`${base(key)}_other`);
    }
  });

  test.each(keys)('%s has the same parameters in every form', (key) => {
    const [wanted, ...others] = [...listForms(english, key), ...listForms(japanese, key)].map(listParams);
    for (const other of others) expect(other).toEqual(wanted);
  });

  test.each(keys)('%s is translated in both languages with all parameters filled in', (key) => {
    for (const language of LANGUAGES) {
      for (const count of [0, 1, 2, 5]) {
        const params = createParams(key, count);
        const message = getTranslate(language)(key, params);
        expect(message).not.toBe('');
        expect(message).not.toBe(key);
        expect(message).not.toMatch(/\{\{|\}\}|\$t\(/u);
        for (const value of Object.values(params)) expect(message).toContain(String(value));
      }
    }
  });

  /** Short labels that are the same in every language. */
  const INTERNATIONAL = new Set(['VoIP']);

  test.each(Object.entries(japanese))('%s is Japanese: %s', (_key, sentence) => {
    const text = sentence.replace(/\{\{\w+\}\}/gu, '').trim();
    if (text === '' || INTERNATIONAL.has(text) || /^[\d+()（）\s%、,.:;/-]*$/u.test(text)) return;
    expect(text).toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
    // The text contains no English sentence, either.
    expect(text.replace(/https?:\/\/\S*|"[^"]*"|「[^」]*」/gu, '')).not.toMatch(
      /(?:[a-z]{2,}\s+){3,}[a-z]{2,}/u,
    );
  });

  test.each(Object.entries(english))('%s is English: %s', (_key, sentence) => {
    expect(sentence).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
  });

  test('no sentence starts or ends with white space', () => {
    for (const sentence of [...Object.values(english), ...Object.values(japanese)])
      expect(sentence).toBe(sentence.trim());
  });
});

describe('the style guide (docs/language.md)', () => {
  const ENGLISH_BAN =
    /\b(?:anew|mend(?:s|ed|ing)?|shall|whoever|nobody|telephone|e-mail|licence|dialled|cancelled|recognised|told|by itself|popup|Doctor|Welcome|not them|we|our|(?<!zoom\.)us)\b/iu;
  /** matches "id" instead of "ID", and straight quotes outside of JSON */
  const ENGLISH_MARKS = /\bid\b|(?<!\{[^}]*)["'](?![^{]*\})/u;
  const JAPANESE_BAN =
    /[：]|要求数?[をのが]|トレイ|ポップアップ|シミュレーター|到達でき|解釈でき|あなた|お手数|おやすみモード|今回の起動|版の|はじめに|[()]/u;
  const withoutParams = (sentence: string): string => sentence.replace(/\{\{\w+\}\}/gu, '…');
  const findBanned = (catalogue: Readonly<Record<string, string>>, ban: RegExp): string[] =>
    Object.entries(catalogue).flatMap(([key, sentence]) => {
      const found = ban.exec(withoutParams(sentence))?.[0];
      return found === undefined ? [] : [`${key}: ${found}`];
    });

  test('bans words and marks in English', () => {
    expect(findBanned(english, ENGLISH_BAN)).toEqual([]);
    expect(findBanned(english, ENGLISH_MARKS)).toEqual([]);
  });

  test('bans words and marks in Japanese', () => {
    expect(findBanned(japanese, JAPANESE_BAN)).toEqual([]);
  });

  const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'README.ja.md'].concat(
    readdirSync(join(ROOT, 'docs'))
      // It lists the words.
      .filter((name) => name.endsWith('.md') && name !== 'language.md')
      .map((name) => join('docs', name)),
  );

  test.each(DOCUMENTS)('bans words in %s', (name) => {
    const code = /```.*?```|`[^`]*`|\]\([^)]*\)/gsu;
    const prose = readFileSync(join(ROOT, name), 'utf8').replace(code, '');
    expect(ENGLISH_BAN.exec(prose)).toBeNull();
    if (name === 'README.ja.md') expect(JAPANESE_BAN.exec(prose)).toBeNull();
  });

  const splitSentences = (text: string): string[] => text.split(/(?<=[.?!…])\s+|(?<=[。？])/u);
  test.each([
    ['English', english, 140],
    ['Japanese', japanese, 70],
  ] as const)('keeps %s sentences within the limit', (_language, catalogue, limit) => {
    // Sentences of the terminal may be longer because the terminal wraps.
    const long = Object.entries(catalogue).filter(
      ([key, text]) =>
        !key.startsWith('cli.') &&
        splitSentences(withoutParams(text)).some((sentence) => sentence.length > limit),
    );
    expect(long).toEqual([]);
  });

  test.each([
    ['English', english, 32],
    ['Japanese', japanese, 18],
  ] as const)('keeps the tray’s status in %s within the limit', (_language, catalogue, limit) => {
    const statuses = Object.entries(catalogue).filter(([key]) => key.startsWith('status.'));
    expect(statuses.length).toBeGreaterThan(20);
    expect(statuses.filter(([, text]) => text.length > limit)).toEqual([]);
  });

  test('names the parts of each system in its own words', () => {
    expect(getSystemWords('en', 'win32').keychain).not.toBe(getSystemWords('en', 'darwin').keychain);
    expect(getTranslate('ja')('settings.secret.stored')).toContain(
      getSystemWords('ja', process.platform).keychain,
    );
  });
});

describe('translate', () => {
  const insertName = (sentence: string, name: string): string => sentence.split('{{name}}').join(name);

  test('selects the plural form', () => {
    const [one, other] = [en['missed.again_one'], en['missed.again_other']];
    expect(one.replace('call', 'calls')).toBe(other);
    expect(getTranslate('en')('missed.again', { count: 1 })).toBe(one.replace('{{count}}', '1'));
    for (const count of [0, 2, 21]) {
      expect(getTranslate('en')('missed.again', { count })).toBe(other.replace('{{count}}', String(count)));
    }
    expect(getTranslate('ja')('missed.again', { count: 1 })).toBe(
      ja['missed.again_other'].replace('{{count}}', '1'),
    );
  });

  test('inserts parameters as plain text', () => {
    for (const name of [
      '{{count}}',
      '$t(app.name)',
      '<b>A & B</b>',
      '$& $1 $$',
      '$t(app.name, {"x": 1})',
      '{{- name}}',
    ]) {
      expect(getTranslate('en')('line.via', { name })).toBe(insertName(en['line.via'], name));
      expect(getTranslate('ja')('line.via', { name })).toBe(insertName(ja['line.via'], name));
    }
  });

  test('inserts any name unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(getTranslate('en')('line.via', { name })).toBe(insertName(en['line.via'], name));
      }),
    );
  });
});

describe('choice of language', () => {
  test.each([
    ['ja', ['en-US'], 'ja'],
    ['en', ['ja-JP'], 'en'],
    ['auto', ['ja-JP'], 'ja'],
    ['auto', ['ja_JP.UTF-8'], 'ja'],
    ['auto', ['JA'], 'ja'],
    ['auto', ['en-GB', 'ja'], 'en'],
    ['auto', ['de-DE', 'fr', 'ja-JP', 'en'], 'ja'],
    ['auto', ['de-DE'], 'en'],
    ['auto', ['jam-JM'], 'en'],
    ['auto', ['C.UTF-8'], 'en'],
    ['auto', [''], 'en'],
    ['auto', [], 'en'],
  ] as const)('set to %s on a system of %j: %s', (setting, system, language) => {
    expect(chooseLanguage(setting, system)).toBe(language);
  });
});

test('docs/connection.md lists every connection message in both languages', () => {
  const page = readFileSync(join(ROOT, 'docs', 'connection.md'), 'utf8');
  const listed = keys.filter(
    (key) => /^(?:connection|cause|refused|status)\./u.test(key) && !/^connection\.re/u.test(key),
  );
  expect(listed.length).toBeGreaterThan(20);
  for (const key of listed) {
    for (const catalogue of [english, japanese]) expect(page).toContain(catalogue[key]);
  }
});

import { describe, expect, test } from 'vitest';
import { fieldHelp, fieldName, secretHelp, secretName } from './connector-sentences.ts';
import { LANGUAGES, translate } from './i18n/index.ts';
import { connectorFields, CONNECTOR_TYPES } from './lookup/connector-fields.ts';

const FIELDS = CONNECTOR_TYPES.flatMap((type) =>
  connectorFields(type).map((field): [string, string] => [type, field.key]),
);

describe.each(LANGUAGES)('in %s', (language) => {
  const t = translate(language);

  test.each(FIELDS)('%s, %s: it has a name, and says what belongs in it', (type, key) => {
    const [name, help] = [fieldName(type, key, t), fieldHelp(type, key, t)];
    expect(name).not.toBe(key);
    expect(name.length).toBeLessThanOrEqual(32);
    expect(help).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*[。）]$/u : /^[^\p{sc=Hiragana}]+\.$/u);
  });

  test.each(CONNECTOR_TYPES)('%s: which secret it wants, and where to find it', (type) => {
    expect(secretName(type, t)).not.toBe('secret');
    expect(secretHelp(type, t)).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*。$/u : /\.$/u);
  });

  test('no two fields of a form have the same name', () => {
    for (const type of CONNECTOR_TYPES) {
      const names = [...connectorFields(type).map(({ key }) => fieldName(type, key, t)), secretName(type, t)];
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

test('what several kinds share is said once, unless a kind says it in its own way', () => {
  const t = translate('en');
  expect(fieldName('kintone', 'url', t)).toBe('Address');
  expect(fieldName('rest', 'url', t)).toBe('Address of the pages');
  expect(fieldHelp('zendesk', 'apiUrl', t)).toBe(fieldHelp('kintone', 'apiUrl', t));
});

test('a key without words is shown as it is', () => {
  const t = translate('en');
  expect(fieldName('kintone', 'zzz', t)).toBe('zzz');
  expect(fieldHelp('kintone', 'zzz', t)).toBeNull();
  expect(fieldName('', 'type', t)).toBe('Kind of CRM');
  expect(fieldName('toString', 'constructor', t)).toBe('constructor');
});

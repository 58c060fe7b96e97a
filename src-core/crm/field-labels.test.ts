import { describe, expect, test } from 'vitest';
import { findFieldHelp, getFieldLabel, findSecretHelp, getSecretLabel } from './field-labels.ts';
import { LANGUAGES, getTranslate } from '../i18n/index.ts';
import { getConnectorFields } from './connector-fields.ts';
import { CONNECTOR_TYPES } from './connector-types.ts';

const FIELDS = CONNECTOR_TYPES.flatMap((type) =>
  getConnectorFields(type).map((field): [string, string] => [type, field.key]),
);

describe.each(LANGUAGES)('in %s', (language) => {
  const t = getTranslate(language);

  test.each(FIELDS)('%s, %s: it has a name, and says what belongs in it', (type, key) => {
    const [name, help] = [getFieldLabel(type, key, t), findFieldHelp(type, key, t)];
    expect(name).not.toBe(key);
    expect(name.length).toBeLessThanOrEqual(32);
    expect(help).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*[。）]$/u : /^[^\p{sc=Hiragana}]+\.$/u);
  });

  test.each(CONNECTOR_TYPES)('%s: which secret it wants, and where to find it', (type) => {
    expect(getSecretLabel(type, t)).not.toBe('secret');
    expect(findSecretHelp(type, t)).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*。$/u : /\.$/u);
  });

  test('no two fields of a form have the same name', () => {
    for (const type of CONNECTOR_TYPES) {
      const names = [
        ...getConnectorFields(type).map(({ key }) => getFieldLabel(type, key, t)),
        getSecretLabel(type, t),
      ];
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

test('what several kinds share is said once, unless a kind says it in its own way', () => {
  const t = getTranslate('en');
  expect(getFieldLabel('kintone', 'url', t)).toBe('Address');
  expect(getFieldLabel('rest', 'url', t)).toBe('Address of the pages');
  expect(findFieldHelp('zendesk', 'apiUrl', t)).toBe(findFieldHelp('kintone', 'apiUrl', t));
});

test('a key without words is shown as it is', () => {
  const t = getTranslate('en');
  expect(getFieldLabel('kintone', 'zzz', t)).toBe('zzz');
  expect(findFieldHelp('kintone', 'zzz', t)).toBeNull();
  expect(getFieldLabel('', 'type', t)).toBe('Kind of CRM');
  expect(getFieldLabel('toString', 'constructor', t)).toBe('constructor');
});

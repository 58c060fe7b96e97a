import { describe, expect, test } from 'vitest';
import { findFieldHelp, getFieldLabel, findSecretHelp, getSecretLabel } from './field-labels.ts';
import { LANGUAGES, getTranslate } from '../i18n/index.ts';
import { getConnectorFields } from './connector-fields.ts';
import { CONNECTOR_TYPES } from './connector-types.ts';
import { inEnglish } from '../test-support/messages.ts';

const FIELDS = CONNECTOR_TYPES.flatMap((type) =>
  getConnectorFields(type).map((field): [string, string] => [type, field.key]),
);

describe.each(LANGUAGES)('in %s', (language) => {
  const t = getTranslate(language);

  test.each(FIELDS)('%s, %s: has a label and a help text', (type, key) => {
    const [name, help] = [getFieldLabel(type, key, t), findFieldHelp(type, key, t)];
    expect(name).not.toBe(key);
    expect(name.length).toBeLessThanOrEqual(32);
    expect(help).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*[。）]$/u : /^[^\p{sc=Hiragana}]+\.$/u);
  });

  test.each(CONNECTOR_TYPES)('%s: has a label and a help text for its secret', (type) => {
    expect(getSecretLabel(type, t)).not.toBe('secret');
    expect(findSecretHelp(type, t)).toMatch(language === 'ja' ? /\p{sc=Hiragana}.*。$/u : /\.$/u);
  });

  test('no two fields of a form have the same label', () => {
    for (const type of CONNECTOR_TYPES) {
      const names = [
        ...getConnectorFields(type).map(({ key }) => getFieldLabel(type, key, t)),
        getSecretLabel(type, t),
      ];
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

test('kinds share the texts of a field unless a kind has its own', () => {
  const t = getTranslate('en');
  expect(getFieldLabel('kintone', 'url', t)).toBe(inEnglish('connector.field.url'));
  expect(getFieldLabel('rest', 'url', t)).toBe(inEnglish('connector.rest.url'));
  expect(findFieldHelp('zendesk', 'apiUrl', t)).toBe(findFieldHelp('kintone', 'apiUrl', t));
});

test('an unknown key is its own label and has no help text', () => {
  const t = getTranslate('en');
  expect(getFieldLabel('kintone', 'zzz', t)).toBe('zzz');
  expect(findFieldHelp('kintone', 'zzz', t)).toBeNull();
  expect(getFieldLabel('', 'type', t)).toBe(inEnglish('connector.field.type'));
  expect(getFieldLabel('toString', 'constructor', t)).toBe('constructor');
});

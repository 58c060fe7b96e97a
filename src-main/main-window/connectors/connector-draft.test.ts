import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEntry } from '../../../src-core/crm/open-connectors.ts';
import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import { CONNECTOR_TYPES } from '../../../src-core/crm/connector-types.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import {
  getDestination,
  toEntry,
  findFreeId,
  findFieldErrors,
  getFieldText,
  type Draft,
  type FieldError,
} from './connector-draft.ts';

const KINTONE = {
  type: 'kintone',
  url: 'https://acme.cybozu.com',
  app: 12,
  fields: { phones: ['TEL'] },
  show: ['担当, 部署', 'ランク'],
  unknown: ['kept'],
};

function draft(
  type: string,
  original: Values = {},
  entered: Readonly<Record<string, string | boolean>> = {},
) {
  const created: Draft = { type, key: null, id: type, original, entered: new Map(Object.entries(entered)) };
  return created;
}

function getTexts(input: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(
    getConnectorFields(input.type).map((field) => [field.key, getFieldText(field, input)]),
  );
}

function findErrors(input: Draft, all = false): Readonly<Record<string, FieldError>> {
  const { entry, parseErrors } = toEntry(input);
  const check = checkEntry(entry);
  return Object.fromEntries(findFieldErrors(input, parseErrors, 'wrong' in check ? check.wrong : [], all));
}

describe('getFieldText', () => {
  test('shows texts unchanged, lists line by line, the rest as JSON', () => {
    expect(getTexts(draft('kintone', KINTONE))).toMatchObject({
      url: 'https://acme.cybozu.com',
      app: '12',
      guestSpace: '',
      fields: '{\n  "phones": [\n    "TEL"\n  ]\n}',
      show: '担当, 部署\nランク',
      name: '',
      masks: '',
    });
  });

  test('shows the defaults of choices', () => {
    expect(getTexts(draft('zoho'))).toMatchObject({ dc: 'jp', modules: 'Contacts,Leads,Accounts', url: '' });
    expect(getTexts(draft('zoho', { modules: ['Leads'] }))).toMatchObject({ modules: 'Leads' });
  });

  test('shows typed text even if it cannot be parsed', () => {
    expect(getTexts(draft('kintone', KINTONE, { app: 'twelve', fields: '{' }))).toMatchObject({
      app: 'twelve',
      fields: '{',
    });
  });
});

describe('toEntry', () => {
  test('returns an unchanged entry as it was, whatever it contains', () => {
    const entry = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...CONNECTOR_TYPES), entry, (type, given) => {
        const result = toEntry({ ...draft(type, given), id: 'mine' });
        expect(result).toEqual({ entry: { ...given, type, id: 'mine' }, parseErrors: new Map() });
      }),
    );
  });

  test('keeps values that are typed again unchanged', () => {
    const input = draft('kintone', KINTONE);
    const typed = draft('kintone', KINTONE, getTexts(input));
    expect(toEntry(typed)).toEqual({ entry: KINTONE, parseErrors: new Map() });
  });

  test.each<[string, string, string, unknown]>([
    ['kintone', 'url', ' https://b.cybozu.com ', 'https://b.cybozu.com'],
    ['kintone', 'app', ' １３ ', 13],
    ['kintone', 'show', 'TEL、名前，会社,\n\n担当, 部署\n', ['TEL', '名前', '会社', '担当, 部署']],
    ['kintone', 'fields', '{"name": "氏名"}', { name: '氏名' }],
    ['kintone', 'fields', '  ', undefined],
    ['kintone', 'guestSpace', '', undefined],
    ['zoho', 'dc', 'com.au', 'com.au'],
    ['zoho', 'modules', 'Leads,Contacts', ['Contacts', 'Leads']],
    ['zoho', 'modules', 'Leads,Contacts,Accounts', undefined],
    ['zoho', 'modules', '', []],
  ])('%s: %s entered as %j', (type, key, typed, value) => {
    const { entry, parseErrors } = toEntry(draft(type, KINTONE, { [key]: typed }));
    expect(parseErrors).toEqual(new Map());
    expect(entry[key]).toEqual(value);
    expect(key in entry).toBe(value !== undefined);
  });

  test('writes the id only where it differs from the type', () => {
    expect(toEntry({ ...draft('kintone'), id: 'kintone-2' }).entry).toEqual({
      type: 'kintone',
      id: 'kintone-2',
    });
    expect(toEntry(draft('kintone', { id: 'kintone' })).entry).toEqual({ type: 'kintone' });
  });
});

describe('findFieldErrors', () => {
  test('checks filled-in fields at once and the others on request', () => {
    const input = draft('kintone', {}, { url: 'acme.cybozu.com' });
    expect(findErrors(input)).toEqual({ url: { kind: 'url' } });
    expect(findErrors(input, true)).toEqual({ url: { kind: 'url' }, app: { kind: 'missing' } });
    expect(findErrors(draft('kintone', KINTONE), true)).toEqual({});
  });

  test.each<[string, string, string, FieldError]>([
    ['kintone', 'app', 'twelve', { kind: 'number' }],
    ['kintone', 'app', '-1', { kind: 'unusable' }],
    ['kintone', 'fields', '{\n "phones" }', { kind: 'json', line: 2, column: 11 }],
    ['kintone', 'fields', '{"phones": [1]}', { kind: 'place', place: 'phones.0' }],
    ['kintone', 'country', 'Japan', { kind: 'unusable' }],
    ['kintone', 'masks', 'x'.repeat(41), { kind: 'place', place: '0' }],
    ['zoho', 'dc', 'moon', { kind: 'unusable' }],
    ['zoho', 'modules', 'Deals', { kind: 'unusable' }],
    ['rest', 'file', '/nowhere.json', { kind: 'file' }],
  ])('%s: %s entered as %j', (type, key, typed, expected) => {
    expect(findErrors(draft(type, {}, { [key]: typed }))[key]).toEqual(expected);
  });
});

describe('getDestination', () => {
  const before = { ...KINTONE, apiUrl: 'https://api.example.com' };

  test.each<[string, Values]>([
    ['another address', { url: 'https://evil.example.com' }],
    ['another API address', { apiUrl: 'https://evil.example.com' }],
    ['a removed API address', { apiUrl: undefined }],
  ])('changes with %s', (_what, change) => {
    expect(getDestination('kintone', { ...before, ...change })).not.toBe(getDestination('kintone', before));
  });

  test.each<[string, Values]>([
    ['name', { name: 'Shop' }],
    ['number of the app', { app: 13 }],
    ['fields', { fields: {}, show: [] }],
    ['spelling of the address', { url: ' HTTPS://acme.cybozu.com/ ' }],
  ])('does not change with another %s', (_what, change) => {
    expect(getDestination('kintone', { ...before, ...change })).toBe(getDestination('kintone', before));
  });

  test('is the same with or without the default address', () => {
    expect(getDestination('hubspot', { apiUrl: 'https://api.hubapi.com/' })).toBe(
      getDestination('hubspot', {}),
    );
  });

  // A new field needs a decision: does it determine where a secret is sent, or whose secret it is?
  test('depends on exactly these fields', () => {
    const leading = CONNECTOR_TYPES.map((type) => {
      const differs = (key: string): boolean =>
        getDestination(type, { [key]: 'x' }) !== getDestination(type, { [key]: 'y' });
      return [type, getConnectorFields(type).flatMap(({ key }) => (differs(key) ? [key] : []))];
    });
    expect(Object.fromEntries(leading)).toEqual({
      kintone: ['url', 'apiUrl'],
      salesforce: ['url', 'clientId', 'apiUrl'],
      zoho: ['clientId', 'dc', 'url', 'apiUrl'],
      hubspot: ['url', 'apiUrl'],
      dynamics: ['url', 'clientId', 'apiUrl', 'tenant'],
      zendesk: ['url', 'email', 'apiUrl'],
      freshdesk: ['url', 'apiUrl'],
      pipedrive: ['url', 'apiUrl'],
      'zoom-contacts': [],
      rest: ['file', 'url', 'apiUrl', 'parameters'],
    });
  });
});

test('findFreeId numbers further connectors of a type', () => {
  expect(findFreeId('kintone', [])).toBe('kintone');
  expect(findFreeId('kintone', ['kintone', 'kintone-2', 'shop'])).toBe('kintone-3');
  expect(findFreeId('kintone', ['kintone-2'])).toBe('kintone');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEntry } from '../../src-core/connectors.ts';
import { CONNECTOR_TYPES, connectorFields } from '../../src-core/lookup/connector-fields.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import {
  destinationOf,
  entryOf,
  freeId,
  mistakesIn,
  shownText,
  type Draft,
  type Mistake,
} from './connectors-draft.ts';

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
  const made: Draft = { type, key: null, id: type, original, entered: new Map(Object.entries(entered)) };
  return made;
}

function shown(made: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(connectorFields(made.type).map((field) => [field.key, shownText(field, made)]));
}

function mistakes(made: Draft, all = false): Readonly<Record<string, Mistake>> {
  const { entry, unreadable } = entryOf(made);
  const check = checkEntry(entry);
  return Object.fromEntries(mistakesIn(made, unreadable, 'wrong' in check ? check.wrong : [], all));
}

describe('what a form shows', () => {
  test('texts as they are, lists line by line, the rest as JSON', () => {
    expect(shown(draft('kintone', KINTONE))).toMatchObject({
      url: 'https://acme.cybozu.com',
      app: '12',
      guestSpace: '',
      fields: '{\n  "phones": [\n    "TEL"\n  ]\n}',
      show: '担当, 部署\nランク',
      name: '',
      masks: '',
    });
  });

  test('of choices what counts by itself', () => {
    expect(shown(draft('zoho'))).toMatchObject({ dc: 'jp', modules: 'Contacts,Leads,Accounts', url: '' });
    expect(shown(draft('zoho', { modules: ['Leads'] }))).toMatchObject({ modules: 'Leads' });
  });

  test('what was typed, also where it cannot be read', () => {
    expect(shown(draft('kintone', KINTONE, { app: 'twelve', fields: '{' }))).toMatchObject({
      app: 'twelve',
      fields: '{',
    });
  });
});

describe('the entry that comes of it', () => {
  test('is the one that was there while nothing is changed, whatever was in it', () => {
    const entry = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...CONNECTOR_TYPES), entry, (type, given) => {
        const made = entryOf({ ...draft(type, given), id: 'mine' });
        expect(made).toEqual({ entry: { ...given, type, id: 'mine' }, unreadable: new Map() });
      }),
    );
  });

  test('keeps what shows itself to be the same when it is typed anew', () => {
    const made = draft('kintone', KINTONE);
    const typed = draft('kintone', KINTONE, shown(made));
    expect(entryOf(typed)).toEqual({ entry: KINTONE, unreadable: new Map() });
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
    const { entry, unreadable } = entryOf(draft(type, KINTONE, { [key]: typed }));
    expect(unreadable).toEqual(new Map());
    expect(entry[key]).toEqual(value);
    expect(key in entry).toBe(value !== undefined);
  });

  test('has its id where that is not its type', () => {
    expect(entryOf({ ...draft('kintone'), id: 'kintone-2' }).entry).toEqual({
      type: 'kintone',
      id: 'kintone-2',
    });
    expect(entryOf(draft('kintone', { id: 'kintone' })).entry).toEqual({ type: 'kintone' });
  });
});

describe('what is wrong', () => {
  test('is said at once of what was filled in, and of the rest when it is wanted', () => {
    const made = draft('kintone', {}, { url: 'acme.cybozu.com' });
    expect(mistakes(made)).toEqual({ url: { kind: 'url' } });
    expect(mistakes(made, true)).toEqual({ url: { kind: 'url' }, app: { kind: 'missing' } });
    expect(mistakes(draft('kintone', KINTONE), true)).toEqual({});
  });

  test.each<[string, string, string, Mistake]>([
    ['kintone', 'app', 'twelve', { kind: 'number' }],
    ['kintone', 'app', '-1', { kind: 'unusable' }],
    ['kintone', 'fields', '{\n "phones" }', { kind: 'json', line: 2, column: 11 }],
    ['kintone', 'fields', '{"phones": [1]}', { kind: 'place', place: 'phones.0' }],
    ['kintone', 'country', 'Japan', { kind: 'unusable' }],
    ['kintone', 'masks', 'x'.repeat(41), { kind: 'place', place: '0' }],
    ['zoho', 'dc', 'moon', { kind: 'unusable' }],
    ['zoho', 'modules', 'Deals', { kind: 'unusable' }],
    ['rest', 'file', '/nowhere.json', { kind: 'file' }],
  ])('%s: %s entered as %j', (type, key, typed, mistake) => {
    expect(mistakes(draft(type, {}, { [key]: typed }))[key]).toEqual(mistake);
  });
});

describe('where a secret is sent', () => {
  const before = { ...KINTONE, apiUrl: 'https://api.example.com' };

  test.each<[string, Values]>([
    ['the address', { url: 'https://evil.example.com' }],
    ['the address of the API', { apiUrl: 'https://evil.example.com' }],
    ['no such address any more', { apiUrl: undefined }],
  ])('is somewhere else by another one: %s', (_what, change) => {
    expect(destinationOf('kintone', { ...before, ...change })).not.toBe(destinationOf('kintone', before));
  });

  test.each<[string, Values]>([
    ['name', { name: 'Shop' }],
    ['number of the app', { app: 13 }],
    ['fields', { fields: {}, show: [] }],
    ['way to write the address', { url: ' HTTPS://acme.cybozu.com/ ' }],
  ])('is the same with another %s', (_what, change) => {
    expect(destinationOf('kintone', { ...before, ...change })).toBe(destinationOf('kintone', before));
  });

  test('is the same whether the usual address is named or not', () => {
    expect(destinationOf('hubspot', { apiUrl: 'https://api.hubapi.com/' })).toBe(
      destinationOf('hubspot', {}),
    );
  });

  // A new field must be thought about: does it say where a secret goes, or to whom it belongs?
  test('is said by these fields', () => {
    const leading = CONNECTOR_TYPES.map((type) => {
      const differs = (key: string): boolean =>
        destinationOf(type, { [key]: 'x' }) !== destinationOf(type, { [key]: 'y' });
      return [type, connectorFields(type).flatMap(({ key }) => (differs(key) ? [key] : []))];
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

test('a further one of a kind has a number', () => {
  expect(freeId('kintone', [])).toBe('kintone');
  expect(freeId('kintone', ['kintone', 'kintone-2', 'shop'])).toBe('kintone-3');
  expect(freeId('kintone', ['kintone-2'])).toBe('kintone');
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SettingsSchema } from '../settings/schema.ts';
import { getConnectorFields, toFields, findConnectorTitle } from './connector-fields.ts';
import { CONNECTOR_TYPES } from './connector-types.ts';
import { CONNECTOR_KINDS } from './registry.ts';

test('offers every connector kind once', () => {
  expect([...CONNECTOR_TYPES].sort()).toEqual([...CONNECTOR_KINDS.keys()].sort());
});

describe('fields of a connector kind', () => {
  const getOwnFields = (type: string): readonly string[] =>
    getConnectorFields(type)
      .filter(({ common }) => !common)
      .map(({ key, kind, required }) => `${key}: ${kind}${required ? '!' : ''}`);

  test.each([
    [
      'kintone',
      ['url: url!', 'app: number!', 'apiUrl: url', 'guestSpace: number', 'fields: json', 'show: list'],
    ],
    ['salesforce', ['url: url!', 'clientId: text!', 'apiUrl: url', 'redirectPort: number', 'objects: list']],
    [
      'zoho',
      [
        'org: text!',
        'clientId: text!',
        'dc: choice',
        'url: url',
        'apiUrl: url',
        'redirectPort: number',
        'modules: list',
      ],
    ],
    ['hubspot', ['portalId: text!', 'url: url', 'apiUrl: url']],
    [
      'dynamics',
      [
        'url: url!',
        'clientId: text!',
        'apiUrl: url',
        'tenant: text',
        'redirectPort: number',
        'appId: text',
        'tables: list',
      ],
    ],
    ['zendesk', ['url: url!', 'email: text!', 'apiUrl: url', 'phoneFields: list']],
    ['freshdesk', ['url: url!', 'apiUrl: url']],
    ['pipedrive', ['url: url!', 'apiUrl: url']],
    ['zoom-contacts', []],
    ['rest', ['file: text!', 'url: url', 'apiUrl: url', 'parameters: json']],
  ])('%s', (type, fields) => {
    expect(getOwnFields(type)).toEqual(fields);
  });

  test('include choices and defaults', () => {
    const findField = (type: string, key: string): unknown =>
      getConnectorFields(type).find((field) => field.key === key);
    expect(findField('salesforce', 'objects')).toEqual({
      key: 'objects',
      kind: 'list',
      required: false,
      default: ['Contact', 'Lead', 'Account'],
      choices: ['Contact', 'Lead', 'Account'],
      common: false,
    });
    expect(findField('zoho', 'dc')).toMatchObject({
      default: 'jp',
      choices: ['jp', 'com', 'eu', 'in', 'com.au', 'com.cn', 'ca', 'sa'],
    });
    expect(findField('zoho', 'redirectPort')).toMatchObject({ default: 4381 });
    expect(findField('hubspot', 'url')).toMatchObject({ default: 'https://app.hubspot.com' });
    expect(findField('kintone', 'url')).toMatchObject({ default: null });
  });

  test('end with the common fields, which have the defaults of the settings', () => {
    const [entry] = SettingsSchema.parse({ connectors: [{ type: 'pipedrive' }] }).connectors;
    const commonEntries = Object.entries(entry!).filter(([key]) => !['type', 'id', 'enabled'].includes(key));
    for (const type of CONNECTOR_TYPES) {
      const common = getConnectorFields(type).filter((field) => field.common);
      expect(Object.fromEntries(common.map((field) => [field.key, field.default]))).toEqual(
        Object.fromEntries(commonEntries),
      );
      expect(getConnectorFields(type).slice(-common.length)).toEqual(common);
    }
  });

  test('match the schema: required fields are required and defaults are valid', () => {
    for (const type of CONNECTOR_TYPES) {
      const fields = getConnectorFields(type).filter(({ common }) => !common);
      const problems = CONNECTOR_KINDS.get(type)!.schema.safeParse({}).error?.issues ?? [];
      expect(problems.map(({ path }) => path.join('.'))).toEqual(
        fields.filter(({ required }) => required).map(({ key }) => key),
      );
      const defaults = Object.fromEntries(
        fields.flatMap((field) => (field.default === null ? [] : [[field.key, field.default]])),
      );
      const wrong = CONNECTOR_KINDS.get(type)!.schema.safeParse(defaults).error?.issues ?? [];
      for (const { path } of wrong) expect(Object.keys(defaults)).not.toContain(path.join('.'));
    }
  });

  test('toFields returns an input kind for every schema type', () => {
    const schema = z
      .object({
        one: z.boolean().default(true),
        two: z.union([z.string(), z.number()]),
        three: z.array(z.object({ a: z.string() })),
        four: z.custom<Date>().optional(),
        five: z.coerce.number().default(2),
        six: z.tuple([z.string()]),
      })
      .transform((settings) => settings);
    expect(toFields(schema).map(({ key, kind, default: value }) => [key, kind, value])).toEqual([
      ['two', 'json', null],
      ['three', 'json', null],
      ['six', 'json', null],
      ['one', 'flag', true],
      ['four', 'json', null],
      ['five', 'number', 2],
    ]);
  });
});

test('an unknown kind has no fields and no title', () => {
  expect(getConnectorFields('sugar')).toEqual([]);
  expect(findConnectorTitle('sugar')).toBeNull();
  expect(CONNECTOR_TYPES.map(findConnectorTitle)).toEqual(expect.not.arrayContaining([null]));
  expect(findConnectorTitle('kintone')).toBe('kintone');
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SettingsSchema } from '../settings/schema.ts';
import { connectorFields, CONNECTOR_TYPES, fieldsOf, titleOf } from './connector-fields.ts';
import { CONNECTOR_KINDS } from './crm/registry.ts';

test('every kind is offered, once', () => {
  expect([...CONNECTOR_TYPES].sort()).toEqual([...CONNECTOR_KINDS.keys()].sort());
});

describe('the fields of a kind', () => {
  const own = (type: string): readonly string[] =>
    connectorFields(type)
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
    expect(own(type)).toEqual(fields);
  });

  test('hold what can be chosen, and what counts without a choice', () => {
    const named = (type: string, key: string): unknown =>
      connectorFields(type).find((field) => field.key === key);
    expect(named('salesforce', 'objects')).toEqual({
      key: 'objects',
      kind: 'list',
      required: false,
      default: ['Contact', 'Lead', 'Account'],
      choices: ['Contact', 'Lead', 'Account'],
      common: false,
    });
    expect(named('zoho', 'dc')).toMatchObject({
      default: 'jp',
      choices: ['jp', 'com', 'eu', 'in', 'com.au', 'com.cn', 'ca', 'sa'],
    });
    expect(named('zoho', 'redirectPort')).toMatchObject({ default: 4381 });
    expect(named('hubspot', 'url')).toMatchObject({ default: 'https://app.hubspot.com' });
    expect(named('kintone', 'url')).toMatchObject({ default: null });
  });

  test('end in those that every entry has, with the defaults of the settings', () => {
    const [entry] = SettingsSchema.parse({ connectors: [{ type: 'pipedrive' }] }).connectors;
    const rest = Object.entries(entry!).filter(([key]) => !['type', 'id', 'enabled'].includes(key));
    for (const type of CONNECTOR_TYPES) {
      const common = connectorFields(type).filter((field) => field.common);
      expect(Object.fromEntries(common.map((field) => [field.key, field.default]))).toEqual(
        Object.fromEntries(rest),
      );
      expect(connectorFields(type).slice(-common.length)).toEqual(common);
    }
  });

  test('are those that its settings are read by: what is required is missed, and a default is none that cannot be used', () => {
    for (const type of CONNECTOR_TYPES) {
      const fields = connectorFields(type).filter(({ common }) => !common);
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

  test('whatever a further kind asks for, there is a way to enter it', () => {
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
    expect(fieldsOf(schema).map(({ key, kind, default: value }) => [key, kind, value])).toEqual([
      ['two', 'json', null],
      ['three', 'json', null],
      ['six', 'json', null],
      ['one', 'flag', true],
      ['four', 'json', null],
      ['five', 'number', 2],
    ]);
  });
});

test('a kind that is not there has no fields and no title', () => {
  expect(connectorFields('sugar')).toEqual([]);
  expect(titleOf('sugar')).toBeNull();
  expect(CONNECTOR_TYPES.map(titleOf)).toEqual(expect.not.arrayContaining([null]));
  expect(titleOf('kintone')).toBe('kintone');
});

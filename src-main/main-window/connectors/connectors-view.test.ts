import { describe, expect, test } from 'vitest';
import { LANGUAGES, getTranslate } from '../../../src-core/i18n/index.ts';
import { CONNECTOR_TYPES } from '../../../src-core/crm/connector-types.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import { ConnectorForm } from './connector-form.ts';
import type { ConnectorTestState } from './connector-test.ts';
import { connectorsView, type ConnectorsModel } from './connectors-view.ts';
import { inEnglish, inJapanese } from '../../../src-core/test-support/messages.ts';

const MODEL: ConnectorsModel = {
  content: { at: 'list' },
  contacts: { path: null, lock: null, report: null },
  entries: [],
  lock: null,
  test: null,
  number: '',
  connectors: [],
};

function createFormContent(type: string, original: Values = {}): ConnectorsModel['content'] {
  const form = new ConnectorForm({ type, key: null, id: type, original, entered: new Map() }, [], false);
  form.shouldShowAllErrors = true;
  return { at: 'form', form, stored: { kind: 'none' } };
}

const TEST_STATE: ConnectorTestState = {
  key: null,
  exchanges: [],
  result: {
    wrong: [],
    exchanges: [
      {
        index: 0,
        method: 'GET',
        address: 'https://acme.cybozu.com/k',
        body: null,
        status: 200,
        fault: null,
        elapsedMs: 12,
      },
      {
        index: 1,
        method: 'POST',
        address: 'https://acme.cybozu.com/k',
        body: '{}',
        status: null,
        fault: 'timeout',
        elapsedMs: 34,
      },
      {
        index: 2,
        method: 'POST',
        address: 'https://acme.cybozu.com/k',
        body: '{}',
        status: null,
        fault: null,
        elapsedMs: null,
      },
    ],
    matches: [],
    error: null,
    elapsedMs: 56.4,
  },
};

/** Every text of a view that users read. */
function collectTexts(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return NOT_FOR_PEOPLE.includes(key) ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    collectTexts(part, Array.isArray(value) ? key : name),
  );
}
const NOT_FOR_PEOPLE = [
  'at',
  'id',
  'key',
  'kind',
  'part',
  'how',
  'tone',
  'value',
  'placeholder',
  'method',
  'address',
  'body',
];

const CONTENTS: readonly (readonly [string, ConnectorsModel])[] = [
  ['the list', MODEL],
  [
    'the list with CRMs',
    {
      ...MODEL,
      lock: { by: 'administrator', source: '/etc/x' },
      entries: ['hubspot', 'fax'].map((type) => ({
        ...{ key: type, entry: { type, name: '営業' }, id: type, type },
        wrong: [{ key: 'type', place: 'type' }],
      })),
    },
  ],
  ['the kinds', { ...MODEL, content: { at: 'kinds' } }],
  ...CONNECTOR_TYPES.map(
    (type) => [type, { ...MODEL, content: createFormContent(type), trial: TEST_STATE }] as const,
  ),
];

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(CONTENTS)('%s shows only translated text', (_name, model) => {
    const texts = collectTexts(connectorsView(model, getTranslate(language))).filter((text) => text !== '');
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) {
      expect(text).not.toMatch(/^(?:connectors?|connector-trial|settings?|main|cli)\.|\{\{/u);
      if (language === 'en') expect(text).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}]/u);
      else if (
        !/^(?:kintone|Salesforce|Zoho CRM|HubSpot|Dynamics 365|Zendesk|Freshdesk|Pipedrive|Zoom Phone|[a-z.]{2,6})$/u.test(
          text,
        )
      )
        expect(text).toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
    }
  });
});

describe('the test of a connector', () => {
  const getTestView = (
    state: ConnectorTestState,
  ): Extract<ConnectorsView['content'], { at: 'form' }>['test'] => {
    const { content } = connectorsView(
      { ...MODEL, content: createFormContent('kintone'), test: state },
      getTranslate('en'),
    );
    if (content.at !== 'form') throw new Error('no form');
    return content.test;
  };

  test('shows each request with its outcome', () => {
    const { status, requests } = getTestView(TEST_STATE);
    expect(status).toBe(inEnglish('connectors.try.nobody', { ms: '56' }));
    expect(requests.items.map(({ outcome, isError: isFault }) => [outcome, isFault])).toEqual([
      [inEnglish('connectors.try.outcome', { outcome: 'HTTP 200', ms: 12 }), false],
      [
        inEnglish('connectors.try.outcome', {
          outcome: inEnglish('connector-trial.fault.timeout'),
          ms: 34,
        }),
        true,
      ],
      [inEnglish('connectors.try.unfinished'), false],
    ]);
  });

  test('shows the requests so far while it runs', () => {
    const { status, isRunning, requests } = getTestView({
      ...TEST_STATE,
      exchanges: TEST_STATE.result?.exchanges.slice(2) ?? [],
      result: null,
    });
    expect([status, isRunning, requests.items.map(({ outcome }) => outcome)]).toEqual([
      inEnglish('connectors.try.running'),
      true,
      [inEnglish('connectors.try.waiting')],
    ]);
  });

  test('of a listed CRM is not shown in a form', () => {
    expect(getTestView({ ...TEST_STATE, key: 'kintone#1' })).toMatchObject({
      status: '',
      requests: { items: [] },
    });
  });
});

describe('the connector form', () => {
  const getForm = (type: string, original: Values = {}) => {
    const { content } = connectorsView(
      { ...MODEL, content: createFormContent(type, original) },
      getTranslate('ja'),
    );
    if (content.at !== 'form') throw new Error('no form');
    return content;
  };

  test('shows translated options for choices', () => {
    const part = getForm('salesforce').parts.find(({ field }) => field.id === 'objects');
    expect(part).toMatchObject({
      part: 'some',
      options: [
        { label: inJapanese('connectors.choice.salesforce.Contact') },
        { label: inJapanese('connectors.choice.salesforce.Lead') },
        { label: inJapanese('connectors.choice.salesforce.Account') },
      ],
    });
    expect(getForm('zoho').parts.find(({ field }) => field.id === 'dc')).toMatchObject({
      field: { kind: 'choice', value: 'jp', isDropdown: true },
    });
  });

  test('shows the default as placeholder of an empty field', () => {
    const port = getForm('salesforce').advanced.parts.find(({ field }) => field.id === 'redirectPort');
    expect(port).toMatchObject({ field: { value: '', placeholder: '4381' } });
  });

  test('opens the advanced section if it contains an error', () => {
    expect(getForm('kintone').advanced.hasError).toBe(false);
    expect(getForm('kintone', { country: 'Japan' }).advanced.hasError).toBe(true);
  });
});

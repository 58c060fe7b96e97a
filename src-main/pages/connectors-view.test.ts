import { describe, expect, test } from 'vitest';
import { LANGUAGES, translate } from '../../src-core/i18n/index.ts';
import { CONNECTOR_TYPES } from '../../src-core/lookup/connector-fields.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { ConnectorsView } from '../../src-preload/pages/connectors.ts';
import { ConnectorForm } from './connectors-form.ts';
import type { TrialFacts } from './connectors-trial.ts';
import { connectorsView, type ConnectorsFacts } from './connectors-view.ts';

const FACTS: ConnectorsFacts = {
  content: { at: 'list' },
  contacts: { path: null, lock: null, report: null },
  entries: [],
  lock: null,
  trial: null,
  number: '',
  connectors: [],
};

function formOf(type: string, original: Values = {}): ConnectorsFacts['content'] {
  const form = new ConnectorForm({ type, key: null, id: type, original, entered: new Map() }, [], false);
  form.isChecked = true;
  return { at: 'form', form, stored: { kind: 'none' } };
}

const TRIAL: TrialFacts = {
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
    trouble: null,
    elapsedMs: 56.4,
  },
};

/** Every text of a picture that is for people. */
function textsIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return NOT_FOR_PEOPLE.includes(key) ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, Array.isArray(value) ? key : name));
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
  'example',
  'method',
  'address',
  'body',
];

const CONTENTS: readonly (readonly [string, ConnectorsFacts])[] = [
  ['the list', FACTS],
  [
    'the list with CRMs',
    {
      ...FACTS,
      lock: { by: 'administrator', source: '/etc/x' },
      entries: ['hubspot', 'fax'].map((type) => ({
        ...{ key: type, entry: { type, name: '営業' }, id: type, type },
        wrong: [{ key: 'type', place: 'type' }],
      })),
    },
  ],
  ['the kinds', { ...FACTS, content: { at: 'kinds' } }],
  ...CONNECTOR_TYPES.map((type) => [type, { ...FACTS, content: formOf(type), trial: TRIAL }] as const),
];

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(CONTENTS)('%s has its words', (_name, facts) => {
    const texts = textsIn(connectorsView(facts, translate(language))).filter((text) => text !== '');
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

describe('a trial', () => {
  const trialOf = (trial: TrialFacts): Extract<ConnectorsView['content'], { at: 'form' }>['trial'] => {
    const { content } = connectorsView({ ...FACTS, content: formOf('kintone'), trial }, translate('en'));
    if (content.at !== 'form') throw new Error('no form');
    return content.trial;
  };

  test('tells each request with what came of it', () => {
    const { status, requests } = trialOf(TRIAL);
    expect(status).toBe('Nobody has this number there (56 ms).');
    expect(requests.items.map(({ outcome, isFault }) => [outcome, isFault])).toEqual([
      ['HTTP 200, 12 ms', false],
      ['no answer in time, 34 ms', true],
      ['not waited for any longer', false],
    ]);
  });

  test('that runs shows what was asked so far', () => {
    const { status, isRunning, requests } = trialOf({
      ...TRIAL,
      exchanges: TRIAL.result?.exchanges.slice(2) ?? [],
      result: null,
    });
    expect([status, isRunning, requests.items.map(({ outcome }) => outcome)]).toEqual([
      'Being asked…',
      true,
      ['no answer yet'],
    ]);
  });

  test('of a CRM in the list is not shown in a form', () => {
    expect(trialOf({ ...TRIAL, key: 'kintone#1' })).toMatchObject({ status: '', requests: { items: [] } });
  });
});

describe('a form', () => {
  const shown = (type: string, original: Values = {}) => {
    const { content } = connectorsView({ ...FACTS, content: formOf(type, original) }, translate('ja'));
    if (content.at !== 'form') throw new Error('no form');
    return content;
  };

  test('has the choices of a kind in words', () => {
    const part = shown('salesforce').parts.find(({ field }) => field.id === 'objects');
    expect(part).toMatchObject({
      part: 'some',
      options: [{ label: '取引先責任者' }, { label: 'リード' }, { label: '取引先' }],
    });
    expect(shown('zoho').parts.find(({ field }) => field.id === 'dc')).toMatchObject({
      field: { kind: 'choice', value: 'jp', many: true },
    });
  });

  test('says what counts where nothing is entered', () => {
    const port = shown('salesforce').more.parts.find(({ field }) => field.id === 'redirectPort');
    expect(port).toMatchObject({ field: { value: '', example: '4381' } });
  });

  test('opens what is folded away when something is wrong in it', () => {
    expect(shown('kintone').more.hasError).toBe(false);
    expect(shown('kintone', { country: 'Japan' }).more.hasError).toBe(true);
  });
});

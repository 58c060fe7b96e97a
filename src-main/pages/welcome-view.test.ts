import { describe, expect, test } from 'vitest';
import type { Check } from '../../src-core/doctor/check.ts';
import { LANGUAGES, translate, type Language } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import type { Connection } from '../../src-core/sources/source.ts';
import type { SecretEntry } from '../../src-preload/fields.ts';
import { WELCOME_STEPS, type WelcomeView } from '../../src-preload/pages/welcome.ts';
import { SCOPES, welcomeView, type WelcomeFacts } from './welcome-view.ts';

const NOBODY: WelcomeFacts = {
  step: 'start',
  trial: 'off',
  settings: SettingsSchema.parse({}),
  lockOf: () => null,
  account: 'missing',
  secret: { isEntered: false, fromEnvironment: false, isAwaited: false, state: { kind: 'none' } },
  errors: new Map(),
  tests: new Map(),
  app: { connection: null, pausedUntil: null },
  ownCorner: 'top-right',
};
const CHECKS: readonly Check[] = [
  { name: 'token', ok: true, message: 'said', remedy: 'done', fields: ['zoom.accountId'] },
  { name: 'scopes', ok: false, message: 'lacking', remedy: null, fields: ['zoom.clientId'] },
];

function view(facts: Partial<WelcomeFacts> = {}, language: Language = 'en'): WelcomeView {
  return welcomeView({ ...NOBODY, ...facts }, { language, t: translate(language), now: 0 });
}

/** Everything that is drawn of it. */
function texts(value: unknown, key = ''): readonly string[] {
  // Names of ours and of Zoom's, not words.
  if (/^(?:id|step|kind|value|state|tone|page|name|words|example)$/u.test(key)) return [];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, child]) => texts(child, Array.isArray(value) ? '' : inner));
}

describe('every step', () => {
  test.each(LANGUAGES.flatMap((language) => WELCOME_STEPS.map((step) => [step, language] as const)))(
    '%s is said in %s, with nothing left open and nothing of the other language',
    (step, language) => {
      const app = { connection: { state: 'connected', everyone: false }, pausedUntil: null } as const;
      for (const facts of [{}, { trial: 'rings' }, { account: 'saved', app }] as const) {
        const all = texts(view({ ...facts, step }, language));
        expect(all.length).toBeGreaterThan(8);
        for (const text of all) {
          expect(text).not.toMatch(/\{\{|undefined|null|welcome\./u);
          const isJapanese = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text);
          expect(isJapanese, text).toBe(language === 'ja');
        }
      }
    },
  );

  test('one leads to the next and back, from the start to the end', () => {
    for (const [place, step] of WELCOME_STEPS.entries()) {
      const { back, next } = view({ step, account: 'saved' });
      expect(back?.step).toBe(WELCOME_STEPS[place - 1]);
      // The start is left by what it offers.
      if (step !== 'start') expect(next?.step).toBe(WELCOME_STEPS[place + 1]);
      expect(next?.isMain ?? true).toBe(true);
    }
  });
});

function secretOf(facts: Partial<WelcomeFacts['secret']>): SecretEntry {
  const { content } = view({ step: 'account', secret: { ...NOBODY.secret, ...facts } });
  if (content.step !== 'account') throw new Error('another step');
  return content.credentials.secret;
}

describe('the secret', () => {
  test.each<[Partial<WelcomeFacts['secret']>, boolean, RegExp]>([
    [{}, false, /^Not entered/u],
    [{ isAwaited: true }, false, /being asked/u],
    [{ isEntered: true }, true, /^Entered/u],
    [{ isEntered: true, state: { kind: 'stored' } }, true, /^Entered/u],
    [{ state: { kind: 'stored' } }, true, /^Stored/u],
    [{ state: { kind: 'this-run', fault: 'locked' } }, true, /until Chakushin ends.*is locked.*Unlock it/u],
    [{ state: { kind: 'unreadable', fault: 'no-service' } }, false, /cannot be told.*No keychain answers/u],
  ])('%j', (facts, isKnown, state) => {
    expect(secretOf(facts).isKnown).toBe(isKnown);
    expect(secretOf(facts).state).toMatch(state);
  });

  test.each<SecretState>([{ kind: 'none' }, { kind: 'stored' }])('of a variable is locked: %j', (state) => {
    expect(secretOf({ fromEnvironment: true, state }).lock).toContain('ZOOM_CLIENT_SECRET');
  });
});

describe('how the saved account stands', () => {
  test.each<[Connection | null, 'good' | 'busy' | 'bad']>([
    [{ state: 'connected', everyone: false }, 'good'],
    [{ state: 'connecting' }, 'busy'],
    [{ state: 'refused', cause: 'subscription', detail: '' }, 'bad'],
    [null, 'bad'],
  ])('%j is %s', (connection, tone) => {
    const facts = { step: 'account', app: { connection, pausedUntil: null } } as const;
    expect(view({ ...facts, account: 'saved' }).content).toMatchObject({ standing: { tone } });
    expect(view({ ...facts, account: 'entered' }).content).toMatchObject({ standing: null });
    expect(view({ ...facts, account: 'saving' }).content).toMatchObject({ standing: { tone: 'busy' } });
  });
});

describe('a test', () => {
  const names = ['token', 'scopes', 'websocket'] as const;
  const content = (checks: readonly Check[], isRunning: boolean): WelcomeView['content'] =>
    view({ step: 'account', account: 'entered', tests: new Map([['account', { names, checks, isRunning }]]) })
      .content;

  test('shows what is found, what is looked at and what waits, and tells the newest', () => {
    expect(content(CHECKS.slice(0, 1), true)).toMatchObject({
      test: {
        isRunning: true,
        told: 'Sign-in to Zoom: Fine',
        lines: [
          { state: 'fine', message: 'said', remedy: { text: 'done' } },
          { state: 'running', message: null },
          { state: 'waiting', message: null },
        ],
      },
      saveAnyway: null,
    });
  });

  test('marks the fields that a failed check names, and lets the values be saved all the same', () => {
    expect(content(CHECKS, false)).toMatchObject({
      credentials: { fields: [{ error: null }, { error: 'Check this: lacking' }] },
      saveAnyway: 'Save anyway',
    });
  });
});

test('the scopes are those that the doctor looks for', () => {
  expect(Object.keys(SCOPES)).toEqual([
    'phone:read:call:admin',
    'phone:read:list_call_logs:admin',
    'user:read:user:admin',
    'phone:read:user:admin',
  ]);
});

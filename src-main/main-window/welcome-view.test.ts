import { describe, expect, test } from 'vitest';
import type { Check } from '../../src-core/doctor/check.ts';
import { LANGUAGES, getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { SecretStoreFault } from '../../src-core/secrets/secret-store.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import type { Connection } from '../../src-core/zoom/call-source.ts';
import type { InlineSecretField } from '../../src-preload/ipc/fields.ts';
import { WELCOME_STEPS, type WelcomeView } from '../../src-preload/ipc/welcome.ts';
import { SCOPES, welcomeView, type WelcomeModel } from './welcome-view.ts';
import { inEnglish } from '../../src-core/test-support/messages.ts';

const EMPTY_MODEL: WelcomeModel = {
  step: 'start',
  trial: 'off',
  settings: SettingsSchema.parse({}),
  findLock: () => null,
  account: 'missing',
  secret: { isEntered: false, isFromEnvironment: false, isLoading: false, state: { kind: 'none' } },
  errors: new Map(),
  tests: new Map(),
  app: { connection: null, pausedUntil: null },
  defaultCorner: 'top-right',
};
const CHECKS: readonly Check[] = [
  { name: 'token', ok: true, message: 'said', remedy: 'done', fields: ['zoom.accountId'] },
  { name: 'scopes', ok: false, message: 'lacking', remedy: null, fields: ['zoom.clientId'] },
];

function view(model: Partial<WelcomeModel> = {}, language: Language = 'en'): WelcomeView {
  return welcomeView({ ...EMPTY_MODEL, ...model }, { language, t: getTranslate(language), now: 0 });
}

/** Every text that is shown. */
function collectTexts(value: unknown, key = ''): readonly string[] {
  // Identifiers, and Zoom's own labels.
  if (/^(?:id|step|kind|value|state|tone|page|name|labels|placeholder)$/u.test(key)) return [];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, child]) =>
    collectTexts(child, Array.isArray(value) ? '' : inner),
  );
}

describe('every step', () => {
  test.each(LANGUAGES.flatMap((language) => WELCOME_STEPS.map((step) => [step, language] as const)))(
    '%s is fully translated into %s',
    (step, language) => {
      const app = { connection: { state: 'connected', everyone: false }, pausedUntil: null } as const;
      for (const model of [{}, { trial: 'rings' }, { account: 'saved', app }] as const) {
        const all = collectTexts(view({ ...model, step }, language));
        expect(all.length).toBeGreaterThan(8);
        for (const text of all) {
          expect(text).not.toMatch(/\{\{|undefined|null|welcome\./u);
          const isJapanese = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text);
          expect(isJapanese, text).toBe(language === 'ja');
        }
      }
    },
  );

  test('leads to the next and the previous step', () => {
    for (const [index, step] of WELCOME_STEPS.entries()) {
      const { back, next } = view({ step, account: 'saved' });
      expect(back?.step).toBe(WELCOME_STEPS[index - 1]);
      // The start step has its own buttons.
      if (step !== 'start') expect(next?.step).toBe(WELCOME_STEPS[index + 1]);
      expect(next?.isMain ?? true).toBe(true);
    }
  });
});

function getSecret(model: Partial<WelcomeModel['secret']>): InlineSecretField {
  const { content } = view({ step: 'account', secret: { ...EMPTY_MODEL.secret, ...model } });
  if (content.step !== 'account') throw new Error('another step');
  return content.credentials.secret;
}

describe('the secret', () => {
  const describeFault = (fault: SecretStoreFault): { why: string; remedy: string } => ({
    why: inEnglish(`check.keychain.${fault}`),
    remedy: inEnglish(`remedy.keychain.${fault}`),
  });

  test.each<[Partial<WelcomeModel['secret']>, boolean, string]>([
    [{}, false, inEnglish('welcome.secret.none')],
    [{ isLoading: true }, false, inEnglish('welcome.secret.asked')],
    [{ isEntered: true }, true, inEnglish('welcome.secret.entered')],
    [{ isEntered: true, state: { kind: 'stored' } }, true, inEnglish('welcome.secret.entered')],
    [{ state: { kind: 'stored' } }, true, inEnglish('welcome.secret.stored')],
    [
      { state: { kind: 'this-run', fault: 'locked' } },
      true,
      inEnglish('welcome.secret.this-run', describeFault('locked')),
    ],
    [
      { state: { kind: 'unreadable', fault: 'no-service' } },
      false,
      inEnglish('welcome.secret.unreadable', describeFault('no-service')),
    ],
  ])('shows its state: %j', (model, isKnown, state) => {
    expect(getSecret(model)).toMatchObject({ isKnown, state });
  });

  test.each<SecretState>([{ kind: 'none' }, { kind: 'stored' }])(
    'is locked if a variable sets it: %j',
    (state) => {
      expect(getSecret({ isFromEnvironment: true, state }).lock).toContain('ZOOM_CLIENT_SECRET');
    },
  );
});

describe('the status of the saved account', () => {
  test.each<[Connection | null, 'good' | 'busy' | 'bad']>([
    [{ state: 'connected', everyone: false }, 'good'],
    [{ state: 'connecting' }, 'busy'],
    [{ state: 'refused', cause: 'subscription', detail: '' }, 'bad'],
    [null, 'bad'],
  ])('%j is %s', (connection, tone) => {
    const model = { step: 'account', app: { connection, pausedUntil: null } } as const;
    expect(view({ ...model, account: 'saved' }).content).toMatchObject({ status: { tone } });
    expect(view({ ...model, account: 'entered' }).content).toMatchObject({ status: null });
    expect(view({ ...model, account: 'saving' }).content).toMatchObject({ status: { tone: 'busy' } });
  });
});

describe('a test', () => {
  const names = ['token', 'scopes', 'websocket'] as const;
  const content = (checks: readonly Check[], isRunning: boolean): WelcomeView['content'] =>
    view({ step: 'account', account: 'entered', tests: new Map([['account', { names, checks, isRunning }]]) })
      .content;

  test('shows finished, running and waiting checks and announces the latest result', () => {
    expect(content(CHECKS.slice(0, 1), true)).toMatchObject({
      test: {
        isRunning: true,
        announcement: `${inEnglish('check.what.token')}: ${inEnglish('doctor.state.fine')}`,
        checks: [
          { state: 'fine', message: 'said', remedy: { text: 'done' } },
          { state: 'running', message: null },
          { state: 'waiting', message: null },
        ],
      },
      saveAnyway: null,
    });
  });

  test('marks the fields of a failed check and offers to save anyway', () => {
    expect(content(CHECKS, false)).toMatchObject({
      credentials: {
        fields: [{ error: null }, { error: inEnglish('welcome.field.check', { sentence: 'lacking' }) }],
      },
      saveAnyway: inEnglish('welcome.save-anyway'),
    });
  });
});

test('lists the scopes that the doctor checks', () => {
  expect(Object.keys(SCOPES)).toEqual([
    'phone:read:call:admin',
    'phone:read:list_call_logs:admin',
    'user:read:user:admin',
    'phone:read:user:admin',
  ]);
});

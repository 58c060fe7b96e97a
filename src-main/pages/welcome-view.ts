import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import type { SentenceKey, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import { connectionSentence } from '../../src-core/sentences.ts';
import type { AppState } from '../../src-core/service.ts';
import type { Lock } from '../../src-core/settings/read.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { SecretEntry, FieldView } from '../../src-preload/fields.ts';
import {
  WELCOME_STEPS,
  type AccountContent,
  type AgentContent,
  type CardContent,
  type ContactsContent,
  type DoneContent,
  type DrawnPart,
  type Named,
  type Standing,
  type StartContent,
  type TestResults,
  type TestView,
  type WelcomeContent,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/pages/welcome.ts';
import type { CheckView } from '../../src-preload/pages/doctor.ts';
import type { Corner } from '../placement.ts';
import type { TrialState } from '../trial.ts';
import { keychainTrouble, lockSentence } from './fields.ts';
import { toneOf } from '../frame-view.ts';
import type { PageReader } from './page.ts';

/** The scopes that the Zoom app needs, the last two for an agent by e-mail or user id alone. */
export const SCOPES = {
  'phone:read:call:admin': 'welcome.scope.calls',
  'phone:read:list_call_logs:admin': 'welcome.scope.history',
  'user:read:user:admin': 'welcome.scope.user',
  'phone:read:user:admin': 'welcome.scope.phone-user',
} as const satisfies Record<string, SentenceKey>;

const EVENTS = {
  'phone.callee_ringing': 'welcome.event.ringing',
  'phone.callee_answered': 'welcome.event.answered',
  'phone.callee_missed': 'welcome.event.missed',
  'phone.callee_rejected': 'welcome.event.rejected',
  'phone.callee_ended': 'welcome.event.ended',
  'phone.callee_hold': 'welcome.event.hold',
  'phone.callee_unhold': 'welcome.event.unhold',
  'phone.blind_transfer_initiated': 'welcome.event.blind',
  'phone.warm_transfer_initiated': 'welcome.event.warm',
  'phone.warm_transfer_cancelled': 'welcome.event.warm-cancelled',
} as const satisfies Record<string, SentenceKey>;

/** What is written on the pages of the Marketplace that are drawn. */
const WORDS = {
  create: ['Develop', 'Build App', 'Server-to-Server OAuth App'],
  credentials: ['App Credentials', 'Account ID', 'Client ID', 'Client Secret'],
  rights: ['Scopes', 'Add Scopes'],
  events: ['Event Subscriptions', 'WebSocket', 'Endpoint URL', 'wss://…'],
} as const;

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const satisfies readonly Corner[];

/** Checks of one step, as far as they are. */
export interface TestSoFar {
  readonly names: readonly CheckName[];
  readonly checks: readonly Check[];
  readonly isRunning: boolean;
}

/** Which steps have something to test. */
export type Tested = 'account' | 'agent' | 'contacts';

/** How far the account is. */
export type AccountState =
  /** there is none yet, or not all of it */
  | 'missing'
  /** something was entered that is not saved */
  | 'entered'
  | 'saving'
  | 'saved';

/** What the page knows; never a secret. */
export interface WelcomeFacts {
  readonly step: WelcomeStep;
  readonly trial: TrialState;
  /** with what was entered and is not saved yet */
  readonly settings: Settings;
  readonly lockOf: (path: string) => Lock | null;
  readonly account: AccountState;
  readonly secret: {
    readonly isEntered: boolean;
    /** the variable gives it */
    readonly fromEnvironment: boolean;
    /** the keychain is asked and has not answered yet */
    readonly isAwaited: boolean;
    readonly state: SecretState;
  };
  /** what is wrong with a field besides what the tests say */
  readonly errors: ReadonlyMap<FieldName, SentenceKey>;
  readonly tests: ReadonlyMap<Tested, TestSoFar>;
  readonly app: Pick<AppState, 'connection' | 'pausedUntil'>;
  /** where the card is unless a corner is chosen */
  readonly ownCorner: Corner;
}

/** The picture of the page. */
export function welcomeView(facts: WelcomeFacts, reader: PageReader): WelcomeView {
  const { t } = reader;
  const place = WELCOME_STEPS.indexOf(facts.step);
  const before = WELCOME_STEPS[place - 1];
  return {
    heading: t('welcome.heading'),
    steps: {
      label: t('welcome.steps'),
      items: WELCOME_STEPS.map((step) => ({ step, label: t(`welcome.step.${step}`) })),
    },
    content: contentOf(facts, reader),
    back: before === undefined ? null : { step: before, label: t('welcome.back'), isMain: false },
    next: nextOf(facts, WELCOME_STEPS[place + 1], t),
  };
}

/** Where the card appears: chosen, or the system's own place. */
export function cornerOf({ settings, ownCorner }: Pick<WelcomeFacts, 'settings' | 'ownCorner'>): Corner {
  const { corner } = settings.popup;
  return corner === 'auto' ? ownCorner : corner;
}

function nextOf(
  { step, account }: WelcomeFacts,
  next: WelcomeStep | undefined,
  t: Translate,
): WelcomeView['next'] {
  if (next === undefined || step === 'start') return null;
  if (step === 'account' && account !== 'saved')
    return { step: next, label: t('welcome.skip'), isMain: false };
  return { step: next, label: t('welcome.next'), isMain: true };
}

function contentOf(facts: WelcomeFacts, reader: PageReader): WelcomeContent {
  const { step } = facts;
  const { t } = reader;
  const heading = t(`welcome.${step}.heading`);
  switch (step) {
    case 'start':
      return { step, heading, lead: t('welcome.start.lead'), ...startOf(facts, t) };
    case 'account':
      return { step, heading, lead: t('welcome.account.lead'), ...accountOf(facts, reader) };
    case 'agent':
      return { step, heading, lead: t('welcome.agent.lead'), ...agentOf(facts, t) };
    case 'contacts':
      return { step, heading, lead: t('welcome.contacts.lead'), ...contactsOf(facts, t) };
    case 'card':
      return { step, heading, lead: t('welcome.card.lead'), ...cardOf(facts, t) };
    case 'done': {
      const done = doneOf(facts, reader);
      const isReady = done.standing.tone !== 'bad';
      return { step, heading: isReady ? heading : t('welcome.done.heading.not-yet'), lead: null, ...done };
    }
  }
}

function startOf(facts: WelcomeFacts, t: Translate): StartContent {
  const { trial } = facts;
  const offer = (name: 'try' | 'connect'): StartContent['tryOut'] => ({
    title: t(`welcome.${name}.title`),
    text: t(`welcome.${name}.text`),
    button: t(`welcome.${name}.button`),
  });
  const rings = trial === 'rings';
  return {
    tryOut: offer('try'),
    connect: offer('connect'),
    trial:
      trial === 'off'
        ? null
        : {
            heading: t('welcome.trial.heading'),
            sentence: t(rings ? 'welcome.trial.running' : 'welcome.trial.starting'),
            points: rings
              ? [
                  facts.app.pausedUntil === null
                    ? t('welcome.trial.card', { corner: t(`settings.corner.${cornerOf(facts)}`) })
                    : t('welcome.trial.paused'),
                  t('welcome.trial.copy'),
                  t('welcome.trial.tray'),
                ]
              : [],
            again: rings ? t('welcome.trial.again') : null,
            end: t('welcome.trial.end'),
          },
  };
}

function accountOf(facts: WelcomeFacts, reader: PageReader): AccountContent {
  const { t } = reader;
  const test = facts.tests.get('account');
  const part = (name: 'create' | 'credentials' | 'rights' | 'events'): DrawnPart => ({
    title: t(`welcome.${name}.title`),
    text: t(`welcome.${name}.text`),
    picture: { alt: t(`welcome.${name}.picture`), words: WORDS[name] },
  });
  const field = (name: 'accountId' | 'clientId' | 'subscriptionId'): FieldView => ({
    ...commonOf(`zoom.${name}`, facts, t),
    kind: 'text',
    label: name === 'subscriptionId' ? t('welcome.field.endpoint') : t(`setting.zoom.${name}`),
    help: t(`welcome.field.${name}.help`),
    value: facts.settings.zoom[name] ?? '',
    example: name === 'subscriptionId' ? 'wss://ws.zoom.us/ws?subscriptionId=…' : null,
    required: true,
  });
  return {
    create: { ...part('create'), open: t('welcome.create.open') },
    credentials: {
      ...part('credentials'),
      fields: [field('accountId'), field('clientId')],
      secret: secretOf(facts, t),
    },
    rights: { ...part('rights'), scopes: namedOf(SCOPES, t), copy: t('welcome.rights.copy') },
    events: {
      ...part('events'),
      list: t('welcome.events.list'),
      events: namedOf(EVENTS, t),
      field: field('subscriptionId'),
    },
    activate: { title: t('welcome.activate.title'), text: t('welcome.activate.text') },
    test: testView(test, t('welcome.test.run'), t),
    saveAnyway:
      test !== undefined && !test.isRunning && facts.account === 'entered' ? t('welcome.save-anyway') : null,
    standing: standingOf(facts, reader),
  };
}

function namedOf(names: Readonly<Record<string, SentenceKey>>, t: Translate): readonly Named[] {
  return Object.entries(names).map(([name, meaning]) => ({ name, meaning: t(meaning) }));
}

function standingOf({ account, app }: WelcomeFacts, { t, now }: PageReader): Standing | null {
  switch (account) {
    case 'missing':
    case 'entered':
      return null;
    case 'saving':
      return { tone: 'busy', sentence: t('welcome.saving') };
    case 'saved':
      return { tone: toneOf(app), sentence: connectionSentence(app.connection, t, now) };
  }
}

function secretOf(facts: WelcomeFacts, t: Translate): SecretEntry {
  const { secret } = facts;
  const lock: Lock | null = secret.fromEnvironment ? { by: 'variable', name: 'ZOOM_CLIENT_SECRET' } : null;
  return {
    ...commonOf('zoom.clientSecret', facts, t),
    kind: 'secret',
    label: t('setting.zoom.clientSecret'),
    help: t('welcome.field.clientSecret.help'),
    lock: lock === null ? null : lockSentence(lock, t),
    state: secretSentence(secret, t),
    isKnown: secret.isEntered || secret.state.kind === 'stored' || secret.state.kind === 'this-run',
  };
}

function secretSentence({ isEntered, isAwaited, state }: WelcomeFacts['secret'], t: Translate): string {
  if (isEntered) return t('welcome.secret.entered');
  switch (state.kind) {
    case 'stored':
      return t('welcome.secret.stored');
    case 'this-run':
    case 'unreadable':
      return t(`welcome.secret.${state.kind}`, keychainTrouble(state.fault, t));
    case 'unknown':
    case 'none':
      return t(isAwaited ? 'welcome.secret.asked' : 'welcome.secret.none');
  }
}

function agentOf(facts: WelcomeFacts, t: Translate): AgentContent {
  const value = facts.settings.zoom.agent ?? '';
  return {
    field: {
      ...commonOf('zoom.agent', facts, t),
      kind: 'text',
      label: t('welcome.agent.label'),
      help: t('welcome.agent.help'),
      value,
      example: 'hanako@example.co.jp',
      required: false,
    },
    note: value === '' ? t('welcome.agent.everyone') : null,
    test: testView(facts.tests.get('agent'), t('welcome.agent.test'), t),
  };
}

function contactsOf(facts: WelcomeFacts, t: Translate): ContactsContent {
  return {
    file: {
      ...commonOf('contacts', facts, t),
      kind: 'file',
      label: t('setting.contacts'),
      help: t('welcome.contacts.help'),
      value: facts.settings.contacts ?? '',
      none: t('welcome.contacts.none'),
      words: { choose: t('welcome.contacts.choose'), clear: t('welcome.contacts.clear') },
    },
    read: resultsOf(facts.tests.get('contacts'), t('welcome.contacts.read'), t),
    crm: {
      title: t('welcome.crm.title'),
      text: t('welcome.crm.text'),
      button: t('welcome.crm.button'),
    },
  };
}

function cardOf(facts: WelcomeFacts, t: Translate): CardContent {
  return {
    corner: {
      ...commonOf('popup.corner', facts, t),
      kind: 'choice',
      label: t('welcome.card.corner'),
      help: null,
      value: cornerOf(facts),
      options: CORNERS.map((corner) => ({ value: corner, label: t(`settings.corner.${corner}`) })),
      many: false,
    },
    sample: t('welcome.card.sample'),
    startAtLogin: {
      ...commonOf('startAtLogin', facts, t),
      kind: 'flag',
      label: t('setting.startAtLogin'),
      help: t('setting.startAtLogin.help'),
      value: facts.settings.startAtLogin,
    },
  };
}

function doneOf({ app }: WelcomeFacts, { t, now }: PageReader): DoneContent {
  const tone = toneOf(app);
  return {
    standing: { tone, sentence: connectionSentence(app.connection, t, now) },
    points: [
      ...(tone === 'bad' ? [] : [t('welcome.done.rings')]),
      t('welcome.done.waits'),
      t('welcome.done.nothing'),
    ],
    links: {
      label: t('welcome.done.links'),
      pages: (['history', 'settings', 'doctor'] as const).map((page) => ({
        page,
        label: t(`main.page.${page}`),
      })),
    },
  };
}

function testView(test: TestSoFar | undefined, run: string, t: Translate): TestView {
  return {
    run,
    isRunning: test?.isRunning === true,
    stop: t('welcome.test.stop'),
    ...resultsOf(test, t('welcome.test.heading'), t),
  };
}

function resultsOf(test: TestSoFar | undefined, heading: string, t: Translate): TestResults {
  const lines = test === undefined ? [] : test.names.map((name, place) => lineOf(test, name, place, t));
  const newest = lines.findLast(({ message }) => message !== null);
  return { heading, lines, told: newest === undefined ? '' : `${newest.title}: ${newest.stateWord}` };
}

function lineOf({ checks, isRunning }: TestSoFar, name: CheckName, place: number, t: Translate): CheckView {
  const check = checks[place];
  const state =
    check === undefined ? (isRunning && place === checks.length ? 'running' : 'waiting') : stateOf(check);
  return {
    name,
    title: t(`check.what.${name}`),
    state,
    stateWord: t(`doctor.state.${state}`),
    message: check?.message ?? null,
    remedy: check == null || check.remedy === null ? null : { label: t('doctor.remedy'), text: check.remedy },
  };
}

function stateOf({ ok }: Check): 'fine' | 'wrong' | 'skipped' {
  if (ok === null) return 'skipped';
  return ok ? 'fine' : 'wrong';
}

/** What every field has. */
function commonOf(
  path: string,
  facts: WelcomeFacts,
  t: Translate,
): { readonly id: string; readonly error: string | null; readonly lock: string | null } {
  const lock = facts.lockOf(path);
  return {
    id: path,
    error: errorOf(path, facts, t),
    lock: lock === null ? null : lockSentence(lock, t),
  };
}

function errorOf(path: string, { errors, tests }: WelcomeFacts, t: Translate): string | null {
  for (const [field, key] of errors) if (field === path) return t(key);
  for (const { checks } of tests.values())
    for (const { ok, fields, message } of checks)
      if (ok === false && fields.some((field) => field === path))
        return t('welcome.field.check', { sentence: message });
  return null;
}

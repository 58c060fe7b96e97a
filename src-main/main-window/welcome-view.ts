import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import type { MessageKey, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import { formatConnection } from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { Lock } from '../../src-core/settings/load-settings.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { InlineSecretField, FieldView } from '../../src-preload/ipc/fields.ts';
import {
  WELCOME_STEPS,
  type AccountContent,
  type AgentContent,
  type CardContent,
  type ContactsContent,
  type DoneContent,
  type IllustratedInstruction,
  type NamedItem,
  type StatusView,
  type StartContent,
  type TestResults,
  type TestView,
  type WelcomeContent,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/ipc/welcome.ts';
import type { CheckView } from '../../src-preload/ipc/doctor.ts';
import type { Corner } from '../popup/placement.ts';
import type { TrialState } from '../demo/trial.ts';
import { formatKeychainFault, formatLock } from './fields.ts';
import { getConnectionTone } from './frame-view.ts';
import type { PageViewContext } from './page.ts';

/** The scopes that the Zoom app needs, the last two for an agent by e-mail or user id alone. */
export const SCOPES = {
  'phone:read:call:admin': 'welcome.scope.calls',
  'phone:read:list_call_logs:admin': 'welcome.scope.history',
  'user:read:user:admin': 'welcome.scope.user',
  'phone:read:user:admin': 'welcome.scope.phone-user',
} as const satisfies Record<string, MessageKey>;

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
} as const satisfies Record<string, MessageKey>;

/** What is written on the pages of the Marketplace that are drawn. */
const MARKETPLACE_LABELS = {
  create: ['Develop', 'Build App', 'Server-to-Server OAuth App'],
  credentials: ['App Credentials', 'Account ID', 'Client ID', 'Client Secret'],
  rights: ['Scopes', 'Add Scopes'],
  events: ['Event Subscriptions', 'WebSocket', 'Endpoint URL', 'wss://…'],
} as const;

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const satisfies readonly Corner[];

/** Checks of one step, as far as they are. */
export interface TestProgress {
  readonly names: readonly CheckName[];
  readonly checks: readonly Check[];
  readonly isRunning: boolean;
}

/** Which steps have something to test. */
export type TestedStep = 'account' | 'agent' | 'contacts';

/** How far the account is. */
export type AccountState =
  /** there is none yet, or not all of it */
  | 'missing'
  /** something was entered that is not saved */
  | 'entered'
  | 'saving'
  | 'saved';

/** What the page knows; never a secret. */
export interface WelcomeModel {
  readonly step: WelcomeStep;
  readonly trial: TrialState;
  /** with what was entered and is not saved yet */
  readonly settings: Settings;
  readonly findLock: (path: string) => Lock | null;
  readonly account: AccountState;
  readonly secret: {
    readonly isEntered: boolean;
    /** the variable gives it */
    readonly isFromEnvironment: boolean;
    /** the keychain is asked and has not answered yet */
    readonly isLoading: boolean;
    readonly state: SecretState;
  };
  /** what is wrong with a field besides what the tests say */
  readonly errors: ReadonlyMap<FieldName, MessageKey>;
  readonly tests: ReadonlyMap<TestedStep, TestProgress>;
  readonly app: Pick<AppState, 'connection' | 'pausedUntil'>;
  /** where the card is unless a corner is chosen */
  readonly defaultCorner: Corner;
}

/** The picture of the page. */
export function welcomeView(model: WelcomeModel, context: PageViewContext): WelcomeView {
  const { t } = context;
  const index = WELCOME_STEPS.indexOf(model.step);
  const previous = WELCOME_STEPS[index - 1];
  return {
    heading: t('welcome.heading'),
    steps: {
      label: t('welcome.steps'),
      items: WELCOME_STEPS.map((step) => ({ step, label: t(`welcome.step.${step}`) })),
    },
    content: toContent(model, context),
    back: previous === undefined ? null : { step: previous, label: t('welcome.back'), isMain: false },
    next: toNextButton(model, WELCOME_STEPS[index + 1], t),
  };
}

/** Where the card appears: chosen, or the system's own place. */
export function getCorner({
  settings,
  defaultCorner,
}: Pick<WelcomeModel, 'settings' | 'defaultCorner'>): Corner {
  const { corner } = settings.popup;
  return corner === 'auto' ? defaultCorner : corner;
}

function toNextButton(
  { step, account }: WelcomeModel,
  next: WelcomeStep | undefined,
  t: Translate,
): WelcomeView['next'] {
  if (next === undefined || step === 'start') return null;
  if (step === 'account' && account !== 'saved')
    return { step: next, label: t('welcome.skip'), isMain: false };
  return { step: next, label: t('welcome.next'), isMain: true };
}

function toContent(model: WelcomeModel, context: PageViewContext): WelcomeContent {
  const { step } = model;
  const { t } = context;
  const heading = t(`welcome.${step}.heading`);
  switch (step) {
    case 'start':
      return { step, heading, description: t('welcome.start.lead'), ...toStartContent(model, t) };
    case 'account':
      return { step, heading, description: t('welcome.account.lead'), ...toAccountContent(model, context) };
    case 'agent':
      return { step, heading, description: t('welcome.agent.lead'), ...toAgentContent(model, t) };
    case 'contacts':
      return { step, heading, description: t('welcome.contacts.lead'), ...toContactsContent(model, t) };
    case 'card':
      return { step, heading, description: t('welcome.card.lead'), ...toCardContent(model, t) };
    case 'done': {
      const done = toDoneContent(model, context);
      const isReady = done.status.tone !== 'bad';
      return {
        step,
        heading: isReady ? heading : t('welcome.done.heading.not-yet'),
        description: null,
        ...done,
      };
    }
  }
}

function toStartContent(model: WelcomeModel, t: Translate): StartContent {
  const { trial } = model;
  const toOffer = (name: 'try' | 'connect'): StartContent['startTrial'] => ({
    title: t(`welcome.${name}.title`),
    text: t(`welcome.${name}.text`),
    button: t(`welcome.${name}.button`),
  });
  const isRinging = trial === 'rings';
  return {
    startTrial: toOffer('try'),
    connect: toOffer('connect'),
    trial:
      trial === 'off'
        ? null
        : {
            heading: t('welcome.trial.heading'),
            message: t(isRinging ? 'welcome.trial.running' : 'welcome.trial.starting'),
            points: isRinging
              ? [
                  model.app.pausedUntil === null
                    ? t('welcome.trial.card', { corner: t(`settings.corner.${getCorner(model)}`) })
                    : t('welcome.trial.paused'),
                  t('welcome.trial.copy'),
                  t('welcome.trial.tray'),
                ]
              : [],
            ringAgain: isRinging ? t('welcome.trial.again') : null,
            end: t('welcome.trial.end'),
          },
  };
}

function toAccountContent(model: WelcomeModel, context: PageViewContext): AccountContent {
  const { t } = context;
  const test = model.tests.get('account');
  const toPart = (name: 'create' | 'credentials' | 'rights' | 'events'): IllustratedInstruction => ({
    title: t(`welcome.${name}.title`),
    text: t(`welcome.${name}.text`),
    illustration: { alt: t(`welcome.${name}.picture`), labels: MARKETPLACE_LABELS[name] },
  });
  const toField = (name: 'accountId' | 'clientId' | 'subscriptionId'): FieldView => ({
    ...toCommonProps(`zoom.${name}`, model, t),
    kind: 'text',
    label: name === 'subscriptionId' ? t('welcome.field.endpoint') : t(`setting.zoom.${name}`),
    help: t(`welcome.field.${name}.help`),
    value: model.settings.zoom[name] ?? '',
    placeholder: name === 'subscriptionId' ? 'wss://ws.zoom.us/ws?subscriptionId=…' : null,
    isRequired: true,
  });
  return {
    create: { ...toPart('create'), open: t('welcome.create.open') },
    credentials: {
      ...toPart('credentials'),
      fields: [toField('accountId'), toField('clientId')],
      secret: toSecretEntry(model, t),
    },
    rights: { ...toPart('rights'), scopes: toNamedItems(SCOPES, t), copy: t('welcome.rights.copy') },
    events: {
      ...toPart('events'),
      list: t('welcome.events.list'),
      events: toNamedItems(EVENTS, t),
      field: toField('subscriptionId'),
    },
    activate: { title: t('welcome.activate.title'), text: t('welcome.activate.text') },
    test: toTestView(test, t('welcome.test.run'), t),
    saveAnyway:
      test !== undefined && !test.isRunning && model.account === 'entered' ? t('welcome.save-anyway') : null,
    status: toStatus(model, context),
  };
}

function toNamedItems(names: Readonly<Record<string, MessageKey>>, t: Translate): readonly NamedItem[] {
  return Object.entries(names).map(([name, meaning]) => ({ name, meaning: t(meaning) }));
}

function toStatus({ account, app }: WelcomeModel, { t, now }: PageViewContext): StatusView | null {
  switch (account) {
    case 'missing':
    case 'entered':
      return null;
    case 'saving':
      return { tone: 'busy', message: t('welcome.saving') };
    case 'saved':
      return { tone: getConnectionTone(app), message: formatConnection(app.connection, t, now) };
  }
}

function toSecretEntry(model: WelcomeModel, t: Translate): InlineSecretField {
  const { secret } = model;
  const lock: Lock | null = secret.isFromEnvironment ? { by: 'variable', name: 'ZOOM_CLIENT_SECRET' } : null;
  return {
    ...toCommonProps('zoom.clientSecret', model, t),
    kind: 'secret',
    label: t('setting.zoom.clientSecret'),
    help: t('welcome.field.clientSecret.help'),
    lock: lock === null ? null : formatLock(lock, t),
    state: formatSecretState(secret, t),
    isKnown: secret.isEntered || secret.state.kind === 'stored' || secret.state.kind === 'this-run',
  };
}

function formatSecretState({ isEntered, isLoading, state }: WelcomeModel['secret'], t: Translate): string {
  if (isEntered) return t('welcome.secret.entered');
  switch (state.kind) {
    case 'stored':
      return t('welcome.secret.stored');
    case 'this-run':
    case 'unreadable':
      return t(`welcome.secret.${state.kind}`, formatKeychainFault(state.fault, t));
    case 'unknown':
    case 'none':
      return t(isLoading ? 'welcome.secret.asked' : 'welcome.secret.none');
  }
}

function toAgentContent(model: WelcomeModel, t: Translate): AgentContent {
  const value = model.settings.zoom.agent ?? '';
  return {
    field: {
      ...toCommonProps('zoom.agent', model, t),
      kind: 'text',
      label: t('welcome.agent.label'),
      help: t('welcome.agent.help'),
      value,
      placeholder: 'hanako@example.co.jp',
      isRequired: false,
    },
    note: value === '' ? t('welcome.agent.everyone') : null,
    test: toTestView(model.tests.get('agent'), t('welcome.agent.test'), t),
  };
}

function toContactsContent(model: WelcomeModel, t: Translate): ContactsContent {
  return {
    file: {
      ...toCommonProps('contacts', model, t),
      kind: 'file',
      label: t('setting.contacts'),
      help: t('welcome.contacts.help'),
      value: model.settings.contacts ?? '',
      emptyText: t('welcome.contacts.none'),
      labels: { choose: t('welcome.contacts.choose'), clear: t('welcome.contacts.clear') },
    },
    results: toTestResults(model.tests.get('contacts'), t('welcome.contacts.read'), t),
    crm: {
      title: t('welcome.crm.title'),
      text: t('welcome.crm.text'),
      button: t('welcome.crm.button'),
    },
  };
}

function toCardContent(model: WelcomeModel, t: Translate): CardContent {
  return {
    corner: {
      ...toCommonProps('popup.corner', model, t),
      kind: 'choice',
      label: t('welcome.card.corner'),
      help: null,
      value: getCorner(model),
      options: CORNERS.map((corner) => ({ value: corner, label: t(`settings.corner.${corner}`) })),
      isDropdown: false,
    },
    showSample: t('welcome.card.sample'),
    startAtLogin: {
      ...toCommonProps('startAtLogin', model, t),
      kind: 'flag',
      label: t('setting.startAtLogin'),
      help: t('setting.startAtLogin.help'),
      value: model.settings.startAtLogin,
    },
  };
}

function toDoneContent({ app }: WelcomeModel, { t, now }: PageViewContext): DoneContent {
  const tone = getConnectionTone(app);
  return {
    status: { tone, message: formatConnection(app.connection, t, now) },
    points: [
      ...(tone === 'bad' ? [] : [t('welcome.done.rings')]),
      t('welcome.done.waits'),
      t('welcome.done.nothing'),
    ],
    nextPages: {
      label: t('welcome.done.links'),
      pages: (['history', 'settings', 'doctor'] as const).map((page) => ({
        page,
        label: t(`main.page.${page}`),
      })),
    },
  };
}

function toTestView(test: TestProgress | undefined, run: string, t: Translate): TestView {
  return {
    run,
    isRunning: test?.isRunning === true,
    stop: t('welcome.test.stop'),
    ...toTestResults(test, t('welcome.test.heading'), t),
  };
}

function toTestResults(test: TestProgress | undefined, heading: string, t: Translate): TestResults {
  const checks = test === undefined ? [] : test.names.map((name, index) => toCheckView(test, name, index, t));
  const newest = checks.findLast(({ message }) => message !== null);
  return {
    heading,
    checks,
    announcement: newest === undefined ? '' : `${newest.title}: ${newest.stateLabel}`,
  };
}

function toCheckView(
  { checks, isRunning }: TestProgress,
  name: CheckName,
  index: number,
  t: Translate,
): CheckView {
  const check = checks[index];
  const state =
    check === undefined
      ? isRunning && index === checks.length
        ? 'running'
        : 'waiting'
      : toCheckState(check);
  return {
    name,
    title: t(`check.what.${name}`),
    state,
    stateLabel: t(`doctor.state.${state}`),
    message: check?.message ?? null,
    remedy: check == null || check.remedy === null ? null : { label: t('doctor.remedy'), text: check.remedy },
  };
}

function toCheckState({ ok }: Check): 'fine' | 'wrong' | 'skipped' {
  if (ok === null) return 'skipped';
  return ok ? 'fine' : 'wrong';
}

/** What every field has. */
function toCommonProps(
  path: string,
  model: WelcomeModel,
  t: Translate,
): { readonly id: string; readonly error: string | null; readonly lock: string | null } {
  const lock = model.findLock(path);
  return {
    id: path,
    error: formatFieldError(path, model, t),
    lock: lock === null ? null : formatLock(lock, t),
  };
}

function formatFieldError(path: string, { errors, tests }: WelcomeModel, t: Translate): string | null {
  for (const [field, key] of errors) if (field === path) return t(key);
  for (const { checks } of tests.values())
    for (const { ok, fields, message } of checks)
      if (ok === false && fields.some((field) => field === path))
        return t('welcome.field.check', { sentence: message });
  return null;
}

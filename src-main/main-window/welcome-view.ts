import type { CheckName, FieldName } from '../../src-core/doctor/check.ts';
import type { MessageKey, Translate } from '../../src-core/i18n/index.ts';
import { formatConnection } from '../../src-core/output/messages.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { Lock } from '../../src-core/settings/load-settings.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { FieldView, InlineSecretField, TextField } from '../../src-preload/ipc/fields.ts';
import {
  WELCOME_STEPS,
  type AccountContent,
  type AgentContent,
  type CardContent,
  type ContactsContent,
  type DoneContent,
  type IllustratedInstruction,
  type NamedItem,
  type Offer,
  type StatusView,
  type StartContent,
  type TestResults,
  type TestView,
  type WelcomeContent,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/ipc/welcome.ts';
import type { TrialState } from '../demo/trial.ts';
import type { Corner } from '../popup/placement.ts';
import { toCheckViews, type CheckProgress } from './doctor-view.ts';
import { formatKeychainFault, formatLock, isSecretKnown } from './fields.ts';
import { getConnectionTone } from './frame-view.ts';
import type { PageViewContext } from './page.ts';

/** The scopes that the Zoom app needs; the last two only if the user is set by email address or user id. */
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
  'phone.warm_transfer_completed': 'welcome.event.warm-completed',
  'phone.warm_transfer_cancelled': 'welcome.event.warm-cancelled',
  'phone.voicemail_received': 'welcome.event.voicemail',
} as const satisfies Record<string, MessageKey>;

/** Zoom's words in the drawings of the Marketplace. */
const MARKETPLACE_LABELS = {
  create: ['Develop', 'Build App', 'Server-to-Server OAuth App'],
  credentials: ['App Credentials', 'Account ID', 'Client ID', 'Client Secret'],
  rights: ['Scopes', 'Add Scopes'],
  events: ['Event Subscriptions', 'WebSocket', 'Endpoint URL', 'wss://…'],
} as const;

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const satisfies readonly Corner[];

/** The test of one step. */
export interface TestProgress extends CheckProgress {
  readonly names: readonly CheckName[];
}

/** Steps with a test. */
export type TestedStep = 'account' | 'agent' | 'contacts';

/** `missing`: none, or not complete; `entered`: unsaved input. */
export type AccountState = 'missing' | 'entered' | 'saving' | 'saved';

/** What the page shows; never a secret. */
export interface WelcomeModel {
  readonly step: WelcomeStep;
  readonly trial: TrialState;
  /** including unsaved input */
  readonly settings: Settings;
  readonly findLock: (path: string) => Lock | null;
  readonly account: AccountState;
  readonly secret: {
    readonly isEntered: boolean;
    /** set by an environment variable */
    readonly isFromEnvironment: boolean;
    /** the keychain has not answered yet */
    readonly isLoading: boolean;
    readonly state: SecretState;
  };
  /** errors of fields besides those of tests */
  readonly errors: ReadonlyMap<FieldName, MessageKey>;
  readonly tests: ReadonlyMap<TestedStep, TestProgress>;
  readonly app: Pick<AppState, 'connection' | 'pausedUntil'>;
  /** the corner of the card unless one is chosen */
  readonly defaultCorner: Corner;
}

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

/** The corner of the card: chosen, or the system's default. */
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

function toOffer(name: 'try' | 'connect' | 'crm', t: Translate): Offer {
  return {
    title: t(`welcome.${name}.title`),
    text: t(`welcome.${name}.text`),
    button: t(`welcome.${name}.button`),
  };
}

function toStartContent(model: WelcomeModel, t: Translate): StartContent {
  const isRinging = model.trial === 'rings';
  return {
    startTrial: toOffer('try', t),
    connect: toOffer('connect', t),
    trial:
      model.trial === 'off'
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
  const toField = (name: 'accountId' | 'clientId' | 'subscriptionId'): TextField => {
    const isEndpoint = name === 'subscriptionId';
    const label = t(isEndpoint ? 'welcome.field.endpoint' : `setting.zoom.${name}`);
    return {
      kind: 'text',
      ...toCommonProps(`zoom.${name}`, label, t(`welcome.field.${name}.help`), model, t),
      value: model.settings.zoom[name] ?? '',
      placeholder: isEndpoint ? 'wss://ws.zoom.us/ws?subscriptionId=…' : null,
      isRequired: true,
    };
  };
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
  const [label, help] = [t('setting.zoom.clientSecret'), t('welcome.field.clientSecret.help')];
  return {
    kind: 'secret',
    ...toCommonProps('zoom.clientSecret', label, help, model, t),
    lock: secret.isFromEnvironment ? formatLock({ by: 'variable', name: 'ZOOM_CLIENT_SECRET' }, t) : null,
    state: formatSecretState(secret, t),
    isKnown: secret.isEntered || isSecretKnown(secret.state),
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
      kind: 'text',
      ...toCommonProps('zoom.agent', t('welcome.agent.label'), t('welcome.agent.help'), model, t),
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
      kind: 'file',
      ...toCommonProps('contacts', t('setting.contacts'), t('welcome.contacts.help'), model, t),
      value: model.settings.contacts ?? '',
      emptyText: t('welcome.contacts.none'),
      labels: { choose: t('welcome.contacts.choose'), clear: t('welcome.contacts.clear') },
    },
    results: toTestResults(model.tests.get('contacts'), t('welcome.contacts.read'), t),
    crm: toOffer('crm', t),
  };
}

function toCardContent(model: WelcomeModel, t: Translate): CardContent {
  return {
    corner: {
      kind: 'choice',
      ...toCommonProps('popup.corner', t('welcome.card.corner'), null, model, t),
      value: getCorner(model),
      options: CORNERS.map((corner) => ({ value: corner, label: t(`settings.corner.${corner}`) })),
      isDropdown: false,
    },
    showSample: t('welcome.card.sample'),
    startAtLogin: {
      kind: 'flag',
      ...toCommonProps('startAtLogin', t('setting.startAtLogin'), t('setting.startAtLogin.help'), model, t),
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
  const checks = test === undefined ? [] : toCheckViews(test.names, test, t);
  const newest = checks.findLast(({ message }) => message !== null);
  return {
    heading,
    checks,
    announcement: newest === undefined ? '' : `${newest.title}: ${newest.stateLabel}`,
  };
}

/** What all fields have in common. */
function toCommonProps(
  id: string,
  label: string,
  help: string | null,
  model: WelcomeModel,
  t: Translate,
): Omit<FieldView, 'kind' | 'value'> {
  const lock = model.findLock(id);
  return {
    ...{ id, label, help },
    error: formatFieldError(id, model, t),
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

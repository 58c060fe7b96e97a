import { basename } from 'node:path';
import type { WrongSetting } from '../../src-core/connectors.ts';
import { fieldHelp, fieldName, secretHelp, secretName } from '../../src-core/connector-sentences.ts';
import { signInSentence } from '../../src-core/connector-sign-in.ts';
import type { Trial } from '../../src-core/connector-trial.ts';
import type { Exchange } from '../../src-core/http/recording-transport.ts';
import { en } from '../../src-core/i18n/en.ts';
import type { SentenceKey, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import {
  CONNECTOR_TYPES,
  connectorFields,
  titleOf,
  type ConnectorField,
} from '../../src-core/lookup/connector-fields.ts';
import type { ContactsReport } from '../../src-core/lookup/contacts-file.ts';
import { contactsNotices } from '../../src-core/lookup/contacts-notices.ts';
import { redirectUri } from '../../src-core/oauth/loopback-redirect.ts';
import { noticeSentence, troubleSentence } from '../../src-core/sentences.ts';
import type { AppState } from '../../src-core/service.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Lock } from '../../src-core/settings/read.ts';
import { cleanText } from '../../src-core/text/clean.ts';
import type { FieldView, TextField } from '../../src-preload/fields.ts';
import type {
  ConnectorsView,
  CrmRow,
  FormContent,
  FormPart,
  KindsContent,
  ListContent,
  RequestView,
  SecretEntry,
  SignInView,
  TrialView,
} from '../../src-preload/pages/connectors.ts';
import { mistakesIn, shownFlag, shownText, type Mistake } from './connectors-draft.ts';
import type { ConnectorForm } from './connectors-form.ts';
import { lockSentence, secretField } from './fields.ts';

/** As many as the settings hold. */
export const MOST_CONNECTORS = 20;

/** What the page knows; of secrets only how they stand. */
export interface ConnectorsFacts {
  readonly content:
    | { readonly at: 'list' }
    | { readonly at: 'kinds' }
    | { readonly at: 'form'; readonly form: FormFacts; readonly stored: SecretState };
  readonly contacts: {
    readonly path: string | null;
    readonly lock: Lock | null;
    /** null = it is not being read */
    readonly report: ContactsReport | null;
  };
  readonly entries: readonly EntryFacts[];
  /** of the CRMs */
  readonly lock: Lock | null;
  readonly trial: TrialFacts | null;
  /** what was tried last, for the next trial */
  readonly number: string;
  /** what the app is told by the CRMs that it asks */
  readonly connectors: AppState['connectors'];
}

type FormFacts = Pick<
  ConnectorForm,
  | 'draft'
  | 'examined'
  | 'isChecked'
  | 'mayUseStored'
  | 'wantsSecretAnew'
  | 'stagedKind'
  | 'hasClientSecret'
  | 'isSigningIn'
  | 'way'
  | 'failure'
>;

/** One entry of the list. */
export interface EntryFacts {
  readonly key: string;
  /** as it stands in the settings */
  readonly entry: Values;
  readonly id: string;
  readonly type: string;
  readonly wrong: readonly WrongSetting[];
}

/** A trial, as far as it is. */
export interface TrialFacts {
  /** of which entry; null = of the form */
  readonly key: string | null;
  /** what was asked so far */
  readonly exchanges: readonly Exchange[];
  /** null = it is running */
  readonly result: Trial | null;
}

/** The picture of the page. */
export function connectorsView(facts: ConnectorsFacts, t: Translate): ConnectorsView {
  const { content } = facts;
  const heading = t('main.page.connectors');
  switch (content.at) {
    case 'list':
      return { heading, content: { at: 'list', ...listOf(facts, t) } };
    case 'kinds':
      return { heading, content: { at: 'kinds', ...kindsOf(t) } };
    case 'form':
      return { heading, content: { at: 'form', ...formOf(content.form, content.stored, facts, t) } };
  }
}

/** How people know this entry: by its own name, or by the product's. */
export function nameOf({ entry, type }: Pick<EntryFacts, 'entry' | 'type'>, t: Translate): string {
  return cleanText(entry['name'], 100) ?? titleOf(type) ?? t('connectors.unknown-kind');
}

/** Names of the fields in which something is wrong, each once. */
export function wrongFields(type: string, keys: Iterable<string>, t: Translate): string {
  return [...new Set(keys)].map((key) => fieldName(type, key, t)).join(', ');
}

function listOf(facts: ConnectorsFacts, t: Translate): ListContent {
  const { entries, lock } = facts;
  const isFull = entries.length >= MOST_CONNECTORS;
  return {
    lead: t('connectors.lead'),
    contacts: contactsOf(facts.contacts, t),
    crms: {
      title: t('connectors.crms.title'),
      intro: isFull ? t('connectors.crms.full', { count: MOST_CONNECTORS }) : t('connectors.crms.intro'),
      lock: lock === null ? null : lockSentence(lock, t),
      none: t('connectors.crms.none'),
      rows: entries.map((entry) => rowOf(entry, facts, t)),
      add: lock === null && !isFull ? t('connectors.add') : null,
      words: {
        up: t('connectors.up'),
        down: t('connectors.down'),
        edit: t('connectors.edit'),
        remove: t('connectors.remove'),
        cancel: t('connectors.keep'),
      },
    },
  };
}

function contactsOf(
  { path, lock, report }: ConnectorsFacts['contacts'],
  t: Translate,
): ListContent['contacts'] {
  const sentences = report === null ? [] : contactsNotices(report).map((notice) => noticeSentence(notice, t));
  const hasFailed = report?.state === 'failed';
  return {
    title: t('connectors.contacts.title'),
    file: {
      kind: 'file',
      id: 'contacts',
      label: t('setting.contacts'),
      help: t('connectors.contacts.help'),
      error: hasFailed ? sentences.join(' ') : null,
      lock: lock === null ? null : lockSentence(lock, t),
      value: path ?? '',
      none: t('connectors.contacts.none'),
      words: { choose: t('connectors.contacts.choose'), clear: t('connectors.contacts.clear') },
    },
    standing: report === null ? null : standingOf(report, t),
    problems: hasFailed ? [] : sentences,
  };
}

function standingOf({ state, people, numbers }: ContactsReport, t: Translate): string | null {
  switch (state) {
    case 'loading':
      return t('connectors.contacts.reading');
    case 'ready':
      return t('connectors.contacts.inUse', { people, numbers });
    case 'failed':
      return people === 0 ? null : t('connectors.contacts.before', { people, numbers });
  }
}

function rowOf(facts: EntryFacts, all: ConnectorsFacts, t: Translate): CrmRow {
  const { key, entry, type } = facts;
  const name = nameOf(facts, t);
  const title = titleOf(type);
  return {
    key,
    name,
    kind: [title ?? t('connectors.unknown-kind'), placeOf(entry)].filter((part) => part !== null).join(' · '),
    standing: rowStanding(facts, all, t),
    enabled: {
      kind: 'flag',
      id: key,
      label: t('connectors.use'),
      help: null,
      error: null,
      lock: all.lock === null ? null : lockSentence(all.lock, t),
      value: isEnabled(entry),
    },
    question:
      all.lock === null
        ? { title: t('connectors.remove.title', { name }), text: t('connectors.remove.text') }
        : null,
    canBeEdited: title !== null,
    trial: title === null ? null : trialView(all.trial?.key === key ? all.trial : null, all.number, t),
  };
}

/** Is it asked, as far as it says so itself? */
export function isEnabled(entry: Values): boolean {
  return entry['enabled'] !== false;
}

/** Where it is, which tells apart those of one kind. */
function placeOf({ url, file }: Values): string | null {
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).host;
  return typeof file === 'string' ? cleanText(basename(file)) : null;
}

function rowStanding(
  { key, id, entry, type, wrong }: EntryFacts,
  { connectors, trial }: ConnectorsFacts,
  t: Translate,
): CrmRow['standing'] {
  if (wrong.length > 0) {
    const fields = wrongFields(
      type,
      wrong.map((one) => one.key),
      t,
    );
    return { tone: 'bad', sentence: t('connectors.standing.unusable', { fields }) };
  }
  if (!isEnabled(entry)) return { tone: 'off', sentence: t('connectors.standing.off') };
  if (trial?.key === key && trial.result?.trouble === null)
    return { tone: 'good', sentence: t('connectors.standing.tried') };
  const told = connectors.find((connector) => connector.id === id);
  if (told === undefined || told.trouble === null)
    return { tone: 'good', sentence: t('connectors.standing.in-use') };
  return { tone: 'bad', sentence: troubleSentence({ id, connector: told.name, kind: told.trouble }, t) };
}

function kindsOf(t: Translate): KindsContent {
  return {
    title: t('connectors.kinds.title'),
    lead: t('connectors.kinds.lead'),
    kinds: CONNECTOR_TYPES.map((kind) => ({
      kind,
      title: titleOf(kind) ?? kind,
      text: t(`connectors.kind.${kind}`),
    })),
    cancel: t('connectors.form.cancel'),
  };
}

/** What several kinds have, and hardly anybody needs. */
const RARE: readonly string[] = ['apiUrl', 'redirectPort'];

function formOf(form: FormFacts, stored: SecretState, facts: ConnectorsFacts, t: Translate): FormContent {
  const { draft, examined, isChecked } = form;
  const { type, key } = draft;
  const lock = facts.lock === null ? null : lockSentence(facts.lock, t);
  const mistakes = mistakesIn(draft, examined.unreadable, examined.wrong, isChecked);
  const partOf = (field: ConnectorField): FormPart => formPart(field, form, mistakes.get(field.key), lock, t);
  const fields = connectorFields(type);
  const isRare = (field: ConnectorField): boolean => field.common || RARE.includes(field.key);
  const kind = titleOf(type) ?? type;
  return {
    title: key === null ? t('connectors.form.new', { kind }) : nameOf({ type, entry: draft.original }, t),
    lead: lock === null ? null : t('connectors.form.locked'),
    parts: fields.filter((field) => !isRare(field)).map(partOf),
    signIn: signInOf(form, stored, t),
    more: {
      title: t('connectors.form.more'),
      parts: fields.filter(isRare).map(partOf),
      hasError: fields.some((field) => isRare(field) && mistakes.has(field.key)),
    },
    trial: trialView(facts.trial?.key === null ? facts.trial : null, facts.number, t),
    save: t('connectors.form.save'),
    cancel: t('connectors.form.cancel'),
  };
}

function formPart(
  field: ConnectorField,
  { draft }: FormFacts,
  mistake: Mistake | undefined,
  lock: string | null,
  t: Translate,
): FormPart {
  const { key, kind, choices } = field;
  const { type } = draft;
  const common = {
    id: key,
    label: fieldName(type, key, t),
    help: fieldHelp(type, key, t),
    error: mistake === undefined ? null : mistakeSentence(mistake, t),
    lock,
  };
  const text: TextField = {
    kind: 'text',
    ...common,
    value: shownText(field, draft),
    example: exampleOf(field),
    required: field.required,
  };
  const options = (choices ?? []).map((value) => ({ value, label: choiceWord(type, value, t) }));
  const plain = (view: FieldView): FormPart => ({ part: 'field', field: view });
  switch (kind) {
    case 'list':
      return choices === undefined
        ? { part: 'lines', field: text, isCode: false }
        : { part: 'some', field: text, options };
    case 'json':
      return { part: 'lines', field: text, isCode: true };
    case 'choice':
      return plain({ kind: 'choice', ...common, value: text.value, options, many: options.length > 6 });
    case 'flag':
      return plain({ kind: 'flag', ...common, value: shownFlag(field, draft) });
    case 'text':
      return plain(isFile(field) ? fileField(text, t) : text);
    case 'url':
    case 'number':
      return plain(text);
  }
}

/** The one field that names a file of the user's. */
export function isFile({ key }: ConnectorField): boolean {
  return key === 'file';
}

function fileField({ value, id, label, help, error, lock }: TextField, t: Translate): FieldView {
  return {
    kind: 'file',
    ...{ id, label, help, error, lock, value },
    none: t('connectors.contacts.none'),
    words: { choose: t('connectors.contacts.choose'), clear: t('connectors.contacts.clear') },
  };
}

/** What counts when nothing is entered. */
function exampleOf({ default: value }: ConnectorField): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function choiceWord(type: string, value: string, t: Translate): string {
  const key = `connectors.choice.${type}.${value}`;
  return isSentence(key) ? t(key) : value;
}

function isSentence(key: string): key is SentenceKey {
  return Object.hasOwn(en, key);
}

function mistakeSentence(mistake: Mistake, t: Translate): string {
  switch (mistake.kind) {
    case 'missing':
    case 'url':
    case 'file':
    case 'number':
    case 'unusable':
      return t(`connectors.error.${mistake.kind}`);
    case 'place':
      return t('connectors.error.place', { place: mistake.place });
    case 'json':
      return t('connectors.error.json', { line: mistake.line, column: mistake.column });
  }
}

function signInOf(form: FormFacts, stored: SecretState, t: Translate): SignInView {
  const { draft, examined, wantsSecretAnew, isChecked, failure, isSigningIn } = form;
  const { type } = draft;
  const title = t('connectors.form.sign-in');
  const help = secretHelp(type, t);
  const port = connectorFields(type).find(({ key }) => key === 'redirectPort');
  const { signIn } = examined;
  switch (form.way) {
    case 'none':
      return { how: 'none', title, text: type === 'rest' ? t('connectors.secret.not-needed') : (help ?? '') };
    case 'secret':
      return {
        how: 'secret',
        title,
        entry: {
          kind: 'secret',
          id: 'secret',
          label: secretName(type, t),
          help,
          state: secretState(form, stored, 'secret', t),
          isKnown: form.stagedKind !== null || (form.mayUseStored && isStored(stored)),
          error: isChecked && wantsSecretAnew ? t('connectors.error.missing') : null,
          lock: null,
        },
      };
    case 'oauth': {
      const provider = signIn?.kind === 'oauth' ? signIn.provider : null;
      const typedPort = port === undefined ? Number.NaN : Number(shownText(port, draft) || port.default);
      const wantsClientSecret = provider?.wantsClientSecret === true;
      return {
        how: 'browser',
        title,
        help: wantsClientSecret ? null : help,
        redirect: {
          label: t('connectors.sign-in.redirect'),
          address: redirectUri(provider ?? { redirectPort: typedPort }),
          copy: t('connectors.sign-in.copy'),
        },
        clientSecret: wantsClientSecret ? clientSecretEntry(form, stored, help, t) : null,
        state: isSigningIn ? t('connectors.sign-in.running') : secretState(form, stored, 'sign-in', t),
        error:
          failure === null ? null : signInSentence(failure, nameOf({ type, entry: examined.entry }, t), t),
        button: t(isSigningIn ? 'connectors.sign-in.stop' : 'connectors.sign-in.button'),
        isRunning: isSigningIn,
      };
    }
  }
}

function clientSecretEntry(
  form: FormFacts,
  stored: SecretState,
  help: string | null,
  t: Translate,
): SecretEntry {
  const { draft, hasClientSecret, mayUseStored, failure } = form;
  // It is kept with the sign-in.
  const isKept = mayUseStored && isStored(stored);
  const unknown = isKept ? plainState(stored, t) : t('connectors.secret.none');
  return {
    kind: 'secret',
    id: 'clientSecret',
    label: secretName(draft.type, t),
    help,
    state: hasClientSecret ? t('connectors.secret.entered') : unknown,
    isKnown: hasClientSecret || isKept,
    error: failure?.kind === 'empty' ? t('connectors.error.missing') : null,
    lock: null,
  };
}

function secretState(form: FormFacts, stored: SecretState, how: 'secret' | 'sign-in', t: Translate): string {
  if (form.stagedKind !== null)
    return t(how === 'secret' ? 'connectors.secret.entered' : 'connectors.sign-in.done');
  if (form.wantsSecretAnew) return t(`connectors.${how}.anew`);
  if (!form.mayUseStored || stored.kind === 'none') return t(`connectors.${how}.none`);
  return plainState(stored, t);
}

function isStored({ kind }: SecretState): boolean {
  return kind === 'stored' || kind === 'this-run';
}

function plainState(stored: SecretState, t: Translate): string {
  return secretField({ id: 'secret', label: '', help: null, error: null, lock: null }, stored, t).state;
}

function trialView(trial: TrialFacts | null, number: string, t: Translate): TrialView {
  const result = trial?.result ?? null;
  const isRunning = trial !== null && result === null;
  return {
    title: t('connectors.try.title'),
    field: { label: t('connectors.try.label'), help: t('connectors.try.help'), value: number },
    button: t(isRunning ? 'connectors.try.stop' : 'connectors.try.button'),
    isRunning,
    status: isRunning ? t('connectors.try.running') : result === null ? '' : outcomeOf(result, t),
    trouble: result?.trouble ?? null,
    matches: {
      title: t('connectors.try.matches'),
      items: (result?.matches ?? []).map((match) => ({
        name: match.name,
        company: match.company,
        grade: match.grade,
        gradeWord: t(`connectors.grade.${match.grade}`),
        why: match.why,
        matched: t('connectors.try.matched', { field: match.matchedField, number: match.matchedNumber }),
        opening: match.opening,
        where: match.host === null ? null : t('connectors.try.where', { host: match.host }),
      })),
    },
    requests: {
      title: t('connectors.try.requests'),
      note: t('connectors.try.note'),
      items: (result?.exchanges ?? trial?.exchanges ?? []).map((exchange) =>
        requestOf(exchange, isRunning, t),
      ),
    },
  };
}

function outcomeOf({ matches, trouble, exchanges, elapsedMs }: Trial, t: Translate): string {
  const ms = Math.round(elapsedMs);
  // Why nobody was asked says all.
  if (trouble !== null) return exchanges.length === 0 ? '' : t('connectors.try.no-answer', { ms });
  return matches.length === 0
    ? t('connectors.try.nobody', { ms })
    : t('connectors.try.found', { count: matches.length, ms });
}

function requestOf(
  { method, address, body, status, fault, elapsedMs }: Exchange,
  isRunning: boolean,
  t: Translate,
): RequestView {
  const outcome = fault === null ? `HTTP ${status ?? ''}` : t(`connector-trial.fault.${fault}`);
  return {
    method,
    address,
    body,
    outcome:
      elapsedMs === null
        ? t(isRunning ? 'connectors.try.waiting' : 'connectors.try.unfinished')
        : t('connectors.try.outcome', { outcome, ms: elapsedMs }),
    isFault: fault !== null || (status !== null && status >= 400),
  };
}

import { basename } from 'node:path';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import { CONNECTOR_TYPES, titleOf } from '../../src-core/lookup/connector-fields.ts';
import type { ContactsReport } from '../../src-core/lookup/contacts-file.ts';
import { contactsNotices } from '../../src-core/lookup/contacts-notices.ts';
import { noticeSentence, troubleSentence } from '../../src-core/sentences.ts';
import type { AppState } from '../../src-core/service.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Lock } from '../../src-core/settings/read.ts';
import { cleanText } from '../../src-core/text/clean.ts';
import type {
  ConnectorsView,
  CrmRow,
  KindsContent,
  ListContent,
} from '../../src-preload/pages/connectors.ts';
import { isEnabled, type EntryFacts } from './connectors-entries.ts';
import { formOf, type FormFacts } from './connectors-form-view.ts';
import { trialView } from './connectors-trial-view.ts';
import type { TrialFacts } from './connectors-trial.ts';
import { nameOf, offeredAs, wrongFields } from './connectors-words.ts';
import { lockSentence } from './fields.ts';

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
    kind: [title === name ? null : title, placeOf(entry)].filter((part) => part !== null).join(' · '),
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
      title: offeredAs(kind, t),
      text: t(`connectors.kind.${kind}`),
    })),
    cancel: t('connectors.form.cancel'),
  };
}

import { basename } from 'node:path';
import type { ContactsReport } from '../../../src-core/contacts/contacts-file.ts';
import { toContactsNotices } from '../../../src-core/contacts/contacts-notices.ts';
import { findConnectorTitle } from '../../../src-core/crm/connector-fields.ts';
import { CONNECTOR_TYPES } from '../../../src-core/crm/connector-types.ts';
import type { Translate } from '../../../src-core/i18n/index.ts';
import { formatLookupFailure, formatNotice, joinSentences } from '../../../src-core/output/messages.ts';
import type { SecretState } from '../../../src-core/secrets/session-secrets.ts';
import type { AppState } from '../../../src-core/service/app-state.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Lock } from '../../../src-core/settings/load-settings.ts';
import { cleanText } from '../../../src-core/util/clean-text.ts';
import type {
  ConnectorsView,
  CrmRow,
  ListContent,
  PickerContent,
} from '../../../src-preload/ipc/connectors.ts';
import { formatLock } from '../fields.ts';
import { isEnabled, type CheckedEntry } from './connector-entries.ts';
import { toFormContent, type FormModel } from './connector-form-view.ts';
import { formatConnectorKind, formatConnectorName, formatFieldNames } from './connector-labels.ts';
import { connectorTestView } from './connector-test-view.ts';
import type { ConnectorTestState } from './connector-test.ts';

/** The limit of the settings schema. */
export const MAX_CONNECTORS = 20;

/** What the page shows; of secrets only their state. */
export interface ConnectorsModel {
  readonly content:
    | { readonly at: 'list' | 'kinds' }
    | { readonly at: 'form'; readonly form: FormModel; readonly stored: SecretState };
  readonly contacts: {
    readonly path: string | null;
    readonly lock: Lock | null;
    /** null = not being read */
    readonly report: ContactsReport | null;
  };
  readonly entries: readonly CheckedEntry[];
  /** of the list of CRMs */
  readonly lock: Lock | null;
  readonly test: ConnectorTestState | null;
  /** the last tested one */
  readonly number: string;
  /** the state of the CRMs in use */
  readonly connectors: AppState['connectors'];
}

export function connectorsView(model: ConnectorsModel, t: Translate): ConnectorsView {
  const { content } = model;
  const heading = t('main.page.connectors');
  switch (content.at) {
    case 'list':
      return { heading, content: { at: 'list', ...toListContent(model, t) } };
    case 'kinds':
      return { heading, content: { at: 'kinds', ...toKindsContent(t) } };
    case 'form':
      return { heading, content: { at: 'form', ...toFormContent(content.form, content.stored, model, t) } };
  }
}

function toListContent(model: ConnectorsModel, t: Translate): ListContent {
  const { entries, lock } = model;
  const isFull = entries.length >= MAX_CONNECTORS;
  return {
    description: t('connectors.lead'),
    contacts: toContactsView(model.contacts, t),
    crms: {
      title: t('connectors.crms.title'),
      intro: isFull ? t('connectors.crms.full', { count: MAX_CONNECTORS }) : t('connectors.crms.intro'),
      lock: lock === null ? null : formatLock(lock, t),
      emptyText: t('connectors.crms.none'),
      rows: entries.map((entry) => toCrmRow(entry, model, t)),
      add: lock === null && !isFull ? t('connectors.add') : null,
      labels: {
        up: t('connectors.up'),
        down: t('connectors.down'),
        edit: t('connectors.edit'),
        remove: t('connectors.remove'),
        cancel: t('connectors.keep'),
      },
    },
  };
}

function toContactsView(
  { path, lock, report }: ConnectorsModel['contacts'],
  t: Translate,
): ListContent['contacts'] {
  const sentences = report === null ? [] : toContactsNotices(report).map((notice) => formatNotice(notice, t));
  const hasFailed = report?.state === 'failed';
  return {
    title: t('connectors.contacts.title'),
    file: {
      kind: 'file',
      id: 'contacts',
      label: t('setting.contacts'),
      help: t('connectors.contacts.help'),
      error: hasFailed ? joinSentences(sentences, t) : null,
      lock: lock === null ? null : formatLock(lock, t),
      value: path ?? '',
      emptyText: t('connectors.contacts.none'),
      labels: { choose: t('connectors.contacts.choose'), clear: t('connectors.contacts.clear') },
    },
    status: report === null ? null : formatContactsState(report, t),
    problems: hasFailed ? [] : sentences,
  };
}

function formatContactsState({ state, people, numbers }: ContactsReport, t: Translate): string | null {
  switch (state) {
    case 'loading':
      return t('connectors.contacts.reading');
    case 'ready':
      return t('connectors.contacts.inUse', { people, numbers });
    case 'failed':
      return people === 0 ? null : t('connectors.contacts.before', { people, numbers });
  }
}

function toCrmRow(checked: CheckedEntry, model: ConnectorsModel, t: Translate): CrmRow {
  const { lock } = model;
  const { key, entry, type } = checked;
  const name = formatConnectorName(checked, t);
  const title = findConnectorTitle(type);
  return {
    key,
    name,
    kind: [title === name ? null : title, findLocation(entry)].filter((part) => part !== null).join(' · '),
    status: toRowStatus(checked, model, t),
    enabled: {
      kind: 'flag',
      id: key,
      label: t('connectors.use'),
      help: null,
      error: null,
      lock: lock === null ? null : formatLock(lock, t),
      value: isEnabled(entry),
    },
    question:
      lock === null
        ? { title: t('connectors.remove.title', { name }), text: t('connectors.remove.text') }
        : null,
    canBeEdited: title !== null,
    test:
      title === null ? null : connectorTestView(model.test?.key === key ? model.test : null, model.number, t),
  };
}

/** The host or file, which distinguishes entries of one kind. */
function findLocation({ url, file }: Values): string | null {
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).host;
  return typeof file === 'string' ? cleanText(basename(file)) : null;
}

function toRowStatus(
  { key, id, entry, type, wrong }: CheckedEntry,
  { connectors, test }: ConnectorsModel,
  t: Translate,
): CrmRow['status'] {
  if (wrong.length > 0) {
    const keys = wrong.map((one) => one.key);
    const fields = formatFieldNames(type, keys, t);
    return { tone: 'bad', message: t('connectors.standing.unusable', { fields }) };
  }
  if (!isEnabled(entry)) return { tone: 'off', message: t('connectors.standing.off') };
  if (test?.key === key && test.result?.error === null)
    return { tone: 'good', message: t('connectors.standing.tried') };
  const reported = connectors.find((connector) => connector.id === id);
  if (reported === undefined || reported.error === null)
    return { tone: 'good', message: t('connectors.standing.in-use') };
  return {
    tone: 'bad',
    message: formatLookupFailure({ id, connector: reported.name, kind: reported.error }, t),
  };
}

function toKindsContent(t: Translate): PickerContent {
  return {
    title: t('connectors.kinds.title'),
    description: t('connectors.kinds.lead'),
    kinds: CONNECTOR_TYPES.map((kind) => ({
      kind,
      title: formatConnectorKind(kind, t),
      text: t(`connectors.kind.${kind}`),
    })),
    cancel: t('connectors.form.cancel'),
  };
}

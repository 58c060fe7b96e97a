import { findConnectorTitle } from '../../../src-core/crm/connector-fields.ts';
import { getFieldLabel } from '../../../src-core/crm/field-labels.ts';
import type { Translate } from '../../../src-core/i18n/index.ts';
import { formatList } from '../../../src-core/output/messages.ts';
import { cleanText } from '../../../src-core/util/clean-text.ts';
import type { CheckedEntry } from './connector-entries.ts';

/** Its own name, or the product's. */
export function formatConnectorName(
  { entry, type }: Pick<CheckedEntry, 'entry' | 'type'>,
  t: Translate,
): string {
  return cleanText(entry['name'], 100) ?? findConnectorTitle(type) ?? t('connectors.unknown-kind');
}

/** The labels of these fields, each once. */
export function formatFieldNames(type: string, keys: Iterable<string>, t: Translate): string {
  return formatList(
    [...new Set(keys)].map((key) => getFieldLabel(type, key, t)),
    t,
  );
}

/** The name of a kind: the product, except for the generic kind. */
export function formatConnectorKind(type: string, t: Translate): string {
  return type === 'rest' ? t('connectors.kinds.other') : (findConnectorTitle(type) ?? type);
}

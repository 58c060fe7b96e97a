import { fieldName } from '../../src-core/connector-sentences.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import { titleOf } from '../../src-core/lookup/connector-fields.ts';
import { cleanText } from '../../src-core/text/clean.ts';
import type { EntryFacts } from './connectors-entries.ts';

/** How people know this entry: by its own name, or by the product's. */
export function nameOf({ entry, type }: Pick<EntryFacts, 'entry' | 'type'>, t: Translate): string {
  return cleanText(entry['name'], 100) ?? titleOf(type) ?? t('connectors.unknown-kind');
}

/** Names of the fields in which something is wrong, each once. */
export function wrongFields(type: string, keys: Iterable<string>, t: Translate): string {
  return [...new Set(keys)].map((key) => fieldName(type, key, t)).join(' / ');
}

/** How a kind is offered: the one that is no product, by what it is for. */
export function offeredAs(type: string, t: Translate): string {
  return type === 'rest' ? t('connectors.kinds.other') : (titleOf(type) ?? type);
}

import { en } from './i18n/en.ts';
import type { SentenceKey, Translate } from './i18n/index.ts';

/** What a field of a connector's form is called. A key that has no words is shown as it is. */
export function fieldName(type: string, key: string, t: Translate): string {
  const found = sentenceOf(type, key);
  return found === null ? key : t(found);
}

/** What belongs in it, and where to find that in the CRM; null = nothing more is to be said. */
export function fieldHelp(type: string, key: string, t: Translate): string | null {
  const found = sentenceOf(type, `${key}.help`);
  return found === null ? null : t(found);
}

/** What the secret is called there: "API token". */
export function secretName(type: string, t: Translate): string {
  return fieldName(type, 'secret', t);
}

/** Which secret it is, and where to find it; for those that sign in by the browser or not at all, what they need instead. */
export function secretHelp(type: string, t: Translate): string | null {
  return fieldHelp(type, 'secret', t);
}

/** What several kinds share is said once. */
function sentenceOf(type: string, name: string): SentenceKey | null {
  return [`connector.${type}.${name}`, `connector.field.${name}`].find(isSentence) ?? null;
}

function isSentence(key: string): key is SentenceKey {
  return Object.hasOwn(en, key);
}

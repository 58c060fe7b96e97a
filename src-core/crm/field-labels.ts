import { en } from '../locales/en/index.ts';
import type { MessageKey, Translate } from '../i18n/index.ts';

/** What a field of a connector's form is called. A key that has no words is shown as it is. */
export function getFieldLabel(type: string, key: string, t: Translate): string {
  const found = findMessageKey(type, key);
  return found === null ? key : t(found);
}

/** What belongs in it, and where to find that in the CRM; null = nothing more is to be said. */
export function findFieldHelp(type: string, key: string, t: Translate): string | null {
  const found = findMessageKey(type, `${key}.help`);
  return found === null ? null : t(found);
}

/** What the secret is called there: "API token". */
export function getSecretLabel(type: string, t: Translate): string {
  return getFieldLabel(type, 'secret', t);
}

/** Which secret it is, and where to find it; for those that sign in by the browser or not at all, what they need instead. */
export function findSecretHelp(type: string, t: Translate): string | null {
  return findFieldHelp(type, 'secret', t);
}

/** What several kinds share is said once. */
function findMessageKey(type: string, name: string): MessageKey | null {
  return [`connector.${type}.${name}`, `connector.field.${name}`].find(isMessageKey) ?? null;
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

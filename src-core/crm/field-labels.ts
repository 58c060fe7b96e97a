import { en } from '../locales/en/index.ts';
import type { MessageKey, Translate } from '../i18n/index.ts';

/** Label of a field in a connector's form; the key itself if it has no translation. */
export function getFieldLabel(type: string, key: string, t: Translate): string {
  const found = findMessageKey(type, key);
  return found === null ? key : t(found);
}

/** What to enter, and where to find it in the CRM; null if there is no help text. */
export function findFieldHelp(type: string, key: string, t: Translate): string | null {
  const found = findMessageKey(type, `${key}.help`);
  return found === null ? null : t(found);
}

/** The CRM's name for its secret: "API token". */
export function getSecretLabel(type: string, t: Translate): string {
  return getFieldLabel(type, 'secret', t);
}

/** Where to find the secret, or what a CRM without one needs instead. */
export function findSecretHelp(type: string, t: Translate): string | null {
  return findFieldHelp(type, 'secret', t);
}

/** The text of the kind, else the text that all kinds share. */
function findMessageKey(type: string, name: string): MessageKey | null {
  return [`connector.${type}.${name}`, `connector.field.${name}`].find(isMessageKey) ?? null;
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

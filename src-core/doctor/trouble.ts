import type { Translate } from '../i18n/index.ts';
import { connectionSentence } from '../sentences.ts';
import { endingOf } from '../sources/ending-of.ts';
import type { OfflineCause, Refusal } from '../sources/source.ts';
import { found, type Finding } from './check.ts';
import { BLAMED_FIELDS, blamedFor, fieldsOfCause } from './fields.ts';

/** Why there is no connection, as the app would say it. */
export type Trouble =
  | { readonly state: 'offline'; readonly cause: OfflineCause; readonly detail: string }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/**
 * What an error of Zoom's API means for the connection. Throws again what is none.
 * @param agent how the agent may be named
 */
export function troubleOf(error: unknown, agent: string): Trouble {
  const ending = endingOf(error, agent);
  if (ending.kind === 'refused') return { state: 'refused', cause: ending.cause, detail: ending.detail };
  if (ending.cause === 'internal') throw error;
  return { state: 'offline', cause: ending.cause, detail: ending.detail };
}

/** The trouble in the words of tray and terminal, with what to do; of credentials, which of them it is. */
export function troubleFinding(trouble: Trouble, t: Translate): Finding {
  const { cause } = trouble;
  const detail = withoutPeople(trouble.detail);
  // Told as of now: whoever reads it does so later than the next try.
  const connection =
    trouble.state === 'offline' ? { ...trouble, detail, retryAt: 0 } : { ...trouble, detail };
  const sentence = connectionSentence(connection, t, 0);
  if (cause !== 'credentials') return found(false, sentence, t(`remedy.${cause}`), fieldsOfCause(cause));
  const blamed = blamedFor(detail);
  const fields = BLAMED_FIELDS[blamed];
  if (blamed === 'all') return found(false, sentence, t('remedy.credentials'), fields);
  return found(
    false,
    t(`check.token.wrong-${blamed}`, { detail }),
    t(`remedy.credentials-${blamed}`),
    fields,
  );
}

/** Zoom's words name at times whom or what was asked for. What people paste into a ticket shall not. */
export function withoutPeople(words: string): string {
  return words.replace(/[^\s@:"']+@[^\s@"']+|\+?\d{8,}|\beyJ[\w.-]+/gu, '***');
}

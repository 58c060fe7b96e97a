import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { openHistory, type HistoryTrouble } from '../history/call-history.ts';
import type { Translate } from '../i18n/index.ts';
import { loadContacts } from '../lookup/contacts-file.ts';
import { contactsNotices } from '../lookup/contacts-notices.ts';
import type { KeychainState } from '../secrets.ts';
import { ownPath } from '../own-path.ts';
import { noticeSentence } from '../sentences.ts';
import type { Configuration } from '../settings/read.ts';
import { found, type Finding } from './check.ts';
import { ACCOUNT_FIELDS, fieldOfProblem } from './fields.ts';

/** Zoom says its time in whole seconds, and the answer was on its way: less is nothing. */
const AGREES_S = 30;
/** Signed messages are refused by then, and the times on the cards mislead. */
const FAR_OFF_S = 300;

/** Are the settings usable, and is there an account? */
export function checkSettings({ account, webhook, problems }: Configuration, t: Translate): Finding {
  if (problems.length > 0) {
    const sentences = problems.map(({ name, code }) =>
      noticeSentence({ level: 'error', code, params: { name: ownPath(name) } }, t),
    );
    const fields = new Set(problems.flatMap((problem) => fieldOfProblem(problem) ?? []));
    return found(false, sentences.join(' '), t('remedy.settings'), [...fields]);
  }
  if (account === null && webhook === null)
    return found(false, t('check.settings.none'), t('remedy.account'), ACCOUNT_FIELDS);
  return found(true, t('check.settings.ok'));
}

/**
 * What the keychain's state means.
 * @param spare the secret does not come from there
 */
export function checkKeychain(state: KeychainState, spare: boolean, t: Translate): Finding {
  const sentence = t(`check.keychain.${state}`);
  if (state === 'ok') return found(true, sentence);
  const remedy = t(`remedy.keychain.${state}`);
  return spare
    ? found(null, t('check.keychain.spare', { sentence }), remedy)
    : found(false, sentence, remedy);
}

/**
 * Does this computer's clock agree with Zoom's? Chakushin allows for the difference wherever it counts, so that only
 * one by which people are misled is wrong.
 * @param skewMs our clock minus Zoom's; null = Zoom did not say
 */
export function checkClock(skewMs: number | null, t: Translate): Finding {
  if (skewMs === null) return found(null, t('check.clock.unknown'));
  const seconds = Math.abs(Math.round(skewMs / 1_000));
  if (seconds < AGREES_S) return found(true, t('check.clock.ok', { seconds }));
  const way = skewMs > 0 ? 'ahead' : 'behind';
  const ok = seconds <= FAR_OFF_S;
  return found(ok, t(ok ? `check.clock.${way}` : `check.clock.far-${way}`, { seconds }), t('remedy.clock'));
}

/** Can the contacts file be read, and how much is in it? */
export async function checkContacts(
  { settings }: Configuration,
  t: Translate,
  signal: AbortSignal,
): Promise<Finding> {
  const { contacts: path, country } = settings;
  if (path === null) return found(null, t('check.contacts.none'));
  const contacts = await loadContacts(path, country, signal);
  // Whoever gave up has an answer by then.
  if (contacts === null) throw new Error('given up');
  const { report } = contacts;
  const sentences = contactsNotices(report)
    .map((notice) => noticeSentence(notice, t))
    .join(' ');
  if (report.state === 'failed') return found(false, sentences, t('remedy.contacts'), ['contacts']);
  const { people, numbers } = report;
  return found(true, t('check.contacts.ok', { people, numbers }), sentences === '' ? null : sentences);
}

/** Can the file of past calls be opened and written? Waits for another process a fifth of a second at most. */
export function checkDatabase({ home }: Configuration, clock: Clock, t: Translate): Finding {
  const troubles: HistoryTrouble[] = [];
  const history = openHistory({
    path: join(home, 'history.sqlite'),
    clock,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  // That it opens is no proof that it can be written; closing writes.
  history.remember('doctor', String(clock.now()));
  history.close();
  const [trouble] = troubles;
  if (trouble === undefined) return found(true, t('check.database.ok'));
  const { code, ...params } = trouble;
  return found(false, noticeSentence({ level: 'error', code, params }, t), t(`remedy.${code}`));
}

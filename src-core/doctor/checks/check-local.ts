import { join } from 'node:path';
import type { Clock } from '../../util/clock.ts';
import { CallHistory } from '../../history/call-history.ts';
import type { HistoryError } from '../../history/history-errors.ts';
import type { Translate } from '../../i18n/index.ts';
import { loadContacts } from '../../contacts/contacts-file.ts';
import { toContactsNotices } from '../../contacts/contacts-notices.ts';
import type { KeychainState } from '../../secrets/keychain.ts';
import { redactHome } from '../../util/redact.ts';
import { formatNotice } from '../../output/messages.ts';
import type { Configuration } from '../../settings/load-settings.ts';
import { createFinding, type Finding } from '../check.ts';
import { ACCOUNT_FIELDS, findFieldForProblem } from '../affected-fields.ts';

/** Zoom says its time in whole seconds, and the answer was on its way: less is nothing. */
const IGNORED_SKEW_SECONDS = 30;
/** Signed messages are refused by then, and the times on the cards mislead. */
const MAX_SKEW_SECONDS = 300;

/** Are the settings usable, and is there an account? */
export function checkSettings({ account, webhook, problems }: Configuration, t: Translate): Finding {
  if (problems.length > 0) {
    const sentences = problems.map(({ name, code }) =>
      formatNotice({ level: 'error', code, params: { name: redactHome(name) } }, t),
    );
    const fields = new Set(problems.flatMap((problem) => findFieldForProblem(problem) ?? []));
    return createFinding(false, sentences.join(' '), t('remedy.settings'), [...fields]);
  }
  if (account === null && webhook === null)
    return createFinding(false, t('check.settings.none'), t('remedy.account'), ACCOUNT_FIELDS);
  return createFinding(true, t('check.settings.ok'));
}

/**
 * What the keychain's state means.
 * @param isOptional the secret does not come from there
 */
export function checkKeychain(state: KeychainState, isOptional: boolean, t: Translate): Finding {
  const sentence = t(`check.keychain.${state}`);
  if (state === 'ok') return createFinding(true, sentence);
  const remedy = t(`remedy.keychain.${state}`);
  return isOptional
    ? createFinding(null, t('check.keychain.spare', { sentence }), remedy)
    : createFinding(false, sentence, remedy);
}

/**
 * Does this computer's clock agree with Zoom's? Chakushin allows for the difference wherever it counts, so that only
 * one by which people are misled is wrong.
 * @param skewMs our clock minus Zoom's; null = Zoom did not say
 */
export function checkClock(skewMs: number | null, t: Translate): Finding {
  if (skewMs === null) return createFinding(null, t('check.clock.unknown'));
  const seconds = Math.abs(Math.round(skewMs / 1_000));
  if (seconds < IGNORED_SKEW_SECONDS) return createFinding(true, t('check.clock.ok', { seconds }));
  const direction = skewMs > 0 ? 'ahead' : 'behind';
  const ok = seconds <= MAX_SKEW_SECONDS;
  return createFinding(
    ok,
    t(ok ? `check.clock.${direction}` : `check.clock.far-${direction}`, { seconds }),
    t('remedy.clock'),
  );
}

/** Can the contacts file be read, and how much is in it? */
export async function checkContacts(
  { settings }: Configuration,
  t: Translate,
  signal: AbortSignal,
): Promise<Finding> {
  const { contacts: path, country } = settings;
  if (path === null) return createFinding(null, t('check.contacts.none'));
  const contacts = await loadContacts(path, country, signal);
  // Whoever gave up has an answer by then.
  if (contacts === null) throw new Error('given up');
  const { report } = contacts;
  const sentences = toContactsNotices(report)
    .map((notice) => formatNotice(notice, t))
    .join(' ');
  if (report.state === 'failed') return createFinding(false, sentences, t('remedy.contacts'), ['contacts']);
  const { people, numbers } = report;
  return createFinding(
    true,
    t('check.contacts.ok', { people, numbers }),
    sentences === '' ? null : sentences,
  );
}

/** Can the file of past calls be opened and written? Waits for another process a fifth of a second at most. */
export function checkDatabase({ home }: Configuration, clock: Clock, t: Translate): Finding {
  const errors: HistoryError[] = [];
  const history = new CallHistory({
    path: join(home, 'history.sqlite'),
    clock,
    onError: (error) => errors.push(error),
  });
  // That it opens is no proof that it can be written; closing writes.
  history.setValue('doctor', String(clock.now()));
  history.close();
  const [error] = errors;
  if (error === undefined) return createFinding(true, t('check.database.ok'));
  const { code, ...params } = error;
  return createFinding(false, formatNotice({ level: 'error', code, params }, t), t(`remedy.${code}`));
}

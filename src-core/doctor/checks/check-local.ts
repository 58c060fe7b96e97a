import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../util/clock.ts';
import { CallHistory } from '../../history/call-history.ts';
import type { HistoryError } from '../../history/history-errors.ts';
import type { Translate } from '../../i18n/index.ts';
import { loadContacts } from '../../contacts/contacts-file.ts';
import { toContactsNotices } from '../../contacts/contacts-notices.ts';
import type { KeychainState } from '../../secrets/keychain.ts';
import { redactHome } from '../../util/redact.ts';
import { toErrorCode } from '../../util/file-watcher.ts';
import { formatNotice, joinSentences } from '../../output/messages.ts';
import type { Configuration, WebhookAddress } from '../../settings/load-settings.ts';
import { formatAddress } from '../../zoom/webhook-source.ts';
import { createFinding, type Finding } from '../check.ts';
import { ACCOUNT_FIELDS, findFieldForProblem } from '../affected-fields.ts';
import { toFinding } from '../connection-finding.ts';

/** Zoom's time is in whole seconds, and its answer was on the way: less than this is not a difference. */
const IGNORED_SKEW_SECONDS = 30;
/** Beyond this signed messages are rejected, and times on the cards mislead. */
const MAX_SKEW_SECONDS = 300;

export function checkSettings({ account, webhook, problems }: Configuration, t: Translate): Finding {
  if (problems.length > 0) {
    const sentences = problems.map(({ name, code }) =>
      formatNotice({ level: 'error', code, params: { name: redactHome(name) } }, t),
    );
    const fields = new Set(problems.flatMap((problem) => findFieldForProblem(problem) ?? []));
    return createFinding(false, joinSentences(sentences, t), t('remedy.settings'), [...fields]);
  }
  if (account === null && webhook === null)
    return createFinding(false, t('check.settings.none'), t('remedy.account'), ACCOUNT_FIELDS);
  return createFinding(true, t('check.settings.ok'));
}

/** @param isOptional the secret does not come from the keychain */
export function checkKeychain(state: KeychainState, isOptional: boolean, t: Translate): Finding {
  const sentence = t(`check.keychain.${state}`);
  if (state === 'ok') return createFinding(true, sentence);
  return isOptional
    ? createFinding(null, t('check.keychain.spare', { sentence }))
    : createFinding(false, sentence, t(`remedy.keychain.${state}`));
}

/**
 * Checks this computer's clock. Chakushin corrects for a difference where it matters, so only one that misleads people
 * counts as wrong.
 * @param skewMs our clock minus Zoom's; null if Zoom did not send its time
 */
export function checkClock(skewMs: number | null, t: Translate): Finding {
  if (skewMs === null) return createFinding(null, t('check.clock.unknown'));
  const seconds = Math.abs(Math.round(skewMs / 1_000));
  if (seconds < IGNORED_SKEW_SECONDS) return createFinding(true, t('check.clock.ok', { seconds }));
  const direction = skewMs > 0 ? 'ahead' : 'behind';
  const ok = seconds <= MAX_SKEW_SECONDS;
  const message = t(ok ? `check.clock.${direction}` : `check.clock.far-${direction}`, { seconds });
  return createFinding(ok, message, t('remedy.clock'));
}

export async function checkContacts(
  { settings }: Configuration,
  t: Translate,
  signal: AbortSignal,
): Promise<Finding> {
  const { contacts: path } = settings;
  if (path === null) return createFinding(null, t('check.contacts.none'));
  const contacts = await loadContacts({ ...settings, contacts: path }, signal);
  // Only if `signal` has aborted: the caller has its answer already.
  if (contacts === null) throw new Error('aborted');
  const { report } = contacts;
  const notices = toContactsNotices(report).map((notice) => formatNotice(notice, t));
  const sentences = joinSentences(notices, t);
  if (report.state === 'failed') return createFinding(false, sentences, t('remedy.contacts'), ['contacts']);
  const { people, numbers } = report;
  return createFinding(true, t('check.contacts.ok', { people, numbers }), sentences || null);
}

/** Checks that the history file can be opened and written. Waits for another process for at most a fifth of a second. */
export function checkDatabase({ home }: Configuration, clock: Clock, t: Translate): Finding {
  const errors: HistoryError[] = [];
  const history = new CallHistory({
    path: join(home, 'history.sqlite'),
    clock,
    onError: (error) => errors.push(error),
  });
  // A file that opens may still not be writable; closing writes.
  history.setValue('doctor', String(clock.now()));
  history.close();
  const [error] = errors;
  if (error === undefined) return createFinding(true, t('check.database.ok'));
  const { code, ...params } = error;
  return createFinding(false, formatNotice({ level: 'error', code, params }, t), t(`remedy.${code}`));
}

/** Whether the app may show the system's notifications; `not-needed`: by the settings and the system it shows none. */
export type NotificationState = 'ok' | 'denied' | 'unsupported' | 'not-needed';

/** @param state null in the terminal, which shows no notifications */
export function checkNotifications(state: NotificationState | null, t: Translate): Finding {
  switch (state) {
    case null:
      return createFinding(null, t('check.notifications.none'));
    case 'ok':
      return createFinding(true, t('check.notifications.ok'));
    case 'not-needed':
      return createFinding(null, t('check.notifications.not-needed'));
    case 'denied':
    case 'unsupported':
      return createFinding(false, t(`check.notifications.${state}`), t(`remedy.notifications.${state}`));
  }
}

/**
 * Checks that the webhook can listen at its address. Whether Zoom reaches it cannot be tested from here. An address in use
 * is most likely used by Chakushin itself.
 */
export async function checkWebhook(webhook: WebhookAddress, t: Translate): Promise<Finding> {
  const address = formatAddress(webhook);
  switch (await tryToListen(webhook)) {
    case null:
      return createFinding(true, t('check.webhook.ok', { address }));
    case 'EADDRINUSE':
      return createFinding(null, t('check.webhook.taken', { address }), t('remedy.port-taken'));
    default:
      return toFinding({ state: 'offline', cause: 'cannot-listen', detail: address }, t);
  }
}

/** Listens for a moment; returns the system's code if that is not possible, else null. */
async function tryToListen({ host, port }: WebhookAddress): Promise<string | null> {
  const server = createServer((socket) => socket.destroy());
  return await new Promise((resolve) => {
    server.once('error', (error) => resolve(toErrorCode(error)));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}

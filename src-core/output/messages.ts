import { getDisplayState, type Call } from '../calls/call.ts';
import type { Match } from '../lookup/connector.ts';
import type { FinishedLookup, LookupFailure } from '../lookup/lookup.ts';
import type { Notice } from '../i18n/notice.ts';
import type { OtherSource } from '../zoom/combined-connection.ts';
import { formatClockTime } from '../util/format-time.ts';
import { toSettingPath } from '../settings/environment-variables.ts';
import type { Connection } from '../zoom/call-source.ts';
import { en } from '../locales/en/index.ts';
import type { MessageKey, Translate } from '../i18n/index.ts';

/** One sentence for windows and terminal. `now` in ms since the epoch. */
export function formatConnection(connection: Connection | null, t: Translate, now: number): string {
  if (connection === null) return t('connection.unconfigured');
  switch (connection.state) {
    case 'connecting':
      return t('connection.connecting');
    case 'connected':
      return t(connection.everyone ? 'connection.everyone' : 'connection.connected');
    case 'degraded':
      return connection.cause === 'nothing-yet'
        ? t('connection.listening', { address: connection.detail })
        : t('connection.degraded', { time: formatClockTime(connection.callAt) });
    case 'offline': {
      const sentence = formatConnectionFailure(connection, t);
      const seconds = Math.ceil((connection.retryAt - now) / 1_000);
      return seconds > 0 ? t('connection.retry', { sentence, seconds }) : sentence;
    }
    case 'refused':
      return t('connection.refused', { sentence: formatConnectionFailure(connection, t) });
  }
}

/** The connection in few words: at most 32 characters, in Japanese 18, since the tray's menu does not wrap. */
export function formatStatus(connection: Connection | null, t: Translate): string {
  if (connection === null) return t('status.unconfigured');
  switch (connection.state) {
    case 'connecting':
      return t('status.connecting');
    case 'connected':
      return t(connection.everyone ? 'status.everyone' : 'status.connected');
    case 'degraded':
    case 'offline':
    case 'refused':
      return t(`status.${connection.cause}`);
  }
}

/** The sentence about another source that is not connected. */
export function formatOtherSource({ source, connection }: OtherSource, t: Translate, now: number): string {
  const hasFailed = connection.state === 'offline' || connection.state === 'refused';
  const sentence = hasFailed ? formatConnectionFailure(connection, t) : formatConnection(connection, t, now);
  return t(source === 'webhook' ? 'beside.webhook' : 'beside.websocket', { sentence });
}

function formatConnectionFailure(
  connection: Extract<Connection, { readonly state: 'offline' | 'refused' }>,
  t: Translate,
): string {
  const { detail } = connection;
  const sentence =
    connection.state === 'offline'
      ? t(`cause.${connection.cause}`, { detail })
      : t(`refused.${connection.cause}`, { detail });
  // Without a detail, the brackets for it are empty.
  return sentence.replace(/ ?\(\)|（）/u, '');
}

/** The state in words, with the name of a colleague who answered. */
export function formatCallState(
  call: Pick<Call, 'state' | 'answeredBy' | 'source' | 'answeredAt'>,
  t: Translate,
): string {
  const { state, answeredBy } = call;
  if (getDisplayState(call) !== state) return t('state.past-answered');
  if (state !== 'answered-elsewhere') return t(`state.${state}`);
  return answeredBy === null
    ? t('state.answered-elsewhere-unknown')
    : t(`state.${state}`, { name: answeredBy });
}

/** Why a record is shown for a number. */
export function formatMatchReason(match: Pick<Match, 'matchReason' | 'matchedField'>, t: Translate): string {
  return t(`grade.${match.matchReason}`, { field: match.matchedField });
}

/** A customer's name as a title. In Japanese with 様, unless it already ends in such a word. */
export function formatCustomer(name: string, t: Translate): string {
  return /(?:様|さん|御中|先生)$/u.test(name) ? name : t('caller.person', { name });
}

/** "a, b, c" */
export function formatList(items: readonly string[], t: Translate): string {
  return items.length === 0 ? '' : items.reduce((first, second) => t('list.two', { first, second }));
}

/** Sentences one after the other, in Japanese without spaces. */
export function joinSentences(sentences: readonly string[], t: Translate): string {
  return sentences.length === 0
    ? ''
    : sentences.reduce((first, second) => t('sentences.two', { first, second }));
}

/** "company · title"; null if there are no parts. */
export function joinParts(parts: readonly (string | null)[], t: Translate): string | null {
  const texts = parts.filter((part): part is string => part !== null && part !== '');
  return texts.length === 0 ? null : texts.reduce((first, second) => t('parts.two', { first, second }));
}

/** "Mary Major / Example Corp" */
export function formatPerson({ name, company }: Pick<Match, 'name' | 'company'>): string {
  return [name, company].filter((part) => part !== null).join(' / ');
}

/** The people with the number and why, in one line. */
export function formatMatches(lookup: FinishedLookup, t: Translate): string {
  switch (lookup.status) {
    case 'found':
      return formatList(
        lookup.matches.map((match) =>
          t('match.of-person', { person: formatPerson(match), reason: formatMatchReason(match, t) }),
        ),
        t,
      );
    case 'none':
    case 'skipped':
      return t(`crm.${lookup.status}`);
    case 'error':
      return joinSentences(
        lookup.failures.map((failure) => formatLookupFailure(failure, t)),
        t,
      );
  }
}

export function formatLookupFailure({ connector, kind }: LookupFailure, t: Translate): string {
  return t('crm.trouble', { connector, why: t(`why.connector-${kind}`) });
}

export function formatNotice(notice: Notice, t: Translate): string {
  const { why, name, ...params } = notice.params;
  const reason = why === undefined ? undefined : `why.${why}`;
  return t(`notice.${notice.code}`, {
    ...params,
    ...(name !== undefined && { name: formatSettingName(String(name), t) }),
    ...(reason !== undefined && isMessageKey(reason) && { why: t(reason) }),
  });
}

/** The settings page's name of a setting with its path or variable: "Client ID (ZOOM_CLIENT_ID)". */
function formatSettingName(name: string, t: Translate): string {
  const key = `setting.${toSettingPath(name)}`;
  return isMessageKey(key) ? t('setting.named', { label: t(key), name }) : name;
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

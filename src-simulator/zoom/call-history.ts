/**
 * REST's `…/call_history`: the call log in Zoom's words, by days and pages. A user's has an element for each call, the
 * account's a summary. Each has its calls twice, also in the deprecated array `call_logs`.
 */
import type { CallLog, LoggedCall, Participant } from './call-log.ts';
import type { ZoomContext } from './options.ts';
import { formatZoomDate } from './zoom-events.ts';
import type { Reply } from '../http.ts';

const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 300;
const DAY_MS = 24 * 3_600_000;

/** A call that has ended, for one person or as a whole. Times are in ms since 1970. */
interface HistoryEntry {
  readonly id: string;
  readonly call: LoggedCall;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Answers with the latest calls first. Days are GMT, and a call belongs to the day on which it began.
 * @param matchesCallee selects a user's own calls; null = the account's
 */
export function answerCallHistory(
  { callLogDelayMs, zoomNow }: ZoomContext,
  log: CallLog,
  query: URLSearchParams,
  matchesCallee: ((callee: Participant) => boolean) | null,
): Reply {
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const firstDay = parseDay(from);
  const lastDay = parseDay(to);
  if (firstDay === null || lastDay === null || firstDay > lastDay) return toInvalidFieldReply('from and to');
  const pageSize = parsePageSize(query.get('page_size'));
  if (pageSize === null) return toInvalidFieldReply('page_size');

  // A call isn't seen before it rings; the day allows for clocks that disagree.
  const calls = log.all(firstDay - DAY_MS);
  const elements = (
    matchesCallee === null ? toSummaries(calls) : calls.filter(({ callee }) => matchesCallee(callee))
  )
    .filter(({ outcome: { startedAt } }) => startedAt >= firstDay && startedAt < lastDay + DAY_MS)
    .flatMap(toEntry)
    .filter(({ endedAt }) => endedAt + callLogDelayMs <= zoomNow())
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));

  // The token names the last element sent, so that new calls do not shift the pages.
  const token = query.get('next_page_token') ?? '';
  const lastSentIndex =
    token === '' ? -1 : elements.findIndex(({ id }) => toPageToken(from, to, id) === token);
  if (token !== '' && lastSentIndex === -1) return toInvalidFieldReply('next_page_token');
  const page = elements.slice(lastSentIndex + 1, lastSentIndex + 1 + pageSize);
  const last = page.at(-1);
  const isLastPage = last === undefined || last === elements.at(-1);
  return {
    status: 200,
    body: {
      from,
      to,
      next_page_token: isLastPage ? '' : toPageToken(from, to, last.id),
      page_count: Math.ceil(elements.length / pageSize),
      page_size: pageSize,
      total_records: elements.length,
      ...(matchesCallee === null ? toSummaryLists(page) : toElementLists(page)),
    },
  };
}

function toInvalidFieldReply(field: string): Reply {
  return { status: 400, body: { code: 300, message: `Validation Failed: invalid ${field}.` } };
}

function toPageToken(from: string, to: string, id: string): string {
  return Buffer.from(JSON.stringify([from, to, id])).toString('base64url');
}

/** The start of the day in GMT, in ms since 1970; null if the text is no `YYYY-MM-DD`. */
function parseDay(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/u.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text) ? null : at;
}

function parsePageSize(text: string | null): number | null {
  if (text === null) return DEFAULT_PAGE_SIZE;
  const size = Number(text);
  return /^\d{1,4}$/u.test(text) && size >= 1 && size <= MAX_PAGE_SIZE ? size : null;
}

function toEntry(call: LoggedCall): HistoryEntry[] {
  const { startedAt, endedAt, personKey } = call.outcome;
  return endedAt === null ? [] : [{ id: `${call.callId}.${personKey}`, call, startedAt, endedAt }];
}

/** One for each call, however many people it rang for. */
function toSummaries(calls: readonly LoggedCall[]): LoggedCall[] {
  const byCall = new Map<string, LoggedCall[]>();
  for (const call of calls) byCall.set(call.callId, [...(byCall.get(call.callId) ?? []), call]);
  return [...byCall.values()].flatMap((ofOneCall) => {
    const last = ofOneCall.at(-1);
    if (last === undefined) return [];
    const answered = ofOneCall.find(({ outcome }) => outcome.answeredAt !== null);
    const outcomes = ofOneCall.map(({ outcome }) => outcome);
    const ends = outcomes.flatMap(({ endedAt }) => endedAt ?? []);
    const outcome = {
      ...(answered ?? last).outcome,
      startedAt: Math.min(...outcomes.map(({ startedAt }) => startedAt)),
      endedAt: ends.length < outcomes.length ? null : Math.max(...ends),
    };
    // An unanswered call of a queue is the queue's.
    const isOfQueue = toSnakeCase(last.forwardedBy?.extension_type ?? '') === 'call_queue';
    const callee = answered?.callee ?? (isOfQueue ? last.forwardedBy : null) ?? last.callee;
    return [{ ...last, callee, outcome }];
  });
}

function toSummaryLists(page: readonly HistoryEntry[]): Record<string, unknown> {
  const summaries = page.map((entry) => ({ ...toSummaryBody(entry), id: `uuid-${entry.call.callId}` }));
  return {
    call_history: summaries.map(({ id, ...summary }) => ({ call_history_uuid: id, ...summary })),
    call_logs: summaries,
  };
}

/** Clients read the same calls every few minutes, for a month of them in a test. */
const elementBodies = new WeakMap<LoggedCall, Record<string, unknown>>();

function toElementLists(page: readonly HistoryEntry[]): Record<string, unknown> {
  const elements = page.map((entry) => {
    const body = elementBodies.get(entry.call) ?? toElementBody(entry);
    elementBodies.set(entry.call, body);
    return { id: entry.id, uuid: `uuid-${entry.call.callId}`, body };
  });
  return {
    call_elements: elements.map(({ id, uuid, body }) => ({
      call_element_id: id,
      call_history_uuid: uuid,
      ...body,
    })),
    call_logs: elements.map(({ id, uuid, body }) => ({ id, call_path_id: uuid, ...body })),
  };
}

function toSummaryBody({ call, startedAt, endedAt }: HistoryEntry): Record<string, unknown> {
  return {
    ...toCommonFields(call, startedAt, endedAt),
    international: false,
    duration: toSeconds(endedAt) - toSeconds(startedAt),
    call_result: call.outcome.result,
  };
}

function toElementBody({ call, startedAt, endedAt }: HistoryEntry): Record<string, unknown> {
  const { forwardedBy, outcome } = call;
  const { answeredAt, result, answeredByOther } = outcome;
  return {
    ...toCommonFields(call, startedAt, endedAt),
    event: toEventName(forwardedBy),
    result,
    ...(answeredByOther ? { result_reason: 'answered_by_other' } : {}),
    ...(forwardedBy === null
      ? {}
      : omitNulls({
          operator_name: forwardedBy.name,
          operator_ext_number: forwardedBy.extension_number,
          operator_ext_type: toExtensionType(forwardedBy),
        })),
    talk_time: answeredAt === null ? 0 : toSeconds(endedAt) - toSeconds(answeredAt),
    hold_time: 0,
    wait_time: toSeconds(answeredAt ?? endedAt) - toSeconds(startedAt),
  };
}

/** What summaries and elements both have. */
function toCommonFields(call: LoggedCall, startedAt: number, endedAt: number): Record<string, unknown> {
  const { callId, caller, callee, outcome } = call;
  return {
    call_id: callId,
    direction: 'inbound',
    connect_type: isExtension(caller.phone_number) ? 'internal' : 'external',
    call_type: 'general',
    ...toCallerFields(caller),
    ...toCalleeFields(callee),
    start_time: formatZoomDate(startedAt),
    ...(outcome.answeredAt === null ? {} : { answer_time: formatZoomDate(outcome.answeredAt) }),
    end_time: formatZoomDate(endedAt),
  };
}

function toCallerFields(caller: Participant): Record<string, unknown> {
  const number = caller.phone_number;
  const nameFields = omitNulls({ caller_name: caller.name === '' ? null : caller.name });
  if (isExtension(number)) {
    return {
      hide_caller_id: false,
      ...nameFields,
      ...omitNulls({
        caller_ext_number: caller.extension_number ?? number,
        caller_ext_id: caller.extension_id,
        caller_ext_type: toExtensionType(caller),
      }),
    };
  }
  // A caller that cannot be called back is withheld, whatever word replaces the number.
  if (number === null || !/^\+?\d+$/u.test(number)) {
    return { hide_caller_id: true, ...nameFields, caller_number_type: 'anonymous_number' };
  }
  return {
    hide_caller_id: false,
    ...nameFields,
    caller_did_number: number,
    caller_number_type: 'external_pstn',
  };
}

function toCalleeFields(callee: Participant): Record<string, unknown> {
  const number = callee.phone_number;
  return omitNulls({
    callee_name: callee.name,
    callee_did_number: isExtension(number) ? null : number,
    callee_ext_number: callee.extension_number,
    callee_ext_id: callee.extension_id,
    callee_ext_type: toExtensionType(callee),
    callee_number_type: number === null || isExtension(number) ? null : 'zoom_pstn',
  });
}

function toEventName(forwardedBy: Participant | null): string {
  switch (toSnakeCase(forwardedBy?.extension_type ?? '')) {
    case 'call_queue':
      return 'ring_to_member';
    case 'shared_line_group':
    case 'shared_lines':
      return 'shared_line_incoming';
    case 'user':
      return 'direct_transfer';
    default:
      return 'incoming';
  }
}

/** An internal call has an extension in place of the number. */
function isExtension(number: string | null): boolean {
  return number !== null && /^\d{1,6}$/u.test(number);
}

function toExtensionType({ extension_type: type }: Participant): string | null {
  return type === null ? null : toSnakeCase(type);
}

function toSnakeCase(word: string): string {
  return word.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

function omitNulls(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function toSeconds(at: number): number {
  return Math.floor(at / 1000);
}

/** The call log as REST tells it: Zoom's words for each call, by days and pages. */
import type { CallLog, LoggedCall, Participant } from './call-log.ts';
import type { Reply } from './http.ts';
import { zoomDate } from './zoom-events.ts';

/** What the array of calls is called in the answer: Zoom is renaming it. */
export type CallHistoryShape = 'call_logs' | 'call_elements' | 'call_history';

const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 300;
const DAY = 24 * 3_600_000;

export interface CallHistoryOptions {
  readonly log: CallLog;
  readonly shape: CallHistoryShape;
  /** How long after its end a call is to be seen, in ms. */
  readonly delayMs: number;
  /** The simulator's clock, in ms since 1970. */
  readonly now: () => number;
}

/** A call that is over and to be seen. Times are in ms since 1970. */
interface Element {
  readonly id: string;
  readonly call: LoggedCall;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Answers `…/call_history`: one element for each call and person, the latest first. Days are GMT, and a call
 * belongs to the day on which it began.
 * @param isWanted by the callee: a user's own calls, or everybody's
 */
export function answerCallHistory(
  { log, shape, delayMs, now }: CallHistoryOptions,
  query: URLSearchParams,
  isWanted: (callee: Participant) => boolean,
): Reply {
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const firstDay = dayOf(from);
  const lastDay = dayOf(to);
  if (firstDay === null || lastDay === null || firstDay > lastDay) return invalid('from and to');
  const pageSize = sizeOf(query.get('page_size'));
  if (pageSize === null) return invalid('page_size');

  const elements = log
    .all()
    .filter(({ callee, outcome: { startedAt } }) => {
      return startedAt >= firstDay && startedAt < lastDay + DAY && isWanted(callee);
    })
    .flatMap(elementOf)
    .filter(({ endedAt }) => endedAt + delayMs <= now())
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));

  // The token names the last element that was told, so that new calls do not shift the pages.
  const token = query.get('next_page_token') ?? '';
  const told = token === '' ? -1 : elements.findIndex(({ id }) => tokenFor(from, to, id) === token);
  if (token !== '' && told === -1) return invalid('next_page_token');
  const page = elements.slice(told + 1, told + 1 + pageSize);
  const last = page.at(-1);
  const isEnd = last === undefined || last === elements.at(-1);
  return {
    status: 200,
    body: {
      from,
      to,
      next_page_token: isEnd ? '' : tokenFor(from, to, last.id),
      page_count: Math.ceil(elements.length / pageSize),
      page_size: pageSize,
      total_records: elements.length,
      [shape]: page.map((element) => written(element, shape)),
    },
  };
}

function invalid(field: string): Reply {
  return { status: 400, body: { code: 300, message: `Validation Failed: invalid ${field}.` } };
}

function tokenFor(from: string, to: string, id: string): string {
  return Buffer.from(JSON.stringify([from, to, id])).toString('base64url');
}

/** The begin of a day in GMT, in ms since 1970; null for what is no `YYYY-MM-DD`. */
function dayOf(written: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/u.test(written)) return null;
  const at = Date.parse(`${written}T00:00:00Z`);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(written) ? null : at;
}

function sizeOf(written: string | null): number | null {
  if (written === null) return DEFAULT_PAGE;
  const size = Number(written);
  return /^\d{1,4}$/u.test(written) && size >= 1 && size <= LARGEST_PAGE ? size : null;
}

function elementOf(call: LoggedCall): Element[] {
  const { startedAt, endedAt, who } = call.outcome;
  return endedAt === null ? [] : [{ id: `${call.callId}.${who}`, call, startedAt, endedAt }];
}

function written({ id, call, startedAt, endedAt }: Element, shape: CallHistoryShape): unknown {
  const { callId, caller, callee, forwardedBy, outcome } = call;
  const { answeredAt, result, answeredByOther } = outcome;
  const isInternal = isExtension(caller.phoneNumber);
  return {
    ...(shape === 'call_logs' ? { id } : { call_element_id: id, call_history_uuid: `uuid-${callId}` }),
    call_id: callId,
    direction: 'inbound',
    connect_type: isInternal ? 'internal' : 'external',
    call_type: 'general',
    ...callerFields(caller),
    ...calleeFields(callee),
    start_time: zoomDate(startedAt),
    ...(answeredAt === null ? {} : { answer_time: zoomDate(answeredAt) }),
    end_time: zoomDate(endedAt),
    event: eventOf(forwardedBy),
    result,
    ...(answeredByOther ? { result_reason: 'answered_by_other' } : {}),
    ...(forwardedBy === null
      ? {}
      : present({
          operator_name: forwardedBy.name,
          operator_ext_number: forwardedBy.extensionNumber,
          operator_ext_type: extensionType(forwardedBy),
        })),
    talk_time: answeredAt === null ? 0 : seconds(endedAt) - seconds(answeredAt),
    hold_time: 0,
    wait_time: seconds(answeredAt ?? endedAt) - seconds(startedAt),
  };
}

function callerFields(caller: Participant): Record<string, unknown> {
  const number = caller.phoneNumber;
  const named = present({ caller_name: caller.name === '' ? null : caller.name });
  if (isExtension(number)) {
    return {
      hide_caller_id: false,
      ...named,
      ...present({
        caller_ext_number: caller.extensionNumber ?? number,
        caller_ext_id: caller.extensionId,
        caller_ext_type: extensionType(caller),
      }),
    };
  }
  // A caller that cannot be called back is a withheld one, whatever word stands in its number's place.
  if (number === null || !/^\+?\d+$/u.test(number)) {
    return { hide_caller_id: true, ...named, caller_number_type: 'anonymous_number' };
  }
  return {
    hide_caller_id: false,
    ...named,
    caller_did_number: number,
    caller_number_type: 'external_pstn',
  };
}

function calleeFields(callee: Participant): Record<string, unknown> {
  const number = callee.phoneNumber;
  return present({
    callee_name: callee.name,
    callee_did_number: isExtension(number) ? null : number,
    callee_ext_number: callee.extensionNumber,
    callee_ext_id: callee.extensionId,
    callee_ext_type: extensionType(callee),
    callee_number_type: number === null || isExtension(number) ? null : 'zoom_pstn',
  });
}

function eventOf(forwardedBy: Participant | null): string {
  switch (snakeCase(forwardedBy?.extensionType ?? '')) {
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

/** An internal call has the extension where others have a number. */
function isExtension(number: string | null): boolean {
  return number !== null && /^\d{1,6}$/u.test(number);
}

function extensionType({ extensionType }: Participant): string | null {
  return extensionType === null ? null : snakeCase(extensionType);
}

function snakeCase(word: string): string {
  return word.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** Without the fields that are null. */
function present(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}

import { z } from 'zod';
import type { Agent } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { Party } from '../events/phone-event.ts';
import { cleanText } from '../util/clean-text.ts';
import type { ReadCallHistory } from './call-source.ts';
import { findUserByExtension } from './resolve-agent.ts';
import { RestError, type ZoomApi } from './zoom-api.ts';

const PAGE_SIZE = 100;
/** More than a month of the busiest agent: beyond it, the paging is going in circles. */
const MAX_PAGES = 500;

const text = z.string().nullish().catch(null);
const time = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => {
    // Zoom's times are GMT, also without a time zone.
    const gmt = value != null && /T[\d:.]+$/u.test(value) ? `${value}Z` : value;
    const ms = gmt == null ? NaN : Date.parse(gmt);
    return Number.isNaN(ms) ? null : ms;
  });
const Element = z.looseObject({
  // After a direct transfer Zoom may number the parts of a call: 7018317023722949162_1.
  call_id: z
    .string()
    .min(1)
    .transform((id) => id.replace(/(?<=.)_\d+$/u, '')),
  direction: text,
  connect_type: text,
  hide_caller_id: z.boolean().nullish().catch(null),
  caller_number_type: text,
  start_time: time.optional(),
  answer_time: time.optional(),
  end_time: time.optional(),
  result: text,
  /** a summary has this instead */
  call_result: text,
  result_reason: text,
  operator_name: z.unknown().optional(),
});
/**
 * The account's list has summaries of whole calls, a user's has elements. Besides, both repeat their calls under a
 * deprecated name, until Zoom removes it.
 */
const LIST_KEYS = ['call_history', 'call_elements', 'call_logs', 'call_log', 'call_path'] as const;
const Page = z.looseObject({ next_page_token: z.string().nullish() });

/**
 * Reads Zoom's history of ended calls, by whole GMT days: the agent's own if its user id is known or can be
 * found by its extension, else the account's, whose summaries name only one callee. Skips unreadable elements.
 * Rejects as ReadCallHistory; right after a call temporarily with `not-found`.
 */
export async function readCallHistory(
  api: ZoomApi,
  agent: Agent,
  ...[range, signal]: Parameters<ReadCallHistory>
): ReturnType<ReadCallHistory> {
  const userId = agent.userId ?? (await findUserByExtension(api, agent.extensionNumber, signal));
  const owner = userId === null ? '' : `/users/${encodeURIComponent(userId)}`;
  const elements: CallElement[] = [];
  let pageToken: string | null = null;
  for (let count = 0; count < MAX_PAGES; count++) {
    const query = new URLSearchParams({
      from: formatDay(range.from),
      to: formatDay(range.to),
      page_size: String(PAGE_SIZE),
      ...(pageToken !== null && { next_page_token: pageToken }),
    });
    const page = Page.safeParse(await api.get(`/phone${owner}/call_history?${query.toString()}`, signal));
    if (!page.success) throw new RestError('trouble', 'call_history', null);
    const lists = LIST_KEYS.map((key) => readElements(page.data[key]));
    elements.push(...(lists.find((list) => list.length > 0) ?? []));
    const next: string | null = page.data.next_page_token ?? null;
    if (next === null || next === '' || next === pageToken) return { elements, isOwnList: userId !== null };
    pageToken = next;
  }
  throw new RestError('trouble', 'call_history: no last page', null);
}

/** In GMT, as Zoom's dates. */
function formatDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function readElements(list: unknown): readonly CallElement[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const parsed = Element.safeParse(item);
    if (!parsed.success) return [];
    const { data } = parsed;
    const type = toSnakeCase(data.caller_number_type);
    return {
      callId: data.call_id,
      inbound: toSnakeCase(data.direction) !== 'outbound',
      internal: toSnakeCase(data.connect_type) === 'internal',
      caller: { ...readParty(data, 'caller'), connectionType: type },
      callee: readParty(data, 'callee'),
      withheld: data.hide_caller_id === true || type === 'anonymous_number',
      startedAt: data.start_time ?? null,
      answeredAt: data.answer_time ?? null,
      endedAt: data.end_time ?? null,
      result: toSnakeCase(data.result ?? data.call_result),
      reason: toSnakeCase(data.result_reason),
      operatorName: cleanText(data.operator_name),
    };
  });
}

function readParty(data: Readonly<Record<string, unknown>>, side: 'caller' | 'callee'): Party {
  const field = (name: string): string | null => {
    const value = data[`${side}_${name}`];
    return cleanText(typeof value === 'number' ? String(value) : value);
  };
  return {
    userId: field('user_id'),
    name: field('name'),
    extensionId: field('ext_id'),
    extensionNumber: field('ext_number'),
    accountCode: null,
    extensionType:
      field('ext_type')
        ?.toLowerCase()
        .replaceAll(/[\s_-]/gu, '') ?? null,
    phoneNumber: field('did_number'),
    deviceId: null,
    connectionType: null,
  };
}

/** Enums are snake_case here, but "Title Case" in events. */
function toSnakeCase(value: string | null | undefined): string | null {
  return value == null || value === '' ? null : value.toLowerCase().replaceAll(/[\s-]/gu, '_');
}

/** HTTP as values: a request, and what the simulator does with it. */
import type { AnswerFault } from './zoom/faults.ts';

/** A request that has arrived whole. */
export interface ZoomRequest {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What the server does with a request. Header names are in lower case and always include `date`. */
export type ZoomAnswer =
  | {
      /** `endless` sends `body`, then one space every second, and never ends. */
      readonly kind: 'answer' | 'endless';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** `never` keeps the connection open without an answer; `cut` closes it without one. */
  | { readonly kind: 'never' | 'cut' };

/** An answer before it is written out: a string body is sent as it is, anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Builds an error's body. Each API has its own shape. */
export type ErrorBody = (status: number, message: string, code: number) => unknown;

/** @param now the server's clock, ms since 1970 */
export function answerWith(
  { status, body, headers = {} }: Reply,
  now: number,
): ZoomAnswer & { kind: 'answer' } {
  return {
    kind: 'answer',
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      ...headers,
      date: new Date(now).toUTCString(),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** The answer of a server with this fault. `now` is its clock, ms since 1970. */
export function answerWithFault(fault: AnswerFault, errorBody: ErrorBody, now: number): ZoomAnswer {
  switch (fault.kind) {
    case 'status': {
      const { status, message = getDefaultMessage(status), retryAfter } = fault;
      const code = fault.code ?? (status === 401 ? 124 : status === 404 ? 1001 : status);
      const headers = retryAfter === undefined ? {} : { 'retry-after': formatRetryAfter(retryAfter, now) };
      return answerWith({ status, headers, body: errorBody(status, message, code) }, now);
    }
    case 'html': {
      const body =
        '<!doctype html><html><head><title>Sign in</title></head><body>Sign in to go on.</body></html>';
      return answerWith({ status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body }, now);
    }
    case 'endless':
      return { ...answerWith({ status: 200, body: '{' }, now), kind: 'endless' };
    case 'never':
    case 'cut':
      return fault;
  }
}

function formatRetryAfter(retryAfter: number | 'next-day', now: number): string {
  if (retryAfter !== 'next-day') return String(retryAfter);
  const midnight = new Date(now);
  midnight.setUTCHours(24, 0, 0, 0);
  return midnight.toISOString().replace('.000Z', 'Z');
}

function getDefaultMessage(status: number): string {
  switch (status) {
    case 401:
      return 'Invalid access token.';
    case 404:
      return 'Not found.';
    case 429:
      return 'You have reached the maximum per-second rate limit for this API. Try again later.';
    default:
      return status >= 500 ? 'Internal server error.' : 'Bad request.';
  }
}

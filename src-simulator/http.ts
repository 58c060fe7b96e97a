/** HTTP as the simulator's core sees it: a request is a value, and so is what becomes of it. */
import type { AnswerFault } from './zoom/faults.ts';

/** A request that has arrived whole. */
export interface ZoomRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What becomes of a request. Names of headers are in lower case; `date` is always among them. */
export type ZoomAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** The connection stays open, and nothing ever comes. */
  | { readonly kind: 'never' }
  /** Headers and the begin of a body, then one byte of white space every second, for ever. */
  | {
      readonly kind: 'endless';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** The connection is cut without an answer. */
  | { readonly kind: 'cut' };

/** An answer with a JSON body, before it is written out. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How an error's body looks, which differs between the token endpoint and REST. */
export type ErrorBody = (status: number, code: number, message: string) => unknown;

/** The answer with this reply. `now` is the server's clock, in ms since 1970. */
export function answerWith({ status, body, headers = {} }: Reply, now: number): ZoomAnswer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers, date: formatHttpDate(now) },
    body: JSON.stringify(body),
  };
}

/** What a fault makes of a request. `now` is the server's clock, in ms since 1970. */
export function answerWithFault(fault: AnswerFault, errorBody: ErrorBody, now: number): ZoomAnswer {
  switch (fault.kind) {
    case 'status': {
      const {
        status,
        code = getDefaultCode(status),
        message = getDefaultMessage(status),
        retryAfter,
      } = fault;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return answerWith({ status, headers, body: errorBody(status, code, message) }, now);
    }
    case 'html':
      return {
        kind: 'answer',
        status: 200,
        headers: { 'content-type': 'text/html;charset=UTF-8', date: formatHttpDate(now) },
        body: '<!doctype html><html><head><title>Sign in</title></head><body>Sign in to go on.</body></html>',
      };
    case 'endless':
      return {
        kind: 'endless',
        status: 200,
        headers: { 'content-type': 'application/json;charset=UTF-8', date: formatHttpDate(now) },
        body: '{',
      };
    case 'never':
    case 'cut':
      return fault;
  }
}

function getDefaultCode(status: number): number {
  return status === 401 ? 124 : status === 404 ? 1001 : status;
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

function formatHttpDate(at: number): string {
  return new Date(at).toUTCString();
}

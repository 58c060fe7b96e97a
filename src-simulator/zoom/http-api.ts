/** What answers HTTP requests: the token endpoint and REST. */
import type { CallHistoryShape } from './call-history.ts';
import type { CallLog } from './call-log.ts';
import { consumeRestFault, type Faults } from './faults.ts';
import { answerWith, answerWithFault, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import type { ZoomUser } from '../scenarios/people.ts';
import { answerRest } from './rest-api.ts';
import { TokenEndpoint, type TokenEndpointOptions } from './tokens.ts';

export interface HttpApiOptions extends Omit<TokenEndpointOptions, 'errorShape' | 'lifetime'> {
  readonly tokenErrorShape: TokenEndpointOptions['errorShape'];
  readonly tokenLifetime: number;
  readonly account: readonly ZoomUser[];
  readonly log: CallLog;
  readonly callHistoryShape: CallHistoryShape;
  readonly callLogDelayMs: number;
  /** In ms since 1970, with `clockOffsetMs`. */
  readonly zoomNow: () => number;
  readonly faults: Faults;
}

/** The token endpoint and REST; no request has come yet. */
export function createHttpApi(options: HttpApiOptions): {
  answer(request: ZoomRequest): ZoomAnswer;
  readonly tokens: TokenEndpoint;
  /** How many requests have come. */
  readonly requests: { readonly token: number; readonly rest: number };
} {
  const { faults, zoomNow } = options;
  const requests = { token: 0, rest: 0 };
  const tokens = new TokenEndpoint({
    ...options,
    errorShape: options.tokenErrorShape,
    lifetime: options.tokenLifetime,
  });
  const restOptions = { ...options, findToken: (text: string) => tokens.find(text), now: zoomNow };
  return {
    tokens,
    requests,
    answer: (request) => {
      const url = toUrl(request.path);
      if (url.pathname === '/oauth/token') {
        requests.token += 1;
        if (faults.token === null) return answerWith(tokens.answer(request, url.search), zoomNow());
        const errorBody = (_status: number, code: number, message: string) =>
          tokens.errorBody(code, 'invalid_request', message);
        return answerWithFault(faults.token, errorBody, zoomNow());
      }
      if (url.pathname.startsWith('/v2/')) {
        requests.rest += 1;
        const fault = consumeRestFault(faults, request.path);
        if (fault === null) return answerWith(answerRest(restOptions, request, url), zoomNow());
        return answerWithFault(fault, (_status, code, message) => ({ code, message }), zoomNow());
      }
      return answerWith({ status: 404, body: { code: 404, message: 'Not Found' } }, zoomNow());
    },
  };
}

/** The path and query of a request. A target that is no path ends up as one that nothing answers. */
export function toUrl(path: string): URL {
  return new URL(path.startsWith('/') ? `http://localhost${path}` : 'http://localhost/');
}

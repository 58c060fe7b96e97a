/** Routes HTTP requests to the token endpoint and REST, or to their faults. */
import type { CallLog } from './call-log.ts';
import { consumeRestFault } from './faults.ts';
import type { ZoomContext } from './options.ts';
import { answerRest } from './rest-api.ts';
import { TokenEndpoint } from './tokens.ts';
import { answerWith, answerWithFault, type ErrorBody, type ZoomAnswer, type ZoomRequest } from '../http.ts';

export function createHttpApi(
  context: ZoomContext,
  log: CallLog,
): {
  answer(request: ZoomRequest): ZoomAnswer;
  readonly tokens: TokenEndpoint;
  /** Requests since the start. */
  readonly requests: { readonly token: number; readonly rest: number };
} {
  const { faults, zoomNow } = context;
  const requests = { token: 0, rest: 0 };
  const tokens = new TokenEndpoint(context);
  const toTokenError: ErrorBody = (_status, message, code) =>
    tokens.errorBody(code, 'invalid_request', message);
  return {
    tokens,
    requests,
    answer: (request) => {
      const url = toUrl(request.path);
      if (url.pathname === '/oauth/token') {
        requests.token += 1;
        if (faults.token !== null) return answerWithFault(faults.token, toTokenError, zoomNow());
        return answerWith(tokens.answer(request, url.search), zoomNow());
      }
      if (url.pathname.startsWith('/v2/')) {
        requests.rest += 1;
        const fault = consumeRestFault(faults, request.path);
        if (fault !== null)
          return answerWithFault(fault, (_status, message, code) => ({ code, message }), zoomNow());
        return answerWith(answerRest(context, log, tokens, request, url), zoomNow());
      }
      return answerWith({ status: 404, body: { code: 404, message: 'Not Found' } }, zoomNow());
    },
  };
}

/** The URL of a request target. A target that does not begin with a slash becomes `/`, which answers 404. */
export function toUrl(path: string): URL {
  return new URL(path.startsWith('/') ? `http://localhost${path}` : 'http://localhost/');
}

import { RestError } from './zoom-api.ts';
import { TokenError } from './token.ts';
import { HttpError } from '../network/transport.ts';
import type { SessionEnd } from './reconnect-policy.ts';
import { toOfflineCause } from './websocket-session.ts';

type FailedSessionEnd = Extract<SessionEnd, { kind: 'failed' | 'refused' }>;

/**
 * What an error on the way to a connection means for it. An error that is none of Zoom's API is our own mistake: of
 * it the class is told, since its words may hold anything.
 *
 * @param agent what the setting says, for when Zoom knows nobody of that name
 */
export function toSessionEnd(error: unknown, agent: string): FailedSessionEnd {
  if (error instanceof TokenError) {
    if (error.kind === 'refused')
      return { kind: 'refused', cause: error.code ?? 'credentials', detail: error.detail };
    return createFailure(error.kind, error.detail, error.retryAfter);
  }
  if (error instanceof RestError) {
    switch (error.kind) {
      case 'not-found':
      case 'bad-request':
        return { kind: 'refused', cause: 'agent-not-found', detail: agent };
      case 'scope':
        return { kind: 'refused', cause: 'agent-scope', detail: error.detail };
      case 'rate-limited':
        return createFailure('rate-limited', error.detail, error.retryAfter);
      case 'token':
      case 'trouble':
        return createFailure('zoom-trouble', error.detail, error.retryAfter);
    }
  }
  if (error instanceof HttpError) return createFailure(toOfflineCause(error.reason), '', null);
  return createFailure('internal', error instanceof Error ? error.name : typeof error, null);
}

function createFailure(
  cause: Extract<FailedSessionEnd, { kind: 'failed' }>['cause'],
  detail: string,
  retryAfter: number | null,
): FailedSessionEnd {
  return { kind: 'failed', cause, detail, waitMs: retryAfter === null ? null : retryAfter * 1_000 };
}

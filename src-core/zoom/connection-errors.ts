import { HttpError, type TransportFault } from '../network/transport.ts';
import type { OfflineCause } from './call-source.ts';
import type { SessionEnd } from './reconnect-policy.ts';
import { TokenError } from './token.ts';
import { RestError } from './zoom-api.ts';

type FailedSessionEnd = Extract<SessionEnd, { kind: 'failed' | 'refused' }>;

/**
 * What an error before the connection means for it. Of an error that is not the API's (a bug of ours) only
 * the class is shown, because its message may hold anything.
 *
 * @param agent the setting, shown if Zoom does not know it
 */
export function toSessionEnd(error: unknown, agent: string): FailedSessionEnd {
  if (error instanceof TokenError) {
    if (error.kind === 'refused')
      return { kind: 'refused', cause: error.code ?? 'credentials', detail: error.detail };
    return createFailure(error.kind, error.detail, error.retryAfter);
  }
  if (error instanceof RestError) {
    switch (error.kind) {
      case 'unknown-user':
        return { kind: 'refused', cause: 'agent-not-found', detail: agent };
      case 'scope':
        return { kind: 'refused', cause: 'agent-scope', detail: error.detail };
      case 'not-found':
      case 'bad-request':
        return createFailure('zoom-refused', error.detail);
      case 'rate-limited':
        return createFailure('rate-limited', error.detail, error.retryAfter);
      case 'token':
      case 'trouble':
        return createFailure('zoom-trouble', error.detail, error.retryAfter);
    }
  }
  if (error instanceof HttpError) return createFailure(toOfflineCause(error.reason));
  return createFailure('internal', error instanceof Error ? error.name : typeof error);
}

/** @param retryAfter in seconds */
export function createFailure(
  cause: OfflineCause,
  detail = '',
  retryAfter: number | null = null,
): FailedSessionEnd {
  return { kind: 'failed', cause, detail, waitMs: retryAfter === null ? null : retryAfter * 1_000 };
}

export function toOfflineCause(fault: TransportFault): OfflineCause {
  switch (fault) {
    case 'network':
    case 'timeout':
      return 'network';
    case 'too-large':
      return 'zoom-trouble';
    case 'certificate':
    case 'proxy':
      return fault;
  }
}

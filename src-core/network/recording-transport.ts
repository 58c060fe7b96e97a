import { maskRequest, type MaskedRequest } from './masked-request.ts';
import { HttpError, type Transport, type TransportFault } from './transport.ts';

/** A request and what came of it, as a person may see it. */
export interface Exchange extends MaskedRequest {
  /** counts the requests as they are begun, from 0 */
  readonly index: number;
  /** of the answer; null = there is none, or none yet */
  readonly status: number | null;
  /** why no answer came */
  readonly fault: TransportFault | null;
  /** until the answer or the fault; null = neither came yet */
  readonly elapsedMs: number | null;
}

/**
 * The same way out, whose requests are told masked: each when it is begun, and again under the same index when it has
 * ended. Sockets are not told.
 *
 * @param stopwatch a monotonic clock in ms
 */
export function createRecordingTransport(
  inner: Transport,
  onExchange: (exchange: Exchange) => void,
  stopwatch: () => number,
): Transport {
  let count = 0;
  return {
    connect: (url, listener) => inner.connect(url, listener),
    request: async (request, signal) => {
      const startedAt = stopwatch();
      const exchange = {
        ...maskRequest(request),
        index: count,
        status: null,
        fault: null,
        elapsedMs: null,
      };
      count += 1;
      onExchange(exchange);
      const end = (outcome: Partial<Exchange>): void =>
        onExchange({ ...exchange, ...outcome, elapsedMs: Math.round(stopwatch() - startedAt) });
      try {
        const response = await inner.request(request, signal);
        end({ status: response.status });
        return response;
      } catch (error) {
        end({ fault: error instanceof HttpError ? error.reason : 'network' });
        throw error;
      }
    },
  };
}

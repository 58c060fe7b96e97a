import { maskRequest, type MaskedRequest } from './masked-request.ts';
import { HttpError, type Transport, type TransportFault } from './transport.ts';

/** A masked request and its outcome. */
export interface Exchange extends MaskedRequest {
  /** in the order in which the requests start, from 0 */
  readonly index: number;
  /** of the answer; null without one (yet) */
  readonly status: number | null;
  /** why no answer came */
  readonly fault: TransportFault | null;
  /** until the answer or the fault; null before */
  readonly elapsedMs: number | null;
}

/**
 * Wraps a transport and reports each request, masked: when it starts, and under the same index when it ends.
 * Sockets are not reported.
 *
 * @param askedNumber see `maskRequest`
 * @param stopwatch a monotonic clock in ms
 */
export function createRecordingTransport(
  inner: Transport,
  askedNumber: string,
  onExchange: (exchange: Exchange) => void,
  stopwatch: () => number,
): Transport {
  let count = 0;
  return {
    connect: (url, listener) => inner.connect(url, listener),
    request: async (request, signal) => {
      const startedAt = stopwatch();
      const exchange = {
        ...maskRequest(request, askedNumber),
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

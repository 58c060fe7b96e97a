import { maskedRequest, type MaskedRequest } from './masked-request.ts';
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
export function recordingTransport(
  inner: Transport,
  record: (exchange: Exchange) => void,
  stopwatch: () => number,
): Transport {
  let count = 0;
  return {
    connect: (url, listener) => inner.connect(url, listener),
    request: async (request, signal) => {
      const begun = stopwatch();
      const exchange = {
        ...maskedRequest(request),
        index: count,
        status: null,
        fault: null,
        elapsedMs: null,
      };
      count += 1;
      record(exchange);
      const end = (outcome: Partial<Exchange>): void =>
        record({ ...exchange, ...outcome, elapsedMs: Math.round(stopwatch() - begun) });
      try {
        const answer = await inner.request(request, signal);
        end({ status: answer.status });
        return answer;
      } catch (error) {
        end({ fault: error instanceof HttpError ? error.reason : 'network' });
        throw error;
      }
    },
  };
}

import { z } from 'zod';
import { HttpError, type HttpResponse, type HttpRequest, type Transport } from '../network/transport.ts';
import { ConnectorError, secondsToMs } from '../lookup/connector-error.ts';

/** Who we are towards a CRM. */
export interface Authorization {
  /**
   * The headers that say so. Rejects with ConnectorError.
   * @param refused the CRM did not take those given last: better ones, where there can be any
   */
  headers(refused: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Other headers may be had after a refusal. */
  readonly renewable: boolean;
}

export interface CrmRequest<T> {
  readonly method?: HttpRequest['method'];
  /** path and query, values encoded; see `query` */
  readonly path: string;
  /** sent as JSON */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** what the answer must look like; only what is asked for here reaches anybody */
  readonly schema: z.ZodType<T>;
  /** what an answer without a body (204) stands for, where the CRM has such answers */
  readonly empty?: T;
  /** what the CRM means by a status in its own way; null = the usual */
  readonly findError?: (answer: HttpResponse) => ConnectorError | null;
}

/** Requests to one CRM's API: signed in, to its own host, and nothing but what the schema lets through. */
export class CrmHttp {
  readonly #transport: Transport;
  readonly #apiUrl: string;
  readonly #authorization: Authorization;

  /** @param apiUrl begins every address; without a slash at its end */
  constructor(transport: Transport, apiUrl: string, authorization: Authorization) {
    this.#transport = transport;
    this.#apiUrl = apiUrl;
    this.#authorization = authorization;
  }

  /** Rejects with ConnectorError. A sign-in that is refused is renewed once, where that is possible. */
  async request<T>(request: CrmRequest<T>, signal: AbortSignal): Promise<T> {
    const findError = (received: HttpResponse): ConnectorError | null =>
      request.findError?.(received) ?? findStatusError(received);
    let response = await this.#send(request, false, signal);
    let error = findError(response);
    if (error?.kind === 'credentials' && this.#authorization.renewable) {
      response = await this.#send(request, true, signal);
      error = findError(response);
    }
    if (error !== null) throw error;
    if (response.status === 204 && request.empty !== undefined) return request.empty;
    const parsed = request.schema.safeParse(response.json);
    if (!parsed.success) throw new ConnectorError('not-understood');
    return parsed.data;
  }

  async #send<T>(request: CrmRequest<T>, refused: boolean, signal: AbortSignal): Promise<HttpResponse> {
    const { method = 'GET', path, body } = request;
    const authorization = await this.#authorization.headers(refused, signal);
    try {
      return await this.#transport.request(
        {
          method,
          url: `${this.#apiUrl}${path}`,
          headers: {
            Accept: 'application/json',
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
            ...request.headers,
            ...authorization,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        signal,
      );
    } catch (error) {
      throw fromTransportError(error);
    }
  }
}

/** What came of a request that got no answer. */
export function fromTransportError(error: unknown): ConnectorError {
  if (!(error instanceof HttpError)) return new ConnectorError('unreachable');
  switch (error.reason) {
    case 'timeout':
      return new ConnectorError('slow');
    case 'too-large':
      return new ConnectorError('not-understood');
    case 'network':
    case 'certificate':
    case 'proxy':
      return new ConnectorError('unreachable');
  }
}

/** What a status means wherever a CRM says nothing else of it; null = it is an answer. */
export function findStatusError({ status, retryAfter }: HttpResponse): ConnectorError | null {
  const retryAfterMs = secondsToMs(retryAfter);
  if (status >= 200 && status < 300) return null;
  if (status >= 500) return new ConnectorError('fault', retryAfterMs);
  switch (status) {
    case 401:
      return new ConnectorError('credentials');
    case 403:
      return new ConnectorError('forbidden');
    case 404:
      return new ConnectorError('not-found');
    case 429:
      return new ConnectorError('rate-limited', retryAfterMs);
    default:
      return new ConnectorError('not-understood');
  }
}

/** "?a=1&b=%2B81", each value encoded. */
export function encodeQuery(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `?${pairs.join('&')}`;
}

/** ms since the epoch of a date in a CRM's answer; null = none. */
export function parseTime(text: unknown): number | null {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}

/** Ids are numbers in the JSON of some CRMs, and texts in that of others. */
export const LooseId = z.union([z.string(), z.number()]).transform(String);

/** A text that may be missing: CRMs leave out, send null or send numbers for what is a text to people. */
export const LooseText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((text) => (text == null || text.trim() === '' ? null : text));

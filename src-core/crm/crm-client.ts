import { z } from 'zod';
import { HttpError, type HttpResponse, type HttpRequest, type Transport } from '../network/transport.ts';
import { ConnectorError, secondsToMs } from '../lookup/connector-error.ts';

/** Headers that sign a request in to a CRM. */
export interface Authorization {
  /**
   * Rejects with ConnectorError.
   * @param refused the CRM rejected the headers returned last; return new ones if possible
   */
  headers(refused: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Whether a refusal is worth a retry with new headers. */
  readonly renewable: boolean;
}

export interface CrmRequest<T> {
  readonly method?: HttpRequest['method'];
  /** path and query, with encoded values; see `encodeQuery` */
  readonly path: string;
  /** sent as JSON */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** of the response; only the keys in it get through */
  readonly schema: z.ZodType<T>;
  /** the result of a 204 response, for CRMs that send one */
  readonly empty?: T;
  /** the CRM's own meaning of a response; null = `findStatusError` decides */
  readonly findError?: (response: HttpResponse) => ConnectorError | null;
  readonly signal: AbortSignal;
}

/** Requests to one CRM's API. Rejects with ConnectorError. */
export type CrmClient = <T>(request: CrmRequest<T>) => Promise<T>;

/**
 * A client that signs in to one host. It retries once if the sign-in is refused and renewable.
 * @param apiUrl start of every address, without a slash at its end
 */
export function createCrmClient(
  transport: Transport,
  apiUrl: string,
  authorization: Authorization,
): CrmClient {
  const send = async (request: CrmRequest<unknown>, refused: boolean): Promise<HttpResponse> => {
    const { method = 'GET', path, body, signal } = request;
    const signedIn = await authorization.headers(refused, signal);
    const headers = {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...request.headers,
      ...signedIn,
    };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      return await transport.request({ method, url: `${apiUrl}${path}`, headers, ...content }, signal);
    } catch (error) {
      throw fromTransportError(error);
    }
  };
  return async (request) => {
    const findError = (response: HttpResponse): ConnectorError | null =>
      request.findError?.(response) ?? findStatusError(response);
    let response = await send(request, false);
    let error = findError(response);
    if (error?.kind === 'credentials' && authorization.renewable) {
      response = await send(request, true);
      error = findError(response);
    }
    if (error !== null) throw error;
    if (response.status === 204 && request.empty !== undefined) return request.empty;
    const parsed = request.schema.safeParse(response.json);
    if (!parsed.success) throw new ConnectorError('not-understood');
    return parsed.data;
  };
}

/** A requested field is hidden from this user or no longer exists. */
export class HiddenFieldError extends ConnectorError {
  constructor() {
    super('not-found');
  }
}

/** Runs queries with their optional fields, and without them after the first that rejects with HiddenFieldError. */
export function createOptionalFieldsRunner(): <T>(
  query: (withOptional: boolean) => Promise<T>,
) => Promise<T> {
  let areHidden = false;
  return async (query) => {
    const withOptional = !areHidden;
    try {
      return await query(withOptional);
    } catch (error) {
      if (!(error instanceof HiddenFieldError && withOptional)) throw error;
      areHidden = true;
      return await query(false);
    }
  };
}

/** The ConnectorError for a request without a response. */
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

/** The usual meaning of a status; null = success. */
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

/** ms since the epoch of a date in a response; null = no date. */
export function parseTime(text: unknown): number | null {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}

/** An id, which is a number in the JSON of some CRMs. */
export const LooseId = z.union([z.string(), z.number()]).transform(String);

/** A text or number as text; null if it is missing, blank or of another type. */
export const LooseText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((text) => (text == null || text.trim() === '' ? null : text));

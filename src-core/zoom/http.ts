import axios from 'axios';
import { parseJson } from '../text/parse-json.ts';

/** Why no usable answer came. Holds nothing of the request: URLs and headers here are secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(readonly reason: 'network' | 'timeout' | 'too-large') {
    super(reason);
  }
}

export interface HttpAnswer {
  readonly status: number;
  /** parsed JSON, or null when the body is none */
  readonly json: unknown;
  /** the server's clock, ms since the epoch; null when it does not say */
  readonly serverTime: number | null;
  /** seconds, from Retry-After; null when it holds no such number */
  readonly retryAfter: number | null;
}

const client = axios.create({
  timeout: 10_000,
  // A redirect would carry the secret to wherever it points.
  maxRedirects: 0,
  maxContentLength: 4 * 1024 * 1024,
  responseType: 'text',
  transformResponse: (body: unknown) => body,
  validateStatus: () => true,
});

/**
 * One request to Zoom. Answers of any status are returned; rejects only with HttpError. axios' own errors carry
 * the whole request with its Authorization header, so they never leave this function.
 */
export async function request(options: {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}): Promise<HttpAnswer> {
  const { method, url, headers, body, signal } = options;
  try {
    const answer = await client.request<unknown>({
      method,
      url,
      headers: { ...headers },
      ...(body !== undefined && { data: body }),
      ...(signal !== undefined && { signal }),
    });
    const date = Date.parse(String(answer.headers['date'] ?? ''));
    const retryAfter = /^\d{1,9}$/u.exec(String(answer.headers['retry-after'] ?? ''));
    return {
      status: answer.status,
      json: typeof answer.data === 'string' ? (parseJson(answer.data) ?? null) : null,
      serverTime: Number.isNaN(date) ? null : date,
      retryAfter: retryAfter === null ? null : Number(retryAfter[0]),
    };
  } catch (error) {
    const code = axios.isAxiosError(error) ? error.code : undefined;
    if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') throw new HttpError('timeout');
    // axios has one code for a body that is too large and for one that breaks off.
    const tooLarge = axios.isAxiosError(error) && error.message.includes('maxContentLength');
    if (tooLarge) throw new HttpError('too-large');
    throw new HttpError('network');
  }
}

import type { Agent } from 'node:http';
import axios from 'axios';
import { WebSocket, type RawData } from 'ws';
import { parseJson } from '../util/parse-json.ts';
import { systemClock } from '../util/clock.ts';
import { rejectOnAbort } from '../util/timeout.ts';
import {
  HttpError,
  type HttpResponse,
  type HttpRequest,
  type Socket,
  type SocketListener,
  type Transport,
  type TransportFault,
} from './transport.ts';
import { readRetryAfter } from './retry-after.ts';

/** Far above any event, because `ws` closes the connection at a larger frame. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/**
 * Returns the agent for a URL, with its proxy and certificates; undefined for a direct connection with Node's
 * own roots. May reject, with HttpError if the reason is known.
 */
export type Route = (url: string) => Promise<Agent | undefined>;

const client = axios.create({
  // A redirect would pass the secret on.
  maxRedirects: 0,
  maxContentLength: 4 * 1024 * 1024,
  responseType: 'text',
  transformResponse: (body: unknown) => body,
  validateStatus: () => true,
  // axios would read the proxy variables by its own rules.
  proxy: false,
});

/** HTTP (axios) and WebSocket (ws) without time limits. */
export function createNodeTransport(route: Route): Transport {
  return {
    request: (request, signal) => send(route, request, signal),
    connect: (url, listener) => openSocket(route, url, listener),
  };
}

/** Lets no error of axios out, because it holds the request with its Authorization header. */
async function send(route: Route, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
  try {
    // Looking up the proxy may hang.
    const agent = await rejectOnAbort(route(url), signal);
    const response = await client.request<unknown>({
      method,
      url,
      headers: { ...headers },
      signal,
      ...(agent !== undefined && { httpAgent: agent, httpsAgent: agent }),
      ...(body !== undefined && { data: body }),
    });
    const date = Date.parse(String(response.headers['date'] ?? ''));
    const serverTime = Number.isNaN(date) ? null : date;
    const getHeader = (name: string): unknown => response.headers[name];
    return {
      status: response.status,
      json: typeof response.data === 'string' ? (parseJson(response.data) ?? null) : null,
      serverTime,
      retryAfter: readRetryAfter(response.status, getHeader, serverTime ?? systemClock.now()),
    };
  } catch (error) {
    throw new HttpError(signal.aborted ? 'timeout' : toTransportFault(error));
  }
}

function openSocket(route: Route, url: string, listener: SocketListener): Socket {
  let socket: WebSocket | null = null;
  let isOver = false;
  const end = (notify: () => void): void => {
    if (isOver) return;
    isOver = true;
    // `ws` still reports errors of a terminated socket.
    socket?.removeAllListeners();
    socket?.on('error', () => undefined);
    socket?.terminate();
    notify();
  };
  const fail = (error: unknown): void =>
    end(() => listener.end({ kind: 'failed', reason: toTransportFault(error) }));
  route(url)
    .then((agent) => {
      if (isOver) return;
      socket = new WebSocket(url, {
        maxPayload: MAX_FRAME_BYTES,
        followRedirects: false,
        ...(agent !== undefined && { agent }),
      });
      socket.on('message', (data) => {
        if (!isOver) listener.message(toBuffer(data));
      });
      socket.on('close', (code) => end(() => listener.end({ kind: 'closed', code })));
      socket.on('error', fail);
      socket.on('unexpected-response', (_request, response) =>
        end(() => listener.end({ kind: 'refused', status: response.statusCode ?? 0 })),
      );
    })
    // `ws` throws for an unusable URL, with the URL in the error.
    .catch(fail);
  return {
    send: (text) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text, () => undefined);
    },
    terminate: () => end(() => undefined),
  };
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Rejected certificates (OpenSSL's X509_V_ERR_*). UNSPECIFIED: for example a key that is too short. */
const CERTIFICATE_CODE =
  /^(?:CERT_|ERROR_IN_CERT_|ERR_TLS_CERT_|UNABLE_TO_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)|SELF_SIGNED_CERT/u;

/** What an error of axios, ws or Node says about the connection, without its text. */
export function toTransportFault(error: unknown): TransportFault {
  if (!(error instanceof Error)) return 'network';
  if (error instanceof HttpError) return error.reason;
  // axios wraps the agent's error.
  if (error.cause instanceof HttpError) return error.cause.reason;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && CERTIFICATE_CODE.test(code)) return 'certificate';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS')
    return 'too-large';
  // axios uses one code for a body that is too large and one that breaks off.
  if (error.message.includes('maxContentLength')) return 'too-large';
  return 'network';
}

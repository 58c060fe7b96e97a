import type { Agent } from 'node:http';
import axios from 'axios';
import { WebSocket, type RawData } from 'ws';
import { parseJson } from '../util/parse-json.ts';
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

/** Beyond this `ws` drops the connection, and with it what follows; so it is far above any event. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/**
 * The agent for a URL, which knows proxy and certificates; undefined = straight, with what Node trusts. May reject,
 * with HttpError where the reason is known.
 */
export type Route = (url: string) => Promise<Agent | undefined>;

const client = axios.create({
  // A redirect would carry the secret to wherever it points.
  maxRedirects: 0,
  maxContentLength: 4 * 1024 * 1024,
  responseType: 'text',
  transformResponse: (body: unknown) => body,
  validateStatus: () => true,
  // `route` alone decides on the way: axios reads the proxy variables by rules of its own.
  proxy: false,
});

/** Real HTTP (axios) and WebSocket (ws) over the ways that `route` names. Has no time limits of its own. */
export function createNodeTransport(route: Route): Transport {
  return {
    request: (request, signal) => send(route, request, signal),
    connect: (url, listener) => openSocket(route, url, listener),
  };
}

/** axios' own errors carry the whole request with its Authorization header, so they never leave this function. */
async function send(route: Route, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
  try {
    // Asking for the proxy may hang.
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
    const retryAfter = /^\d{1,9}$/u.exec(String(response.headers['retry-after'] ?? ''));
    return {
      status: response.status,
      json: typeof response.data === 'string' ? (parseJson(response.data) ?? null) : null,
      serverTime: Number.isNaN(date) ? null : date,
      retryAfter: retryAfter === null ? null : Number(retryAfter[0]),
    };
  } catch (error) {
    // Whoever gave up knows why; for everybody else it took too long.
    throw new HttpError(signal.aborted ? 'timeout' : toTransportFault(error));
  }
}

function openSocket(route: Route, url: string, listener: SocketListener): Socket {
  let socket: WebSocket | null = null;
  let isOver = false;
  const end = (notify: () => void): void => {
    if (isOver) return;
    isOver = true;
    // `ws` reports what still goes wrong on a socket that we are done with.
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
    // `ws` throws for a URL that it cannot use, with the URL in the error.
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

/** Node's names for a certificate that did not pass (OpenSSL's X509_V_ERR_*, and the name that does not fit). */
const CERTIFICATE_CODES: ReadonlySet<unknown> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  // What Node has no name for, such as a key that is too short.
  'UNSPECIFIED',
]);

/** What an error of axios, ws or Node says about the way, and nothing else of it. */
export function toTransportFault(error: unknown): TransportFault {
  if (!(error instanceof Error)) return 'network';
  if (error instanceof HttpError) return error.reason;
  // axios wraps what the agent said.
  if (error.cause instanceof HttpError) return error.cause.reason;
  const code = 'code' in error ? error.code : undefined;
  if (CERTIFICATE_CODES.has(code)) return 'certificate';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS')
    return 'too-large';
  // axios has one code for a body that is too large and for one that breaks off.
  if (error.message.includes('maxContentLength')) return 'too-large';
  return 'network';
}

/** Why no usable answer came. */
export type TransportFault =
  /** DNS, routing, connection refused or broken */
  | 'network'
  | 'timeout'
  | 'too-large'
  /** the certificate is not trusted: TLS inspection without its CA, or a wrong clock */
  | 'certificate'
  | 'proxy';

/** Holds nothing of the request, because URLs and headers may be secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(readonly reason: TransportFault) {
    super(reason);
  }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** null if the body is not JSON */
  readonly json: unknown;
  /** Date header in ms since the epoch */
  readonly serverTime: number | null;
  /** how long the server asks to wait, in seconds, at most an hour */
  readonly retryAfter: number | null;
}

/** By a close frame (1006 = without one), by a refused upgrade, or before it was open. */
export type SocketEnd =
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: TransportFault };

export interface SocketListener {
  message(data: Buffer): void;
  /** Called at most once and last; never after `terminate`. */
  end(end: SocketEnd): void;
}

export interface Socket {
  /** Does nothing unless the socket is open. */
  send(text: string): void;
  /** Closes it immediately; the listener is not called afterwards. */
  terminate(): void;
}

/** HTTP and WebSocket with the proxy and certificates of this machine. */
export interface Transport {
  /** Resolves for every status; rejects only with HttpError (`timeout` if `signal` aborts). */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Opens a WebSocket. Never throws. The URL is a secret, because it holds the token. */
  connect(url: string, listener: SocketListener): Socket;
}

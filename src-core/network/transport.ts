/** Why no usable answer came. Holds nothing of the request: URLs and headers here are secrets. */
export type TransportFault =
  /** no way there: DNS, routing, refused, broken off */
  | 'network'
  | 'timeout'
  | 'too-large'
  /** the server's certificate is not trusted here: TLS inspection without its CA, or a clock that is far off */
  | 'certificate'
  /** the proxy refused to pass us on */
  | 'proxy';

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
  /** parsed JSON, or null when the body is none */
  readonly json: unknown;
  /** the server's clock, ms since the epoch; null when it does not say */
  readonly serverTime: number | null;
  /** seconds, from Retry-After; null when it holds no such number */
  readonly retryAfter: number | null;
}

/** However long Zoom asks us to wait: nobody would understand an app that is silent for days. */
export const MAX_RETRY_AFTER_MS = 60 * 60_000;

/** How a socket ended: by a close frame (1006 = without one), by a refused upgrade, or before it was open. */
export type SocketEnd =
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: TransportFault };

export interface SocketListener {
  message(data: Buffer): void;
  /** Once; nothing is told afterwards. Never told after `terminate`. */
  end(end: SocketEnd): void;
}

export interface Socket {
  /** Does nothing while the socket is not open. */
  send(text: string): void;
  /** Ends it at once, without waiting for the other side; nothing is told afterwards. */
  terminate(): void;
}

/** The way to Zoom: HTTP and WebSocket, with the proxy and the certificates that hold here. */
export interface Transport {
  /** Answers of any status are returned; rejects only with HttpError (also when `signal` ends it). */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Opens a WebSocket. The URL holds the token: it is told to nobody. Never throws. */
  connect(url: string, listener: SocketListener): Socket;
}

import { once } from 'node:events';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../util/clock.ts';
import { WebhookExchange, type ExchangeContext } from './webhook-exchange.ts';
import {
  checkBody,
  ReplayGuard,
  STATUS_BY_REFUSAL,
  type AcceptedBody,
  type RefusedRequest,
  type SignatureClaim,
  type WebhookRefusal,
} from './webhook-verification.ts';

/** How long a client may take, in ms. Node's HTTP server measures this, and knows no Clock. */
export interface WebhookTimeouts {
  readonly headers: number;
  /** including headers */
  readonly request: number;
  /** between two requests on one connection; Node may add a second */
  readonly idle: number;
  /** interval in which the first two are checked */
  readonly check: number;
}

const DEFAULT_TIMEOUTS: WebhookTimeouts = { headers: 5_000, request: 10_000, idle: 5_000, check: 1_000 };
/** How long `stop` waits for clients, by the Clock. */
const GRACE_MS = 2_000;
/** Far more than Zoom needs, whose requests come one by one through a proxy or tunnel, and little load. */
const MAX_CONNECTIONS = 200;
/** How long handling a flood of events may delay an answer. */
const SLICE_MS = 5;
/** Request line and headers, in bytes; Zoom's are about 1 KB. */
const MAX_HEAD_BYTES = 8 * 1024;

/** Called never within `listenForWebhooks`, and never after `stop` has resolved. */
export interface WebhookEvents {
  /** Called once with the actual address. */
  listening(address: { readonly host: string; readonly port: number }): void;
  /** Called at most once, when it cannot listen (any more). `code`: the system's, such as EADDRINUSE. */
  failed(code: string): void;
  /** Called once per event that Zoom signed, not parsed yet, in order of arrival and after the answer. */
  event(json: unknown): void;
  /** Called once, with the first correct and recent signature (also for a validation of the URL). */
  proven(): void;
  /**
   * Called once per refused or replayed request, after the answer. Anybody who reaches the address can cause
   * this at any rate.
   *
   * @param bytes of the body: announced if the head was refused, else received; without a complete head, of
   *   the connection
   */
  refused(reason: WebhookRefusal, bytes: number): void;
}

export interface WebhookOptions {
  /** to listen on; loopback, unless a proxy on another machine must reach it */
  readonly host: string;
  /** 0 = any free port */
  readonly port: number;
  /** compared exactly, with the slash and without a query */
  readonly path: string;
  readonly secretToken: string;
  readonly clock: Clock;
  /** our clock minus Zoom's in ms, as last measured */
  readonly skewMs?: () => number;
  /** for tests */
  readonly timeouts?: WebhookTimeouts;
  readonly events: WebhookEvents;
}

/** Listens for Zoom's signed HTTP POSTs. A proxy or tunnel in front of it handles TLS. Never throws. */
export function listenForWebhooks(options: WebhookOptions): WebhookListener {
  const listener = new WebhookListener(options);
  listener.start();
  return listener;
}

class WebhookListener {
  readonly #options: WebhookOptions;
  readonly #server: Server;
  readonly #exchangeContext: ExchangeContext;
  readonly #replays = new ReplayGuard();
  readonly #taskQueue: ReturnType<typeof createTaskQueue>;
  /** requests that are still being received, by connection */
  readonly #exchanges = new WeakMap<Duplex, WebhookExchange>();
  readonly #listenSettled: Promise<void>;
  #isProven = false;
  #stopping: Promise<void> | null = null;

  constructor(options: WebhookOptions) {
    const { path, clock, timeouts = DEFAULT_TIMEOUTS, events } = options;
    this.#options = options;
    this.#taskQueue = createTaskQueue(clock);
    this.#exchangeContext = {
      path,
      isStopping: () => this.#stopping !== null,
      checkBody: (claim, body) => this.#checkBody(claim, body),
      accepted: (body) => this.#onAccepted(body),
      refused: (reason, bytes) => events.refused(reason, bytes),
    };
    this.#server = createServer({
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.idle,
      connectionsCheckingInterval: timeouts.check,
      maxHeaderSize: MAX_HEAD_BYTES,
      // Otherwise Node would answer such a request itself, unreported. Only the signature matters here.
      requireHostHeader: false,
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#listenSettled = once(this.#server, 'listening').then(
      () => undefined,
      () => undefined,
    );
  }

  start(): void {
    const { host, port } = this.#options;
    const server = this.#server;
    server.on('request', (request, response) => this.#serve(request, response, false));
    server.on('checkContinue', (request, response) => this.#serve(request, response, true));
    // Any other `Expect` may be ignored (RFC 9110, 10.1.1).
    server.on('checkExpectation', (request, response) => this.#serve(request, response, false));
    server.on('connect', (_request, socket) => this.#refuseConnection(socket, 'method'));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      this.#onClientError(error.code ?? '', socket),
    );
    server.on('listening', () => this.#onListening());
    server.on('error', (error: NodeJS.ErrnoException) => this.#onError(error.code ?? 'UNKNOWN'));
    try {
      server.listen(port, host);
    } catch (error) {
      // A port beyond 65535.
      queueMicrotask(() => server.emit('error', error));
    }
  }

  /**
   * Accepts no more connections, answers the current requests, disconnects unfinished clients after 2 s, and
   * reports the accepted events. Resolves when no port, socket or timer is left; never rejects. Always the
   * same promise.
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#shutDown());
  }

  #serve(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    const exchange = new WebhookExchange(request, response, this.#exchangeContext);
    if (!exchange.begin(awaitsContinue)) return;
    this.#exchanges.set(request.socket, exchange);
    request.on('end', () => this.#exchanges.delete(request.socket));
  }

  #checkBody(claim: SignatureClaim, body: Buffer): RefusedRequest | AcceptedBody {
    const { clock, secretToken, skewMs = () => 0 } = this.#options;
    return checkBody(claim, body, { secretToken, zoomNow: clock.now() - skewMs(), replays: this.#replays });
  }

  #onAccepted(body: AcceptedBody): void {
    const { events } = this.#options;
    if (!this.#isProven) this.#taskQueue.add(() => events.proven());
    this.#isProven = true;
    if (body.kind === 'event') this.#taskQueue.add(() => events.event(body.json));
  }

  /** Refuses a connection for which Node has created no response. */
  #refuseConnection(socket: Duplex, reason: WebhookRefusal, status = STATUS_BY_REFUSAL[reason]): void {
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...(reason === 'method' ? ['Allow: POST'] : []),
      'Connection: close',
      'Content-Length: 0',
    ];
    socket.on('error', () => undefined);
    socket.end(`${lines.join('\r\n')}\r\n\r\n`, () => socket.destroy());
    this.#options.events.refused(reason, getBytesRead(socket));
  }

  #onClientError(code: string, socket: Duplex): void {
    // Node emits this again for each further chunk.
    if (!socket.writable) return;
    const reason = toRefusalReason(code);
    const exchange = this.#exchanges.get(socket);
    if (reason === null || getBytesRead(socket) === 0) socket.destroy();
    else if (exchange !== undefined) exchange.abort(reason);
    else this.#refuseConnection(socket, reason, code === 'HPE_HEADER_OVERFLOW' ? 431 : undefined);
  }

  #onListening(): void {
    const address = this.#server.address();
    if (this.#stopping !== null || address === null || typeof address === 'string') return;
    this.#options.events.listening({ host: address.address, port: address.port });
  }

  #onError(code: string): void {
    if (this.#stopping !== null) return;
    this.#stopping = this.#shutDown();
    this.#options.events.failed(code);
  }

  async #shutDown(): Promise<void> {
    const server = this.#server;
    // A server that is about to listen would ignore `close`. A listening one frees the port at once.
    if (!server.listening) await this.#listenSettled;
    if (server.listening) {
      const closed = once(server, 'close');
      const cancelCut = this.#options.clock.after(GRACE_MS, () => server.closeAllConnections());
      server.close();
      await closed;
      cancelCut();
    }
    this.#taskQueue.finish();
  }
}

/** Runs tasks in order and in time slices, between which requests are answered. */
function createTaskQueue(clock: Clock): { add(run: () => void): void; finish(): void } {
  const queue: (() => void)[] = [];
  let cancel: (() => void) | null = null;
  const runSlice = (): void => {
    const deadline = performance.now() + SLICE_MS;
    try {
      do queue.shift()?.();
      while (queue.length > 0 && performance.now() < deadline);
    } finally {
      cancel = queue.length > 0 ? clock.after(0, runSlice) : null;
    }
  };
  return {
    add: (run) => {
      queue.push(run);
      cancel ??= clock.after(0, runSlice);
    },
    finish: () => {
      cancel?.();
      for (const run of queue.splice(0)) run();
    },
  };
}

/** Null if the client disconnected, which is no error. */
function toRefusalReason(code: string): WebhookRefusal | null {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'timeout';
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'too-large';
    // The connection ended within a request.
    case 'HPE_INVALID_EOF_STATE':
      return null;
    default:
      return code.startsWith('HPE_') ? 'not-json' : null;
  }
}

function getBytesRead(socket: Duplex): number {
  return socket instanceof Socket ? socket.bytesRead : 0;
}

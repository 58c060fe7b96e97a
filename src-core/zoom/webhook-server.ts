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

export type { WebhookRefusal } from './webhook-verification.ts';

/** How long a client may take, in ms of the machine's own time: node's parser rules these, and knows no Clock. */
export interface WebhookTimeouts {
  readonly headers: number;
  /** the whole request, headers included */
  readonly request: number;
  /** between two requests on one connection; node itself may add a second */
  readonly idle: number;
  /** how often the first two are looked at, so much later they may strike */
  readonly check: number;
}

const DEFAULT_TIMEOUTS: WebhookTimeouts = { headers: 5_000, request: 10_000, idle: 5_000, check: 1_000 };
/** How long `stop` waits for clients that do not finish, by the Clock. */
const GRACE_MS = 2_000;
/** Zoom's come one by one through a proxy or tunnel: this is far more than it needs, and little for the machine. */
const MAX_CONNECTIONS = 200;
/** What a flood of events is handled in: an answer waits no longer than this, and what each turn costs is shared. */
const SLICE_MS = 5;
/** First line and headers together, in bytes; Zoom's are about 1 KB. */
const MAX_HEAD_BYTES = 8 * 1024;

/** What the listener tells; never from within `listenForWebhooks` itself, and nothing after `stop` resolved. */
export interface WebhookEvents {
  /** Once: requests are taken at this address. */
  listening(address: { readonly host: string; readonly port: number }): void;
  /** At most once: it does not listen, or no longer. `code` is the system's, such as EADDRINUSE. */
  failed(code: string): void;
  /** An event that Zoom signed, not yet parsed; each once, in the order of arrival, after it was answered. */
  event(json: unknown): void;
  /** Once: something came that was rightly signed for about now, be it the validation of the address. */
  proven(): void;
  /**
   * A request was refused, or was a replay; once each, after it was answered. Anybody who reaches the address can
   * bring this about, as often as they like.
   *
   * @param bytes of its body: as announced if it was refused by its head, else as came; of all that its connection
   * brought if there was no whole head
   */
  refused(reason: WebhookRefusal, bytes: number): void;
}

export interface WebhookOptions {
  /** The address to listen on; loopback, unless a proxy on another machine must reach it. */
  readonly host: string;
  /** 0 = any that is free */
  readonly port: number;
  /** Compared as it is, with the slash, without a query. */
  readonly path: string;
  readonly secretToken: string;
  readonly clock: Clock;
  /** Our clock minus Zoom's in ms, as last measured. */
  readonly skewMs?: () => number;
  /** Other waits than the usual, for tests. */
  readonly timeouts?: WebhookTimeouts;
  readonly events: WebhookEvents;
}

/**
 * Listens for Zoom's webhook: HTTP POSTs under a signature, on one path. https is the matter of the proxy or tunnel
 * before it. Never throws; what goes wrong is told.
 */
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
  readonly #taskQueue: TaskQueue;
  /** The request that a connection is bringing. */
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
      // Node would answer such a request by itself, and nobody would be told. The signature is what counts here.
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
    // Any other `Expect` may be passed over (RFC 9110, 10.1.1).
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
   * Takes no more connections, answers what is under way, cuts after 2 s whoever has not finished by then, and tells
   * what was answered. Resolves when no port, socket or timer is left; never rejects. The same promise each time.
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

  /** Refuses what has no response of node's. */
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
    // Node tells it again of each further piece that comes.
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
    // A server that is about to listen cannot be closed: it would listen afterwards. One that listens is closed at
    // once, so that another may take the port.
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

interface TaskQueue {
  add(run: () => void): void;
  finish(): void;
}

/**
 * Runs things in order, as many as fit into a slice of time, then the answers that can be given meanwhile: a hundred
 * slow ones hold an answer up no longer than one.
 */
function createTaskQueue(clock: Clock): TaskQueue {
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

/** What a fault of node's HTTP parser means; null = the client broke off, which is no error. */
function toRefusalReason(code: string): WebhookRefusal | null {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'timeout';
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'too-large';
    // The end in the middle of a request.
    case 'HPE_INVALID_EOF_STATE':
      return null;
    default:
      return code.startsWith('HPE_') ? 'not-json' : null;
  }
}

function getBytesRead(socket: Duplex): number {
  return socket instanceof Socket ? socket.bytesRead : 0;
}

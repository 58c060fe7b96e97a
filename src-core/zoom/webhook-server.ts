import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../util/clock.ts';
import {
  getAnnouncedBytes,
  checkBody,
  checkHead,
  MAX_BODY_BYTES,
  ReplayGuard,
  STATUS_BY_REFUSAL,
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
export function listenForWebhooks(options: WebhookOptions): {
  /**
   * Takes no more connections, answers what is under way, cuts after 2 s whoever has not finished by then, and tells
   * what was answered. Resolves when no port, socket or timer is left; never rejects. The same promise each time.
   */
  stop(): Promise<void>;
} {
  const {
    host,
    port,
    path,
    secretToken,
    clock,
    skewMs = () => 0,
    timeouts = DEFAULT_TIMEOUTS,
    events,
  } = options;
  const replays = new ReplayGuard();
  const taskQueue = createTaskQueue(clock);
  /** What to do with the request that a connection is bringing, should the connection turn out to be no good. */
  const pendingRequests = new WeakMap<Duplex, (reason: WebhookRefusal) => void>();
  let isProven = false;
  let stopping: Promise<void> | null = null;

  const server = createServer({
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.idle,
    connectionsCheckingInterval: timeouts.check,
    maxHeaderSize: MAX_HEAD_BYTES,
    // Node would answer such a request by itself, and nobody would be told. The signature is what counts here.
    requireHostHeader: false,
  });
  server.maxConnections = MAX_CONNECTIONS;

  const serve = (request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void => {
    const { socket } = request;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isAnswered = false;

    const answer = (status: number, body: string | null, closeAfter = false): void => {
      isAnswered = true;
      chunks.length = 0;
      if (closeAfter || stopping !== null) response.setHeader('connection', 'close');
      if (body !== null) response.setHeader('content-type', 'application/json');
      // 204 has no length, not even zero.
      if (status !== 204) response.setHeader('content-length', Buffer.byteLength(body ?? ''));
      response.writeHead(status).end(body ?? '');
    };
    const refuse = (reason: WebhookRefusal, bodyBytes: number, closeAfter = false): void => {
      if (reason === 'method') response.setHeader('allow', 'POST');
      answer(STATUS_BY_REFUSAL[reason], null, closeAfter);
      events.refused(reason, bodyBytes);
    };
    // A client that breaks off is no error, whichever of these node blames.
    request.on('error', () => undefined);
    response.on('error', () => undefined);

    const head = checkHead(request, path);
    if (head.kind === 'refused') {
      // The rest of a small body is read and thrown away, so that the connection can be used again and the answer is
      // not lost; of a large one nothing is read. Who awaits 100-continue gets none, and node ends the connection.
      const closeAfter = head.reason === 'too-large';
      refuse(head.reason, getAnnouncedBytes(request.headersDistinct), closeAfter);
      if (closeAfter) return;
    } else if (awaitsContinue) response.writeContinue();

    pendingRequests.set(socket, (reason) => {
      if (isAnswered) socket.destroy();
      else refuse(reason, bytes, true);
    });
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) {
        if (!isAnswered) chunks.push(chunk);
      } else if (isAnswered) socket.destroy();
      else refuse('too-large', bytes, true);
    });
    request.on('end', () => {
      pendingRequests.delete(socket);
      if (isAnswered || head.kind === 'refused') return;
      const zoomNow = clock.now() - skewMs();
      const result = checkBody(head, Buffer.concat(chunks), { secretToken, zoomNow, replays });
      if (result.kind === 'refused') {
        refuse(result.reason, bytes);
        return;
      }
      if (!isProven) taskQueue.add(() => events.proven());
      isProven = true;
      switch (result.kind) {
        case 'validation':
          answer(200, result.answer);
          return;
        case 'event':
          // Zoom waits 3 s, and counts what takes longer as a failure: no work comes before the answer.
          answer(204, null);
          taskQueue.add(() => events.event(result.json));
      }
    });
  };
  server.on('request', (request, response) => serve(request, response, false));
  server.on('checkContinue', (request, response) => serve(request, response, true));
  // Any other `Expect` may be passed over (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => serve(request, response, false));

  /** Refuses what has no response of node's. */
  const refuseConnection = (
    socket: Duplex,
    reason: WebhookRefusal,
    status = STATUS_BY_REFUSAL[reason],
  ): void => {
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...(reason === 'method' ? ['Allow: POST'] : []),
      'Connection: close',
      'Content-Length: 0',
    ];
    socket.on('error', () => undefined);
    socket.end(`${lines.join('\r\n')}\r\n\r\n`, () => socket.destroy());
    events.refused(reason, getBytesRead(socket));
  };
  server.on('connect', (_request, socket) => refuseConnection(socket, 'method'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Node tells it again of each further piece that comes.
    if (!socket.writable) return;
    const reason = toRefusalReason(error.code ?? '');
    const refuseRequest = pendingRequests.get(socket);
    if (reason === null || getBytesRead(socket) === 0) socket.destroy();
    else if (refuseRequest !== undefined) refuseRequest(reason);
    else
      refuseConnection(
        socket,
        reason,
        error.code === 'HPE_HEADER_OVERFLOW' ? 431 : STATUS_BY_REFUSAL[reason],
      );
  });

  const listenSettled = once(server, 'listening').then(
    () => undefined,
    () => undefined,
  );
  server.on('listening', () => {
    const address = server.address();
    if (stopping !== null || address === null || typeof address === 'string') return;
    events.listening({ host: address.address, port: address.port });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (stopping !== null) return;
    stopping = shutDown();
    events.failed(error.code ?? 'UNKNOWN');
  });

  const shutDown = async (): Promise<void> => {
    // A server that is about to listen cannot be closed: it would listen afterwards. One that listens is closed at
    // once, so that another may take the port.
    if (!server.listening) await listenSettled;
    if (server.listening) {
      const closed = once(server, 'close');
      const cancelCut = clock.after(GRACE_MS, () => server.closeAllConnections());
      server.close();
      await closed;
      cancelCut();
    }
    taskQueue.finish();
  };

  try {
    server.listen(port, host);
  } catch (error) {
    // A port beyond 65535.
    queueMicrotask(() => server.emit('error', error));
  }
  return { stop: () => (stopping ??= shutDown()) };
}

/**
 * Runs things in order, as many as fit into a slice of time, then the answers that can be given meanwhile: a hundred
 * slow ones hold an answer up no longer than one.
 */
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

/**
 * The stand-in for Zoom on loopback: token endpoint, event WebSocket and a little REST on one port, and a webhook
 * to wherever it is told, as unfriendly as the real one. What Zoom does is in `zoom.ts`; here is only what node's
 * sockets need.
 */
import {
  createServer,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { HOST, listen, readBody, receive, respond } from './http-server.ts';
import { agent as defaultAgent } from './scenarios/people.ts';
import {
  createZoom,
  type PostWebhook,
  type Zoom,
  type ZoomSocketHandler,
  type ZoomOptions,
  type ZoomSocket,
} from './zoom/zoom.ts';

/** Every field has a default: `Date.now` and `setTimeout` for the clock. */
export interface SimulatorOptions
  extends
    Omit<ZoomOptions, 'now' | 'after' | 'apiUrl' | 'onAccepted' | 'onValidated' | 'post'>,
    Partial<Pick<ZoomOptions, 'now' | 'after'>> {
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

/** A running simulator, with all that can be done to the stand-in for Zoom behind it. */
export interface Simulator extends Omit<
  Zoom,
  'request' | 'upgrade' | 'play' | 'goDown' | 'comeBack' | 'stop'
> {
  readonly port: number;
  /** `ZOOM_*` variables that point a client at this simulator and name the agent. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Plays a scenario to whoever is connected at each step; as with Zoom, what is sent to nobody is lost.
   * Settles with the calls' ids, in the order they were begun, after the last event, or when the simulator
   * is closed. Rejects at once for a scenario that does not exist, naming those that do, and with a
   * RangeError for a `speed` (times faster than written, 1 by default) not above 0.
   */
  play(scenarioId: string, options?: { readonly speed?: number }): Promise<{ readonly callIds: string[] }>;
  /**
   * Settles when somebody hears: a client is connected and accepted, or a webhook was validated. Rejects if the
   * simulator is closed before that.
   */
  waitForClient(): Promise<void>;
  /** Cuts all connections and stops to listen, as `Zoom.goDown`: new ones are refused. Settles when it is so. */
  goDown(): Promise<void>;
  /** Listens again, on the same port. Settles when it does. */
  comeBack(): Promise<void>;
  /** Ends connections, timers and the server; settles when nothing is left. May be called again. */
  close(): Promise<void>;
}

/**
 * A connection to the webhook is kept for the next event, in ms: less than servers use to wait. An event that
 * crossed with their hanging up would have no answer, and be repeated only after minutes.
 */
const KEEP_ALIVE = { keepAlive: true, timeout: 1_000 };

/** Those who wait for a client. */
class ClientWaiters {
  readonly #waiters = new Set<{ readonly resolve: () => void; readonly reject: (error: Error) => void }>();

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.add({ resolve, reject });
    });
  }

  resolveAll(): void {
    for (const waiter of this.#waiters) waiter.resolve();
    this.#waiters.clear();
  }

  rejectAll(error: Error): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }
}

/**
 * Starts a simulator on 127.0.0.1 and settles when it listens. Rejects if the port is taken. The caller
 * closes it.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const waiters = new ClientWaiters();
  let closing: Promise<void> | null = null;

  const after = options.after ?? afterTimeout;
  const http = createServer();
  const port = await listen(http, options.port ?? 0);
  const agents = { http: new HttpAgent(KEEP_ALIVE), https: new HttpsAgent(KEEP_ALIVE) };
  const zoom = createZoom({
    ...options,
    apiUrl: `http://${HOST}:${port}`,
    now: options.now ?? Date.now,
    after,
    onAccepted: () => waiters.resolveAll(),
    onValidated: () => waiters.resolveAll(),
    post: createWebhookPost(agents),
  });
  http.on('request', (message, response) => {
    receive(message)
      .then((request) => respond(response, zoom.request(request), after))
      .catch(() => response.destroy());
  });
  const sockets = acceptSockets(http, zoom);

  async function shutDown(): Promise<void> {
    zoom.stop();
    waiters.rejectAll(new Error('The simulator was closed before a client came.'));
    await stopListening(http, sockets);
    sockets.close();
    for (const agent of Object.values(agents)) agent.destroy();
  }

  return {
    ...zoom,
    port,
    env: createEnv(options, port),
    play: async (scenarioId, playOptions) => {
      const { callIds, done } = zoom.play(scenarioId, playOptions);
      await done;
      return { callIds: [...callIds] };
    },
    waitForClient: () => {
      if (closing !== null) return Promise.reject(new Error('The simulator is closed.'));
      return zoom.connections.live > 0 || zoom.webhook.active ? Promise.resolve() : waiters.wait();
    },
    goDown: async () => {
      zoom.goDown();
      await stopListening(http, sockets);
    },
    comeBack: async () => {
      if (closing !== null) throw new Error('The simulator is closed.');
      zoom.comeBack();
      if (!http.listening) await listen(http, port);
    },
    close: () => (closing ??= shutDown()),
  };
}

interface AcceptedSockets {
  terminateAll(): void;
  close(): void;
}

async function stopListening(http: Server, sockets: AcceptedSockets): Promise<void> {
  sockets.terminateAll();
  if (!http.listening) return;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeAllConnections();
  await closed;
}

/** Takes the WebSocket connections that come to `http`, as Zoom has it. */
function acceptSockets(http: Server, zoom: Zoom): AcceptedSockets {
  /** Sockets that wait for a 101 that never comes; the server does not know them any more. */
  const pendingUpgrades = new Set<Duplex>();
  // A deaf server answers no ping either, so pings are answered here.
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  http.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const upgrade = zoom.upgrade(message.url ?? '', message.headers['user-agent']);
    switch (upgrade.kind) {
      case 'refuse':
        socket.end(`HTTP/1.1 ${upgrade.status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        break;
      case 'cut':
        socket.destroy();
        break;
      case 'never':
        pendingUpgrades.add(socket);
        socket.on('close', () => pendingUpgrades.delete(socket));
        break;
      case 'accept':
        sockets.handleUpgrade(message, socket, head, (webSocket) => {
          connect(webSocket, upgrade.attach(toZoomSocket(webSocket)));
        });
        break;
    }
  });
  return {
    terminateAll: () => {
      for (const socket of sockets.clients) socket.terminate();
      for (const socket of pendingUpgrades) socket.destroy();
    },
    close: () => sockets.close(),
  };
}

function createEnv(options: SimulatorOptions, port: number): Simulator['env'] {
  return {
    ZOOM_ACCOUNT_ID: options.accountId ?? 'sim-account',
    ZOOM_CLIENT_ID: options.clientId ?? 'sim-client',
    ZOOM_CLIENT_SECRET: options.clientSecret ?? 'sim-secret',
    ZOOM_SUBSCRIPTION_ID: options.subscriptionId ?? 'sim-subscription',
    ZOOM_AGENT: (options.agent ?? defaultAgent).email,
    ZOOM_OAUTH_URL: `http://${HOST}:${port}/oauth/token`,
    ZOOM_WS_URL: `ws://${HOST}:${port}/ws`,
    ZOOM_API_URL: `http://${HOST}:${port}/v2`,
  };
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Makes the webhook's requests over node's http and https, the latter only to certificates that node trusts. */
function createWebhookPost(agents: { readonly http: HttpAgent; readonly https: HttpsAgent }): PostWebhook {
  return ({ url, headers, body }, done) => {
    const options = { method: 'POST', headers };
    const request =
      new URL(url).protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http });
    request.on('error', () => done(null));
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      readBody(response).then(
        (text) => done({ status: statusCode, body: text }),
        () => done(null),
      );
    });
    request.end(body);
    return () => request.destroy();
  };
}

function toZoomSocket(webSocket: WebSocket): ZoomSocket {
  return {
    send: (data) => webSocket.send(data),
    close: (code, reason) => {
      // 1006 stands for "no close frame came"; it cannot be sent.
      if (code === 1006) webSocket.terminate();
      else webSocket.close(code, reason);
    },
  };
}

function connect(webSocket: WebSocket, handler: ZoomSocketHandler): void {
  // A protocol error of the client's; ws closes the socket after it, this only frees it sooner.
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('message', (data, isBinary) => {
    if (!isBinary) handler.onMessage(toText(data));
  });
  webSocket.on('close', () => handler.onClose());
  webSocket.on('ping', (data) => {
    if (!handler.isHalfOpen) webSocket.pong(data);
  });
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}

/**
 * The stand-in for Zoom on loopback: token endpoint, event WebSocket and REST on one port, and a webhook to any URL.
 * `zoom.ts` has Zoom's behavior; this file connects it to node's sockets.
 */
import { EventEmitter, once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { createHttpServer, HOST, listen, readBody, stopListening } from './http-server.ts';
import { afterTimeout } from './timers.ts';
import type { ZoomSocket, ZoomSocketHandler } from './zoom/event-socket.ts';
import type { PostWebhook, ZoomOptions } from './zoom/options.ts';
import { createZoom, DEFAULTS, type Zoom } from './zoom/zoom.ts';

/** Every field has a default; the clock is the real one. */
export interface SimulatorOptions
  extends
    Omit<ZoomOptions, 'now' | 'after' | 'apiUrl' | 'onAccepted' | 'onValidated' | 'post'>,
    Partial<Pick<ZoomOptions, 'now' | 'after'>> {
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

/** A running simulator, with the controls of the stand-in for Zoom behind it. */
export interface Simulator extends Omit<
  Zoom,
  'request' | 'upgrade' | 'play' | 'goDown' | 'comeBack' | 'stop'
> {
  readonly port: number;
  /** The `ZOOM_*` variables with which a client connects to this simulator as the agent. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Plays a scenario. As with Zoom, events are lost while no client is connected. Resolves with the calls' ids, in order of
   * start, after the last event or when the simulator is closed. Rejects for an unknown scenario, naming the known ones,
   * and with a RangeError for a `speed` (a factor, 1 by default) not above 0.
   */
  play(scenarioId: string, options?: { readonly speed?: number }): Promise<{ readonly callIds: string[] }>;
  /** Resolves once a client was accepted or a webhook validated. Rejects if the simulator is closed before. */
  waitForClient(): Promise<void>;
  /** See `Zoom.goDown`; the port is closed as well. */
  goDown(): Promise<void>;
  /** Listens again on the same port. */
  comeBack(): Promise<void>;
  /** Ends connections, timers and the server. May be called again. */
  close(): Promise<void>;
}

/**
 * In ms. Shorter than the keep-alive timeout of usual servers: an event sent while the server closes the connection gets no
 * answer and is repeated only after minutes.
 */
const KEEP_ALIVE = { keepAlive: true, timeout: 1_000 };

/** Starts a simulator on 127.0.0.1, which the caller closes. Rejects if the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { now = Date.now, after = afterTimeout } = options;
  /** Emits `client` when a client connected, and `error`, if a caller waits for a client, when the simulator closes. */
  const events = new EventEmitter();
  let closing: Promise<void> | null = null;

  const http = createHttpServer((request, respond) => respond(zoom.request(request)), after);
  const port = await listen(http, options.port ?? 0);
  const agents = { http: new HttpAgent(KEEP_ALIVE), https: new HttpsAgent(KEEP_ALIVE) };
  const zoom = createZoom({
    ...options,
    apiUrl: `http://${HOST}:${port}`,
    now,
    after,
    onAccepted: () => events.emit('client'),
    onValidated: () => events.emit('client'),
    post: createWebhookPost(agents),
  });
  const sockets = acceptSockets(http, zoom);

  async function disconnect(): Promise<void> {
    sockets.terminateAll();
    await stopListening(http);
  }

  async function shutDown(): Promise<void> {
    zoom.stop();
    if (events.listenerCount('error') > 0)
      events.emit('error', new Error('The simulator was closed before a client came.'));
    await disconnect();
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
    waitForClient: async () => {
      if (closing !== null) throw new Error('The simulator is closed.');
      if (zoom.connections.live === 0 && !zoom.webhook.active) await once(events, 'client');
    },
    goDown: () => {
      zoom.goDown();
      return disconnect();
    },
    comeBack: async () => {
      if (closing !== null) throw new Error('The simulator is closed.');
      zoom.comeBack();
      if (!http.listening) await listen(http, port);
    },
    close: () => (closing ??= shutDown()),
  };
}

/** Accepts, refuses or ignores the WebSocket connections to `http` as Zoom says. */
function acceptSockets(http: Server, zoom: Zoom) {
  /** Sockets whose 101 never comes. The server no longer tracks them. */
  const pendingUpgrades = new Set<Duplex>();
  // A half-open server answers no ping, so pings are answered in `connect`.
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
  const { accountId, clientId, clientSecret, subscriptionId, agent } = { ...DEFAULTS, ...options };
  return {
    ZOOM_ACCOUNT_ID: accountId,
    ZOOM_CLIENT_ID: clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_SUBSCRIPTION_ID: subscriptionId,
    ZOOM_AGENT: agent.email,
    ZOOM_OAUTH_URL: `http://${HOST}:${port}/oauth/token`,
    ZOOM_WS_URL: `ws://${HOST}:${port}/ws`,
    ZOOM_API_URL: `http://${HOST}:${port}/v2`,
  };
}

/** Posts over node's http and https; the latter only to certificates that node trusts. */
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
      // 1006 means that there was no close frame; it cannot be sent.
      if (code === 1006) webSocket.terminate();
      else webSocket.close(code, reason);
    },
  };
}

function connect(webSocket: WebSocket, handler: ZoomSocketHandler): void {
  // After a client's protocol error, ws would close the socket later.
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('message', (data, isBinary) => {
    if (!isBinary) handler.onMessage(toText(data));
  });
  webSocket.on('close', () => handler.onClose());
  webSocket.on('ping', (data) => {
    if (!handler.isHalfOpen()) webSocket.pong(data);
  });
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}

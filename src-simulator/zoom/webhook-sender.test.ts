import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src-core/util/clock.ts';
import { listenForWebhooks, type WebhookEvents } from '../../src-core/zoom/webhook-server.ts';
import { ManualClock } from '../../src-core/test-support/manual-clock.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../server.ts';
import { SimulatorClient, createZoomWithClock } from '../../src-core/test-support/simulator-client.ts';
import type { PostWebhook, WebhookPost } from './options.ts';
import { noFaults } from './zoom.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const SECRET = 'sim-webhook-secret';
const RINGING = { event: 'phone.callee_ringing', payload: { object: { caller: { name: '山田 太郎' } } } };
const ENDED = { event: 'phone.callee_ended', payload: { object: {} } };

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

/** A simulator on a clock that is not at a whole second, as real clocks are. */
async function start(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; time: ManualClock }> {
  const time = new ManualClock(Date.UTC(2026, 0, 2, 3, 0, 0, 700));
  const simulator = await startSimulator({ now: time.now, after: time.after, ...options });
  cleanUp.push(() => simulator.close());
  return { simulator, time };
}

async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves once every posted event is answered or has timed out. */
async function waitUntilSettled({ webhook }: Simulator): Promise<void> {
  await waitUntil(() => webhook.posted === webhook.accepted + webhook.refused);
}

const hmac = (...parts: readonly (string | Buffer)[]): string =>
  parts.reduce((sum, part) => sum.update(part), createHmac('sha256', SECRET)).digest('hex');

/** A request that has arrived whole. */
interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Resolves once the answer is sent or the client has hung up. */
  readonly over: Promise<unknown>;
}

const Challenge = z.strictObject({
  event: z.literal('endpoint.url_validation'),
  event_ts: z.int(),
  payload: z.strictObject({ plainToken: z.string().regex(/^[\w-]{22}$/) }),
});

const json = ({ body }: ReceivedRequest): unknown => JSON.parse(body.toString());
const getPlainToken = (received: ReceivedRequest): string =>
  Challenge.parse(json(received)).payload.plainToken;
const getTimestamp = ({ headers }: ReceivedRequest): number => Number(headers['x-zm-request-timestamp']);
/** Whether the request has the signature that Zoom documents. */
const isSigned = ({ headers, body }: ReceivedRequest): boolean =>
  headers['x-zm-signature'] === `v0=${hmac(`v0:${String(headers['x-zm-request-timestamp'])}:`, body)}`;

type Behaviour = (response: ServerResponse, received: ReceivedRequest) => void;

const answerCorrectly: Behaviour = (response, received) => {
  const plainToken = getPlainToken(received);
  response.end(JSON.stringify({ plainToken, encryptedToken: hmac(plainToken) }));
};
const status =
  (code: number): Behaviour =>
  (response) =>
    response.writeHead(code, { location: '/elsewhere' }).end();
const page =
  (toBody: (plainToken: string) => string): Behaviour =>
  (response, received) =>
    response.end(toBody(getPlainToken(received)));
const cut: Behaviour = (response) => response.destroy();
const neverAnswer: Behaviour = () => undefined;
const neverEnd: Behaviour = (response) => response.write('{');

/** A webhook listener whose answers the test sets. */
class Endpoint {
  readonly challenges: ReceivedRequest[] = [];
  readonly events: ReceivedRequest[] = [];
  onChallenge: Behaviour = answerCorrectly;
  onEvent: Behaviour = status(204);
  readonly #http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const body = Buffer.concat(chunks);
      const received = { method, path, headers, body, over: once(response, 'close') };
      const isChallenge = Challenge.safeParse(json(received)).success;
      (isChallenge ? this.challenges : this.events).push(received);
      (isChallenge ? this.onChallenge : this.onEvent)(response, received);
    });
  });
  /** Every connection so far. */
  readonly sockets: Socket[] = [];
  url = '';

  static async listen(): Promise<Endpoint> {
    const endpoint = new Endpoint();
    endpoint.#http.on('connection', (socket: Socket) => endpoint.sockets.push(socket));
    endpoint.url = `http://127.0.0.1:${await listenOnFreePort(endpoint.#http)}/zoom?a=b`;
    cleanUp.push(() => endpoint.close());
    return endpoint;
  }

  close(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async nextChallenge(): Promise<ReceivedRequest> {
    const before = this.challenges.length;
    await waitUntil(() => this.challenges.length > before);
    return this.challenges.at(-1)!;
  }

  async nextEvent(): Promise<ReceivedRequest> {
    const before = this.events.length;
    await waitUntil(() => this.events.length > before);
    return this.events.at(-1)!;
  }
}

/** Listens on any free port. */
async function listenOnFreePort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return z.object({ port: z.int() }).parse(server.address()).port;
}

/** A simulator with a subscribed webhook. */
async function startSubscribed(options: SimulatorOptions = {}) {
  const { simulator, time } = await start(options);
  const endpoint = await Endpoint.listen();
  expect(await simulator.subscribeWebhook(endpoint.url)).toEqual({ kind: 'valid' });
  return { simulator, time, endpoint };
}

describe('validation', () => {
  it('sends a signed challenge with a fresh token, then posts events', async () => {
    const { simulator, time } = await start();
    const endpoint = await Endpoint.listen();
    simulator.send(RINGING);
    expect(simulator.webhook).toEqual({
      url: null,
      active: false,
      posted: 0,
      accepted: 0,
      refused: 0,
      retries: 0,
    });
    simulator.faults.clockOffsetMs = HOUR;
    expect(await simulator.subscribeWebhook(endpoint.url)).toEqual({ kind: 'valid' });
    expect(simulator.webhook).toMatchObject({ url: endpoint.url, active: true, posted: 0 });
    expect(simulator.webhookSecretToken).toBe(SECRET);
    expect(Object.values(simulator.env)).not.toContain(SECRET);

    const [challenge] = endpoint.challenges;
    expect(challenge).toMatchObject({
      method: 'POST',
      path: '/zoom?a=b',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-zm-request-timestamp': String(Date.UTC(2026, 0, 2, 4, 0, 0) / SECOND),
      },
    });
    expect(json(challenge!)).toMatchObject({ event_ts: time.now() + HOUR });
    expect(isSigned(challenge!)).toBe(true);

    await simulator.subscribeWebhook(endpoint.url);
    expect(new Set(endpoint.challenges.map(getPlainToken)).size).toBe(2);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    expect(endpoint.events.map(json)).toEqual([RINGING]);
  });

  it.each<[string, Behaviour, object]>([
    ['204', status(204), { kind: 'status', status: 204 }],
    ['a redirect', status(307), { kind: 'status', status: 307 }],
    ['401', status(401), { kind: 'status', status: 401 }],
    ['500', status(500), { kind: 'status', status: 500 }],
    ['no JSON', page(() => 'ok'), { kind: 'wrong-answer' }],
    ['JSON without tokens', page(() => '{}'), { kind: 'wrong-answer' }],
    [
      'another token',
      page(() => JSON.stringify({ plainToken: 'x', encryptedToken: hmac('x') })),
      { kind: 'wrong-answer' },
    ],
    [
      'the HMAC under another secret',
      page((plainToken) =>
        JSON.stringify({
          plainToken,
          encryptedToken: createHmac('sha256', 'other').update(plainToken).digest('hex'),
        }),
      ),
      { kind: 'wrong-answer' },
    ],
    [
      'the HMAC of another token',
      page((plainToken) => JSON.stringify({ plainToken: 'x', encryptedToken: hmac(plainToken) })),
      { kind: 'wrong-answer' },
    ],
    ['a body of 70 kB', page(() => ' '.repeat(70_000)), { kind: 'no-answer' }],
    ['a cut connection', cut, { kind: 'no-answer' }],
  ])('fails for %s, and no event is posted', async (_what, behaviour, expected) => {
    const { simulator, time } = await start();
    const endpoint = await Endpoint.listen();
    endpoint.onChallenge = behaviour;
    expect(await simulator.subscribeWebhook(endpoint.url)).toEqual(expected);
    simulator.send(RINGING);
    expect(simulator.webhook).toMatchObject({ url: null, active: false, posted: 0 });
    expect(time.pending).toBe(0);
    expect(endpoint.challenges).toHaveLength(1);
  });

  it('fails if nothing listens', async () => {
    const { simulator } = await start();
    const endpoint = await Endpoint.listen();
    endpoint.close();
    expect(await simulator.subscribeWebhook(endpoint.url)).toEqual({ kind: 'no-answer' });
  });

  it.each(['nonsense', '127.0.0.1:80', 'ftp://127.0.0.1/'])('rejects %s as URL', async (url) => {
    const { simulator, time } = await start();
    await expect(simulator.subscribeWebhook(url)).rejects.toThrow(TypeError);
    expect(time.pending).toBe(0);
  });

  it('accepts an answer after just under 3 s', async () => {
    const { simulator, time } = await start();
    const endpoint = await Endpoint.listen();
    endpoint.onChallenge = (response, received) => {
      time.advance(3 * SECOND - 1);
      answerCorrectly(response, received);
    };
    expect(await simulator.subscribeWebhook(endpoint.url)).toEqual({ kind: 'valid' });
  });

  it.each([
    ['silence', neverAnswer],
    ['an endless response', neverEnd],
  ])('aborts on %s after 3 s', async (_what, behaviour) => {
    const { simulator, time } = await start();
    const endpoint = await Endpoint.listen();
    endpoint.onChallenge = behaviour;
    const validation = simulator.subscribeWebhook(endpoint.url);
    const { over } = await endpoint.nextChallenge();
    time.advance(3 * SECOND);
    expect(await validation).toEqual({ kind: 'no-answer' });
    await over;
    expect(time.pending).toBe(0);
  });

  it('returns no-answer on close or goDown, and afterwards', async () => {
    for (const end of ['close', 'goDown'] as const) {
      const { simulator, time } = await start();
      const endpoint = await Endpoint.listen();
      endpoint.onChallenge = neverAnswer;
      const validation = simulator.subscribeWebhook(endpoint.url);
      const { over } = await endpoint.nextChallenge();
      await simulator[end]();
      expect(await validation).toEqual({ kind: 'no-answer' });
      await over;
      expect(await simulator.subscribeWebhook(endpoint.url)).toEqual({ kind: 'no-answer' });
      expect(endpoint.challenges).toHaveLength(1);
      expect(time.pending).toBe(0);
    }
  });

  it('replaces the previous URL only on success', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    const other = await Endpoint.listen();
    other.onChallenge = status(401);
    await simulator.subscribeWebhook(other.url);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    expect([endpoint.events.length, other.events.length]).toEqual([1, 0]);

    other.onChallenge = answerCorrectly;
    await simulator.subscribeWebhook(other.url);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    expect([endpoint.events.length, other.events.length]).toEqual([1, 1]);
    expect(time.pending).toBe(1);
  });

  it('resolves waitForClient', async () => {
    const { simulator } = await start();
    const waiting = simulator.waitForClient();
    const endpoint = await Endpoint.listen();
    await simulator.subscribeWebhook(endpoint.url);
    await waiting;
    await simulator.waitForClient();
    await simulator.close();
    await expect(simulator.waitForClient()).rejects.toThrow('closed');
  });

  it('uses TLS for https', async () => {
    const { simulator } = await start();
    const first: Buffer[] = [];
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        first.push(data);
        socket.destroy();
      });
    });
    cleanUp.push(() => server.close());
    const url = `HTTPS://127.0.0.1:${await listenOnFreePort(server)}/`;
    expect(await simulator.subscribeWebhook(url)).toEqual({ kind: 'no-answer' });
    // A TLS handshake record.
    expect(first.map((data) => data[0])).toEqual([0x16]);
  });
});

describe('the repeated challenge', () => {
  /** Advances 72 h, and lets the challenge be answered or not. */
  const nextChallenge = async (endpoint: Endpoint, time: ManualClock): Promise<ReceivedRequest> => {
    const next = endpoint.nextChallenge();
    time.advance(72 * HOUR);
    const challenge = await next;
    // Besides the next challenge, only this one's 3 s are pending.
    await waitUntil(() => time.pending <= 1);
    return challenge;
  };

  it('is sent every 72 h', async () => {
    const { time, endpoint } = await startSubscribed();
    const began = getTimestamp(endpoint.challenges[0]!);
    for (const hours of [72, 144, 216]) {
      const challenge = await nextChallenge(endpoint, time);
      expect(getTimestamp(challenge) - began).toBe((hours * HOUR) / SECOND);
      expect(isSigned(challenge)).toBe(true);
    }
    expect(new Set(endpoint.challenges.map(getPlainToken)).size).toBe(4);
  });

  it('disables the subscription after six failures in a row, until a new validation', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    const failures = [status(500), cut, page(() => '{}'), status(204), status(401)];
    for (const behaviour of failures) {
      endpoint.onChallenge = behaviour;
      await nextChallenge(endpoint, time);
    }
    endpoint.onChallenge = answerCorrectly;
    await nextChallenge(endpoint, time);
    for (const behaviour of failures) {
      endpoint.onChallenge = behaviour;
      await nextChallenge(endpoint, time);
    }
    expect(simulator.webhook.active).toBe(true);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    expect(simulator.webhook.accepted).toBe(1);

    endpoint.onChallenge = neverAnswer;
    const challenge = endpoint.nextChallenge();
    time.advance(72 * HOUR);
    await challenge;
    time.advance(3 * SECOND - 1);
    expect(simulator.webhook.active).toBe(true);
    time.advance(1);
    expect(simulator.webhook).toMatchObject({ url: endpoint.url, active: false });
    expect(time.pending).toBe(0);
    simulator.send(RINGING);
    expect(simulator.webhook.posted).toBe(1);

    endpoint.onChallenge = answerCorrectly;
    await simulator.subscribeWebhook(endpoint.url);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    expect(simulator.webhook).toMatchObject({ active: true, accepted: 2 });
    endpoint.onChallenge = status(500);
    for (let failed = 0; failed < 5; failed += 1) await nextChallenge(endpoint, time);
    expect(simulator.webhook.active).toBe(true);
  });

  it('counts failures only for the URL it was sent to', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    let fail = (): unknown => undefined;
    endpoint.onChallenge = (response) => {
      fail = () => response.destroy();
    };
    const challenge = endpoint.nextChallenge();
    time.advance(72 * HOUR);
    await challenge;
    const other = await Endpoint.listen();
    await simulator.subscribeWebhook(other.url);
    fail();
    await waitUntil(() => time.pending === 1);
    other.onChallenge = status(500);
    for (let failed = 0; failed < 5; failed += 1) await nextChallenge(other, time);
    expect(simulator.webhook).toMatchObject({ url: other.url, active: true });
  });

  it('is not sent while Zoom is down, and that is no failure', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onChallenge = status(500);
    for (let failed = 0; failed < 5; failed += 1) await nextChallenge(endpoint, time);
    await simulator.goDown();
    time.advance(10 * 72 * HOUR);
    await simulator.comeBack();
    endpoint.onChallenge = neverAnswer;
    const challenge = endpoint.nextChallenge();
    time.advance(72 * HOUR);
    await challenge;
    await simulator.goDown();
    expect(simulator.webhook.active).toBe(true);
    await simulator.comeBack();
    expect(endpoint.challenges).toHaveLength(7);
    endpoint.onChallenge = status(500);
    await nextChallenge(endpoint, time);
    expect(simulator.webhook.active).toBe(false);
  });
});

describe('an event', () => {
  it('is signed over its bytes with the second of posting', async () => {
    const { simulator, endpoint } = await startSubscribed();
    simulator.faults.clockOffsetMs = -2 * HOUR;
    expect(simulator.send(RINGING)).toBe(false);
    const received = await endpoint.nextEvent();
    expect(received).toMatchObject({
      method: 'POST',
      path: '/zoom?a=b',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(JSON.stringify(RINGING))),
        'x-zm-request-timestamp': String(Date.UTC(2026, 0, 2, 1, 0, 0) / SECOND),
      },
    });
    expect(json(received)).toEqual(RINGING);
    expect(isSigned(received)).toBe(true);
  });

  it('is signed with the configured secret token', async () => {
    const { simulator } = await start({ webhookSecretToken: 'other' });
    const endpoint = await Endpoint.listen();
    endpoint.onChallenge = status(401);
    await simulator.subscribeWebhook(endpoint.url);
    expect(simulator.webhookSecretToken).toBe('other');
    expect(isSigned(endpoint.challenges[0]!)).toBe(false);
  });

  it.each([200, 204, 201, 301, 302, 307, 400, 401, 404, 408, 429])(
    'answered with %d is posted once',
    async (code) => {
      const { simulator, time, endpoint } = await startSubscribed();
      endpoint.onEvent = status(code);
      simulator.send(RINGING);
      await waitUntilSettled(simulator);
      const accepted = code === 200 || code === 204 ? 1 : 0;
      expect(simulator.webhook).toMatchObject({ posted: 1, accepted, refused: 1 - accepted, retries: 0 });
      // Only the next challenge is pending.
      expect(time.pending).toBe(1);
      time.advance(2 * HOUR);
      expect(simulator.webhook.posted).toBe(1);
      expect(endpoint.events).toHaveLength(1);
    },
  );

  it.each<[string, Behaviour | null, number]>([
    ['500', status(500), 0],
    ['503', status(503), 0],
    ['a cut', cut, 0],
    ['3 s of silence', neverAnswer, 3 * SECOND],
    ['an endless response', neverEnd, 3 * SECOND],
    ['a refused connection', null, 0],
  ])(
    'after %s is posted again 5, 25 and 85 minutes after the first try',
    async (_what, behaviour, durationMs) => {
      const { simulator, time, endpoint } = await startSubscribed();
      if (behaviour === null) endpoint.close();
      else endpoint.onEvent = behaviour;
      const began = time.now();
      /** @param ms after the first try */
      const advanceTo = (ms: number): void => time.advance(began + ms - time.now());
      const expectFailure = async (tries: number): Promise<void> => {
        expect(simulator.webhook).toMatchObject({ posted: tries, refused: tries - 1, retries: tries - 1 });
        if (behaviour !== null) await waitUntil(() => endpoint.events.length === tries);
        if (durationMs > 0) {
          time.advance(durationMs - 1);
          expect(simulator.webhook.refused).toBe(tries - 1);
          time.advance(1);
        }
        await waitUntilSettled(simulator);
        expect(simulator.webhook.refused).toBe(tries);
      };
      simulator.send(RINGING);
      await expectFailure(1);
      let tries = 1;
      for (const minutes of [5, 25, 85]) {
        advanceTo(minutes * MINUTE - 1);
        expect(simulator.webhook.posted).toBe(tries);
        advanceTo(minutes * MINUTE);
        tries += 1;
        await expectFailure(tries);
      }
      expect(simulator.webhook).toMatchObject({ posted: 4, accepted: 0, refused: 4, retries: 3 });
      expect(time.pending).toBe(1);
      if (behaviour !== null) {
        const stamps = endpoint.events.map(getTimestamp);
        expect(stamps.map((stamp) => stamp - stamps[0]!)).toEqual([0, 300, 1_500, 5_100]);
        expect(endpoint.events.map(isSigned)).toEqual([true, true, true, true]);
      }
    },
  );

  it('is not posted again once accepted', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onEvent = status(500);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    endpoint.onEvent = status(200);
    time.advance(5 * MINUTE);
    await waitUntilSettled(simulator);
    expect(simulator.webhook).toMatchObject({ posted: 2, accepted: 1, refused: 1, retries: 1 });
    expect(time.pending).toBe(1);
  });

  it('is retried with its old signature if configured', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onEvent = status(500);
    simulator.faults.webhook.oldSignatures = true;
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    time.advance(5 * MINUTE);
    await waitUntilSettled(simulator);
    Object.assign(simulator.faults, noFaults());
    time.advance(20 * MINUTE);
    await waitUntilSettled(simulator);
    const [first, second, third] = endpoint.events;
    expect(second!.headers).toMatchObject({
      'x-zm-request-timestamp': first!.headers['x-zm-request-timestamp'],
      'x-zm-signature': first!.headers['x-zm-signature'],
    });
    expect(getTimestamp(third!) - getTimestamp(first!)).toBe(1_500);
    expect(isSigned(third!)).toBe(true);
  });

  it('is also sent over the WebSocket, and both have separate faults', () => {
    const { posts, zoom } = createSubscribedZoom();
    const client = new SimulatorClient(zoom);
    expect(zoom.send(RINGING)).toBe(true);
    expect(client.events).toEqual([RINGING]);
    expect(posts.bodies()).toEqual([RINGING]);

    zoom.faults.webhook.withheld = ['phone.callee_missed', 'phone.callee_ringing'];
    zoom.send(RINGING);
    zoom.send(ENDED);
    zoom.send('no event');
    expect(client.events).toEqual([RINGING, RINGING, ENDED, 'no event']);
    expect(posts.bodies()).toEqual([RINGING, ENDED, 'no event']);

    Object.assign(zoom.faults, noFaults(), { copies: 2 });
    zoom.send(RINGING);
    zoom.faults.webhook.copies = 3;
    zoom.faults.eventsWithheld = true;
    zoom.send(ENDED);
    expect(client.events.slice(4)).toEqual([RINGING, RINGING]);
    expect(posts.bodies().slice(3)).toEqual([RINGING, ENDED, ENDED, ENDED]);
    client.close();
    zoom.faults.eventsWithheld = false;
    expect(zoom.send(ENDED)).toBe(false);
    zoom.stop();
  });

  it('is queued, with at most twenty posts at a time', () => {
    const { posts, zoom } = createSubscribedZoom();
    zoom.burst(100);
    const sent = zoom.burst(1).callIds;
    expect(posts.all).toHaveLength(20);
    expect(zoom.webhook).toMatchObject({ posted: 20, accepted: 0 });
    posts.all[7]!.answer(204);
    expect(posts.all).toHaveLength(21);
    for (let next = 0; next < posts.all.length; next += 1) posts.all[next]!.answer(204);
    expect(posts.all).toHaveLength(101);
    const callers = z.array(
      z.object({
        payload: z.object({ object: z.object({ caller: z.object({ phone_number: z.string() }) }) }),
      }),
    );
    const numbers = callers
      .parse(posts.bodies().slice(0, 100))
      .map(({ payload }) => payload.object.caller.phone_number);
    expect(numbers).toEqual(numbers.toSorted());
    expect(posts.all[100]!.post.body).toContain(sent[0]);
    expect(zoom.webhook).toMatchObject({ posted: 101, accepted: 101, refused: 0 });
  });

  it('reuses connections, which close() ends', async () => {
    const { simulator, endpoint } = await startSubscribed();
    simulator.burst(100);
    await waitUntilSettled(simulator);
    expect(endpoint.sockets.length).toBeLessThanOrEqual(20);
    await simulator.close();
    // Everything sent before this has arrived by then.
    for (let turn = 0; turn < 3; turn += 1) await fetch(endpoint.url, { method: 'POST', body: '{}' });
    expect(endpoint.sockets.slice(0, 20).filter(({ destroyed }) => !destroyed)).toEqual([]);
  });

  it('waits in the queue for its retries, too', () => {
    const { posts, zoom, clock } = createSubscribedZoom();
    zoom.burst(25);
    clock.advance(3 * SECOND);
    // 20 were aborted after 3 s, and the other five started only then.
    expect(zoom.webhook).toMatchObject({ posted: 25, refused: 20 });
    clock.advance(3 * SECOND);
    clock.advance(5 * MINUTE - 6 * SECOND);
    expect(zoom.webhook).toMatchObject({ posted: 45, refused: 25, retries: 20 });
    expect(posts.all.filter(({ isCut }) => isCut)).toHaveLength(25);
    clock.advance(3 * SECOND);
    expect(zoom.webhook).toMatchObject({ posted: 50, refused: 45, retries: 25 });
  });
});

describe('an outage of Zoom', () => {
  it('drops posts in progress, queued or due meanwhile', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onEvent = status(500);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    time.advance(2 * MINUTE);
    endpoint.onEvent = neverAnswer;
    simulator.burst(30);
    await waitUntil(() => endpoint.events.length === 21);
    await simulator.goDown();
    await Promise.all(endpoint.events.map(({ over }) => over));
    expect(simulator.webhook).toMatchObject({ posted: 21, refused: 21, active: true });
    simulator.send(RINGING);
    time.advance(3 * MINUTE);
    await simulator.comeBack();
    endpoint.onEvent = status(204);
    time.advance(2 * HOUR);
    expect(simulator.webhook.posted).toBe(21);
    simulator.send(ENDED);
    await waitUntilSettled(simulator);
    expect(json(endpoint.events.at(-1)!)).toEqual(ENDED);
    expect(simulator.webhook).toMatchObject({ posted: 22, accepted: 1, retries: 0 });
  });

  it('does not drop a retry that is due afterwards', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onEvent = status(500);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    await simulator.goDown();
    time.advance(4 * MINUTE);
    await simulator.comeBack();
    time.advance(MINUTE);
    expect(simulator.webhook.retries).toBe(1);
    await waitUntilSettled(simulator);
  });

  it('close() cuts requests, cancels timers and posts nothing more', async () => {
    const { simulator, time, endpoint } = await startSubscribed();
    endpoint.onEvent = status(500);
    simulator.send(RINGING);
    await waitUntilSettled(simulator);
    endpoint.onEvent = neverAnswer;
    simulator.burst(30);
    await waitUntil(() => endpoint.events.length === 21);
    await simulator.close();
    await Promise.all(endpoint.events.map(({ over }) => over));
    expect(time.pending).toBe(0);
    simulator.send(RINGING);
    expect(simulator.webhook.posted).toBe(21);
    expect(endpoint.events).toHaveLength(21);
  });

  it('close() leaves no handle that keeps the process alive', async () => {
    const endpoint = await Endpoint.listen();
    endpoint.onEvent = neverAnswer;
    const code = `
      const { startSimulator } = await import(${JSON.stringify(new URL('../server.ts', import.meta.url).href)});
      const simulator = await startSimulator();
      const { kind } = await simulator.subscribeWebhook(${JSON.stringify(endpoint.url)});
      simulator.burst(30);
      await simulator.close();
      console.log(kind, simulator.webhook.posted);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp.push(() => child.kill());
    const exit = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    await once(child.stdout, 'end');
    expect([(await exit)[0], output]).toEqual([0, 'valid 20\n']);
  });
});

describe('the app’s webhook listener', () => {
  type ReportedEvent = readonly [name: keyof WebhookEvents, ...unknown[]];

  async function listen(time: ManualClock, requestedPort = 0) {
    const reported: ReportedEvent[] = [];
    const report = (what: ReportedEvent): void => void reported.push(what);
    let port = 0;
    const listener = listenForWebhooks({
      host: '127.0.0.1',
      port: requestedPort,
      path: '/zoom',
      secretToken: SECRET,
      clock: { now: time.now, after: (ms, run) => systemClock.after(ms, run) },
      events: {
        listening: (address) => {
          port = address.port;
        },
        failed: (code) => report(['failed', code]),
        event: (json) => report(['event', json]),
        proven: () => report(['proven']),
        refused: (reason) => report(['refused', reason]),
      },
    });
    cleanUp.push(() => listener.stop());
    await waitUntil(() => port > 0 || reported.length > 0);
    return { reported, port, url: `http://127.0.0.1:${port}/zoom`, stop: () => listener.stop() };
  }

  it('is validated and receives events', async () => {
    const { simulator, time } = await start();
    const { reported, url } = await listen(time);
    expect(await simulator.subscribeWebhook(url)).toEqual({ kind: 'valid' });
    simulator.send(RINGING);
    await waitUntil(() => reported.length === 2);
    expect(reported).toEqual([['proven'], ['event', RINGING]]);
    await waitUntilSettled(simulator);
    expect(simulator.webhook).toMatchObject({ posted: 1, accepted: 1 });
  });

  it('is refused under another secret token', async () => {
    const { simulator, time } = await start({ webhookSecretToken: 'other' });
    const { reported, url } = await listen(time);
    expect(await simulator.subscribeWebhook(url)).toEqual({ kind: 'status', status: 401 });
    expect(reported).toEqual([['refused', 'signature']]);
  });

  it.each([
    [false, { accepted: 1, refused: 1, retries: 1 }, ['event', RINGING]],
    [true, { accepted: 0, refused: 2, retries: 1 }, ['refused', 'too-old']],
  ])(
    'receives events missed in an outage unless retries reuse the old signature (%s)',
    async (oldSignatures, counted, last) => {
      const { simulator, time } = await start();
      const { url, port, stop } = await listen(time);
      await simulator.subscribeWebhook(url);
      await stop();
      simulator.faults.webhook.oldSignatures = oldSignatures;
      simulator.send(RINGING);
      await waitUntilSettled(simulator);
      const { reported } = await listen(time, port);
      time.advance(5 * MINUTE);
      await waitUntilSettled(simulator);
      await waitUntil(() => reported.at(-1)?.[0] === last[0]);
      expect(reported.at(-1)).toEqual(last);
      time.advance(2 * HOUR);
      await waitUntilSettled(simulator);
      expect(simulator.webhook).toMatchObject({ posted: 2, ...counted });
    },
  );

  it('treats copies as one event', async () => {
    const { simulator, time } = await start();
    const { reported, url } = await listen(time);
    await simulator.subscribeWebhook(url);
    simulator.faults.webhook.copies = 3;
    simulator.send(RINGING);
    await waitUntil(() => reported.length === 4);
    expect(reported.toSorted()).toEqual([
      ['event', RINGING],
      ['proven'],
      ['refused', 'replayed'],
      ['refused', 'replayed'],
    ]);
    await waitUntilSettled(simulator);
    expect(simulator.webhook).toMatchObject({ posted: 3, accepted: 3 });
  });

  it('receives all of 5,000 simultaneous events', async () => {
    const { simulator, time } = await start();
    const { reported, url } = await listen(time);
    await simulator.subscribeWebhook(url);
    const { callIds } = simulator.burst(5_000);
    await waitUntil(() => reported.length === 5_001);
    const received = reported.flatMap(([name, event]) =>
      name === 'event'
        ? [z.object({ payload: z.object({ object: z.object({ call_id: z.string() }) }) }).parse(event)]
        : [],
    );
    expect(received.map(({ payload }) => payload.object.call_id).toSorted()).toEqual(callIds.toSorted());
    await waitUntilSettled(simulator);
    expect(simulator.webhook).toMatchObject({ posted: 5_000, accepted: 5_000, refused: 0, retries: 0 });
  });
});

/** Requests that are not made; the test answers them. */
class Posts {
  readonly all: {
    readonly post: WebhookPost;
    isCut: boolean;
    readonly answer: (status: number, body?: string) => void;
  }[] = [];

  readonly post: PostWebhook = (post, done) => {
    const pending = {
      post,
      isCut: false,
      answer: (status: number, body = '') => done({ status, body }),
    };
    this.all.push(pending);
    return () => {
      pending.isCut = true;
    };
  };

  bodies(): unknown[] {
    return this.all.map(({ post }): unknown => JSON.parse(post.body));
  }
}

/** A Zoom without sockets, with a subscribed webhook. */
function createSubscribedZoom() {
  const posts = new Posts();
  const { zoom, clock } = createZoomWithClock({ post: posts.post });
  void zoom.subscribeWebhook('http://127.0.0.1/zoom');
  const { post, answer } = posts.all.splice(0)[0]!;
  const { plainToken } = Challenge.parse(JSON.parse(post.body)).payload;
  answer(200, JSON.stringify({ plainToken, encryptedToken: hmac(plainToken) }));
  expect(zoom.webhook.active).toBe(true);
  return { posts, zoom, clock };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { HandshakeFault } from './zoom/faults.ts';
import { ManualClock } from '../src-core/test-support/manual-clock.ts';
import { agent, ito, suzuki, takahashi } from './scenarios/people.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './server.ts';

const anyString: unknown = expect.any(String);
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  cleanUp.push(() => simulator.close());
  return simulator;
}

function requestToken(
  simulator: Simulator,
  changes: Record<string, string> = {},
  secret = 'sim-client:sim-secret',
) {
  return fetch(simulator.env['ZOOM_OAUTH_URL']!, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: 'sim-account', ...changes }),
  });
}

async function fetchToken(simulator: Simulator, changes: Record<string, string> = {}): Promise<string> {
  const body = await (await requestToken(simulator, changes)).json();
  return z.object({ access_token: z.string() }).parse(body).access_token;
}

/** A WebSocket client that records frames in order of arrival, and its end. */
class Client {
  readonly #socket: WebSocket;
  readonly #frames: unknown[] = [];
  #wake = () => {};
  readonly opened: Promise<unknown>;
  readonly closed: Promise<string>;
  /** The close or the earlier error, and the number of frames before it. */
  readonly ended: Promise<string>;

  constructor(simulator: Simulator, query: Record<string, string>) {
    this.#socket = new WebSocket(`${simulator.env['ZOOM_WS_URL']!}?${new URLSearchParams(query).toString()}`);
    this.#socket.on('message', (data: Buffer, isBinary) => {
      this.#frames.push(isBinary ? data : JSON.parse(data.toString()));
      this.#wake();
    });
    this.opened = new Promise((resolve) => this.#socket.on('open', resolve));
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string) => resolve(`${how.trim()}, ${this.#frames.length} frames`);
      this.#socket.on('error', ({ message }) => end(message));
      void this.closed.then(end);
    });
    cleanUp.push(() => this.#socket.terminate());
  }

  /** Resolves with `pong` when the server answers a ping. */
  async ping(): Promise<string> {
    const answer = once(this.#socket, 'pong');
    this.#socket.ping();
    await answer;
    return 'pong';
  }

  async next(): Promise<unknown> {
    while (this.#frames.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#frames.shift();
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close();
  }
}

async function connectClient(simulator: Simulator): Promise<Client> {
  const client = new Client(simulator, {
    subscriptionId: 'sim-subscription',
    access_token: await fetchToken(simulator),
  });
  expect(await client.next()).toEqual({
    module: 'build_connection',
    success: true,
    content: 'success',
    header: {},
  });
  return client;
}

describe('token endpoint', () => {
  it('issues a token for the credentials in the body, with either grant', async () => {
    const simulator = await start();
    const before = Date.now();
    const response = await requestToken(simulator);
    expect(response.status).toBe(200);
    // The header is in whole seconds.
    const at = Date.parse(response.headers.get('date')!);
    expect(at).toBeGreaterThan(before - 1_000);
    expect(at).toBeLessThanOrEqual(Date.now());
    const body: unknown = await response.json();
    expect(body).toEqual({
      access_token: anyString,
      token_type: 'bearer',
      expires_in: 3600,
      scope: anyString,
      api_url: `http://127.0.0.1:${simulator.port}`,
    });
    expect((await requestToken(simulator, { grant_type: 'client_credentials' })).status).toBe(200);
    expect(await fetchToken(simulator)).not.toBe(await fetchToken(simulator));
    expect(simulator.requests.token).toBe(4);
  });

  it.each([
    ['a wrong client id', {}, 'other:sim-secret', 4702],
    ['a wrong secret', {}, 'sim-client:other', 4704],
    ['no secret', {}, 'sim-client:', 4706],
    ['an unknown grant', { grant_type: 'password' }, undefined, 4705],
    ['a wrong account', { account_id: 'other' }, undefined, 4700],
  ])('refuses %s', async (_what, changes, secret, code) => {
    for (const tokenErrorShape of ['errorCode', 'reason'] as const) {
      const response = await requestToken(await start({ tokenErrorShape }), changes, secret);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual(
        tokenErrorShape === 'errorCode'
          ? { errorCode: code, errorMessage: anyString }
          : { reason: anyString, error: anyString },
      );
    }
  });

  it('accepts parameters in the query string without a body, refuses a JSON body and a missing grant', async () => {
    const simulator = await start();
    const url = simulator.env['ZOOM_OAUTH_URL']!;
    const headers = { Authorization: `Basic ${Buffer.from('sim-client:sim-secret').toString('base64')}` };
    const form = { grant_type: 'account_credentials', account_id: 'sim-account' };

    const body = new URLSearchParams(form);
    const query = await fetch(`${url}?${body.toString()}`, { method: 'POST', headers });
    expect(query.status).toBe(200);
    const sample = await fetch(`${url}?grant_type=client_credentials`, { method: 'POST', headers });
    expect(sample.status).toBe(200);
    const json = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(form),
    });
    expect(json.status).toBe(400);
    expect(await json.json()).toEqual({ errorCode: 4705, errorMessage: 'unsupported grant type' });
    const nothing = await fetch(url, { method: 'POST', headers });
    expect(await nothing.json()).toMatchObject({ errorCode: 4706 });
  });

  it('fails as configured until reset', async () => {
    const simulator = await start();
    simulator.failTokenRequests({ status: 429, code: 429, message: 'Too many requests', retryAfter: 7 });
    const response = await requestToken(simulator);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    simulator.failTokenRequests(null);
    expect((await requestToken(simulator)).status).toBe(200);
  });
});

describe('event WebSocket', () => {
  it.each([
    ['no token', { subscriptionId: 'sim-subscription' }, 'token is empty'],
    ['a bad token', { subscriptionId: 'sim-subscription', access_token: 'x' }, 'Invalid Token'],
  ])('with %s: opens, reports the error and closes with 1000', async (_what, query, content) => {
    const simulator = await start();
    const client = new Client(simulator, query);
    await client.opened;
    expect(await client.next()).toEqual({ module: 'build_connection', success: false, content, header: {} });
    expect(await client.closed).toBe('1000 Bye');
    expect(simulator.connections).toMatchObject({ opened: 1, refused: 1, accepted: 0, live: 0 });
  });

  it('refuses another subscription, an expired or revoked token, and the wrong grant', async () => {
    const time = new ManualClock();
    const simulator = await start({ webSocketGrant: 'client_credentials', now: time.now });
    const validToken = await fetchToken(simulator, { grant_type: 'client_credentials' });
    const expectRefused = async (subscriptionId: string, access_token: string) => {
      const client = new Client(simulator, { subscriptionId, access_token });
      expect(await client.next()).toMatchObject({ module: 'build_connection', success: false });
      expect(await client.closed).toBe('1000 Bye');
    };
    await expectRefused('other', validToken);
    await expectRefused('sim-subscription', await fetchToken(simulator));
    time.advance(3_600_001);
    await expectRefused('sim-subscription', validToken);

    const fresh = await fetchToken(simulator, { grant_type: 'client_credentials' });
    const client = new Client(simulator, { subscriptionId: 'sim-subscription', access_token: fresh });
    expect(await client.next()).toMatchObject({ success: true });
    simulator.revokeTokens();
    await expectRefused('sim-subscription', fresh);
  });

  it('answers heartbeats only', async () => {
    const simulator = await start();
    const client = await connectClient(simulator);
    for (const frame of ['{"module":"dance"}', 'no JSON', '[]', 'null', '{"module":"heartbeat"}'])
      client.send(frame);
    expect(await client.next()).toEqual({ module: 'heartbeat', success: true, content: 'live', header: {} });
    expect(simulator.connections.heartbeats).toBe(1);
  });

  it('wraps events as JSON text in a message frame and sends raw frames unchanged', async () => {
    const simulator = await start();
    const client = await connectClient(simulator);
    const event = {
      event: 'phone.callee_ringing',
      event_ts: 1,
      payload: { object: { call_id: '7'.repeat(19) } },
    };
    expect(simulator.send(event)).toBe(true);
    expect(await client.next()).toEqual({ module: 'message', content: JSON.stringify(event), header: {} });
    simulator.sendRaw('"bad"');
    expect(await client.next()).toBe('bad');
    simulator.sendRaw(Buffer.from([0, 255]));
    expect(await client.next()).toEqual(Buffer.from([0, 255]));
  });

  it('closes the older of two connections to a subscription', async () => {
    const simulator = await start();
    const first = await connectClient(simulator);
    const second = await connectClient(simulator);
    expect(await first.closed).toBe('1000 Bye');
    expect(simulator.connections).toMatchObject({ accepted: 2, replaced: 1, live: 1 });
    simulator.send({ event: 'x' });
    expect(await second.next()).toMatchObject({ module: 'message' });
  });

  it('closes a connection only if its heartbeats stop', async () => {
    const time = new ManualClock();
    const simulator = await start({ after: time.after, serverTimeoutMs: 60_000 });
    const client = await connectClient(simulator);
    time.advance(59_000);
    client.send('{"module":"heartbeat"}');
    await client.next();
    time.advance(59_000);
    expect(simulator.connections).toMatchObject({ live: 1, timedOut: 0 });
    time.advance(1_000);
    expect(await client.closed).toBe('1000 Bye');
    expect(simulator.connections).toMatchObject({ live: 0, timedOut: 1 });
  });

  it('disconnects on request and waits for the next client', async () => {
    const simulator = await start();
    const first = await connectClient(simulator);
    simulator.disconnect();
    expect(await first.closed).toBe('1000 Bye');
    const second = await connectClient(simulator);
    await simulator.waitForClient();
    simulator.disconnect(1006);
    expect(await second.closed).toBe('1006 ');
    const waiting = simulator.waitForClient();
    const third = await connectClient(simulator);
    await waiting;
    simulator.disconnect(1011, 'restart');
    expect(await third.closed).toBe('1011 restart');
    expect(simulator.send({})).toBe(false);
  });

  it('is served at /ws only', async () => {
    const simulator = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${simulator.port}/other`);
    const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(error.message).toContain('404');
  });

  it('survives a client that breaks the protocol', async () => {
    const simulator = await start();
    const socket = new WebSocket(
      `${simulator.env['ZOOM_WS_URL']!}?subscriptionId=sim-subscription&access_token=` +
        (await fetchToken(simulator)),
    );
    await once(socket, 'message');
    const closed = once(socket, 'close');
    // A frame with reserved bits set, which the library would not send.
    z.object({ _socket: z.custom<NodeJS.WritableStream>() })
      .parse(socket)
      ._socket.write(Buffer.from([0xff, 0xff]));
    await closed;
    await connectClient(simulator);
  });
});

describe('REST', () => {
  const get = async (simulator: Simulator, path: string, bearer?: string) => {
    const headers = { Authorization: `Bearer ${bearer ?? (await fetchToken(simulator))}` };
    const response = await fetch(`${simulator.env['ZOOM_API_URL']!}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };

  it('returns the agent by email and id', async () => {
    const simulator = await start();
    expect(await get(simulator, `/users/${encodeURIComponent(agent.email)}`)).toMatchObject({
      status: 200,
      body: { id: agent.userId, email: agent.email, display_name: '佐藤 美咲' },
    });
    expect(await get(simulator, `/phone/users/${agent.userId}`)).toMatchObject({
      status: 200,
      body: {
        id: agent.userId,
        email: agent.email,
        extension_id: agent.extensionId,
        extension_number: 1002,
        phone_user_id: agent.phoneUserId,
        phone_numbers: agent.numbers.map((number) => ({ number })),
      },
    });
    const colleagues = [suzuki, takahashi, ito];
    for (const { userId } of colleagues) expect((await get(simulator, `/users/${userId}`)).status).toBe(200);
    expect(simulator.requests.rest).toBe(2 + colleagues.length);
  });

  it('returns the owner of the app, not the agent, as "me"', async () => {
    expect(await get(await start(), '/users/me')).toMatchObject({
      body: { email: 'zoom-admin@example.com' },
    });
  });

  it('refuses unknown users and foreign tokens', async () => {
    const simulator = await start();
    expect(await get(simulator, '/users/nobody%40example.com')).toEqual({
      status: 404,
      body: { code: 1001, message: 'User does not exist: nobody@example.com' },
    });
    expect(await get(simulator, '/users/%E0%A4%A')).toMatchObject({ status: 404, body: { code: 1001 } });
    expect((await get(simulator, '/phone/recordings')).status).toBe(404);
    const oldToken = await fetchToken(simulator);
    simulator.revokeTokens();
    for (const bearer of ['x', oldToken]) {
      expect(await get(simulator, '/users/me', bearer)).toEqual({
        status: 401,
        body: { code: 124, message: 'Invalid access token.' },
      });
    }
  });
});

describe('playing a scenario', () => {
  const nextEvent = async (client: Client) => {
    const { content } = z.object({ content: z.string() }).parse(await client.next());
    return z
      .object({ event: z.string(), payload: z.object({ object: z.object({ call_id: z.string() }) }) })
      .parse(JSON.parse(content));
  };

  it('sends the steps at their times', async () => {
    const delays: number[] = [];
    const after = (ms: number, run: () => void) => {
      if (ms < 60_000) delays.push(ms);
      const immediate = ms < 60_000 ? setImmediate(run) : undefined;
      return () => clearImmediate(immediate);
    };
    const simulator = await start({ after });
    const client = await connectClient(simulator);
    const { callIds } = await simulator.play('known', { speed: 2 });
    expect(delays).toEqual([2_000, 2_000]);
    const events = [await nextEvent(client), await nextEvent(client), await nextEvent(client)];
    expect(events.map(({ event }) => event)).toEqual([
      'phone.callee_ringing',
      'phone.callee_answered',
      'phone.callee_ended',
    ]);
    expect(events.map((event) => event.payload.object.call_id)).toEqual([...callIds, ...callIds, ...callIds]);
    expect(callIds).toEqual([expect.stringMatching(/^\d{19}$/)]);
  });

  it('uses new call ids each time', async () => {
    const simulator = await start();
    const [one, two] = await Promise.all([simulator.play('late'), simulator.play('late')]);
    expect(one.callIds).not.toEqual(two.callIds);
  });

  it('rejects an unknown scenario and names the known ones', async () => {
    const simulator = await start();
    await expect(simulator.play('nonsense')).rejects.toThrow(/"nonsense".*known.*dialled-number/);
    await expect(simulator.play('known', { speed: 0 })).rejects.toThrow(RangeError);
  });
});

describe('faults, on real sockets', () => {
  const SUBSCRIPTION = { subscriptionId: 'sim-subscription' };
  const waitForEnd = async (simulator: Simulator): Promise<string> => {
    const client = new Client(simulator, { ...SUBSCRIPTION, access_token: await fetchToken(simulator) });
    return client.ended;
  };

  it.each<[HandshakeFault, RegExp]>([
    [{ kind: 'refused', status: 503 }, /^Unexpected server response: 503, 0 frames$/],
    [{ kind: 'cut' }, /^socket hang up, 0 frames$/],
    // The cut may arrive before the 101.
    [{ kind: 'cut-before-welcome' }, /^(1006|socket hang up|read ECONNRESET), 0 frames$/],
    [{ kind: 'unwelcome' }, /^1000 Bye, 1 frames$/],
    [{ kind: 'cut-after-welcome' }, /^1006, 1 frames$/],
  ])('handshake: %o', async (fault, expected) => {
    const simulator = await start();
    simulator.faults.handshake = fault;
    expect(await waitForEnd(simulator)).toMatch(expected);
    simulator.faults.handshake = null;
    await connectClient(simulator);
  });

  it('handshake: no 101 response', async () => {
    const simulator = await start();
    const access_token = await fetchToken(simulator);
    simulator.faults.handshake = { kind: 'never' };
    const client = new Client(simulator, { ...SUBSCRIPTION, access_token });
    await fetchToken(simulator);
    await simulator.close();
    expect(await client.ended).toMatch(/^(socket hang up|read ECONNRESET), 0 frames$/);
  });

  it('handshake: no welcome frame', async () => {
    const simulator = await start();
    const access_token = await fetchToken(simulator);
    simulator.faults.handshake = { kind: 'no-welcome' };
    const client = new Client(simulator, { ...SUBSCRIPTION, access_token });
    await client.opened;
    client.send('{"module":"heartbeat"}');
    expect(await client.ping()).toBe('pong');
    await simulator.close();
    expect(await client.ended).toBe('1006, 0 frames');
  });

  it('half-open: does not answer pings', async () => {
    const simulator = await start();
    const client = await connectClient(simulator);
    expect(await client.ping()).toBe('pong');
    simulator.faults.halfOpen = true;
    const answer = Promise.race([client.ping(), client.closed]);
    client.send('{"module":"heartbeat"}');
    await fetchToken(simulator);
    await simulator.goDown();
    expect(await answer).toBe('1006 ');
  });

  it('outage: refuses connections and ends on the same port', async () => {
    const simulator = await start();
    const access_token = await fetchToken(simulator);
    const client = await connectClient(simulator);
    simulator.faults.rest = [{ fault: { kind: 'never' } }];
    const unanswered = expect(fetch(`${simulator.env['ZOOM_API_URL']!}/users/me`)).rejects.toThrow();
    await simulator.goDown();
    await unanswered;
    expect(await client.closed).toBe('1006 ');
    await expect(requestToken(simulator)).rejects.toThrow();
    const refused = new Client(simulator, { ...SUBSCRIPTION, access_token });
    expect(await refused.ended).toMatch(/^connect ECONNREFUSED .*, 0 frames$/);
    await simulator.goDown();

    await simulator.comeBack();
    await simulator.comeBack();
    expect((await requestToken(simulator)).status).toBe(200);
    await connectClient(simulator);
    await simulator.close();
    await expect(simulator.comeBack()).rejects.toThrow('closed');
  });

  it('HTTP: cut connection, HTML page, 429 with Retry-After', async () => {
    const simulator = await start();
    simulator.faults.token = { kind: 'cut' };
    await expect(requestToken(simulator)).rejects.toThrow();
    simulator.faults.token = { kind: 'html' };
    const page = await requestToken(simulator);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8']);
    expect(await page.text()).toContain('<html>');
    simulator.faults.token = { kind: 'status', status: 429, retryAfter: 3 };
    const busy = await requestToken(simulator);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('HTTP: one request gets no answer while others are answered', async () => {
    const simulator = await start();
    simulator.faults.token = { kind: 'never' };
    let answered = false;
    const unanswered = expect(requestToken(simulator).finally(() => (answered = true))).rejects.toThrow();
    while (simulator.requests.token === 0) await new Promise((resolve) => setImmediate(resolve));
    simulator.faults.token = null;
    await fetchToken(simulator);
    expect(answered).toBe(false);
    await simulator.close();
    await unanswered;
  });

  it('HTTP: response without an end', async () => {
    const time = new ManualClock();
    const simulator = await start({ after: time.after });
    simulator.faults.token = { kind: 'endless' };
    const response = await requestToken(simulator);
    expect(response.status).toBe(200);
    const body = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect(await body.read()).toEqual({ done: false, value: '{' });
    for (let second = 0; second < 3; second += 1) {
      time.advance(1_000);
      expect(await body.read()).toEqual({ done: false, value: ' ' });
    }
    const remaining = expect(body.read()).rejects.toThrow();
    await simulator.close();
    await remaining;
    expect(time.pending).toBe(0);
  });

  it('HTTP: the Date header shows Zoom’s time', async () => {
    const simulator = await start({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    simulator.faults.clockOffsetMs = 3_600_000;
    expect((await requestToken(simulator)).headers.get('date')).toBe('Fri, 02 Jan 2026 04:04:05 GMT');
  });

  it('sends ten thousand events at once', async () => {
    const simulator = await start();
    const client = await connectClient(simulator);
    const { callIds } = simulator.burst(10_000, { agentShare: 0.5 });
    for (const callId of callIds) {
      const { content } = z.object({ content: z.string() }).parse(await client.next());
      expect(content.includes(callId)).toBe(true);
    }
  });
});

describe('closing', () => {
  it('ends clients, scenarios and waits, and cancels every timer', async () => {
    const time = new ManualClock();
    const simulator = await start({ after: time.after });
    const client = await connectClient(simulator);
    const playing = simulator.play('known');
    expect(time.pending).toBe(2);
    await simulator.close();
    expect(await client.closed).toBe('1006 ');
    expect((await playing).callIds).toHaveLength(1);
    expect(time.pending).toBe(0);
    await expect(simulator.waitForClient()).rejects.toThrow('closed');
    await expect(fetch(simulator.env['ZOOM_OAUTH_URL']!)).rejects.toThrow();
    await simulator.close();
  });

  it('rejects a pending waitForClient', async () => {
    const simulator = await start();
    const waiting = expect(simulator.waitForClient()).rejects.toThrow('closed');
    await simulator.close();
    await waiting;
  });

  it('leaves no handle that keeps the process alive', async () => {
    const code = `
      import { WebSocket } from 'ws';
      const { startSimulator } = await import(${JSON.stringify(new URL('server.ts', import.meta.url).href)});
      const simulator = await startSimulator();
      const { env } = simulator;
      const answer = await fetch(env.ZOOM_OAUTH_URL, {
        method: 'POST',
        headers: { Authorization: 'Basic ' + btoa('sim-client:sim-secret') },
        body: new URLSearchParams({ grant_type: 'account_credentials', account_id: 'sim-account' }),
      });
      const { access_token } = await answer.json();
      new WebSocket(env.ZOOM_WS_URL + '?subscriptionId=sim-subscription&access_token=' + access_token);
      await simulator.waitForClient();
      void simulator.play('known');
      await simulator.close();
      console.log('closed');`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp.push(() => child.kill());
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    await once(child.stdout, 'end');
    const exit =
      child.exitCode ??
      z
        .tuple([z.number()])
        .rest(z.unknown())
        .parse(await once(child, 'exit'))[0];
    expect({ exit, out: output }).toEqual({ exit: 0, out: 'closed\n' });
  });

  it('startSimulator rejects if the port is taken', async () => {
    const { port } = await start();
    await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE');
  });
});

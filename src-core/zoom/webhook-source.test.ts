import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parsePhoneEvent } from '../events/parse-event.ts';
import {
  accountAt,
  AGENT_EMAIL,
  FakeClock,
  Mailbox,
  PUBLISHED_RINGING,
  signedHeaders,
  createSourceEvents,
  startLoopbackServer,
  directTransport,
  flushPromises,
  WEBHOOK_SECRET,
  createZoomResponder,
  type LoopbackServer,
  type EmittedSourceEvent,
} from '../test-support/fakes.ts';
import type { WebhookAccount } from '../settings/load-settings.ts';
import { ZoomWebhookSource } from './webhook-source.ts';

let clock: FakeClock;
let reported: Mailbox<EmittedSourceEvent>;
let source: ZoomWebhookSource | null;
let zoom: LoopbackServer;
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  reported = new Mailbox();
  source = null;
  zoom = await startLoopbackServer(createZoomResponder());
});
afterEach(async () => {
  await source?.finish();
  await zoom.close();
});

const events = createSourceEvents((what) => reported.push(what));

function start(account: Partial<WebhookAccount> = {}, port = 0): void {
  source = new ZoomWebhookSource(
    {
      secretToken: WEBHOOK_SECRET,
      agent: null,
      address: { host: '127.0.0.1', port, path: '/zoom/webhook' },
      credentials: null,
      ...account,
    },
    { transport: directTransport(), clock, random: () => 0 },
  );
  source.start(events);
}

/** Resolves with the next reported state. Runs due timers without advancing the clock. */
async function connection(): Promise<unknown> {
  for (;;) {
    if (clock.hasDueTimer) clock.advance(0);
    await flushPromises();
    const at = reported.all.findIndex(([name]) => name === 'connection');
    if (at < 0) continue;
    const [found] = reported.all.splice(at, 1);
    return found?.[1];
  }
}

const address = async (): Promise<string> => {
  for (;;) {
    const state = await connection();
    if (typeof state === 'object' && state !== null && 'detail' in state && 'state' in state) {
      if (state.state === 'degraded') return String(state.detail);
      throw new Error(String(state.state));
    }
  }
};

/** Posts a request as Zoom does and runs the tasks that are due; resolves with the status. */
async function post(url: string, body: string, secret = WEBHOOK_SECRET): Promise<number> {
  const timestamp = Math.floor(clock.now() / 1_000);
  const answer = fetch(url, { method: 'POST', body, headers: signedHeaders(body, { secret, timestamp }) });
  const { status } = await answer;
  while (clock.hasDueTimer) {
    clock.advance(0);
    await flushPromises();
  }
  return status;
}

test('is connected only after a correctly signed request', async () => {
  start();
  expect(await connection()).toEqual({ state: 'connecting' });
  const url = await address();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/zoom\/webhook$/u);
  expect(await post(url, JSON.stringify(PUBLISHED_RINGING), 'another secret')).toBe(401);
  expect(reported.all.map(([name]) => name)).toEqual(['agent', 'badRequest']);
  expect(await post(url, JSON.stringify(PUBLISHED_RINGING))).toBe(204);
  expect(await connection()).toEqual({ state: 'connected', everyone: true });
  expect(reported.all.at(-1)).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
});

test('reports a taken port with its address and listens when the port is free', async () => {
  const otherServer = createServer();
  await new Promise<void>((resolve) => otherServer.listen(0, '127.0.0.1', resolve));
  const at = otherServer.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  start({}, port);
  expect(await connection()).toEqual({ state: 'connecting' });
  const detail = `http://127.0.0.1:${port}/zoom/webhook`;
  expect(await connection()).toEqual({
    state: 'offline',
    cause: 'port-taken',
    detail,
    retryAt: clock.now() + 500,
  });
  await new Promise((resolve) => otherServer.close(resolve));
  clock.advance(500);
  expect(await connection()).toEqual({ state: 'connecting' });
  expect(await connection()).toEqual({ state: 'degraded', cause: 'nothing-yet', detail });
});

describe('the agent', () => {
  test('as an extension needs no credentials', async () => {
    start({ agent: '1002' });
    await address();
    expect(reported.all).toContainEqual([
      'agent',
      { userId: null, extensionId: null, extensionNumber: '1002', numbers: [] },
    ]);
    expect(source?.callHistory).toBeNull();
  });

  test('as an email address is refused without credentials', async () => {
    start({ agent: AGENT_EMAIL });
    expect(await connection()).toEqual({ state: 'connecting' });
    expect(await connection()).toEqual({
      state: 'refused',
      cause: 'agent-needs-account',
      detail: AGENT_EMAIL,
    });
    expect(clock.pending).toBe(0);
  });

  test('as an email address is looked up, and the call history becomes readable', async () => {
    start({ agent: AGENT_EMAIL, credentials: accountAt(zoom.port) });
    await address();
    expect(reported.all).toContainEqual(['agent', expect.objectContaining({ extensionNumber: '1002' })]);
    expect(source?.callHistory).not.toBeNull();
  });

  test('refused credentials stop it, a Zoom server error is retried', async () => {
    zoom.respond = () => ({ status: 401, body: { errorCode: 4702, errorMessage: 'No' } });
    start({ agent: AGENT_EMAIL, credentials: accountAt(zoom.port) });
    expect(await connection()).toEqual({ state: 'connecting' });
    expect(await connection()).toMatchObject({ state: 'refused', cause: 'credentials' });
    source?.stop();
    zoom.respond = () => ({ status: 503, body: {} });
    start({ agent: AGENT_EMAIL, credentials: accountAt(zoom.port) });
    expect(await connection()).toEqual({ state: 'connecting' });
    expect(await connection()).toMatchObject({ state: 'offline', cause: 'zoom-trouble' });
    zoom.respond = createZoomResponder();
    clock.advance(500);
    await address();
  });
});

test('finish reports answered events first, and nothing is reported after stop', async () => {
  start();
  const url = await address();
  expect(await post(url, JSON.stringify(PUBLISHED_RINGING))).toBe(204);
  await source?.finish();
  expect(reported.all.filter(([name]) => name === 'event')).toHaveLength(1);
  await expect(fetch(url)).rejects.toThrow();
  source?.stop();
  expect(clock.pending).toBe(0);
});

test('reports thirty refusals per minute individually, and the others as a count', async () => {
  start();
  const url = await address();
  const refused = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) expect((await fetch(url)).status).toBe(405);
  };
  const tally = (): unknown[] => [
    reported.all.filter(([name]) => name === 'badRequest').length,
    reported.all.flatMap((what) => (what[0] === 'moreBadRequests' ? [what[1]] : [])),
  ];
  await refused(32);
  expect(tally()).toEqual([30, []]);
  clock.advance(60_000);
  expect(tally()).toEqual([30, [2]]);
  await refused(5);
  clock.advance(60_000);
  expect(tally()).toEqual([35, [2]]);
  await refused(33);
  await source?.finish();
  expect(tally()).toEqual([65, [2, 3]]);
  expect(clock.pending).toBe(0);
});

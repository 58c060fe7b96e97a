import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { newCallId } from '../src-simulator/zoom/zoom-events.ts';
import { eventually, expect } from './app.ts';
import { getRefusalReasons, createRingingEvent, send, EXPECTED_REFUSALS } from './webhook/sender.ts';
import { WEBHOOK_SECRET, signedHeaders } from '../src-core/test-support/fakes.ts';
import { test, type WebhookProcess } from './webhook/terminal.ts';

test('requests from curl: valid events are reported once, invalid ones refused once each', async ({
  listen,
}) => {
  const terminal = await listen({ env: { ZOOM_AGENT: '1002' } });
  const outcomes = await send(terminal);
  expect(outcomes.filter(({ ok }) => !ok).map(({ line }) => line)).toEqual([]);
  expect(outcomes.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED_REFUSALS).sort());

  const expected = Object.values(EXPECTED_REFUSALS).filter((reason) => reason !== null);
  await eventually(() => terminal.notices.length).toBe(expected.length);
  await terminal.end();
  expect(getRefusalReasons(terminal).sort()).toEqual(expected.sort());
  expect([...terminal.calls.values()]).toEqual([['ringing', 'answered', 'ended'], ['ringing'], ['ringing']]);
  expect(terminal.output + terminal.errors).not.toContain(WEBHOOK_SECRET);
});

/** Requests per round of each of the five kinds. */
const REQUESTS_PER_KIND = 1_000;
const CONCURRENCY = 20;
/** Connections that stay half-open during the whole round. */
const HALF_OPEN_COUNT = 50;
/** Limit of memory growth after 15,000 requests: 2 KB each. Measured: up to 14 MB. */
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** Sends one request. Resolves with its status, or the error's code if the listener closed the connection. */
async function sendRequest(
  url: string,
  client: Agent,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<string> {
  return await new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent: client, headers });
    sending.on('response', (answer) => {
      answer.resume().on('close', () => resolve(String(answer.statusCode)));
    });
    sending.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    sending.end(body);
  });
}

/** Starts a request and never completes it. Resolves with a function that closes the connection. */
async function openHalfRequest(port: number, start: string): Promise<() => Promise<void>> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(start);
  return async () => {
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  };
}

/** Sends thousands of invalid requests. Resolves with the number of each answer. */
async function sendInvalidRound({ url, port }: WebhookProcess): Promise<Readonly<Record<string, number>>> {
  const forged = Buffer.from(JSON.stringify({ event: 'phone.callee_ringing', more: 'x'.repeat(20_000) }));
  const large = Buffer.alloc(300_000, 'x');
  const endless = { ...signedHeaders(large), 'transfer-encoding': 'chunked' };
  Reflect.deleteProperty(endless, 'content-length');
  const fields = Object.entries(signedHeaders(forged)).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST /zoom/webhook HTTP/1.1\r\nhost: x\r\n${fields.join('')}`;

  const client = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const answers: Record<string, number> = {};
  const sendAndCount = async (
    kind: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<void> => {
    const answer = `${kind}: ${await sendRequest(url, client, headers, body)}`;
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  const runLane = async (): Promise<void> => {
    for (let n = 0; n < REQUESTS_PER_KIND / CONCURRENCY; n += 1) {
      await sendAndCount('forged', signedHeaders(forged, { secret: 'another secret' }), forged);
      await sendAndCount('announced', signedHeaders(large), large);
      await sendAndCount('endless', endless, large);
      for (const start of [head, `${head}\r\n{"event":`]) await (await openHalfRequest(port, start))();
    }
  };
  const halfOpen = await Promise.all(
    Array.from({ length: HALF_OPEN_COUNT }, () => openHalfRequest(port, head)),
  );
  await Promise.all(Array.from({ length: CONCURRENCY }, runLane));
  await Promise.all(halfOpen.map((close) => close()));
  client.destroy();
  return answers;
}

test('thousands of forged, oversized and half-open requests leak no memory and no sockets', async ({
  listen,
}) => {
  const terminal = await listen();
  const client = new Agent();
  const ringOnce = async (): Promise<void> => {
    const callId = newCallId();
    const body = Buffer.from(JSON.stringify(createRingingEvent(callId)));
    expect(await sendRequest(terminal.url, client, signedHeaders(body), body)).toBe('204');
    await eventually(() => terminal.calls.get(callId)).toEqual(['ringing']);
  };
  await ringOnce();
  const { descriptors } = terminal;
  await sendInvalidRound(terminal);
  const { memory } = terminal;
  for (let n = 0; n < 3; n += 1) {
    const answers = await sendInvalidRound(terminal);
    expect(answers['forged: 401']).toBe(REQUESTS_PER_KIND);
    // A client that sends so much without reading may lose the answer.
    for (const answer of Object.keys(answers))
      expect(answer).toMatch(/^(?:forged: 401|(?:announced|endless): (?:413|ECONNRESET|EPIPE))$/u);
  }
  expect(terminal.memory - memory).toBeLessThan(MAX_GROWTH_BYTES);
  // Fewer if a connection of the first call was still open when they were counted.
  await eventually(() => terminal.descriptors).toBeLessThanOrEqual(descriptors);
  await ringOnce();
  expect(terminal.calls.size).toBe(2);
});

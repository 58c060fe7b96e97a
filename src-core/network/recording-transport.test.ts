import { expect, test } from 'vitest';
import { createRecordingTransport, type Exchange } from './recording-transport.ts';
import { HttpError, type HttpResponse, type Transport } from './transport.ts';

const signal = new AbortController().signal;
const OK: HttpResponse = { status: 200, json: { secret: 'x' }, serverTime: null, retryAfter: null };

function createFixture(request: Transport['request']) {
  const exchanges: Exchange[] = [];
  let now = 1_000;
  const connected: string[] = [];
  const inner: Transport = {
    request,
    connect: (url) => {
      connected.push(url);
      return { send: () => undefined, terminate: () => undefined };
    },
  };
  const transport = createRecordingTransport(
    inner,
    '+819012345678',
    (exchange) => void exchanges.push(exchange),
    () => now,
  );
  return { exchanges, transport, connected, pass: (ms: number) => void (now += ms) };
}
const get = (path: string) => ({
  method: 'GET' as const,
  url: `https://crm.example.com${path}`,
  headers: { Authorization: 'Bearer secret-secret' },
});

test('passes the request on unchanged and records its start and end', async () => {
  let respond: (answer: HttpResponse) => void = () => undefined;
  const sent: unknown[] = [];
  const { exchanges, transport, pass } = createFixture((request, givenSignal) => {
    sent.push([request, givenSignal]);
    return new Promise((resolve) => (respond = resolve));
  });
  const answer = transport.request(get('/a?q=09012345678'), signal);
  const pendingExchange = {
    index: 0,
    method: 'GET',
    address: 'https://crm.example.com/a?q=0••••••••78',
    body: null,
    status: null,
    fault: null,
    elapsedMs: null,
  };
  expect(exchanges).toEqual([pendingExchange]);
  pass(12.4);
  respond(OK);
  expect(await answer).toBe(OK);
  expect(exchanges).toEqual([pendingExchange, { ...pendingExchange, status: 200, elapsedMs: 12 }]);
  expect(sent).toEqual([[get('/a?q=09012345678'), signal]]);
});

test.each([
  [new HttpError('certificate'), 'certificate'],
  [new Error('with the request in it'), 'network'],
])('records a failed request: %s', async (error, fault) => {
  const { exchanges, transport } = createFixture(() => Promise.reject(error));
  await expect(transport.request(get('/a'), signal)).rejects.toBe(error);
  expect(exchanges.at(-1)).toMatchObject({ index: 0, status: null, fault, elapsedMs: 0 });
  expect(JSON.stringify(exchanges)).not.toContain('with the request');
});

test('concurrent requests have their own indexes', async () => {
  const answers: ((answer: HttpResponse) => void)[] = [];
  const { exchanges, transport } = createFixture(() => new Promise((resolve) => void answers.push(resolve)));
  const both = Promise.all([transport.request(get('/a'), signal), transport.request(get('/b'), signal)]);
  answers[1]?.({ ...OK, status: 404 });
  answers[0]?.(OK);
  await both;
  expect(exchanges.slice(2).map(({ index, address, status }) => [index, address, status])).toEqual(
    expect.arrayContaining([
      [0, 'https://crm.example.com/a', 200],
      [1, 'https://crm.example.com/b', 404],
    ]),
  );
});

test('does not record sockets', () => {
  const { exchanges, transport, connected } = createFixture(() => Promise.resolve(OK));
  transport.connect('wss://crm.example.com/?token=secret', {
    message: () => undefined,
    end: () => undefined,
  });
  expect([connected, exchanges]).toEqual([['wss://crm.example.com/?token=secret'], []]);
});

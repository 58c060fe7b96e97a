import { expect, test } from 'vitest';
import { recordingTransport, type Exchange } from './recording-transport.ts';
import { HttpError, type HttpAnswer, type Transport } from './transport.ts';

const signal = new AbortController().signal;
const OK: HttpAnswer = { status: 200, json: { secret: 'x' }, serverTime: null, retryAfter: null };

function world(request: Transport['request']) {
  const told: Exchange[] = [];
  let now = 1_000;
  const connected: string[] = [];
  const inner: Transport = {
    request,
    connect: (url) => {
      connected.push(url);
      return { send: () => undefined, terminate: () => undefined };
    },
  };
  const transport = recordingTransport(
    inner,
    (exchange) => void told.push(exchange),
    () => now,
  );
  return { told, transport, connected, pass: (ms: number) => void (now += ms) };
}
const get = (path: string) => ({
  method: 'GET' as const,
  url: `https://crm.example.com${path}`,
  headers: { Authorization: 'Bearer secret-secret' },
});

test('a request goes out as it is, and is told when it begins and when it ends', async () => {
  let go: (answer: HttpAnswer) => void = () => undefined;
  const sent: unknown[] = [];
  const { told, transport, pass } = world((request, given) => {
    sent.push([request, given]);
    return new Promise((resolve) => (go = resolve));
  });
  const answer = transport.request(get('/a?q=09012345678'), signal);
  const begun = {
    index: 0,
    method: 'GET',
    address: 'https://crm.example.com/a?q=0••••••••78',
    body: null,
    status: null,
    fault: null,
    elapsedMs: null,
  };
  expect(told).toEqual([begun]);
  pass(12.4);
  go(OK);
  expect(await answer).toBe(OK);
  expect(told).toEqual([begun, { ...begun, status: 200, elapsedMs: 12 }]);
  expect(sent).toEqual([[get('/a?q=09012345678'), signal]]);
});

test.each([
  [new HttpError('certificate'), 'certificate'],
  [new Error('with the request in it'), 'network'],
])('no answer: %s', async (error, fault) => {
  const { told, transport } = world(() => Promise.reject(error));
  await expect(transport.request(get('/a'), signal)).rejects.toBe(error);
  expect(told.at(-1)).toMatchObject({ index: 0, status: null, fault, elapsedMs: 0 });
  expect(JSON.stringify(told)).not.toContain('with the request');
});

test('several at the same time keep their numbers', async () => {
  const answers: ((answer: HttpAnswer) => void)[] = [];
  const { told, transport } = world(() => new Promise((resolve) => void answers.push(resolve)));
  const both = Promise.all([transport.request(get('/a'), signal), transport.request(get('/b'), signal)]);
  answers[1]?.({ ...OK, status: 404 });
  answers[0]?.(OK);
  await both;
  expect(told.slice(2).map(({ index, address, status }) => [index, address, status])).toEqual(
    expect.arrayContaining([
      [0, 'https://crm.example.com/a', 200],
      [1, 'https://crm.example.com/b', 404],
    ]),
  );
});

test('sockets are not told', () => {
  const { told, transport, connected } = world(() => Promise.resolve(OK));
  transport.connect('wss://crm.example.com/?token=secret', {
    message: () => undefined,
    end: () => undefined,
  });
  expect([connected, told]).toEqual([['wss://crm.example.com/?token=secret'], []]);
});

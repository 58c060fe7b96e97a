import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../util/clock.ts';
import { FakeClock, Mailbox, PUBLISHED_RINGING, flushPromises } from '../test-support/fakes.ts';
import { listenForWebhooks, type WebhookEvents, type WebhookOptions } from './webhook-server.ts';
import type { WebhookRefusal } from './webhook-verification.ts';

type ReportedEvent = {
  readonly [Name in keyof WebhookEvents]: readonly [Name, ...Parameters<WebhookEvents[Name]>];
}[keyof WebhookEvents];

const SECRET = 'x_e3zMp4SPKmwN2oQyKWbA';
const PATH = '/zoom';
const MAX_BODY_BYTES = 256 * 1024;
const BODY = JSON.stringify(PUBLISHED_RINGING);

let clock: FakeClock;
let reported: Mailbox<ReportedEvent>;
let webhook: ReturnType<typeof listenForWebhooks> | null;
const sockets: Socket[] = [];

beforeEach(() => {
  clock = new FakeClock();
  reported = new Mailbox();
  webhook = null;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await webhook?.stop();
  expect(clock.pending).toBe(0);
  // No report contains any part of a request, except Zoom's own events.
  const all = inspect(
    reported.all.filter(([name]) => name !== 'event'),
    { depth: Infinity, maxArrayLength: null },
  );
  for (const secret of [SECRET, 'v0=', 'phone.', 'LEGACY', '+1209', 'TQTvjT52Tmi'])
    expect(all).not.toContain(secret);
});

function listener(onEvent: (what: ReportedEvent) => void = () => undefined): WebhookEvents {
  const report = (what: ReportedEvent): void => {
    reported.push(what);
    onEvent(what);
  };
  return {
    listening: (address) => report(['listening', address]),
    failed: (code) => report(['failed', code]),
    event: (json) => report(['event', json]),
    proven: () => report(['proven']),
    refused: (reason, bytes) => report(['refused', reason, bytes]),
  };
}

/** Starts listening and resolves with the port. */
async function listen(options: Partial<WebhookOptions> = {}): Promise<number> {
  webhook = listenForWebhooks({
    host: '127.0.0.1',
    port: 0,
    path: PATH,
    secretToken: SECRET,
    clock,
    events: listener(),
    ...options,
  });
  const [name, address] = await reported.find(([name]) => name === 'listening' || name === 'failed');
  if (name !== 'listening') throw new Error(name);
  expect(address.host).toBe('127.0.0.1');
  return address.port;
}

/** Runs the queued tasks; returns all reports except the address. */
function getReported(): readonly ReportedEvent[] {
  clock.advance(0);
  return reported.all.filter(([name]) => name !== 'listening');
}

/** A request of a client before its serialization. */
interface Draft {
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

const seconds = (offMs = 0): string => String(Math.floor((clock.now() + offMs) / 1_000));

function sign(body: string | Buffer, timestamp: string, secret = SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Returns a signed request with the headers that Zoom's own sample prints. */
function zoomPost(body: string | Buffer = BODY, timestamp = seconds(), secret = SECRET): Draft {
  const bytes = Buffer.from(body);
  return {
    line: `POST ${PATH} HTTP/1.1`,
    headers: [
      ['host', 'abc123.ngrok.io'],
      ['user-agent', 'Zoom Marketplace/1.0a'],
      ['content-length', String(bytes.length)],
      ['authorization', 'LEGACY_WEBHOOK_VERIFICATION_TOKEN'],
      ['clientid', 'cL1entIdOfTheTestApp'],
      ['content-type', 'application/json; charset=utf-8'],
      ['x-forwarded-for', '170.114.0.1'],
      ['x-forwarded-proto', 'https'],
      ['x-zm-request-timestamp', timestamp],
      ['x-zm-signature', sign(bytes, timestamp, secret)],
      ['x-zm-trackingid', 'WEB_9d1c5a'],
      ['accept-encoding', 'gzip'],
    ],
    body: bytes,
  };
}

/** Returns the draft with the values of the header replaced, by zero, one or several values. */
function withHeader(draft: Draft, name: string, ...values: readonly string[]): Draft {
  const otherHeaders = draft.headers.filter(([other]) => other !== name);
  return { ...draft, headers: [...otherHeaders, ...values.map((value) => [name, value] as const)] };
}

function getHeader(draft: Draft, name: string): string {
  return draft.headers.find(([other]) => other === name)?.[1] ?? '';
}

function formatHead({ line, headers }: Draft): string {
  return [line, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

function toBytes(draft: Draft): Buffer {
  return Buffer.concat([Buffer.from(formatHead(draft), 'latin1'), draft.body]);
}

const withConnectionClose = (draft: Draft): Draft => withHeader(draft, 'connection', 'close');

/** A client's raw connection. */
interface RawConnection {
  send(bytes: Buffer | string): void;
  /** Resolves with everything received so far, once it matches. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with everything received, once the connection is closed, however that happens. */
  readonly closed: Promise<string>;
  readonly socket: Socket;
}

async function dial(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  sockets.push(socket);
  let text = '';
  let checkPattern: () => void = () => undefined;
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    checkPattern();
  });
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => {
      resolve(text);
      checkPattern();
    });
  });
  await once(socket, 'connect');
  return {
    send: (bytes) => {
      socket.write(bytes);
    },
    until: (pattern) =>
      new Promise((resolve, reject) => {
        checkPattern = () => {
          if (pattern.test(text)) resolve(text);
          else if (socket.destroyed) reject(new Error(`closed after ${JSON.stringify(text)}`));
        };
        checkPattern();
      }),
    closed,
    socket,
  };
}

/** Sends the bytes; resolves with everything received until the server closes the connection. */
async function talk(port: number, bytes: Buffer | string): Promise<string> {
  const line = await dial(port);
  line.send(bytes);
  return await line.closed;
}

function statuses(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/gu)].map(([, status]) => Number(status));
}

describe('requests from Zoom', () => {
  test('answers an event with an empty 204 and reports it afterwards', async () => {
    const port = await listen();
    const answer = await talk(port, toBytes(withConnectionClose(zoomPost())));
    expect(answer).toMatch(/^HTTP\/1\.1 204 No Content\r\n/u);
    expect(answer).toMatch(/\r\n\r\n$/u);
    expect(answer).not.toMatch(/content-length/iu);
    // The answer arrives before any queued task runs.
    expect(reported.all.map(([name]) => name)).toEqual(['listening']);
    expect(getReported()).toEqual([['proven'], ['event', PUBLISHED_RINGING]]);
  });

  test('accepts a signature made by openssl', async () => {
    const port = await listen();
    const signature = await opensslHmac(`v0:${seconds()}:${BODY}`);
    // Not every machine has openssl; webhook-verification.test.ts has a signature made by it.
    if (signature === null) return;
    expect(
      statuses(
        await talk(
          port,
          toBytes(withConnectionClose(withHeader(zoomPost(), 'x-zm-signature', `v0=${signature}`))),
        ),
      ),
    ).toEqual([204]);
    expect(getReported()).toEqual([['proven'], ['event', PUBLISHED_RINGING]]);
  });

  test('answers the URL validation and reports it as proof of the secret, not as an event', async () => {
    const port = await listen();
    const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
    const validation = JSON.stringify({
      event: 'endpoint.url_validation',
      payload: { plainToken },
      event_ts: 1,
    });
    const line = await dial(port);
    // Zoom validates the URL every 72 hours, and repeats the same request if the answer got lost.
    line.send(toBytes(zoomPost(validation)));
    await line.until(/\}$/u);
    line.send(toBytes(withConnectionClose(zoomPost(validation))));
    const answers = (await line.closed).split(/(?=HTTP\/1)/u);
    expect(answers).toHaveLength(2);
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/u);
      expect(answer).toMatch(/content-type: application\/json\r\n/iu);
      expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
        plainToken,
        encryptedToken: '8e7e98efacc14d19d3f71af5a845e6ad4df6694a0623cb754d3ea34d161dd96a',
      });
    }
    expect(getReported()).toEqual([['proven']]);
  });

  test('answers a repeated request with 204 and reports it as a replay, not as an event', async () => {
    const port = await listen();
    const bytes = toBytes(withConnectionClose(zoomPost()));
    expect(statuses(await talk(port, bytes))).toEqual([204]);
    expect(statuses(await talk(port, bytes))).toEqual([204]);
    expect(getReported()).toEqual([
      // The event waits in the queue; a refusal does not.
      ['refused', 'replayed', BODY.length],
      ['proven'],
      ['event', PUBLISHED_RINGING],
    ]);
  });

  test('compares timestamps with Zoom’s clock', async () => {
    const HOUR = 3_600_000;
    const port = await listen({ skewMs: () => HOUR });
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost(BODY, seconds(-HOUR))))))).toEqual([
      204,
    ]);
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost(BODY, seconds())))))).toEqual([
      401,
    ]);
    expect(getReported().map(([name, reason]) => [name, reason])).toEqual([
      ['refused', 'too-old'],
      ['proven', undefined],
      ['event', PUBLISHED_RINGING],
    ]);
  });

  test('accepts chunked, slow, 100-continue and HTTP/1.0 requests as events', async () => {
    const port = await listen();
    const body = (n: number): string => JSON.stringify({ event: 'phone.test', n });

    const chunked = withHeader(withConnectionClose(zoomPost(body(1))), 'content-length');
    const pieces = [...chunked.body].map((byte) => `1;x=y\r\n${String.fromCharCode(byte)}\r\n`).join('');
    const inChunks =
      formatHead(withHeader(chunked, 'transfer-encoding', 'chunked')) + pieces + '0\r\nTrailer: x\r\n\r\n';
    expect(statuses(await talk(port, inChunks))).toEqual([204]);

    const slow = await dial(port);
    slow.socket.setNoDelay(true);
    for (const byte of toBytes(withConnectionClose(zoomPost(body(2))))) {
      slow.send(Buffer.from([byte]));
      await flushPromises();
    }
    expect(statuses(await slow.closed)).toEqual([204]);

    const polite = await dial(port);
    const asking = withHeader(withConnectionClose(zoomPost(body(3))), 'expect', '100-continue');
    polite.send(formatHead(asking));
    await polite.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/u);
    polite.send(asking.body);
    expect(statuses(await polite.closed)).toEqual([100, 204]);

    const http10 = withHeader({ ...zoomPost(body(4)), line: `POST ${PATH} HTTP/1.0` }, 'host');
    expect(statuses(await talk(port, toBytes(http10)))).toEqual([204]);

    const odd = withHeader(withConnectionClose(zoomPost(body(5))), 'expect', 'the-unexpected');
    expect(statuses(await talk(port, toBytes(odd)))).toEqual([204]);

    const events = [1, 2, 3, 4, 5].map((n) => ['event', { event: 'phone.test', n }]);
    expect(getReported()).toEqual([['proven'], ...events]);
  });
});

/**
 * Requests that do not come from Zoom. `forge` changes a valid request, or returns the text to send instead. `bytes`
 * is the size to report: by default that of the body; `'all'` = everything that was sent.
 */
const FORGERIES: readonly {
  readonly name: string;
  readonly forge: (valid: Draft) => Draft | string;
  readonly reason: WebhookRefusal;
  readonly status: number;
  readonly bytes?: number | 'all';
}[] = [
  {
    name: 'another path',
    forge: (valid) => ({ ...valid, line: 'POST / HTTP/1.1' }),
    reason: 'path',
    status: 404,
  },
  {
    name: 'the path with a slash',
    forge: (valid) => ({ ...valid, line: `POST ${PATH}/ HTTP/1.1` }),
    reason: 'path',
    status: 404,
  },
  {
    name: 'a path with dot segments',
    forge: (valid) => ({ ...valid, line: `POST /a/..${PATH} HTTP/1.1` }),
    reason: 'path',
    status: 404,
  },
  {
    name: 'a probe of the front page',
    forge: () => 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    reason: 'path',
    status: 404,
    bytes: 0,
  },
  {
    name: 'a scanner that sends no Host',
    forge: () => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    reason: 'path',
    status: 404,
    bytes: 0,
  },
  {
    name: 'a browser',
    forge: () => `GET ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    reason: 'method',
    status: 405,
    bytes: 0,
  },
  {
    name: 'HEAD',
    forge: () => `HEAD ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    reason: 'method',
    status: 405,
    bytes: 0,
  },
  {
    name: 'OPTIONS, as a browser sends for preflight',
    forge: () =>
      `OPTIONS ${PATH} HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n`,
    reason: 'method',
    status: 405,
    bytes: 0,
  },
  {
    name: 'PUT',
    forge: (valid) => ({ ...valid, line: `PUT ${PATH} HTTP/1.1` }),
    reason: 'method',
    status: 405,
  },
  {
    name: 'CONNECT, as scanners for open proxies send',
    forge: () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
    reason: 'method',
    status: 405,
    bytes: 'all',
  },
  {
    name: 'a form, as any web page may send',
    forge: (valid) => withHeader(valid, 'content-type', 'text/plain'),
    reason: 'type',
    status: 415,
  },
  {
    name: 'no content type',
    forge: (valid) => withHeader(valid, 'content-type'),
    reason: 'type',
    status: 415,
  },
  {
    name: 'gzip',
    forge: (valid) => withHeader(valid, 'content-encoding', 'gzip'),
    reason: 'type',
    status: 415,
  },
  {
    name: 'a length above the limit',
    forge: (valid) => withHeader(valid, 'content-length', String(MAX_BODY_BYTES + 1)),
    reason: 'too-large',
    status: 413,
    bytes: MAX_BODY_BYTES + 1,
  },
  {
    name: 'an oversized head',
    forge: (valid) => withHeader(valid, 'x-long', 'x'.repeat(9_000)),
    reason: 'too-large',
    status: 431,
    bytes: 'all',
  },
  {
    name: 'no signature',
    forge: (valid) => withHeader(valid, 'x-zm-signature'),
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'no timestamp',
    forge: (valid) => withHeader(valid, 'x-zm-request-timestamp'),
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'the signature twice',
    forge: (valid) =>
      withHeader(
        valid,
        'x-zm-signature',
        getHeader(valid, 'x-zm-signature'),
        getHeader(valid, 'x-zm-signature'),
      ),
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'a wrong signature before the right one',
    forge: (valid) =>
      withHeader(valid, 'x-zm-signature', `v0=${'0'.repeat(64)}`, getHeader(valid, 'x-zm-signature')),
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'two timestamps',
    forge: (valid) => withHeader(valid, 'x-zm-request-timestamp', seconds(), seconds(1_000)),
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'an unsigned URL validation, which would sign arbitrary text',
    forge: () => {
      const plainToken = `v0:${seconds()}:${BODY}`;
      const validation = JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken } });
      return withHeader(zoomPost(validation), 'x-zm-signature');
    },
    reason: 'unsigned',
    status: 401,
  },
  {
    name: 'another secret',
    forge: () => zoomPost(BODY, seconds(), 'secret'),
    reason: 'signature',
    status: 401,
  },
  { name: 'an empty secret', forge: () => zoomPost(BODY, seconds(), ''), reason: 'signature', status: 401 },
  {
    name: 'the signature in capitals',
    forge: (valid) => withHeader(valid, 'x-zm-signature', getHeader(valid, 'x-zm-signature').toUpperCase()),
    reason: 'signature',
    status: 401,
  },
  {
    name: 'the hash without its version',
    forge: (valid) => withHeader(valid, 'x-zm-signature', getHeader(valid, 'x-zm-signature').slice(3)),
    reason: 'signature',
    status: 401,
  },
  {
    name: 'a different body under the signature',
    forge: (valid) => ({ ...valid, body: Buffer.from(BODY.replace('+12092592844', '+12092592845')) }),
    reason: 'signature',
    status: 401,
  },
  {
    name: 'a different timestamp under the signature',
    forge: (valid) => withHeader(valid, 'x-zm-request-timestamp', seconds(1_000)),
    reason: 'signature',
    status: 401,
  },
  {
    name: 'a replay from six minutes ago',
    forge: () => zoomPost(BODY, seconds(-360_000)),
    reason: 'too-old',
    status: 401,
  },
  {
    name: 'a timestamp six minutes ahead',
    forge: () => zoomPost(BODY, seconds(360_000)),
    reason: 'too-old',
    status: 401,
  },
  {
    name: 'a timestamp in milliseconds',
    forge: () => zoomPost(BODY, `${seconds()}000`),
    reason: 'too-old',
    status: 401,
  },
  {
    name: 'signed, but not JSON',
    forge: () => zoomPost('event=phone.callee_ringing'),
    reason: 'not-json',
    status: 400,
    bytes: 26,
  },
  { name: 'signed, but empty', forge: () => zoomPost(''), reason: 'not-json', status: 400, bytes: 0 },
  {
    name: 'both length and chunked encoding, as in request smuggling',
    forge: (valid) => withHeader(valid, 'transfer-encoding', 'chunked'),
    reason: 'not-json',
    status: 400,
    bytes: 'all',
  },
  {
    name: 'two different lengths',
    forge: (valid) => withHeader(valid, 'content-length', '1', String(valid.body.length)),
    reason: 'not-json',
    status: 400,
    bytes: 'all',
  },
  {
    name: 'invalid chunks',
    forge: (valid) =>
      `${formatHead(withHeader(withHeader(valid, 'content-length'), 'transfer-encoding', 'chunked'))}xyz\r\n`,
    reason: 'not-json',
    status: 400,
    bytes: 0,
  },
  {
    name: 'TLS, from a proxy that expects https',
    forge: () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    reason: 'not-json',
    status: 400,
    bytes: 'all',
  },
  {
    name: 'HTTP/2',
    forge: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    reason: 'not-json',
    status: 400,
    bytes: 'all',
  },
];

describe('requests from others', () => {
  test.each(FORGERIES)(
    '$name: answers $status and reports it once',
    async ({ forge, reason, status, bytes }) => {
      const port = await listen();
      const forged = forge(withConnectionClose(zoomPost()));
      const sent =
        typeof forged === 'string' ? Buffer.from(forged, 'latin1') : toBytes(withConnectionClose(forged));
      const answer = await talk(port, sent);
      expect(statuses(answer)).toEqual([status]);
      // The answer has no body.
      expect(answer).toMatch(/\r\ncontent-length: 0\r\n/iu);
      expect(answer).toMatch(/\r\n\r\n$/u);
      expect(/\r\nallow: POST\r\n/iu.test(answer)).toBe(status === 405);
      const length = typeof forged === 'string' ? 0 : forged.body.length;
      expect(getReported()).toEqual([['refused', reason, bytes === 'all' ? sent.length : (bytes ?? length)]]);
      // A valid request is still accepted. The forged one leaves no state and causes no later report.
      expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost()))))).toEqual([204]);
      await webhook?.stop();
      expect(getReported().slice(1)).toEqual([['proven'], ['event', PUBLISHED_RINGING]]);
    },
  );

  test('a chunked body is cut off above the limit and reported once', async () => {
    const port = await listen();
    const chunked = withHeader(withHeader(zoomPost(), 'content-length'), 'transfer-encoding', 'chunked');
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const line = await dial(port);
    line.send(formatHead(chunked) + chunk.repeat(8));
    // A body of exactly the limit is not refused yet.
    line.send('1\r\nx\r\n');
    expect(statuses(await line.closed)).toEqual([413]);
    expect(getReported()).toEqual([['refused', 'too-large', MAX_BODY_BYTES + 1]]);
  });

  test('accepts a body of exactly the maximum size', async () => {
    const port = await listen();
    const body = `"${'x'.repeat(MAX_BODY_BYTES - 2)}"`;
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost(body)))))).toEqual([204]);
    expect(getReported()).toEqual([['proven'], ['event', 'x'.repeat(MAX_BODY_BYTES - 2)]]);
  });

  test('refuses an oversized Content-Length without reading the body', async () => {
    const port = await listen();
    const large = withHeader(zoomPost(), 'content-length', '999999999');
    expect(statuses(await talk(port, formatHead(large)))).toEqual([413]);
    expect(statuses(await talk(port, formatHead(withHeader(large, 'expect', '100-continue'))))).toEqual([
      413,
    ]);
    const once = ['refused', 'too-large', 999_999_999];
    expect(getReported()).toEqual([once, once]);
  });

  test('refuses Expect: 100-continue for a wrong path without reading the body', async () => {
    const port = await listen();
    const asking = withHeader({ ...zoomPost(), line: 'POST /other HTTP/1.1' }, 'expect', '100-continue');
    expect(statuses(await talk(port, formatHead(asking)))).toEqual([404]);
    expect(getReported()).toEqual([['refused', 'path', BODY.length]]);
  });

  test('leaves a refused connection open but limits further data', async () => {
    const port = await listen();
    const line = await dial(port);
    line.send(toBytes({ ...zoomPost(), line: 'POST /other HTTP/1.1' }));
    await line.until(/ 404 /u);
    line.send(toBytes(zoomPost()));
    await line.until(/ 204 /u);
    const endless = withHeader(zoomPost(), 'content-length');
    line.send(
      formatHead({ ...withHeader(endless, 'transfer-encoding', 'chunked'), line: 'POST /other HTTP/1.1' }),
    );
    await line.until(/ 404 [^]* 404 /u);
    line.send(`8000\r\n${'x'.repeat(0x8000)}\r\n`.repeat(9));
    expect(statuses(await line.closed)).toEqual([404, 204, 404]);
    expect(getReported()).toEqual([
      ['refused', 'path', BODY.length],
      ['refused', 'path', 0],
      ['proven'],
      ['event', PUBLISHED_RINGING],
    ]);
  });

  test('reports a megabyte of non-HTTP data once', async () => {
    const port = await listen();
    for (let n = 1; n <= 5; n += 1) {
      // A client that sends this much without reading may lose the answer.
      await talk(port, '\x16'.repeat(1_048_576));
      expect(getReported()).toHaveLength(n);
    }
  });

  test('does not report an aborted request, wherever it ends', async () => {
    const port = await listen();
    const bytes = toBytes(zoomPost());
    for (const [length, ending] of [
      [0, 'end'],
      [10, 'end'],
      [200, 'destroy'],
      [bytes.length - 1, 'end'],
      [bytes.length - 1, 'resetAndDestroy'],
    ] as const) {
      const line = await dial(port);
      line.send(bytes.subarray(0, length));
      await flushPromises();
      line.socket[ending]();
      await line.closed;
    }
    // By the time the server answers this request, it has processed the aborted ones.
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost()))))).toEqual([204]);
    expect(getReported()).toEqual([['proven'], ['event', PUBLISHED_RINGING]]);
  });

  const HASTY = { headers: 200, request: 300, idle: 100, check: 20 };

  test.each([
    ['in the request head', (): string => formatHead(zoomPost()).slice(0, -4), 'all'],
    ['in the body', (): string => toBytes(zoomPost()).subarray(0, -1).toString('latin1'), BODY.length - 1],
    [
      'in a chunk',
      (): string =>
        `${formatHead(withHeader(withHeader(zoomPost(), 'content-length'), 'transfer-encoding', 'chunked'))}5\r\nab`,
      2,
    ],
  ] as const)('a client that stops %s gets 408 after the timeout', async (_where, make, bytes) => {
    const port = await listen({ timeouts: HASTY });
    const sent = make();
    expect(statuses(await talk(port, sent))).toEqual([408]);
    expect(getReported()).toEqual([['refused', 'timeout', bytes === 'all' ? sent.length : bytes]]);
  });

  test.each([
    ['stops in the next request head', 'POST ', 'timeout', 408],
    ['sends non-HTTP data', '\x16\x03\x01\r\n', 'not-json', 400],
  ] as const)('a client that had a 204 and then %s is refused', async (_what, more, reason, status) => {
    const port = await listen({ timeouts: HASTY });
    const valid = toBytes(zoomPost());
    const line = await dial(port);
    line.send(valid);
    await line.until(/ 204 /u);
    line.send(more);
    expect(statuses(await line.closed)).toEqual([204, status]);
    expect(getReported()).toContainEqual(['refused', reason, valid.length + more.length]);
    expect(getReported()).toHaveLength(3);
  });

  test('closes idle connections without a response', async () => {
    const port = await listen({ timeouts: HASTY });
    expect(await talk(port, '')).toBe('');
    expect(statuses(await talk(port, toBytes(zoomPost())))).toEqual([204]);
    // This request is refused at once, and its body never arrives.
    const refused = formatHead({ ...zoomPost(), line: 'POST /other HTTP/1.1' });
    expect(statuses(await talk(port, refused))).toEqual([404]);
    expect(getReported()).toEqual([
      ['refused', 'path', BODY.length],
      ['proven'],
      ['event', PUBLISHED_RINGING],
    ]);
  });

  test('closes the 201st connection until another one ends', async () => {
    const port = await listen();
    const lines: RawConnection[] = [];
    for (let n = 0; n < 200; n += 1) lines.push(await dial(port));
    expect(await talk(port, toBytes(withConnectionClose(zoomPost())))).toBe('');
    const [first] = lines;
    first?.send(toBytes(withConnectionClose(zoomPost())));
    expect(statuses((await first?.closed) ?? '')).toEqual([204]);
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost('{}')))))).toEqual([204]);
  });

  test('a modified request yields no event unless its signed parts are unchanged', async () => {
    const port = await listen();
    const valid = toBytes(zoomPost());
    const text = valid.toString('latin1');
    const signed = [
      [text.indexOf('x-zm-request-timestamp: ') + 24, 10],
      [text.indexOf('x-zm-signature: ') + 16, 67],
      [text.indexOf('\r\n\r\n') + 4, BODY.length],
    ] as const;
    const isSigned = (at: number): boolean =>
      signed.some(([from, length]) => at >= from && at < from + length);
    const seen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(valid.length - 1),
          // Half of the changes affect the signed parts, which are smaller than the headers.
          fc
            .constantFrom(...signed)
            .chain(([from, length]) => fc.integer({ min: from, max: from + length - 1 })),
        ),
        fc.constantFrom('bit', 'byte', 'drop', 'insert', 'twice'),
        fc.nat(255),
        async (at, change, byte) => {
          const before = valid.subarray(0, at);
          const originalByte = valid[at] ?? 0;
          const after = valid.subarray(at + 1);
          const into = {
            bit: [originalByte ^ (1 << (byte % 8))],
            byte: [byte],
            drop: [],
            insert: [byte, originalByte],
            twice: [originalByte, originalByte],
          }[change];
          const mutant = Buffer.concat([before, Buffer.from(into), after]);
          if (mutant.equals(valid)) return;
          const reportedBefore = reported.all.length;
          const line = await dial(port);
          line.socket.end(mutant);
          await line.closed;
          clock.advance(0);
          const events = reported.all
            .slice(reportedBefore)
            .filter(([name]) => name === 'event' || name === 'proven');
          // White space around the value of a header is not part of it.
          const harmless = change === 'insert' && /[ \t]/u.test(String.fromCharCode(byte));
          if (isSigned(at) && !harmless) expect(events).toEqual([]);
          for (const [name, json] of events) {
            if (name === 'event') expect(json).toEqual(PUBLISHED_RINGING);
            seen.add(name);
          }
        },
      ),
      { numRuns: 1_500 },
    );
    // A request whose other headers were changed is accepted, but only once.
    expect(getReported().filter(([name]) => name === 'event').length).toBeLessThanOrEqual(1);
    expect(seen.size).toBeGreaterThan(0);
  });
});

describe('many requests', () => {
  const count = 2_000;
  const body = (n: number): string => JSON.stringify({ event: 'phone.callee_ringing', n });
  const numbered = (from: number, to: number): readonly ReportedEvent[] =>
    Array.from({ length: to - from }, (_, n) => ['event', { event: 'phone.callee_ringing', n: from + n }]);

  test('2,000 pipelined on one connection: answers all and reports each once, in order', async () => {
    const port = await listen();
    const all = Array.from({ length: count }, (_, n) => zoomPost(body(n)));
    const line = await dial(port);
    line.send(
      Buffer.concat(all.map((draft, n) => toBytes(n === count - 1 ? withConnectionClose(draft) : draft))),
    );
    expect(statuses(await line.closed)).toEqual(Array.from({ length: count }, () => 204));
    expect(getReported()).toEqual([['proven'], ...numbered(0, count)]);
  });

  test('2,000 on 50 connections: answers all and reports each once, in order per connection', async () => {
    const done = new Mailbox<null>();
    let events = 0;
    const port = await listen({
      clock: { now: () => clock.now(), after: (ms, run) => systemClock.after(ms, run) },
      events: listener(([name]) => {
        if (name === 'event' && (events += 1) === count) done.push(null);
      }),
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const lanes = Array.from({ length: 50 }, async (_, lane) => {
      for (let n = lane; n < count; n += 50) expect(await post(port, agent, zoomPost(body(n)))).toBe(204);
    });
    await Promise.all(lanes);
    await done.next();
    agent.destroy();
    const numbers = reported.all.flatMap(([name, json]) => (name === 'event' ? [getNumber(json)] : []));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
    for (let lane = 0; lane < 50; lane += 1) {
      const ofLane = numbers.filter((n) => n % 50 === lane);
      expect(ofLane).toEqual([...ofLane].sort((a, b) => a - b));
    }
    expect(reported.all.filter(([name]) => name === 'proven')).toHaveLength(1);
  });

  test('sends the response before the event handler runs', async () => {
    const heard = new Int32Array(new SharedArrayBuffer(4));
    const waits = new Mailbox<string>();
    const port = await listen({
      clock: { now: () => clock.now(), after: (ms, run) => systemClock.after(ms, run) },
      events: listener(([name]) => {
        // Blocks this thread until the client, on its own thread, has the answer.
        if (name === 'event') waits.push(Atomics.wait(heard, 0, 0, 10_000));
      }),
    });
    const client = new Worker(
      `const { workerData } = require('node:worker_threads');
       const socket = require('node:net').connect(workerData.port, '127.0.0.1');
       socket.on('data', (data) => {
         if (!/^HTTP.1.1 204/.test(data)) return;
         Atomics.store(workerData.heard, 0, 1);
         Atomics.notify(workerData.heard, 0);
       });
       socket.write(workerData.bytes);`,
      { eval: true, workerData: { port, heard, bytes: toBytes(zoomPost()) } },
    );
    expect(await waits.next()).not.toBe('timed-out');
    await client.terminate();
  });

  test('handles slow events one per turn, so that responses are not delayed further', async () => {
    const turns: (() => void)[] = [];
    const manualClock: Clock = {
      now: () => clock.now(),
      after: (ms, run) => {
        if (ms === 0) turns.push(run);
        return ms === 0 ? () => turns.splice(0) : clock.after(ms, run);
      },
    };
    const busy = (json: unknown): void => {
      for (const until = performance.now() + 8; performance.now() < until;);
      reported.push(['event', json]);
    };
    const port = await listen({ clock: manualClock, events: { ...listener(), event: busy } });
    await talk(
      port,
      Buffer.concat([toBytes(zoomPost(body(0))), toBytes(withConnectionClose(zoomPost(body(1))))]),
    );
    const steps: number[] = [];
    for (let run = turns.shift(); run !== undefined; run = turns.shift()) {
      run();
      steps.push(reported.all.length - 1);
    }
    // The first turn also reports `proven`, which is fast.
    expect(steps).toEqual([2, 3]);
  });
});

describe('start and stop', () => {
  test('reports a taken port, and stop resolves at once', async () => {
    const port = await listen();
    const secondReported = new Mailbox<ReportedEvent>();
    const second = listenForWebhooks({
      host: '127.0.0.1',
      port,
      path: PATH,
      secretToken: SECRET,
      clock,
      events: { ...listener(), failed: (code) => secondReported.push(['failed', code]) },
    });
    expect(await secondReported.next()).toEqual(['failed', 'EADDRINUSE']);
    await second.stop();
    // The first server is unaffected.
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost()))))).toEqual([204]);
    expect(secondReported.all).toHaveLength(1);
  });

  test.each([
    ['an invalid port', { port: 70_000 }, 'ERR_SOCKET_BAD_PORT'],
    ['an address of another machine', { host: '192.0.2.1' }, 'EADDRNOTAVAIL'],
  ])('%s is reported asynchronously and not thrown', async (_name, wrong, code) => {
    const options = {
      host: '127.0.0.1',
      port: 0,
      path: PATH,
      secretToken: SECRET,
      clock,
      events: listener(),
    };
    const listening = listenForWebhooks({ ...options, ...wrong });
    expect(reported.all).toEqual([]);
    expect(await reported.next()).toEqual(['failed', code]);
    await listening.stop();
    expect(reported.all).toHaveLength(1);
  });

  test('never listens if stopped beforehand', async () => {
    const port = await listen();
    await webhook?.stop();
    const early = listenForWebhooks({
      host: '127.0.0.1',
      port,
      path: PATH,
      secretToken: SECRET,
      clock,
      events: listener(),
    });
    await early.stop();
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
    // This report is from the first server.
    expect(reported.all.map(([name]) => name)).toEqual(['listening']);
  });

  test('stop closes idle connections and frees the port for immediate reuse', async () => {
    const port = await listen();
    for (let n = 0; n < 3; n += 1) {
      const idle = await dial(port);
      idle.send(toBytes(zoomPost(`{"n":${n}}`)));
      await idle.until(/ 204 /u);
      const stopping = webhook?.stop();
      expect(webhook?.stop()).toBe(stopping);
      await stopping;
      await idle.closed;
      await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
      // The clock stood still, so no connection was cut by the time limit.
      expect(await listen({ port })).toBe(port);
    }
    expect(getReported().filter(([name]) => name === 'event')).toHaveLength(3);
  });

  test('stop frees the port at once, even with a request in progress', async () => {
    const port = await listen();
    const line = await dial(port);
    const asking = withHeader(zoomPost('{"n":1}'), 'expect', '100-continue');
    line.send(formatHead(asking));
    await line.until(/ 100 /u);
    // Calls both in a turn of their own, where Node runs the callbacks that `listen` needs before promises.
    const stopping = await new Promise<{
      readonly stopped: Promise<void> | undefined;
      readonly port: Promise<number>;
    }>((resolve) => {
      setImmediate(() => {
        resolve({ stopped: webhook?.stop(), port: listen({ port }) });
      });
    });
    await stopping.port;
    expect(statuses(await talk(port, toBytes(withConnectionClose(zoomPost('{"n":2}')))))).toEqual([204]);
    line.send(asking.body);
    expect(statuses(await line.closed)).toEqual([100, 204]);
    await stopping.stopped;
    expect(getReported().filter(([name]) => name === 'event')).toHaveLength(2);
  });

  test('stop answers requests in progress and reports their events before it resolves', async () => {
    const port = await listen();
    const line = await dial(port);
    const asking = withHeader(zoomPost(), 'expect', '100-continue');
    line.send(formatHead(asking));
    await line.until(/ 100 /u);
    let stopped = false;
    const stopping = webhook?.stop().then(() => (stopped = true));
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
    expect(stopped).toBe(false);
    line.send(asking.body);
    const answer = await line.closed;
    expect(statuses(answer)).toEqual([100, 204]);
    expect(answer).toMatch(/\r\nconnection: close\r\n/iu);
    await stopping;
    expect(reported.all.slice(1)).toEqual([['proven'], ['event', PUBLISHED_RINGING]]);
  });

  test('stop closes unfinished connections after two seconds and reports nothing', async () => {
    const port = await listen();
    const line = await dial(port);
    line.send(formatHead(withHeader(zoomPost(), 'expect', '100-continue')));
    await line.until(/ 100 /u);
    const silent = await dial(port);
    const stopping = webhook?.stop();
    // By now, the timer is set.
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
    await clock.advanceAsync(1_999);
    expect(clock.pending).toBe(1);
    await clock.advanceAsync(1);
    await Promise.all([stopping, line.closed, silent.closed]);
    expect(clock.pending).toBe(0);
    expect(getReported()).toEqual([]);
  });
});

/** Resolves with the HMAC in hex, or with null without openssl. */
function opensslHmac(text: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile('openssl', ['dgst', '-sha256', '-hmac', SECRET], (error, stdout) => {
      resolve(error === null ? (/[0-9a-f]{64}/u.exec(stdout)?.[0] ?? null) : null);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  });
}

function post(port: number, agent: Agent, draft: Draft): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(draft.headers);
    const sending = httpRequest(
      { port, host: '127.0.0.1', path: PATH, method: 'POST', agent, headers },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      },
    );
    sending.on('error', reject);
    sending.end(draft.body);
  });
}

function getNumber(json: unknown): number {
  return typeof json === 'object' && json !== null && 'n' in json && typeof json.n === 'number'
    ? json.n
    : NaN;
}

import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkBody,
  checkHead,
  MAX_BODY_BYTES,
  ReplayGuard,
  SIGNATURE_WINDOW_MS,
  type WebhookHead,
} from './webhook-verification.ts';

const SECRET = 'x_e3zMp4SPKmwN2oQyKWbA';
const SECONDS = 1_739_923_528;
const NOW = SECONDS * 1_000;
const BODY = '{"event":"phone.callee_ringing","payload":{"account_id":"TQTvjT52Tmi_wrhASNNOEw"}}';
/** computed by `printf 'v0:1739923528:…' | openssl dgst -sha256 -hmac …` */
const SIGNATURE = 'v0=76a63edac4f74f55a23c0e057b20d3acfd0e38bc5ff7719641aacbae94e6c6aa';

function sign(body: string | Buffer, timestamp = String(SECONDS), secret = SECRET): string {
  const signed = Buffer.concat([Buffer.from(`v0:${timestamp}:`), Buffer.from(body)]);
  return `v0=${createHmac('sha256', secret).update(signed).digest('hex')}`;
}

function check(
  request: { body?: string | Buffer; timestamp?: string; signature?: string } = {},
  options: { secretToken?: string; zoomNow?: number; replays?: ReplayGuard } = {},
): ReturnType<typeof checkBody> {
  const { body = BODY, timestamp = String(SECONDS) } = request;
  return checkBody({ timestamp, signature: request.signature ?? sign(body, timestamp) }, Buffer.from(body), {
    secretToken: SECRET,
    zoomNow: NOW,
    replays: new ReplayGuard(),
    ...options,
  });
}

const refused = (reason: string): object => ({ kind: 'refused', reason });

describe('the request head', () => {
  const HEADERS = {
    'content-type': ['application/json; charset=utf-8'],
    'content-length': ['335'],
    'x-zm-request-timestamp': [String(SECONDS)],
    'x-zm-signature': [SIGNATURE],
  };
  const head = (
    headers: WebhookHead['headersDistinct'] = {},
    url = '/zoom',
    method = 'POST',
  ): WebhookHead => ({
    url,
    method,
    headersDistinct: { ...HEADERS, ...headers },
  });
  const claim = { kind: 'claim', timestamp: String(SECONDS), signature: SIGNATURE };

  test.each<[string, WebhookHead]>([
    ['the head that Zoom sends', head()],
    ['a query that a tunnel adds', head({}, '/zoom?via=tunnel')],
    ['a type in different letter case', head({ 'content-type': ['Application/JSON'] })],
    ['an identity encoding', head({ 'content-encoding': ['identity'] })],
    ['the largest size', head({ 'content-length': [String(MAX_BODY_BYTES)] })],
    ['a chunked body', head({ 'content-length': undefined, 'transfer-encoding': ['chunked'] })],
  ])('%s is accepted', (_name, requestHead) => {
    expect(checkHead(requestHead, '/zoom')).toEqual(claim);
  });

  test.each<[string, WebhookHead, string]>([
    ['no URL', { headersDistinct: HEADERS }, 'path'],
    ['a path with a trailing slash', head({}, '/zoom/'), 'path'],
    ['the path in the query', head({}, '/?/zoom'), 'path'],
    ['a path with dot segments', head({}, '/x/../zoom'), 'path'],
    ['GET', head({}, '/zoom', 'GET'), 'method'],
    ['a method in lower case', head({}, '/zoom', 'post'), 'method'],
    ['a wrong path and method (reported as path)', head({}, '/', 'GET'), 'path'],
    ['no content type', head({ 'content-type': undefined }), 'type'],
    ['a form', head({ 'content-type': ['application/x-www-form-urlencoded'] }), 'type'],
    ['a type with the same prefix', head({ 'content-type': ['application/json-patch+json'] }), 'type'],
    ['two content types', head({ 'content-type': ['application/json', 'text/plain'] }), 'type'],
    ['gzip', head({ 'content-encoding': ['gzip'] }), 'type'],
    ['two encodings', head({ 'content-encoding': ['identity', 'gzip'] }), 'type'],
    [
      'a length one byte above the limit',
      head({ 'content-length': [String(MAX_BODY_BYTES + 1)] }),
      'too-large',
    ],
    ['a length above the number range', head({ 'content-length': ['18446744073709551615'] }), 'too-large'],
    ['no timestamp', head({ 'x-zm-request-timestamp': undefined }), 'unsigned'],
    ['no signature', head({ 'x-zm-signature': undefined }), 'unsigned'],
    ['two signatures', head({ 'x-zm-signature': [SIGNATURE, SIGNATURE] }), 'unsigned'],
  ])('%s is refused', (_name, requestHead, reason) => {
    expect(checkHead(requestHead, '/zoom')).toEqual(refused(reason));
  });
});

describe('the signature', () => {
  test('matches what openssl computes', () => {
    const json = { event: 'phone.callee_ringing', payload: { account_id: 'TQTvjT52Tmi_wrhASNNOEw' } };
    expect(check({ signature: SIGNATURE })).toEqual({ kind: 'event', json });
  });

  test('covers the raw bytes, not the parsed content', () => {
    const spaced = `${BODY.replace(',', ', ')}\n`;
    expect(check({ body: spaced, signature: SIGNATURE })).toEqual(refused('signature'));
    expect(check({ body: spaced }).kind).toBe('event');
    // Even invalid UTF-8 is accepted: a call whose name was cut within a character is still a call.
    const broken = Buffer.from([...Buffer.from('{"name":"'), 0xe3, 0x81, ...Buffer.from('"}')]);
    expect(check({ body: broken })).toEqual({ kind: 'event', json: { name: '\ufffd' } });
  });

  test.each([
    ['in capitals', SIGNATURE.toUpperCase()],
    ['without its version', SIGNATURE.slice(3)],
    ['of another version', SIGNATURE.replace('v0', 'v1')],
    ['too short', SIGNATURE.slice(0, -1)],
    ['too long', `${SIGNATURE}0`],
    ['empty', ''],
    ['of equal length in characters with more bytes', 'é'.repeat(SIGNATURE.length)],
    ['of another secret', sign(BODY, String(SECONDS), 'another')],
    ['of another time', sign(BODY, String(SECONDS + 1))],
  ])('a signature %s is refused', (_name, signature) => {
    expect(check({ signature })).toEqual(refused('signature'));
  });

  test('with an empty secret is refused', () => {
    expect(check({ signature: sign(BODY, undefined, '') }, { secretToken: '' })).toEqual(
      refused('signature'),
    );
  });

  test('is refused after a change of any bit of body, timestamp or signature', () => {
    const parts = { body: BODY, timestamp: String(SECONDS), signature: SIGNATURE };
    fc.assert(
      fc.property(
        fc.constantFrom('body' as const, 'timestamp' as const, 'signature' as const),
        fc.nat(),
        fc.nat(7),
        (part, position, bit) => {
          const bytes = Buffer.from(parts[part]);
          const at = position % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
          const claim = { timestamp: parts.timestamp, signature: parts.signature };
          if (part !== 'body') claim[part] = bytes.toString('latin1');
          const body = part === 'body' ? bytes : Buffer.from(BODY);
          const replays = new ReplayGuard();
          expect(checkBody(claim, body, { secretToken: SECRET, zoomNow: NOW, replays })).toEqual(
            refused('signature'),
          );
          expect(replays.size).toBe(0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('the timestamp', () => {
  test.each([
    [-SIGNATURE_WINDOW_MS, 'event'],
    [-SIGNATURE_WINDOW_MS - 1, 'refused'],
    [SIGNATURE_WINDOW_MS, 'event'],
    [SIGNATURE_WINDOW_MS + 1, 'refused'],
  ])('%i ms off: the result is %s', (off, kind) => {
    expect(check({}, { zoomNow: NOW + off }).kind).toBe(kind);
  });

  test.each([
    ['milliseconds instead of seconds', String(NOW)],
    ['a sign', `+${SECONDS}`],
    ['a fraction', `${SECONDS}.0`],
    ['hexadecimal', `0x${SECONDS.toString(16)}`],
    ['exponential', '1.739923528e9'],
    ['a list', `${SECONDS}, ${SECONDS}`],
    ['an empty timestamp', ''],
    ['not a number', 'NaN'],
    ['an endless number', '9'.repeat(400)],
  ])('%s is refused despite a valid signature', (_name, timestamp) => {
    expect(check({ timestamp })).toEqual(refused('too-old'));
  });

  test('is checked only after the signature', () => {
    expect(
      check({ signature: SIGNATURE.replace('7', '8') }, { zoomNow: NOW + 2 * SIGNATURE_WINDOW_MS }),
    ).toEqual(refused('signature'));
  });
});

describe('the body', () => {
  test.each(['', ' ', '{', 'undefined', 'event=phone.callee_ringing', '{"a":1}{"b":2}'])(
    '%j is refused as invalid JSON despite a valid signature',
    (body) => {
      expect(check({ body })).toEqual(refused('not-json'));
    },
  );

  test('of deeply nested brackets does not crash', () => {
    expect(check({ body: '['.repeat(MAX_BODY_BYTES) })).toEqual(refused('not-json'));
    expect(check({ body: '['.repeat(100_000) + ']'.repeat(100_000) }).kind).not.toBe('validation');
  });
});

describe('the URL validation', () => {
  const createValidation = (plainToken: unknown): string =>
    JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken }, event_ts: NOW });

  test('is answered with the HMAC that openssl computes, repeatedly', () => {
    const replays = new ReplayGuard();
    const body = createValidation('qgg8vlvZRS6UYooatFL8Aw');
    for (let time = 0; time < 2; time += 1) {
      const found = check({ body }, { replays });
      if (found.kind !== 'validation') throw new Error(found.kind);
      expect(JSON.parse(found.answer)).toEqual({
        plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
        encryptedToken: '8e7e98efacc14d19d3f71af5a845e6ad4df6694a0623cb754d3ea34d161dd96a',
      });
    }
  });

  test('is refused with a wrong signature', () => {
    expect(check({ body: createValidation('qgg8vlvZRS6UYooatFL8Aw'), signature: SIGNATURE })).toEqual(
      refused('signature'),
    );
  });

  test('does not sign text that is itself a signed event', () => {
    const found = check({ body: createValidation(`v0:${SECONDS}:${BODY}`) });
    expect(found.kind).toBe('event');
    expect(JSON.stringify(found)).not.toContain(SIGNATURE.slice(3));
  });

  test.each([[undefined], [null], [5], [''], ['x'.repeat(257)], [['token']]])(
    'with the token %j is treated as an event',
    (plainToken) => {
      expect(check({ body: createValidation(plainToken) }).kind).toBe('event');
    },
  );
});

describe('replays', () => {
  test('accepts each signature once', () => {
    const replays = new ReplayGuard();
    expect(check({}, { replays }).kind).toBe('event');
    expect(check({}, { replays })).toEqual(refused('replayed'));
    expect(check({}, { replays, zoomNow: NOW + SIGNATURE_WINDOW_MS })).toEqual(refused('replayed'));
    // The same content a second later has another signature and is another event.
    expect(check({ timestamp: String(SECONDS + 1) }, { replays }).kind).toBe('event');
  });

  test('remembers a timestamp from the future for as long as it is valid', () => {
    const replays = new ReplayGuard();
    expect(check({}, { replays, zoomNow: NOW - SIGNATURE_WINDOW_MS }).kind).toBe('event');
    for (let later = -SIGNATURE_WINDOW_MS; later <= SIGNATURE_WINDOW_MS; later += 10_000) {
      check({ body: `{"other":${later}}` }, { replays, zoomNow: NOW + later });
      expect(check({}, { replays, zoomNow: NOW + later })).toEqual(refused('replayed'));
    }
    expect(check({}, { replays, zoomNow: NOW + SIGNATURE_WINDOW_MS + 1 })).toEqual(refused('too-old'));
  });

  test('remembers at most 10,000 signatures, the newest, and drops expired ones', () => {
    const replays = new ReplayGuard();
    for (let n = 0; n < 50_000; n += 1) expect(replays.acceptOnce(`v0=${n}`, NOW + n)).toBe(true);
    expect(replays.size).toBe(10_000);
    expect(replays.acceptOnce('v0=40000', NOW + 50_000)).toBe(false);
    expect(replays.acceptOnce('v0=49999', NOW + 50_000)).toBe(false);
    expect(replays.acceptOnce('v0=39999', NOW + 50_000)).toBe(true);
    expect(replays.acceptOnce('later', NOW + 60_000 + 2 * SIGNATURE_WINDOW_MS)).toBe(true);
    expect(replays.size).toBe(1);
  });
});

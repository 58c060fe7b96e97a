import { createHmac } from 'node:crypto';

/** What the tests' terminal is told to believe. A canary: found in any output, it was told on. */
export const SECRET = 'CanaryWebhookSecret';

/** The headers of a signed request; rightly signed for now, unless told otherwise. `timestamp` is in seconds. */
export function signedHeaders(
  body: string | Buffer,
  { secret = SECRET, timestamp = Math.floor(Date.now() / 1_000) } = {},
): Record<string, string> {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-zm-request-timestamp': String(timestamp),
    'x-zm-signature': `v0=${hmac}`,
  };
}

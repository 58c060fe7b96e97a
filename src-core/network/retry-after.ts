/** Limits longer requests to wait, because users would not understand an app that is silent for days. */
const MAX_RETRY_AFTER_SECONDS = 60 * 60;

/** "Fri, 02 Jan 2026 03:04:05 GMT" */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/u;
/** "2026-01-02T03:04:05Z"; GMT also without a time zone */
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?$/u;
/** A time in Unix seconds; fewer digits are a number of seconds or of requests. */
const UNIX_SECONDS = /^\d{10}$/u;

/**
 * The seconds that the server asks to wait, at most an hour; null if it asks for none.
 *
 * `Retry-After` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). Zoom sends an ISO date for its daily limit,
 * and for its limit per second only `X-RateLimit-Reset` (https://developers.zoom.us/docs/api/rate-limits/).
 *
 * @param getHeader the value of a header by its name in lower case
 * @param now ms since the epoch, by the server's clock if it is known
 */
export function readRetryAfter(
  status: number,
  getHeader: (name: string) => unknown,
  now: number,
): number | null {
  const seconds = parseRetryAfter(toText(getHeader('retry-after')), now);
  if (seconds !== null) return limit(seconds);
  const reset = toText(getHeader('x-ratelimit-reset'));
  // Successful answers have it too.
  if (status !== 429 || !UNIX_SECONDS.test(reset)) return null;
  return limit(Number(reset) - now / 1_000);
}

function parseRetryAfter(value: string, now: number): number | null {
  if (/^\d{1,9}$/u.test(value)) return Number(value);
  const isoDate = ISO_DATE.exec(value);
  if (isoDate === null && !HTTP_DATE.test(value)) return null;
  const isWithoutZone = isoDate !== null && isoDate.groups?.['zone'] === undefined;
  const time = Date.parse(isWithoutZone ? `${value}Z` : value);
  return Number.isNaN(time) ? null : (time - now) / 1_000;
}

function limit(seconds: number): number {
  return Math.min(Math.max(0, Math.ceil(seconds)), MAX_RETRY_AFTER_SECONDS);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

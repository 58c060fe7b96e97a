import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { OAuthProvider } from './provider.ts';

/** Not `localhost`, which this computer may resolve to another address. */
const HOST = '127.0.0.1';
const PATH = '/callback';

/** Texts of a page, in the user's language. */
export interface RedirectPage {
  readonly title: string;
  readonly text: string;
}

export interface RedirectPages {
  /** BCP 47 */
  readonly language: string;
  /** the redirect arrived; the tab may be closed */
  readonly received: RedirectPage;
  /** the user or the CRM declined */
  readonly declined: RedirectPage;
  /** the redirect is of another sign-in */
  readonly foreign: RedirectPage;
}

/** The redirect has no code, or did not arrive. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  constructor(
    readonly reason:
      | 'port-taken'
      /** no permission to listen on the port */
      | 'cannot-listen'
      /** the user canceled, or has no right to allow it */
      | 'declined'
      /** the server rejected the request; `detail` has its error code */
      | 'refused'
      /** time-out or abort */
      | 'given-up',
    /** an error code of RFC 6749 §4.1.2.1, or null */
    readonly detail: string | null = null,
  ) {
    super(detail === null ? reason : `${reason}: ${detail}`);
  }
}

export interface LoopbackRedirect {
  readonly port: number;
  /** The authorization code, a secret. Rejects with RedirectError. The server is closed when it settles. */
  readonly code: Promise<string>;
}

/** The redirect address to register at the CRM. */
export function toRedirectUri({ redirectPort }: Pick<OAuthProvider, 'redirectPort'>): string {
  return `http://localhost:${redirectPort}${PATH}`;
}

/**
 * Waits for one redirect of the browser to this computer (RFC 8252 §7.3). Requests without the right state are refused and
 * end nothing, because any web page can send them. Rejects with RedirectError if the server can't listen.
 *
 * @param options.port 0 = any free port, for tests
 */
export async function listenForRedirect(
  options: { readonly port: number; readonly state: string; readonly pages: RedirectPages },
  signal: AbortSignal,
): Promise<LoopbackRedirect> {
  const { port, state, pages } = options;
  const server = createServer();
  server.listen({ host: HOST, port, exclusive: true });
  try {
    await once(server, 'listening', { signal });
  } catch (error) {
    server.on('listening', () => server.close());
    server.close();
    throw toListenError(error, signal);
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const code = new Promise<string>((resolve, reject) => {
    let isOver = false;
    const end = (settle: () => void): void => {
      isOver = true;
      signal.removeEventListener('abort', abort);
      server.close(settle);
      server.closeAllConnections();
    };
    const abort = (): void => end(() => reject(new RedirectError('given-up')));
    signal.addEventListener('abort', abort, { once: true });
    server.on('request', (request, response) => {
      const { status, page, result } = isOver
        ? { status: 404, page: null, result: null }
        : classifyRequest(request, actualPort, state, pages);
      isOver ||= result !== null;
      response.on('close', () => {
        if (result instanceof RedirectError) end(() => reject(result));
        else if (result !== null) end(() => resolve(result));
      });
      response.writeHead(status, RESPONSE_HEADERS);
      response.end(page === null ? '' : renderHtml(page, pages.language));
    });
  });
  // It may reject before anything awaits it.
  code.catch(() => undefined);
  return { port: actualPort, code };
}

function toListenError(error: unknown, signal: AbortSignal): RedirectError {
  if (signal.aborted) return new RedirectError('given-up');
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return new RedirectError(isTaken ? 'port-taken' : 'cannot-listen');
}

interface Outcome {
  readonly status: number;
  readonly page: RedirectPage | null;
  /** what ends the wait: the authorization code, or an error; null = it goes on */
  readonly result: string | RedirectError | null;
}

function classifyRequest(
  { headers, url = '', method }: IncomingMessage,
  port: number,
  state: string,
  pages: RedirectPages,
): Outcome {
  const refuse = (status: number, page: RedirectPage | null = null): Outcome => ({
    status,
    page,
    result: null,
  });
  // A page that uses DNS rebinding sends its own name.
  if (headers.host !== `localhost:${port}` && headers.host !== `${HOST}:${port}`) return refuse(403);
  const queryAt = url.indexOf('?');
  if ((queryAt < 0 ? url : url.slice(0, queryAt)) !== PATH) return refuse(404);
  if (method !== 'GET') return refuse(405);
  const values = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt));
  const findSingle = (name: string): string | null => {
    const all = values.getAll(name);
    return all.length === 1 && all[0] !== undefined && all[0] !== '' ? all[0] : null;
  };
  // Only this path gets a page; other requests don't come from a user.
  if (!isSame(findSingle('state') ?? '', state)) return refuse(400, pages.foreign);
  const error = findSingle('error');
  if (error !== null) return { status: 200, page: pages.declined, result: toRedirectError(error) };
  const code = findSingle('code');
  return code === null ? refuse(400, pages.foreign) : { status: 200, page: pages.received, result: code };
}

/** Compares in constant time. */
function isSame(received: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(received), digest(expected));
}

function toRedirectError(error: string): RedirectError {
  if (error === 'access_denied') return new RedirectError('declined');
  // Only an error code, because an address can have any text.
  return new RedirectError('refused', /^[\w.-]{1,60}$/u.test(error) ? error : null);
}

const RESPONSE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  // No cache and no referrer, because the address has the code.
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

function renderHtml({ title, text }: RedirectPage, language: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { OAuthProvider } from './provider.ts';

/** Where we listen. Not `localhost`, which is whatever the names of this computer make of it. */
const HOST = '127.0.0.1';
const PATH = '/callback';

/** What a page says, in the user's language. */
export interface RedirectPage {
  readonly title: string;
  readonly text: string;
}

export interface RedirectPages {
  /** BCP 47 */
  readonly language: string;
  /** the browser has come back and may be closed */
  readonly received: RedirectPage;
  /** the person, or the CRM, said no */
  readonly declined: RedirectPage;
  /** this is not the sign-in that is waited for */
  readonly foreign: RedirectPage;
}

/** The browser did not come back with a code. Holds nothing of what it brought. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  constructor(
    readonly reason:
      | 'port-taken'
      /** this user may not listen there */
      | 'cannot-listen'
      /** the person pressed "cancel" there, or may not allow it */
      | 'declined'
      /** it was asked for something that it does not know; `detail` says what in its word */
      | 'refused'
      /** nobody came in time, or it is wanted no more */
      | 'given-up',
    /** an error code of RFC 6749 §4.1.2.1; null = none was given */
    readonly detail: string | null = null,
  ) {
    super(detail === null ? reason : `${reason}: ${detail}`);
  }
}

/** Listens for the browser that comes back. */
export interface LoopbackRedirect {
  readonly port: number;
  /** What the token is exchanged for (a secret). Rejects with RedirectError. Nothing listens any more when it settles. */
  readonly code: Promise<string>;
}

/** The address that the browser is sent back to, as it must be registered at the CRM. */
export function toRedirectUri({ redirectPort }: Pick<OAuthProvider, 'redirectPort'>): string {
  return `http://localhost:${redirectPort}${PATH}`;
}

/**
 * Waits on this computer for the browser to come back from a sign-in (RFC 8252 §7.3), once. Whatever does not bring the
 * right state is turned away and ends nothing: any page in the browser can call this address.
 *
 * Rejects with RedirectError when it is not possible to listen.
 *
 * @param port 0 = any, for tests
 * @param signal gives it up
 */
export async function listenForRedirect(
  { port, state, pages }: { readonly port: number; readonly state: string; readonly pages: RedirectPages },
  signal: AbortSignal,
): Promise<LoopbackRedirect> {
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
      const outcome: Outcome = isOver
        ? { kind: 'other', status: 404 }
        : classifyRequest(request, actualPort, state);
      isOver ||= outcome.kind !== 'other';
      respond(response, outcome, pages, () => {
        if (outcome.kind === 'code') end(() => resolve(outcome.code));
        if (outcome.kind === 'error') end(() => reject(outcome.error));
      });
    });
  });
  // It may be given up before anybody waits for it.
  code.catch(() => undefined);
  return { port: actualPort, code };
}

function toListenError(error: unknown, signal: AbortSignal): RedirectError {
  if (signal.aborted) return new RedirectError('given-up');
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return new RedirectError(isTaken ? 'port-taken' : 'cannot-listen');
}

type Outcome =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'error'; readonly error: RedirectError }
  /** turned away, with this status */
  | { readonly kind: 'other'; readonly status: 400 | 403 | 404 | 405 };

function classifyRequest(
  { headers, url = '', method }: IncomingMessage,
  port: number,
  state: string,
): Outcome {
  // A page whose name was turned to this computer (DNS rebinding) speaks under that name.
  if (headers.host !== `localhost:${port}` && headers.host !== `${HOST}:${port}`)
    return { kind: 'other', status: 403 };
  const queryAt = url.indexOf('?');
  if ((queryAt < 0 ? url : url.slice(0, queryAt)) !== PATH) return { kind: 'other', status: 404 };
  if (method !== 'GET') return { kind: 'other', status: 405 };
  const values = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt));
  const findSingle = (name: string): string | null => {
    const all = values.getAll(name);
    return all.length === 1 && all[0] !== undefined && all[0] !== '' ? all[0] : null;
  };
  if (!isSame(findSingle('state') ?? '', state)) return { kind: 'other', status: 400 };
  const error = findSingle('error');
  if (error !== null) return { kind: 'error', error: toRedirectError(error) };
  const code = findSingle('code');
  return code === null ? { kind: 'other', status: 400 } : { kind: 'code', code };
}

/** In a time that does not tell how much of it is right. */
function isSame(received: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(received), digest(expected));
}

function toRedirectError(error: string): RedirectError {
  if (error === 'access_denied') return new RedirectError('declined');
  // A code and no sentence: what stands in an address can be anything.
  return new RedirectError('refused', /^[\w.-]{1,60}$/u.test(error) ? error : null);
}

function respond(
  response: ServerResponse,
  outcome: Outcome,
  pages: RedirectPages,
  onClose: () => void,
): void {
  response.on('close', onClose);
  const { status, page } = getPage(outcome, pages);
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    // Neither kept nor told on: this page's address holds the code.
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.end(page === null ? '' : renderHtml(page, pages.language));
}

function getPage(outcome: Outcome, pages: RedirectPages): { status: number; page: RedirectPage | null } {
  switch (outcome.kind) {
    case 'code':
      return { status: 200, page: pages.received };
    case 'error':
      return { status: 200, page: pages.declined };
    case 'other':
      // Who came to the right place by mistake is told; all else is no person.
      return { status: outcome.status, page: outcome.status === 400 ? pages.foreign : null };
  }
}

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

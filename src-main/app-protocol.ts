import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { protocol } from 'electron/main';

const SCHEME = 'app';
const HOST = 'chakushin';
export const APP_ORIGIN = `${SCHEME}://${HOST}`;

/** Nothing from outside, nothing inline, nothing framed; no connection leaves a window. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the windows' files from `folder`, and nothing outside of it, with the content security policy. */
export function serveApp(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const path = join(folder, decodeURIComponent(url.pathname));
    const inside = relative(folder, path);
    const type = CONTENT_TYPES[extname(path)];
    if (url.host !== HOST || inside.startsWith('..') || isAbsolute(inside) || type === undefined)
      return notFound();
    try {
      const body = await readFile(path);
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': POLICY,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    } catch {
      return notFound();
    }
  });
}

function notFound(): Response {
  return new Response('not found', { status: 404 });
}

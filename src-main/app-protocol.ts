import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { protocol } from 'electron/main';
import { APP_HOST, APP_SCHEME, SOUND_PATH } from './app-origin.ts';
import { readSound } from './sounds.ts';

export { APP_ORIGIN } from './app-origin.ts';

/** Nothing from outside, nothing inline, nothing framed; no connection leaves a window. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
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
    {
      scheme: APP_SCHEME,
      // `stream`: without it no <audio> plays what is answered whole.
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/**
 * Serves the windows' files from `folder`, and nothing outside of it, with the content security policy.
 *
 * @param soundFile the file of a sound that a window asks for by name; null = there is none of this name
 */
export function serveApp(folder: string, soundFile: (name: string) => string | null): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.host !== APP_HOST) return notFound();
    const path = pathOf(url);
    if (path === null) return notFound();
    return path.startsWith(SOUND_PATH)
      ? serveSound(soundFile(path.slice(SOUND_PATH.length)))
      : serveFile(folder, path);
  });
}

/** null: it is no text */
function pathOf({ pathname }: URL): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

async function serveFile(folder: string, name: string): Promise<Response> {
  const path = join(folder, name);
  const inside = relative(folder, path);
  const type = CONTENT_TYPES[extname(path)];
  if (inside.startsWith('..') || isAbsolute(inside) || type === undefined) return notFound();
  try {
    return answer(await readFile(path), { 'Content-Type': type });
  } catch {
    return notFound();
  }
}

/** Whole, since it is small and played again and again; never kept, since the file may change. */
async function serveSound(path: string | null): Promise<Response> {
  const sound = path === null ? null : await readSound(path);
  if (sound === null || 'problem' in sound) return notFound();
  return answer(sound.body, { 'Content-Type': sound.type, 'Cache-Control': 'no-store' });
}

function answer(body: Buffer, headers: Readonly<Record<string, string>>): Response {
  return new Response(new Uint8Array(body), {
    headers: { ...headers, 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' },
  });
}

function notFound(): Response {
  return new Response('not found', { status: 404 });
}

import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { protocol } from 'electron/main';
import { APP_HOST, APP_SCHEME, SOUND_PATH } from '../../src-preload/ipc/app-origin.ts';
import { readSound } from '../system/sounds.ts';

export { APP_ORIGIN } from '../../src-preload/ipc/app-origin.ts';

/** Nothing from outside, nothing inline, nothing framed, and no connections from a window. */
const CONTENT_SECURITY_POLICY = [
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
      // Without `stream`, <audio> does not play a response.
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/** Serves the files in `folder` only, with the content security policy, and sounds by their names. */
export function serveApp(folder: string, findSoundFile: (name: string) => string | null): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.host !== APP_HOST) return respondNotFound();
    const path = decodePath(url);
    if (path === null) return respondNotFound();
    return path.startsWith(SOUND_PATH)
      ? serveSound(findSoundFile(path.slice(SOUND_PATH.length)))
      : serveFile(folder, path);
  });
}

/** null if it is not valid UTF-8 */
function decodePath({ pathname }: URL): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

async function serveFile(folder: string, name: string): Promise<Response> {
  const path = join(folder, name);
  const relativePath = relative(folder, path);
  const type = CONTENT_TYPES[extname(path)];
  if (relativePath.startsWith('..') || isAbsolute(relativePath) || type === undefined)
    return respondNotFound();
  try {
    return respond(await readFile(path), { 'Content-Type': type });
  } catch {
    return respondNotFound();
  }
}

/** Sent whole, since it is small and repeated, and not cached, since the file may change. */
async function serveSound(path: string | null): Promise<Response> {
  const sound = path === null ? null : await readSound(path);
  if (sound === null || 'problem' in sound) return respondNotFound();
  return respond(sound.body, { 'Content-Type': sound.type, 'Cache-Control': 'no-store' });
}

function respond(body: Buffer, headers: Readonly<Record<string, string>>): Response {
  return new Response(new Uint8Array(body), {
    headers: {
      ...headers,
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

function respondNotFound(): Response {
  return new Response('not found', { status: 404 });
}

/** What every server of the simulator needs of node's http: listening on loopback, requests and answers as values. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ZoomAnswer, ZoomRequest } from './http.ts';
import type { After } from './timers.ts';

export const HOST = '127.0.0.1';
/** In characters; more than any request of a client's needs. */
const MAX_BODY_LENGTH = 64 * 1024;
const WRITE_INTERVAL_MS = 1_000;

/** Settles with the port when the server listens. */
export function listen(http: Server, port: number): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, HOST, () => {
      http.off('error', reject);
      const address = http.address();
      if (address === null || typeof address === 'string') reject(new Error('The simulator has no port.'));
      else resolve(address.port);
    });
  });
}

/** A request, when it has arrived whole. Rejects, and with that cuts the connection, when its body is too large. */
export async function receive(message: IncomingMessage): Promise<ZoomRequest> {
  const { method = '', url = '' } = message;
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return { method, path: url, headers, body: await readBody(message) };
}

/** Writes an answer, or what becomes of one. */
export function respond(response: ServerResponse, result: ZoomAnswer, after: After): void {
  switch (result.kind) {
    case 'answer':
    case 'endless':
      response.writeHead(result.status, result.headers);
      if (result.kind === 'answer') response.end(result.body);
      else writeEndlessly(response, result.body, after);
      break;
    case 'never':
      break;
    case 'cut':
      response.destroy();
      break;
  }
}

function writeEndlessly(response: ServerResponse, prefix: string, after: After): void {
  let cancel = () => {};
  const write = (text: string): void => {
    response.write(text);
    cancel = after(WRITE_INTERVAL_MS, () => write(' '));
  };
  response.on('close', () => cancel());
  write(prefix);
}

/** Rejects, and with that cuts the connection, when the body is too large. */
export async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > MAX_BODY_LENGTH) throw new Error('The request body is too large.');
  }
  return body;
}

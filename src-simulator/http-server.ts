/** Connects request and answer values to node's http, on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ZoomAnswer, ZoomRequest } from './http.ts';
import type { After } from './timers.ts';

export const HOST = '127.0.0.1';
/** In characters; more than any client of the simulator sends. */
const MAX_BODY_LENGTH = 64 * 1024;
const WRITE_INTERVAL_MS = 1_000;

/** A server that does not listen yet. A request whose body is too large is cut off. */
export function createHttpServer(
  handle: (request: ZoomRequest, respond: (answer: ZoomAnswer) => void) => void,
  after: After,
): Server {
  return createServer((message, response) => {
    receive(message)
      .then((request) => handle(request, (answer) => writeAnswer(response, answer, after)))
      .catch(() => response.destroy());
  });
}

/** Resolves with the port once the server listens. */
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

/** Cuts every HTTP connection and resolves once the port is free. */
export async function stopListening(http: Server): Promise<void> {
  if (!http.listening) return;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeAllConnections();
  await closed;
}

/** Rejects if the body is too large. */
export async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > MAX_BODY_LENGTH) throw new Error('The request body is too large.');
  }
  return body;
}

async function receive(message: IncomingMessage): Promise<ZoomRequest> {
  const { method = '', url = '' } = message;
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return { method, path: url, headers, body: await readBody(message) };
}

function writeAnswer(response: ServerResponse, answer: ZoomAnswer, after: After): void {
  switch (answer.kind) {
    case 'answer':
      response.writeHead(answer.status, answer.headers).end(answer.body);
      break;
    case 'endless':
      response.writeHead(answer.status, answer.headers);
      writeEndlessly(response, answer.body, after);
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

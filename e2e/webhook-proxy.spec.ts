import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { newCallId } from '../src-simulator/zoom/zoom-events.ts';
import { eventually, expect, ROOT } from './app.ts';
import { isInstalled, Nginx } from './webhook/nginx.ts';
import { getRefusalReasons, createRingingEvent, send, EXPECTED_REFUSALS } from './webhook/sender.ts';
import { signedHeaders } from '../src-core/test-support/fakes.ts';
import { test as base } from './webhook/terminal.ts';

interface Fixtures {
  /** Starts nginx in front of this port. It ends with the test. */
  readonly startNginx: (upstream: number) => Promise<Nginx>;
}

const test = base.extend<Fixtures>({
  startNginx: async ({}, use, info) => {
    const started: Nginx[] = [];
    await use(async (upstream) => {
      const nginx = await Nginx.start(upstream);
      started.push(nginx);
      await nginx.listening();
      return nginx;
    });
    for (const nginx of started) {
      if (info.status !== info.expectedStatus)
        await info.attach('nginx', { body: nginx.errors, contentType: 'text/plain' });
      await nginx.end();
    }
  },
});

test.skip(!isInstalled(), 'nginx is not installed');

/** Requests that nginx answers itself, so that they never reach the terminal. */
const REJECTED_BY_NGINX: ReadonlySet<string> = new Set([
  'other-path',
  'path-with-slash',
  'two-lengths',
  'not-http',
  'plain-http-to-https',
  'announced-too-large',
  'asking-with-too-large',
  'chunks-too-large',
  'head-too-large',
]);

/** Posts a signed ringing event through nginx, as Zoom does. */
async function postRinging(nginx: Nginx, callId: string): Promise<number | undefined> {
  const body = JSON.stringify(createRingingEvent(callId));
  return await new Promise((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port: nginx.port,
        servername: nginx.name,
        ca: readFileSync(nginx.ca),
        path: '/zoom/webhook',
        method: 'POST',
        headers: { host: nginx.name, ...signedHeaders(body) },
        agent: false,
      },
      (answer) => {
        answer.resume().on('close', () => {
          resolve(answer.statusCode);
        });
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

test('nginx as configured in docs/webhook.md forwards valid requests and rejects the others', async ({
  listen,
  startNginx,
}) => {
  const terminal = await listen({ env: { ZOOM_AGENT: '1002' } });
  const nginx = await startNginx(terminal.port);
  const outcomes = await send({
    url: `https://${nginx.name}/zoom/webhook`,
    connect: `127.0.0.1:${nginx.port}`,
    ca: nginx.ca,
  });
  expect(outcomes.filter(({ ok }) => !ok).map(({ line }) => line)).toEqual([]);
  await eventually(() => [...terminal.calls.values()]).toEqual([
    ['ringing', 'answered', 'ended'],
    ['ringing'],
    ['ringing'],
  ]);
  const expected = outcomes.flatMap(({ name }) =>
    REJECTED_BY_NGINX.has(name) ? [] : (EXPECTED_REFUSALS[name] ?? []),
  );
  await eventually(() => getRefusalReasons(terminal).sort()).toEqual(expected.sort());
});

test('nginx reports an unavailable app within the 3 s that Zoom waits, and recovers', async ({
  listen,
  startNginx,
}) => {
  const first = await listen();
  const { port } = first;
  const nginx = await startNginx(port);
  expect(await postRinging(nginx, newCallId())).toBe(204);

  await first.end();
  expect(await postRinging(nginx, newCallId())).toBe(502);

  const second = await listen({ port });
  const callId = newCallId();
  expect(await postRinging(nginx, callId)).toBe(204);
  await eventually(() => second.calls.get(callId)).toEqual(['ringing']);

  // The terminal is stopped, so nginx answers in its place.
  second.signal('SIGSTOP');
  const status = await postRinging(nginx, newCallId());
  second.signal('SIGCONT');
  expect(status).toBe(504);
  // Zoom waits three seconds.
  const limits = readFileSync(join(ROOT, 'docs', 'webhook.md'), 'utf8').matchAll(
    /proxy_(?:connect|read)_timeout (\d+)s;/gu,
  );
  const seconds = [...limits].map(([, limit]) => Number(limit));
  expect(seconds).toHaveLength(2);
  expect(Math.max(...seconds)).toBeLessThan(3);
});

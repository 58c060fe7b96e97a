import { once } from 'node:events';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mailbox, startLoopbackServer, type LoopbackServer } from '../test-support/fakes.ts';
import {
  closedPort,
  IDENTITIES,
  startListening,
  startConnectProxy,
  startSocksProxy,
  startTls,
  TEST_CA,
  type ListeningServer,
  type Proxy,
} from '../test-support/network.ts';
import { createNodeTransport } from './node-transport.ts';
import { createEnvironmentProxyResolver, createProxyRoute, type ProxyResolver } from './proxy-routes.ts';
import { HttpError, type SocketEnd } from './transport.ts';

const ZOOM = 'https://zoom.test/oauth/token?s3cr3t';
const ZOOM_WS = 'wss://zoom.test/ws?access_token=s3cr3t';

describe('createEnvironmentProxyResolver', () => {
  test.each<[Record<string, string | undefined>, string]>([
    [{}, 'DIRECT'],
    [{ HTTPS_PROXY: '', https_proxy: ' ' }, 'DIRECT'],
    [{ HTTPS_PROXY: 'http://proxy.test:3128' }, 'PROXY proxy.test:3128'],
    [{ https_proxy: 'http://small.test:1', HTTPS_PROXY: 'http://capital.test:2' }, 'PROXY small.test:1'],
    [{ HTTPS_PROXY: 'http://proxy.test:1', ALL_PROXY: 'http://all.test:2' }, 'PROXY proxy.test:1'],
    [{ HTTPS_PROXY: '', ALL_PROXY: 'http://all.test:2' }, 'PROXY all.test:2'],
    [{ all_proxy: 'socks://all.test' }, 'SOCKS5 all.test:1080'],
    [{ HTTP_PROXY: 'http://plain.test:1', http_proxy: 'http://plain.test:1' }, 'DIRECT'],
    [{ HTTPS_PROXY: 'proxy.test:3128' }, 'PROXY proxy.test:3128'],
    [{ HTTPS_PROXY: 'proxy.test' }, 'PROXY proxy.test:80'],
    [{ HTTPS_PROXY: 'HTTP://proxy.test:80/' }, 'PROXY proxy.test:80'],
    [{ HTTPS_PROXY: 'https://proxy.test' }, 'HTTPS proxy.test:443'],
    [{ HTTPS_PROXY: 'socks5h://proxy.test:80' }, 'SOCKS5 proxy.test:80'],
    [{ HTTPS_PROXY: 'socks4://proxy.test' }, 'SOCKS4 proxy.test:1080'],
    [{ HTTPS_PROXY: 'socks4a://proxy.test' }, 'SOCKS4A proxy.test:1080'],
    [{ HTTPS_PROXY: 'http://[2001:db8::1]:8080' }, 'PROXY [2001:db8::1]:8080'],
    [{ HTTPS_PROXY: 'http://sato:p%40ss;w rd@proxy.test:1' }, 'PROXY sato:p%40ss%3Bw%20rd@proxy.test:1'],
    [{ HTTPS_PROXY: 'sato:pass@proxy.test:1' }, 'PROXY sato:pass@proxy.test:1'],
  ])('%j: %s', async (env, answer) => {
    expect(await createEnvironmentProxyResolver(env)(ZOOM)).toBe(answer);
    expect(await createEnvironmentProxyResolver(env)(ZOOM_WS)).toBe(answer);
  });

  test('uses http_proxy for plain http', async () => {
    const proxy = createEnvironmentProxyResolver({ http_proxy: 'plain.test:1', https_proxy: 'proxy.test:2' });
    expect(await proxy('http://zoom.test/')).toBe('PROXY plain.test:1');
    expect(await proxy('ws://zoom.test/')).toBe('PROXY plain.test:1');
    expect(await createEnvironmentProxyResolver({ HTTP_PROXY: 'plain.test:1' })('http://zoom.test/')).toBe(
      'DIRECT',
    );
  });

  test.each([
    'http://',
    'http://:3128',
    'ftp://proxy.test',
    'http://proxy.test:port',
    'http://proxy.test:0',
    'http://proxy.test:99999',
    'http://my proxy:1',
    'http://sato:100%@proxy.test',
  ])('rejects the invalid proxy "%s"', async (value) => {
    const error: unknown = await createEnvironmentProxyResolver({ HTTPS_PROXY: value })(ZOOM).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ reason: 'proxy' });
    expect(inspect(error)).not.toMatch(/sato|zoom\.test/u);
  });

  test.each([
    ['*', true],
    ['zoom.test', true],
    ['ZOOM.test', true],
    ['.zoom.test', true],
    ['*.zoom.test', true],
    ['zoom.test.', true],
    ['test', true],
    ['zoom.test:443', true],
    ['other.test,zoom.test', true],
    ['other.test , .zoom.test', true],
    ['other.test zoom.test', true],
    ['', false],
    ['.', false],
    [',', false],
    ['*,other.test', false],
    ['oom.test', false],
    ['www.zoom.test', false],
    ['zoom.test:80', false],
    [':443', false],
    ['zoom', false],
  ])('NO_PROXY "%s" exempts the host: %s', async (exceptions, exempt) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const proxy = createEnvironmentProxyResolver({ HTTPS_PROXY: 'proxy.test:1', [name]: exceptions });
      expect(await proxy(ZOOM)).toBe(exempt ? 'DIRECT' : 'PROXY proxy.test:1');
      expect(await proxy(ZOOM_WS)).toBe(exempt ? 'DIRECT' : 'PROXY proxy.test:1');
    }
  });

  test('NO_PROXY matches subdomains and ports', async () => {
    const proxy = createEnvironmentProxyResolver({
      HTTPS_PROXY: 'proxy.test:1',
      NO_PROXY: 'zoom.test:8443,[2001:db8::1]:443',
    });
    expect(await proxy('https://api.zoom.test:8443/')).toBe('DIRECT');
    expect(await proxy('https://api.zoom.test/')).toBe('PROXY proxy.test:1');
    expect(await proxy('https://[2001:db8::1]/')).toBe('DIRECT');
    expect(await proxy('https://[2001:db8::2]/')).toBe('PROXY proxy.test:1');
  });
});

/** Stub of Zoom without TLS; a TLS server forwards to it. */
let zoom: LoopbackServer;
let others: ListeningServer[];
beforeEach(async () => {
  zoom = await startLoopbackServer(() => ({ body: { hello: 'there' } }));
  others = [];
});
afterEach(async () => {
  await zoom.close();
  for (const other of others) await other.close();
});

async function track<T extends ListeningServer>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  others.push(started);
  return started;
}

const tls = (certificates: string): Promise<ListeningServer> => track(startTls(zoom.port, certificates));
const resolveTo =
  (answer: string): ProxyResolver =>
  () =>
    Promise.resolve(answer);

/** Resolves with the status and JSON of a request, or with the reason of its failure. */
async function tryRequest(
  resolve: ProxyResolver,
  options: {
    readonly ca?: readonly string[] | null;
    readonly url?: string;
    readonly signal?: AbortSignal;
  } = {},
): Promise<unknown> {
  const { ca = [TEST_CA], url = ZOOM, signal = new AbortController().signal } = options;
  try {
    const { status, json } = await createNodeTransport(createProxyRoute(resolve, ca)).request(
      { method: 'GET', url, headers: { Authorization: 'Bearer s3cr3t' } },
      signal,
    );
    return { status, json };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/s3cr3t|zoom\.test/u);
    return error.reason;
  }
}

/** Opens a WebSocket and resolves with its first message as text, or with its end. */
async function trySocket(
  resolve: ProxyResolver,
  options: { readonly ca?: readonly string[] | null; readonly url?: string } = {},
): Promise<string | SocketEnd> {
  const { ca = [TEST_CA], url = ZOOM_WS } = options;
  const received = new Mailbox<string | SocketEnd>();
  const socket = createNodeTransport(createProxyRoute(resolve, ca)).connect(url, {
    message: (data) => received.push(data.toString()),
    end: (end) => received.push(end),
  });
  try {
    return await received.next();
  } finally {
    socket.terminate();
  }
}

const FINE = { status: 200, json: { hello: 'there' } };
const toFailure = (reason: string): unknown => ({ kind: 'failed', reason });

/** Sends "hello" to the next WebSocket. */
async function greet(): Promise<void> {
  (await zoom.clients.next()).sendRaw('hello');
}

describe('connecting through a proxy', () => {
  const kinds: [string, (port: number) => Promise<{ proxy: Proxy; pac: string }>][] = [
    [
      'HTTP',
      async (port) => {
        const proxy = await track(startConnectProxy(port));
        return { proxy, pac: `PROXY 127.0.0.1:${proxy.port}; DIRECT` };
      },
    ],
    [
      'HTTPS',
      async (port) => {
        const proxy = await track(startConnectProxy(port));
        const { port: front } = await track(startTls(proxy.port, IDENTITIES.good));
        return { proxy, pac: `HTTPS 127.0.0.1:${front}` };
      },
    ],
    [
      'SOCKS5',
      async (port) => {
        const proxy = await track(startSocksProxy(port));
        return { proxy, pac: `SOCKS5 127.0.0.1:${proxy.port}; PROXY never.test:1` };
      },
    ],
  ];

  test.each(kinds)('%s: requests and sockets reach Zoom by host name', async (_kind, start) => {
    const { proxy, pac } = await start((await tls(IDENTITIES.good)).port);
    expect(await tryRequest(resolveTo(pac))).toEqual(FINE);
    expect(zoom.requests.all).toMatchObject([{ path: '/oauth/token?s3cr3t' }]);
    const [message] = await Promise.all([trySocket(resolveTo(pac)), greet()]);
    expect(message).toBe('hello');
    expect(zoom.clients.all[0]?.path).toBe('/ws?access_token=s3cr3t');
    expect(proxy.requests.all).toEqual([
      { target: 'zoom.test:443', credentials: null },
      { target: 'zoom.test:443', credentials: null },
    ]);
  });

  test.each(kinds)('%s: sends credentials and uses another port', async (_kind, start) => {
    const { proxy, pac } = await start((await tls(IDENTITIES.good)).port);
    const known = pac.replace(' ', ' sato:p%40ss%3Bw@');
    expect(await tryRequest(resolveTo(known), { url: 'https://zoom.test:8443/' })).toEqual(FINE);
    expect(proxy.requests.all).toEqual([{ target: 'zoom.test:8443', credentials: 'sato:p@ss;w' }]);
  });

  test.each(kinds)('%s: one agent handles several requests at once', async (_kind, start) => {
    const { pac } = await start((await tls(IDENTITIES.good)).port);
    const route = createProxyRoute(resolveTo(pac), [TEST_CA]);
    const transport = createNodeTransport(route);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        transport.request(
          { method: 'GET', url: `https://zoom.test/${number}`, headers: {} },
          new AbortController().signal,
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(zoom.requests.all.map(({ path }) => path).sort()).toEqual(['/1', '/2', '/3', '/4']);
    expect(await route(ZOOM)).toBe(await route(ZOOM_WS));
  });

  test.each(kinds)('%s: passes on Zoom’s own refusals', async (_kind, start) => {
    const { pac } = await start((await tls(IDENTITIES.good)).port);
    zoom.respond = () => ({ status: 407, body: { code: 1 } });
    expect(await tryRequest(resolveTo(pac))).toEqual({ status: 407, json: { code: 1 } });
    zoom.refuseUpgrade = 403;
    expect(await trySocket(resolveTo(pac))).toEqual({ kind: 'refused', status: 403 });
  });

  test.each(kinds)('%s: rejects an untrusted server certificate', async (_kind, start) => {
    const { pac } = await start((await tls(IDENTITIES.selfSigned)).port);
    expect(await tryRequest(resolveTo(pac))).toBe('certificate');
    expect(await trySocket(resolveTo(pac))).toEqual(toFailure('certificate'));
    expect(zoom.requests.all).toEqual([]);
  });

  test.each(kinds)('%s: reports a proxy fault if the proxy cannot reach Zoom', async (_kind, start) => {
    const { proxy, pac } = await start(await closedPort());
    expect(await tryRequest(resolveTo(pac))).toBe('proxy');
    expect(await trySocket(resolveTo(pac))).toEqual(toFailure('proxy'));
    expect(proxy.requests.all).toHaveLength(2);
  });

  test.each(kinds)(
    '%s: closes the proxy connection if aborted while the proxy has not answered',
    async (_kind, start) => {
      const { proxy, pac } = await start(0);
      proxy.answer = null;
      const abort = new AbortController();
      const pendingRequest = tryRequest(resolveTo(pac), { signal: abort.signal });
      await proxy.requests.next();
      abort.abort();
      expect(await pendingRequest).toBe('timeout');
      const received: unknown[] = [];
      const socket = createNodeTransport(createProxyRoute(resolveTo(pac), [TEST_CA])).connect(ZOOM_WS, {
        message: (data) => received.push(data),
        end: (end) => received.push(end),
      });
      await proxy.requests.next();
      socket.terminate();
      // socks-proxy-agent cannot be canceled; it times out after 30 s.
      if (!pac.startsWith('SOCKS')) for (const { closed: over } of proxy.connections.all) await over;
      expect(received).toEqual([]);
    },
  );

  test.each(kinds)('%s: does not contact the proxy if aborted beforehand', async (_kind, start) => {
    const { proxy, pac } = await start((await tls(IDENTITIES.good)).port);
    const agent = await createProxyRoute(resolveTo(pac), [TEST_CA])(ZOOM);
    const abandoned = request(ZOOM, { agent });
    const over = once(abandoned, 'error');
    abandoned.destroy();
    await over;
    expect(await tryRequest(resolveTo(pac))).toEqual(FINE);
    expect(proxy.connections.all).toHaveLength(1);
  });

  test.each(kinds)('%s: closes the connection if aborted during the TLS handshake', async (_kind, start) => {
    const silent = await track(startListening(createServer((socket) => socket.resume())));
    const { proxy, pac } = await start(silent.port);
    const abort = new AbortController();
    const pendingRequest = tryRequest(resolveTo(pac), { signal: abort.signal });
    const { closed: over } = await silent.connections.next();
    abort.abort();
    expect(await pendingRequest).toBe('timeout');
    await over;
    await (
      await proxy.connections.next()
    ).closed;
  });

  test.each([
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{"code":1}',
    'HTTP/1.1 502 Bad Gateway\r\n\r\n',
    'HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy',
    'HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Please log in</html>',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n',
    '<html>',
    '\r\n\r\n',
    '',
  ])('reports a proxy fault if the proxy answers %j', async (answer) => {
    const proxy = await track(startConnectProxy(answer));
    expect(await tryRequest(resolveTo(`PROXY 127.0.0.1:${proxy.port}`))).toBe('proxy');
    expect(await trySocket(resolveTo(`PROXY 127.0.0.1:${proxy.port}`))).toEqual(toFailure('proxy'));
    // After a 200, only a TLS handshake would reveal the fault, and plain HTTP has no handshake.
    if (!answer.includes(' 200 ')) {
      const url = 'http://zoom.test/';
      expect(await tryRequest(resolveTo(`PROXY 127.0.0.1:${proxy.port}`), { url })).toBe('proxy');
    }
  });

  test.each(kinds)('%s: rejects a certificate for another host', async (_kind, start) => {
    const { pac } = await start((await tls(IDENTITIES.good)).port);
    expect(await tryRequest(resolveTo(pac), { url: 'https://api.zoom.test/' })).toBe('certificate');
    expect(await trySocket(resolveTo(pac), { url: 'wss://ws.zoom.test/' })).toEqual(toFailure('certificate'));
  });

  test('reports a proxy fault if a SOCKS proxy refuses', async () => {
    const proxy = await track(startSocksProxy('no'));
    expect(await tryRequest(resolveTo(`SOCKS5 127.0.0.1:${proxy.port}`))).toBe('proxy');
    expect(await trySocket(resolveTo(`SOCKS5 127.0.0.1:${proxy.port}`))).toEqual(toFailure('proxy'));
  });

  test.each(['PROXY', 'HTTPS', 'SOCKS', 'SOCKS5'])(
    'reports a proxy fault if the proxy is down: %s',
    async (kind) => {
      const pac = `${kind} 127.0.0.1:${await closedPort()}; DIRECT`;
      expect(await tryRequest(resolveTo(pac))).toBe('proxy');
      expect(await trySocket(resolveTo(pac))).toEqual(toFailure('proxy'));
    },
  );

  test.each(['PROXY', 'HTTPS', 'SOCKS5'])(
    'reports a proxy fault if the proxy hangs up at once: %s',
    async (kind) => {
      const { port } = await track(startListening(createServer((socket) => socket.end())));
      for (let time = 0; time < 20; time++)
        expect(await tryRequest(resolveTo(`${kind} 127.0.0.1:${port}`))).toBe('proxy');
      expect(await trySocket(resolveTo(`${kind} 127.0.0.1:${port}`))).toEqual(toFailure('proxy'));
    },
  );

  test('rejects a proxy with an untrusted certificate', async () => {
    const proxy = await track(startConnectProxy((await tls(IDENTITIES.good)).port));
    const { port } = await track(startTls(proxy.port, IDENTITIES.selfSigned));
    expect(await tryRequest(resolveTo(`HTTPS 127.0.0.1:${port}`))).toBe('certificate');
    expect(await trySocket(resolveTo(`HTTPS 127.0.0.1:${port}`))).toEqual(toFailure('certificate'));
    expect(proxy.requests.all).toEqual([]);
  });
});

describe('createProxyRoute', () => {
  test('passes the resolver an origin without path, with https for wss', async () => {
    const questions: string[] = [];
    const route = createProxyRoute((url) => {
      questions.push(url);
      return Promise.resolve('DIRECT');
    }, null);
    for (const url of [ZOOM, ZOOM_WS, ZOOM_WS, 'https://sato:s3cr3t@zoom.test:8443/x', 'http://zoom.test/y'])
      expect(await route(url)).toBeUndefined();
    expect(questions).toEqual([
      'https://zoom.test/',
      'https://zoom.test/',
      'https://zoom.test/',
      'https://zoom.test:8443/',
      'http://zoom.test/',
    ]);
  });

  test('never uses a proxy for loopback addresses', async () => {
    const { port } = await tls(IDENTITIES.good);
    const never: ProxyResolver = () => Promise.reject(new Error('asked'));
    const route = createProxyRoute(never, null);
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])
      for (const scheme of ['http', 'https', 'ws', 'wss'])
        expect(await route(`${scheme}://${host}:1/`)).toBeUndefined();
    const pac = resolveTo('PROXY never.test:1');
    expect(await tryRequest(pac, { url: `http://127.0.0.1:${zoom.port}/` })).toEqual(FINE);
    expect(await tryRequest(pac, { url: `https://127.0.0.1:${port}/` })).toEqual(FINE);
    const [plain] = await Promise.all([trySocket(pac, { url: `ws://127.0.0.1:${zoom.port}/` }), greet()]);
    const [secure] = await Promise.all([trySocket(pac, { url: `wss://127.0.0.1:${port}/` }), greet()]);
    expect([plain, secure]).toEqual(['hello', 'hello']);
  });

  test.each(['', ' ; ', 'DIRECT', 'direct', 'DIRECT; PROXY never.test:1', 'QUIC q.test:1; DIRECT'])(
    'connects directly for "%s"',
    async (pac) => {
      expect(await createProxyRoute(resolveTo(pac), null)(ZOOM)).toBeUndefined();
    },
  );

  test('connects directly if the resolver fails, except with an HttpError', async () => {
    expect(await createProxyRoute(() => Promise.reject(new Error('no')), null)(ZOOM)).toBeUndefined();
    const unusable = createEnvironmentProxyResolver({ HTTPS_PROXY: 'ftp://proxy.test' });
    expect(await tryRequest(unusable)).toBe('proxy');
    expect(await trySocket(unusable)).toEqual(toFailure('proxy'));
  });

  test('an abort ends a hanging resolver with a timeout', async () => {
    const abort = new AbortController();
    const pendingRequest = tryRequest(() => new Promise(() => undefined), { signal: abort.signal });
    abort.abort();
    expect(await pendingRequest).toBe('timeout');
  });

  test('skips unusable entries and uses the next', async () => {
    const proxy = await track(startConnectProxy((await tls(IDENTITIES.good)).port));
    const pac = `QUIC q.test:1; PROXY; PROXY x:99999;\tproxy   127.0.0.1:${proxy.port} ;DIRECT`;
    expect(await tryRequest(resolveTo(pac))).toEqual(FINE);
    expect(proxy.requests.all).toHaveLength(1);
  });

  test.each(['QUIC q.test:1', 'PROXY', 'PROXY x:99999', 'nonsense'])(
    'reports a proxy fault if no entry is usable: "%s"',
    async (pac) => {
      expect(await tryRequest(resolveTo(pac))).toBe('proxy');
    },
  );

  test('uses a new proxy after a network change and leaves open sockets connected', async () => {
    const { port } = await tls(IDENTITIES.good);
    const first = await track(startConnectProxy(port));
    const second = await track(startConnectProxy(port));
    let now = first;
    const transport = createNodeTransport(
      createProxyRoute(() => Promise.resolve(`PROXY 127.0.0.1:${now.port}`), [TEST_CA]),
    );
    const received = new Mailbox<string>();
    const socket = transport.connect(ZOOM_WS, {
      message: (data) => received.push(data.toString()),
      end: () => received.push('end'),
    });
    const guest = await zoom.clients.next();
    now = second;
    const { status } = await transport.request(
      { method: 'GET', url: ZOOM, headers: {} },
      new AbortController().signal,
    );
    expect(status).toBe(200);
    expect([first.requests.all.length, second.requests.all.length]).toEqual([1, 1]);
    // The WebSocket through the first proxy stays open.
    guest.sendRaw('still there');
    expect(await received.next()).toBe('still there');
    socket.terminate();
  });
});

describe('certificates on direct connections', () => {
  const chain = `${IDENTITIES.good}\n${TEST_CA}`;
  test.each<[string, string, readonly string[] | null]>([
    ['inspection whose root is not trusted (the root is not sent)', IDENTITIES.good, null],
    ['inspection whose root is not trusted (the root is sent)', chain, null],
    ['self-signed', IDENTITIES.selfSigned, [TEST_CA]],
    ['expired', IDENTITIES.expired, [TEST_CA]],
    ['not yet valid', IDENTITIES.future, [TEST_CA]],
  ])('%s', async (_what, certificates, ca) => {
    const { port } = await tls(certificates);
    const direct = resolveTo('DIRECT');
    expect(await tryRequest(direct, { ca, url: `https://127.0.0.1:${port}/` })).toBe('certificate');
    expect(await trySocket(direct, { ca, url: `wss://127.0.0.1:${port}/` })).toEqual(
      toFailure('certificate'),
    );
    expect(zoom.requests.all).toEqual([]);
  });

  test('accepts a trusted certificate', async () => {
    const { port } = await tls(chain);
    const url = `127.0.0.1:${port}/`;
    expect(await tryRequest(resolveTo('DIRECT'), { url: `https://${url}` })).toEqual(FINE);
    const [message] = await Promise.all([trySocket(resolveTo('DIRECT'), { url: `wss://${url}` }), greet()]);
    expect(message).toBe('hello');
  });
});

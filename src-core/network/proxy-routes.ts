import { once } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { readVariable, type Environment } from '../util/environment.ts';
import { isLoopback } from '../util/loopback.ts';
import { toTransportFault, type Route } from './node-transport.ts';
import { HttpError } from './transport.ts';

/**
 * Returns the proxy for a URL as a PAC file does ("DIRECT", "PROXY host:port; DIRECT"), like Electron's
 * `session.resolveProxy`; also with percent-encoded credentials ("PROXY user:password@host:port").
 */
export type ProxyResolver = (url: string) => Promise<string>;

/** PAC's proxy types, and the schemes that the agents use for them. */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ['PROXY', 'http'],
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
  // 4 needs an address, 4a and 5 resolve names: the office's own DNS may know only its own names.
  ['SOCKS', 'socks4'],
  ['SOCKS4', 'socks4'],
  ['SOCKS4A', 'socks4a'],
  ['SOCKS5', 'socks5h'],
]);

/** Schemes in the proxy variables: PAC's type, and the default port. */
const VARIABLE_SCHEMES: ReadonlyMap<string, readonly [kind: string, port: number]> = new Map([
  ['http', ['PROXY', 80]],
  ['https', ['HTTPS', 443]],
  ['socks', ['SOCKS5', 1080]],
  ['socks4', ['SOCKS4', 1080]],
  ['socks4a', ['SOCKS4A', 1080]],
  ['socks5', ['SOCKS5', 1080]],
  ['socks5h', ['SOCKS5', 1080]],
]);

/**
 * Resolves proxies from the environment by curl's rules: `https_proxy` (also for wss), `http_proxy` (lower
 * case only), else `all_proxy`. `no_proxy` lists hosts, which include their subdomains and may have a port,
 * or is "*"; address ranges are not supported, because Zoom has names. Rejects with HttpError `proxy` if the
 * proxy is unusable, because a direct connection would bypass the company's proxy unnoticed.
 */
export function createEnvironmentProxyResolver(env: Environment): ProxyResolver {
  const readFirst = (...names: readonly string[]): string =>
    names.map((name) => readVariable(env, name)).find((value) => value !== null) ?? '';
  const exceptions = readFirst('no_proxy', 'NO_PROXY');
  const forSecure = readFirst('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY');
  const forPlain = readFirst('http_proxy', 'all_proxy', 'ALL_PROXY');
  return (url) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(url);
      const proxy = isSecure(url) ? forSecure : forPlain;
      const isDirect = isExempt(exceptions, hostname, port || (isSecure(url) ? '443' : '80'));
      resolve(proxy === '' || isDirect ? 'DIRECT' : toPacEntry(proxy));
    });
}

function isSecure(url: string): boolean {
  return /^(?:https|wss):/iu.test(url);
}

function isExempt(exceptions: string, hostname: string, port: string): boolean {
  if (exceptions === '*') return true;
  const host = hostname.replace(/\.$/u, '');
  return exceptions.split(/[\s,]+/u).some((entry) => {
    const [, suffix = '', onlyPort] =
      /^(?:\*?\.)?(\[.*\]|[^:]*?)\.?(?::(\d+))?$/u.exec(entry.toLowerCase()) ?? [];
    if (suffix === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

/** Converts the value of a proxy variable. Throws HttpError if it is unusable. */
function toPacEntry(value: string): string {
  const [, scheme = 'http', address = ''] = /^(?:([^:/]*):\/\/)?(.*)$/u.exec(value) ?? [];
  const [kind, defaultPort] = VARIABLE_SCHEMES.get(scheme.toLowerCase()) ?? [];
  // URL keeps every port of a scheme that it does not know.
  const url = parseProxy('proxy', address);
  if (kind === undefined || url === null) throw new HttpError('proxy');
  const { username, password, hostname, port } = url;
  const credentials = username === '' && password === '' ? '' : `${username}:${password}@`;
  return `${kind} ${credentials}${hostname}:${port || defaultPort}`;
}

/** Null if it is unusable. */
function parseProxy(scheme: string, address: string): URL | null {
  try {
    const url = new URL(`${scheme}://${address}`);
    // The agents decode these too, but would throw late.
    decodeURIComponent(url.username + url.password);
    return url.hostname === '' || url.port === '0' ? null : url;
  } catch {
    return null;
  }
}

/** The first usable proxy in a PAC answer; null for a direct connection. Throws HttpError if none is. */
function findFirstProxy(answer: string): URL | null {
  if (/^[;\s]*$/u.test(answer)) return null;
  for (const entry of answer.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/u);
    if (kind.toUpperCase() === 'DIRECT') return null;
    const scheme = SCHEMES.get(kind.toUpperCase());
    const proxy = scheme === undefined ? null : parseProxy(scheme, address);
    if (proxy !== null) return proxy;
  }
  throw new HttpError('proxy');
}

/**
 * Routes requests through the proxies that `resolveProxy` returns; directly if it fails other than by
 * HttpError, and always to this machine. It is called for every request, because the network may change, and
 * receives only scheme, host and port. While it hangs, so does the request.
 *
 * @param ca PEMs of the roots to trust (see `loadTrustedRoots`); null for Node's own
 */
export function createProxyRoute(resolveProxy: ProxyResolver, ca: readonly string[] | null): Route {
  // Once, because parsing a hundred roots takes tens of milliseconds.
  const secureContext = ca === null ? undefined : createSecureContext({ ca: [...ca] });
  const directAgent = secureContext && new HttpsAgent({ keepAlive: false, secureContext });
  // Usually one proxy serves all requests. A replaced agent keeps no connections, so it needs no closing.
  let latest: { readonly href: string; readonly agent: Agent } | null = null;
  return async (url) => {
    const { hostname, host } = new URL(url);
    const direct = isSecure(url) ? directAgent : undefined;
    if (isLoopback(hostname)) return direct;
    const answer = await resolveProxy(`${isSecure(url) ? 'https' : 'http'}://${host}/`).catch(
      (error: unknown) => {
        if (error instanceof HttpError) throw error;
        return 'DIRECT';
      },
    );
    const proxy = findFirstProxy(answer);
    if (proxy === null) return direct;
    if (latest?.href !== proxy.href) {
      const Tunnel = proxy.protocol.startsWith('socks') ? SocksTunnel : HttpTunnel;
      latest = { href: proxy.href, agent: new Tunnel(proxy, secureContext) };
    }
    return latest.agent;
  };
}

type ConnectOptions = Parameters<SocksProxyAgent['connect']>[1];

/** CONNECT through an HTTP proxy; TLS to the proxy itself trusts the same roots. */
class HttpTunnel extends HttpsProxyAgent<string> {
  readonly #secureContext: SecureContext | undefined;

  constructor(proxy: URL, secureContext: SecureContext | undefined) {
    super(proxy, { keepAlive: false, secureContext });
    this.#secureContext = secureContext;
  }

  override connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    return openTunnel(request, async (signal) => {
      let status = 0;
      request.once('proxyConnect', (response: { readonly statusCode: number }) => {
        status = response.statusCode;
      });
      // `super.connect` opens its socket with these synchronously.
      this.connectOpts = { ...this.connectOpts, signal };
      const socket = await super.connect(request, withSecureContext(options, this.#secureContext));
      // Otherwise this is no socket but replays the proxy's answer as if it were the server's.
      if (status !== 200) throw new HttpError('proxy');
      return socket;
    });
  }
}

class SocksTunnel extends SocksProxyAgent {
  readonly #secureContext: SecureContext | undefined;

  constructor(proxy: URL, secureContext: SecureContext | undefined) {
    super(proxy, { keepAlive: false });
    this.#secureContext = secureContext;
  }

  override connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    return openTunnel(request, () => super.connect(request, withSecureContext(options, this.#secureContext)));
  }
}

function withSecureContext(
  options: ConnectOptions,
  secureContext: SecureContext | undefined,
): ConnectOptions {
  return options.secureEndpoint ? { ...options, secureContext } : options;
}

/**
 * Waits for TLS through the proxy too, so that all errors before count as the proxy's, except for
 * certificates. (Some proxies answer 200 and then send a page, or hang up.)
 *
 * @param dial connects; cancels when its signal aborts
 */
async function openTunnel(
  request: ClientRequest,
  dial: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  if (request.destroyed) throw new HttpError('network');
  const abort = new AbortController();
  // A request canceled before it has a socket emits nothing: its socket to the proxy would stay open.
  const destroy = request.destroy.bind(request);
  request.destroy = (error) => {
    abort.abort();
    return destroy(error);
  };
  try {
    const socket = await dial(abort.signal);
    if (socket instanceof TLSSocket) {
      addAbortSignal(abort.signal, socket);
      await once(socket, 'secureConnect');
    }
    return socket;
  } catch (error) {
    throw toTransportFault(error) === 'certificate' ? error : new HttpError('proxy');
  } finally {
    Reflect.deleteProperty(request, 'destroy');
  }
}

import { once } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { isLoopback } from '../util/loopback.ts';
import { toTransportFault, type Route } from './node-transport.ts';
import { HttpError } from './transport.ts';

/**
 * Which proxy leads to a URL, in the words of a PAC file ("DIRECT", "PROXY host:port; DIRECT"), as Electron's
 * `session.resolveProxy` answers. Ours may have percent-encoded credentials ("PROXY user:password@host:port").
 */
export type ProxyResolver = (url: string) => Promise<string>;

/** PAC's words for kinds of proxies, and the schemes by which the agents know them. */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ['PROXY', 'http'],
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
  // A proxy of version 4 wants an address, 4a and 5 take the name: an office's own DNS may not know the world.
  ['SOCKS', 'socks4'],
  ['SOCKS4', 'socks4'],
  ['SOCKS4A', 'socks4a'],
  ['SOCKS5', 'socks5h'],
]);

/** Schemes in the proxy variables: PAC's word, and the port where none is named. */
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
 * The proxy that the environment names, by curl's rules: `https_proxy` (for wss too), `http_proxy` (in small letters
 * only), else `all_proxy`; `no_proxy` names hosts and their subdomains, with a port if it matters, or "*" alone.
 * Address ranges are not understood in `no_proxy`: Zoom has names. A proxy that cannot be used rejects each time
 * with HttpError `proxy`, as going straight would leave the company's way unnoticed.
 *
 * @param env the process's environment
 */
export function createEnvironmentProxyResolver(
  env: Readonly<Record<string, string | undefined>>,
): ProxyResolver {
  const readVariable = (...names: readonly string[]): string =>
    names.map((name) => env[name]?.trim() ?? '').find((value) => value !== '') ?? '';
  const exceptions = readVariable('no_proxy', 'NO_PROXY');
  const forSecure = readVariable('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY');
  const forPlain = readVariable('http_proxy', 'all_proxy', 'ALL_PROXY');
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

/** A proxy variable's value as an entry of PAC. Throws HttpError when it is none. */
function toPacEntry(value: string): string {
  const [, scheme = 'http', address = ''] = /^(?:([^:/]*):\/\/)?(.*)$/u.exec(value) ?? [];
  const [kind, defaultPort] = VARIABLE_SCHEMES.get(scheme.toLowerCase()) ?? [];
  // A scheme that URL does not know keeps every port.
  const url = parseProxy('proxy', address);
  if (kind === undefined || url === null) throw new HttpError('proxy');
  const { username, password, hostname, port } = url;
  const credentials = username === '' && password === '' ? '' : `${username}:${password}@`;
  return `${kind} ${credentials}${hostname}:${port || defaultPort}`;
}

/** Null when it cannot be used. */
function parseProxy(scheme: string, address: string): URL | null {
  try {
    const url = new URL(`${scheme}://${address}`);
    // The agents decode these, and throw late.
    decodeURIComponent(url.username + url.password);
    return url.hostname === '' || url.port === '0' ? null : url;
  } catch {
    return null;
  }
}

/** The first proxy of PAC's answer that we can use; null = straight. Throws HttpError when it names only others. */
function findFirstProxy(answer: string): URL | null {
  const entries = answer
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length === 0) return null;
  for (const entry of entries) {
    const [kind = '', address = ''] = entry.split(/\s+/u);
    if (kind.toUpperCase() === 'DIRECT') return null;
    const scheme = SCHEMES.get(kind.toUpperCase());
    const proxy = scheme === undefined ? null : parseProxy(scheme, address);
    if (proxy !== null) return proxy;
  }
  throw new HttpError('proxy');
}

/**
 * The ways over the proxies that `resolveProxy` names. It is asked anew each time, for the network may have changed,
 * and never told more than scheme, host and port. When it fails, the way is straight, unless it says HttpError; when
 * it hangs, the way hangs. This machine itself is never reached over a proxy.
 *
 * @param ca the roots to trust instead of Node's own, as PEMs (see `trustedRoots`); null = Node's own
 */
export function createProxyRoute(resolveProxy: ProxyResolver, ca: readonly string[] | null): Route {
  // Reading a hundred roots takes tens of milliseconds: once, not for each connection.
  const secureContext = ca === null ? undefined : createSecureContext({ ca: [...ca] });
  const directAgent = secureContext && new HttpsAgent({ keepAlive: false, secureContext });
  // One proxy leads to all of Zoom as a rule, so one is kept. The one before is left to its open sockets and needs
  // no closing: nothing is kept alive in it.
  let latest: { readonly href: string; readonly agent: Agent } | null = null;
  return async (url) => {
    const { hostname, host } = new URL(url);
    const direct = isSecure(url) ? directAgent : undefined;
    if (isLoopback(hostname)) return direct;
    const proxy = findFirstProxy(
      await resolveOrDirect(resolveProxy, `${isSecure(url) ? 'https' : 'http'}://${host}/`),
    );
    if (proxy === null) return direct;
    if (latest?.href !== proxy.href) latest = { href: proxy.href, agent: createAgent(proxy, secureContext) };
    return latest.agent;
  };
}

async function resolveOrDirect(resolveProxy: ProxyResolver, url: string): Promise<string> {
  try {
    return await resolveProxy(url);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    return 'DIRECT';
  }
}

function createAgent(proxy: URL, secureContext: SecureContext | undefined): Agent {
  return proxy.protocol.startsWith('socks')
    ? new SocksTunnel(proxy, secureContext)
    : new HttpTunnel(proxy, secureContext);
}

type ConnectOptions = Parameters<SocksProxyAgent['connect']>[1];

/** Over an HTTP proxy by CONNECT; TLS to the proxy itself trusts the same roots. */
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
      // `super.connect` opens its socket with these before it first waits.
      this.connectOpts = { ...this.connectOpts, signal };
      const socket = await super.connect(request, withSecureContext(options, this.#secureContext));
      // Then this is no socket but a replay of the proxy's answer, to be taken for the server's.
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
 * A connection through a proxy, once TLS stands in it: what goes wrong until then is the proxy's matter, save a
 * certificate. (Some proxies say 200 first and then send a page, or hang up.)
 *
 * @param dial ends what it began when the signal says so
 */
async function openTunnel(
  request: ClientRequest,
  dial: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  if (request.destroyed) throw new HttpError('network');
  const abort = new AbortController();
  // A request that is given up before it has its socket tells nobody, and the socket to the proxy would stay open.
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

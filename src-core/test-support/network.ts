/** A TLS server and proxies on loopback, for tests only. They never wait in real time. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { Mailbox } from './fakes.ts';

/**
 * Created with openssl for these tests only. Nothing else trusts the certificates. They are valid until the end of
 * 2099, unless noted otherwise. Test runs do not create them, because not every machine has openssl (Debian's images
 * lack it).
 */
const TEST_ONLY_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKp6tv+oSGeUwovIn
Xw5qOa5MlCkwyVz0JaEMl3QVr7GhRANCAARDXzuKHRLMrmsYoJbSp34GGqcsIL9b
KrL08Aj9tHZPtf65aMdYkVmSb879JE5ccnADbLfjXcKc46+7RlsgL1cR
-----END PRIVATE KEY-----`;

/** The CA that an office would install for its TLS inspection. */
export const TEST_CA = `-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIBATAKBggqhkjOPQQDAjAnMSUwIwYDVQQDDBxDaGFrdXNo
aW4gVGVzdCBJbnNwZWN0aW9uIENBMCAXDTIwMDEwMTAwMDAwMFoYDzIwOTkxMjMx
MjM1OTU5WjAnMSUwIwYDVQQDDBxDaGFrdXNoaW4gVGVzdCBJbnNwZWN0aW9uIENB
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaU4dFhcAKkgUr6qgWbY17BPV8DCw
Rxvoo9Uo4l24i1xnb5r3pFBq6gbB4h39qDUCcjanoAa3yM2KGZYn8pgQ66NCMEAw
DwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFB6dldBZ
Bks061baQFB6cnen7uaAMAoGCCqGSM49BAMCA0gAMEUCIF8q02dbIDpjqoBiV0vF
BJJ88qdSMzgOSuTZJzFD+5U8AiEA1SWQ7HipWRA+aE5/igARlJeiCKxJn5wAd1v5
wwcqygo=
-----END CERTIFICATE-----`;

/** Certificates for zoom.test, localhost and 127.0.0.1. */
export const IDENTITIES = {
  /** signed by TEST_CA */
  good: `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIBAjAKBggqhkjOPQQDAjAnMSUwIwYDVQQDDBxDaGFrdXNo
aW4gVGVzdCBJbnNwZWN0aW9uIENBMCAXDTIwMDEwMTAwMDAwMFoYDzIwOTkxMjMx
MjM1OTU5WjAUMRIwEAYDVQQDDAl6b29tLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARDXzuKHRLMrmsYoJbSp34GGqcsIL9bKrL08Aj9tHZPtf65aMdYkVmS
b879JE5ccnADbLfjXcKc46+7RlsgL1cRo2kwZzAlBgNVHREEHjAcggl6b29tLnRl
c3SCCWxvY2FsaG9zdIcEfwAAATAdBgNVHQ4EFgQU+4CA03e0fR4yM3SRT4ll1ZTX
a40wHwYDVR0jBBgwFoAUHp2V0FkGSzTrVtpAUHpyd6fu5oAwCgYIKoZIzj0EAwID
SQAwRgIhAIGTqXZQbe5CuvxdU5YDQd4JD9JRu84KCURgTx/OxH47AiEA9ERjpb5a
Q/p+oQreX19nn38tzfPSySUOG7PYhI3NgfE=
-----END CERTIFICATE-----`,
  /** signed by TEST_CA, expired on 2 January 2020 */
  expired: `-----BEGIN CERTIFICATE-----
MIIBkjCCATmgAwIBAgIBAzAKBggqhkjOPQQDAjAnMSUwIwYDVQQDDBxDaGFrdXNo
aW4gVGVzdCBJbnNwZWN0aW9uIENBMB4XDTIwMDEwMTAwMDAwMFoXDTIwMDEwMjAw
MDAwMFowFDESMBAGA1UEAwwJem9vbS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEQ187ih0SzK5rGKCW0qd+BhqnLCC/Wyqy9PAI/bR2T7X+uWjHWJFZkm/O
/SROXHJwA2y3413CnOOvu0ZbIC9XEaNpMGcwJQYDVR0RBB4wHIIJem9vbS50ZXN0
gglsb2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFPuAgNN3tH0eMjN0kU+JZdWU12uN
MB8GA1UdIwQYMBaAFB6dldBZBks061baQFB6cnen7uaAMAoGCCqGSM49BAMCA0cA
MEQCICzbxbjoa5rG4wbU1bhMIfe4YnGPFP8ks/at5qfmRPb+AiBrSdvyQg2cDjNF
4abEe5HcucuXnCfLMxcyWFI4MepuOA==
-----END CERTIFICATE-----`,
  /** signed by TEST_CA, valid from 2098 */
  future: `-----BEGIN CERTIFICATE-----
MIIBlzCCAT2gAwIBAgIBBDAKBggqhkjOPQQDAjAnMSUwIwYDVQQDDBxDaGFrdXNo
aW4gVGVzdCBJbnNwZWN0aW9uIENBMCIYDzIwOTgwMTAxMDAwMDAwWhgPMjA5OTEy
MzEyMzU5NTlaMBQxEjAQBgNVBAMMCXpvb20udGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABENfO4odEsyuaxigltKnfgYapywgv1sqsvTwCP20dk+1/rlox1iR
WZJvzv0kTlxycANst+Ndwpzjr7tGWyAvVxGjaTBnMCUGA1UdEQQeMByCCXpvb20u
dGVzdIIJbG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBT7gIDTd7R9HjIzdJFPiWXV
lNdrjTAfBgNVHSMEGDAWgBQenZXQWQZLNOtW2kBQenJ3p+7mgDAKBggqhkjOPQQD
AgNIADBFAiAiHL0qzutrNLz5FN0STy5aG6QYF3gvTijXxm0muzu6EAIhAO2524tU
MXqHWq69OzpRSCMQlRoy8qJH00WZrAGRQS28
-----END CERTIFICATE-----`,
  selfSigned: `-----BEGIN CERTIFICATE-----
MIIBYTCCAQegAwIBAgIBBTAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAl6b29tLnRl
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEyMzU5NTlaMBQxEjAQBgNVBAMM
CXpvb20udGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABENfO4odEsyuaxig
ltKnfgYapywgv1sqsvTwCP20dk+1/rlox1iRWZJvzv0kTlxycANst+Ndwpzjr7tG
WyAvVxGjSDBGMCUGA1UdEQQeMByCCXpvb20udGVzdIIJbG9jYWxob3N0hwR/AAAB
MB0GA1UdDgQWBBT7gIDTd7R9HjIzdJFPiWXVlNdrjTAKBggqhkjOPQQDAgNIADBF
AiA/CWtcWeGPfL3lkdpjsXcBPGI/f2RW2SvBx8miGkYErQIhAIPgFAVWb+XRDpiN
sVMPAC0wdJ2YZ9yX7QNMZeajYAJW
-----END CERTIFICATE-----`,
} as const;

export interface ListeningServer {
  readonly port: number;
  /** the connections; each promise resolves when the client has left */
  readonly connections: Mailbox<{ readonly closed: Promise<unknown> }>;
  close(): Promise<void>;
}

/** Starts a server on loopback. `close` ends its connections as well. */
export async function startListening(server: Server): Promise<ListeningServer> {
  const sockets = new Set<Socket>();
  const connections = new Mailbox<{ readonly closed: Promise<unknown> }>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const closed = new Promise<unknown>((resolve) => {
      // An HTTP server keeps its half of a connection after the client has left.
      socket.on('end', resolve).on('close', resolve);
    });
    connections.push({ closed });
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: getPort(server.address()),
    connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function getPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

/** A port on which no server listens. */
export async function closedPort(): Promise<number> {
  const server = await startListening(createServer());
  await server.close();
  return server.port;
}

/** TLS in front of a plain HTTP, WebSocket or CONNECT server on loopback. */
export async function startTls(port: number, certificates: string): Promise<ListeningServer> {
  return await startListening(
    createTlsServer({ key: TEST_ONLY_KEY, cert: certificates }, (socket) => pipeToPort(socket, port)),
  );
}

/** Pipes both directions between the socket and a loopback port. */
function pipeToPort(client: Duplex, port: number): Socket {
  const server = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  server.on('error', () => undefined);
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy());
  client.pipe(server).pipe(client);
  return server;
}

/** A proxy's answer to a host: a tunnel to a loopback port, bytes followed by a close, or no answer (null). */
type ProxyAnswer = number | string | null;

export interface ProxyRequest {
  /** host:port */
  readonly target: string;
  /** "user:password"; null = no credentials */
  readonly credentials: string | null;
}

export interface Proxy extends ListeningServer {
  readonly requests: Mailbox<ProxyRequest>;
  answer: ProxyAnswer;
}

/** Starts an HTTP proxy with CONNECT. */
export async function startConnectProxy(answer: ProxyAnswer): Promise<Proxy> {
  const server = createHttpServer();
  const requests = new Mailbox<ProxyRequest>();
  server.on('connect', (request, client: Duplex) => {
    client.on('error', () => undefined);
    // A socket that does not read never notices that the other side has closed.
    client.resume();
    const [, encoded] = /^Basic (.*)$/u.exec(request.headers['proxy-authorization'] ?? '') ?? [];
    const credentials = encoded === undefined ? null : Buffer.from(encoded, 'base64').toString();
    requests.push({ target: request.url ?? '', credentials });
    if (proxy.answer === null) return;
    if (typeof proxy.answer === 'string') client.end(proxy.answer);
    else pipeToPort(client, proxy.answer).once('connect', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  const proxy: Proxy = { ...(await startListening(server)), requests, answer };
  return proxy;
}

/** Starts a SOCKS 5 proxy (RFC 1928, 1929) for host names. It refuses the connection if its answer is a string. */
export async function startSocksProxy(answer: ProxyAnswer): Promise<Proxy> {
  const requests = new Mailbox<ProxyRequest>();
  // On loopback each message arrives whole, because the client waits for the answer to the previous one.
  const serve = async (client: Socket): Promise<void> => {
    const next = (): Promise<Buffer> =>
      new Promise((resolve) => {
        client.once('data', resolve);
      });
    let credentials: string | null = null;
    const methods = (await next()).subarray(2);
    client.write(Buffer.of(5, methods.includes(2) ? 2 : 0));
    if (methods.includes(2)) {
      const login = await next();
      const name = login.subarray(2, 2 + login.readUInt8(1));
      credentials = `${name.toString()}:${login.subarray(3 + name.length).toString()}`;
      client.write(Buffer.of(1, 0));
    }
    const request = await next();
    const byName = request[3] === 3;
    const host = byName ? request.subarray(5, -2).toString() : `type ${request.readUInt8(3)}`;
    requests.push({ target: `${host}:${request.readUInt16BE(request.length - 2)}`, credentials });
    if (proxy.answer === null) return;
    const refused = typeof proxy.answer === 'string';
    client.write(Buffer.of(5, refused ? 2 : 0, 0, 1, 0, 0, 0, 0, 0, 0));
    if (typeof proxy.answer === 'number') pipeToPort(client, proxy.answer);
  };
  const server = createServer((client) => {
    serve(client).catch(() => client.destroy());
  });
  const proxy: Proxy = { ...(await startListening(server)), requests, answer };
  return proxy;
}

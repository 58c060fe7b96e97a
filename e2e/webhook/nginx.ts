/** nginx with the configuration of docs/webhook.md, except for certificate, ports and files. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, ROOT } from '../app.ts';

/** Debian's path, which only root has in PATH. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;

export function isInstalled(): boolean {
  return spawnSync('nginx', ['-v'], { env: { PATH } }).status === 0;
}

/** nginx with TLS on its own port, in front of a listener on 127.0.0.1. It writes only to its own folder. */
export class Nginx {
  readonly port: number;
  /** the host name of its certificate */
  readonly name: string;
  /** file with the certificate, which is trusted nowhere else */
  readonly ca: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  #errors = '';

  private constructor(port: number, upstream: number) {
    const folder = mkdtempSync(join(tmpdir(), 'chakushin-nginx-'));
    const key = join(folder, 'key.pem');
    this.ca = join(folder, 'certificate.pem');
    this.port = port;
    this.#folder = folder;

    const documented = readDocumentedServer();
    this.name = /server_name (\S+);/u.exec(documented)?.[1] ?? '';
    createCertificate(this.name, key, this.ca);
    let server = documented;
    const change = (from: RegExp, to: string): void => {
      if (!from.test(server)) throw new Error(`the nginx of docs/webhook.md has no ${String(from)}`);
      server = server.replace(from, to);
    };
    change(/listen 443 ssl;/u, `listen 127.0.0.1:${port} ssl;`);
    change(/ssl_certificate .*;/u, `ssl_certificate ${this.ca};`);
    change(/ssl_certificate_key .*;/u, `ssl_certificate_key ${key};`);
    change(/127\.0\.0\.1:4380;/u, `127.0.0.1:${upstream};`);

    const file = join(folder, 'nginx.conf');
    writeFileSync(file, wrapServerBlock(server, folder));
    // Its own process group, so that leftover processes can be found.
    this.#child = spawn('nginx', ['-p', folder, '-c', file], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  /** Call `end` even if the start fails later. */
  static async start(upstream: number): Promise<Nginx> {
    return new Nginx(await freePort(), upstream);
  }

  /** Resolves once it accepts connections. */
  async listening(): Promise<void> {
    await eventually(() => isOpen(this.port), 'nginx takes connections').toBe(true);
  }

  /** The content of its error log. */
  get errors(): string {
    return this.#errors;
  }

  /** Throws if it leaves a process behind. */
  async end(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('nginx did not start');
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
    await eventually(() => isGroupAlive(pid), 'nginx leaves no process behind').toBe(false);
  }
}

/** The documentation's server block. */
function readDocumentedServer(): string {
  const text = readFileSync(join(ROOT, 'docs/webhook.md'), 'utf8');
  const found = /^## nginx as a reverse proxy\n```\n(.*?)^```$/msu.exec(text)?.[1];
  if (found === undefined) throw new Error('docs/webhook.md has no server block for nginx');
  return found;
}

/** The configuration around a server block: one worker as the current user, all files in the folder. */
function wrapServerBlock(server: string, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    // Otherwise root's workers run as an unprivileged user, who cannot read the folder.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    `pid ${folder}/pid;`,
    'error_log stderr;',
    'events {}',
    'http {',
    `access_log ${folder}/access.log;`,
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
    server,
    '}',
    '',
  ].join('\n');
}

function createCertificate(name: string, key: string, certificate: string): void {
  const keyOptions = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subjectOptions = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  execFileSync(
    'openssl',
    ['req', '-x509', ...keyOptions, ...subjectOptions, '-keyout', key, '-out', certificate],
    {
      stdio: 'ignore',
    },
  );
}

/** nginx cannot choose a free port itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

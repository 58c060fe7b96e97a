import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackServer } from '../test-support/fakes.ts';
import { IDENTITIES, startTls, TEST_CA } from '../test-support/network.ts';
import { createNodeTransport } from './node-transport.ts';
import { createProxyRoute } from './proxy-routes.ts';
import { loadSystemRoots, loadTrustedRoots } from './trusted-roots.ts';

const NO_SYSTEM = (): readonly string[] => [];
const OTHER = IDENTITIES.selfSigned;
const BUNDLED = rootCertificates[0]!;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-roots-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(content: string | Buffer, name = 'ca.pem'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Returns serial number and subject of each certificate that is trusted in addition to Node's own. */
function getAddedNames(roots: readonly string[] | null): string[] | null {
  if (roots === null) return null;
  expect(roots.slice(0, rootCertificates.length)).toEqual(rootCertificates);
  return roots.slice(rootCertificates.length).map(toName);
}
const toName = (pem: string): string => {
  const { subject, serialNumber } = new X509Certificate(pem);
  return `${serialNumber} ${subject}`;
};

function loadExtra(content: string | Buffer): { roots: string[] | null; problem: string | null } {
  const { roots, problem } = loadTrustedRoots({
    extraFile: file(content),
    nodeExtraFile: null,
    system: NO_SYSTEM,
  });
  return { roots: getAddedNames(roots), problem };
}

test('returns null if there are no roots beyond those of Node', () => {
  expect(loadTrustedRoots({ extraFile: null, nodeExtraFile: null, system: NO_SYSTEM })).toEqual({
    roots: null,
    problem: null,
  });
  const system = (): string[] => [BUNDLED, `${BUNDLED.replaceAll('\n', '\r\n')}\r\n`];
  expect(loadTrustedRoots({ extraFile: null, nodeExtraFile: null, system }).roots).toBeNull();
});

test('merges the roots of all places without duplicates', () => {
  const { roots, problem } = loadTrustedRoots({
    extraFile: file(`${TEST_CA}\n${OTHER}`),
    nodeExtraFile: file(IDENTITIES.good, 'node.pem'),
    system: () => [BUNDLED, new X509Certificate(TEST_CA).toString()],
  });
  expect(problem).toBeNull();
  expect(getAddedNames(roots)).toEqual([TEST_CA, IDENTITIES.good, OTHER].map(toName));
});

describe('the file from the settings', () => {
  test.each<[string, string | Buffer]>([
    ['unchanged', TEST_CA],
    ['with Windows line ends and a byte order mark', `\uFEFF${TEST_CA.replaceAll('\n', '\r\n')}`],
    ['with text around it', `# Office CA 事務所\nsubject=/CN=x\n${TEST_CA}\nend`],
    ['that appears twice', `${TEST_CA}\n${TEST_CA}`],
    ['after another one without a line break', `${TEST_CA}${TEST_CA}`],
    ['as DER, as Windows exports it', new X509Certificate(TEST_CA).raw],
  ])('accepts a certificate %s', (_how, content) => {
    expect(loadExtra(content)).toEqual({ roots: [toName(TEST_CA)], problem: null });
  });

  test.each<[string, string | Buffer]>([
    ['empty', ''],
    ['words', 'certificate'],
    ['bytes', Buffer.of(0x30, 0x82, 1, 2, 3)],
    ['truncated', TEST_CA.slice(0, 300)],
    ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['garbled', TEST_CA.replace('MIIB', 'AAAA')],
  ])('reports an unusable file: %s', (_how, content) => {
    expect(loadExtra(content)).toEqual({ roots: null, problem: 'ca-file-unusable' });
  });

  test('reports a partly unusable file and uses the rest', () => {
    expect(loadExtra(`${TEST_CA.replace('MIIB', 'AAAA')}\n${OTHER}`)).toEqual({
      roots: [toName(OTHER)],
      problem: 'ca-file-unusable',
    });
  });

  test('reports a missing file, and a folder as unusable', () => {
    const options = { nodeExtraFile: null, system: NO_SYSTEM };
    const missing = join(folder, 'none.pem');
    expect(loadTrustedRoots({ ...options, extraFile: missing })).toEqual({
      roots: null,
      problem: 'ca-file-missing',
    });
    mkdirSync(missing);
    expect(loadTrustedRoots({ ...options, extraFile: missing }).problem).toBe('ca-file-unusable');
  });

  test('reports no problem with the file set for Node', () => {
    for (const nodeExtraFile of [join(folder, 'none.pem'), file('words')])
      expect(loadTrustedRoots({ extraFile: null, nodeExtraFile, system: NO_SYSTEM })).toEqual({
        roots: null,
        problem: null,
      });
  });
});

describe('roots of the operating system', () => {
  const createNode = (answer: unknown): object => ({
    getCACertificates: (kind: string) => (kind === 'system' ? answer : [BUNDLED]),
  });
  const toNames = (roots: readonly string[]): string[] => roots.map(toName);

  test('are read from Node', () => {
    expect(toNames(loadSystemRoots(createNode([TEST_CA, OTHER]), [file(IDENTITIES.good)]))).toEqual(
      [TEST_CA, OTHER].map(toName),
    );
    expect(toNames(loadSystemRoots(createNode(['nonsense', 7, OTHER]), []))).toEqual([toName(OTHER)]);
  });

  test.each<[string, object]>([
    ['an older Node', {}],
    ['a Node without system roots', createNode([])],
    ['a Node that returns nonsense', createNode('nonsense')],
    [
      'a Node that throws',
      {
        getCACertificates: () => {
          throw new Error('no store');
        },
      },
    ],
  ])('%s: reads the first bundle file with certificates', (_what, node) => {
    const bundles = [
      join(folder, 'none.pem'),
      file('', 'empty.pem'),
      file(`${TEST_CA}\n${OTHER}`, 'first.pem'),
      file(IDENTITIES.good, 'second.pem'),
    ];
    expect(toNames(loadSystemRoots(node, bundles))).toEqual([TEST_CA, OTHER].map(toName));
    expect(loadSystemRoots(node, bundles.slice(0, 2))).toEqual([]);
  });

  test('load without a problem on this machine', () => {
    for (const root of loadSystemRoots()) expect(() => new X509Certificate(root)).not.toThrow();
    expect(loadTrustedRoots({ extraFile: null, nodeExtraFile: null }).problem).toBeNull();
  });
});

test('trusts TLS inspection only if the office root is in the file', async () => {
  const zoom = await startLoopbackServer(() => ({}));
  const tls = await startTls(zoom.port, IDENTITIES.good);
  try {
    const status = async (extraFile: string | null): Promise<unknown> => {
      const { roots } = loadTrustedRoots({ extraFile, nodeExtraFile: null });
      const transport = createNodeTransport(createProxyRoute(() => Promise.resolve('DIRECT'), roots));
      const request = { method: 'GET', url: `https://127.0.0.1:${tls.port}/`, headers: {} } as const;
      return await transport.request(request, new AbortController().signal).then(
        (answer) => answer.status,
        (error: unknown) => error,
      );
    };
    expect(await status(null)).toMatchObject({ reason: 'certificate' });
    expect(await status(file(TEST_CA))).toBe(200);
  } finally {
    await tls.close();
    await zoom.close();
  }
});

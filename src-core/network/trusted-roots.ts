import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** What is wrong with the certificate file of the settings; each has a sentence in i18n. */
export type CaFileProblem = 'ca-file-missing' | 'ca-file-unusable';

/** Where Linux keeps its roots in one file: Debian and Ubuntu; Fedora and Red Hat; Alpine, Arch and openSUSE. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/**
 * The roots to trust: Node's own, the operating system's (there an office puts its TLS inspection's), and those in
 * the given files. PEMs, each once; null when there is nothing beyond Node's own. Reads files: call it once at start.
 * Never throws; a file of which not all is usable is a problem, and its usable part counts.
 *
 * @param options.extraFile a file named in the settings: PEM with any number of certificates, or one in DER
 * @param options.nodeExtraFile NODE_EXTRA_CA_CERTS, which Node forgets once roots are given; without complaint, as
 *   Node itself complains
 * @param options.system stands in for the operating system's in tests
 */
export function loadTrustedRoots(options: {
  readonly extraFile: string | null;
  readonly nodeExtraFile: string | null;
  readonly system?: () => readonly string[];
}): { readonly roots: readonly string[] | null; readonly problem: CaFileProblem | null } {
  const extra = readCertificates(options.extraFile);
  const additional = [
    ...(options.system ?? loadSystemRoots)(),
    ...readCertificates(options.nodeExtraFile).certificates,
    ...extra.certificates,
  ];
  const stripWhitespace = (pem: string): string => pem.replaceAll(/\s/gu, '');
  const roots = new Map(tls.rootCertificates.map((pem) => [stripWhitespace(pem), pem]));
  const bundled = roots.size;
  for (const pem of additional) if (!roots.has(stripWhitespace(pem))) roots.set(stripWhitespace(pem), pem);
  return { roots: roots.size === bundled ? null : [...roots.values()], problem: extra.problem };
}

/**
 * The operating system's roots as PEMs: as Node tells them (22.15 and newer, all systems), else from the first of
 * the files that holds any.
 *
 * @param source Node's `tls`, or what stands in for it in tests
 */
export function loadSystemRoots(
  source: object = tls,
  bundles: readonly string[] = SYSTEM_BUNDLES,
): readonly string[] {
  const fromNode = parseCertificates(readNodeRoots(source)).certificates;
  if (fromNode.length > 0) return fromNode;
  for (const bundle of bundles) {
    const { certificates } = readCertificates(bundle);
    if (certificates.length > 0) return certificates;
  }
  return [];
}

function readNodeRoots(source: object): readonly string[] {
  const get: unknown = Reflect.get(source, 'getCACertificates');
  if (typeof get !== 'function') return [];
  try {
    const result: unknown = Reflect.apply(get, source, ['system']);
    return Array.isArray(result) ? result.filter((pem: unknown) => typeof pem === 'string') : [];
  } catch {
    // An unreadable store is as good as none.
    return [];
  }
}

interface Certificates {
  readonly certificates: readonly string[];
  readonly problem: CaFileProblem | null;
}

function readCertificates(path: string | null): Certificates {
  if (path === null) return { certificates: [], problem: null };
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { certificates: [], problem: isMissing ? 'ca-file-missing' : 'ca-file-unusable' };
  }
  const blocks = content
    .toString('latin1')
    .match(
      /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/gu,
    );
  return parseCertificates(blocks ?? [content]);
}

/** In Node's own writing, so that the same certificate is the same text. */
function parseCertificates(candidates: readonly (string | Buffer)[]): Certificates {
  let problem: CaFileProblem | null = null;
  const certificates = candidates.flatMap((candidate) => {
    try {
      return [new X509Certificate(candidate).toString()];
    } catch {
      problem = 'ca-file-unusable';
      return [];
    }
  });
  return { certificates, problem };
}

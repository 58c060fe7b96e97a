import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** What is wrong with the certificate file in the settings; each has a sentence in i18n. */
export type CaFileProblem = 'ca-file-missing' | 'ca-file-unusable';

/** Linux root files: Debian and Ubuntu; Fedora and Red Hat; Alpine, Arch and openSUSE. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/**
 * The roots to trust: Node's own, the operating system's (which include a company's TLS inspection) and those
 * in the files. PEMs, each once; null if they are Node's own only. Reads files synchronously. Never throws; a
 * partly usable file is a problem, and its usable part counts.
 *
 * @param options.extraFile from the settings: PEM with any number of certificates, or one in DER
 * @param options.nodeExtraFile NODE_EXTRA_CA_CERTS, which Node ignores once roots are given. Node itself
 *   reports its problems.
 * @param options.system replaces the operating system's roots in tests
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
 * The operating system's roots as PEMs: from Node (22.15 and newer, all systems), else from the first file
 * that holds any.
 *
 * @param source Node's `tls`, replaced in tests
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
    // An unreadable store counts as empty.
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

/** Writes PEMs as Node does, so that equal certificates are equal texts. */
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

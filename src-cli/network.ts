import { createNodeTransport } from '../src-core/network/node-transport.ts';
import { createEnvironmentProxyResolver, createProxyRoute } from '../src-core/network/proxy-routes.ts';
import type { Transport } from '../src-core/network/transport.ts';
import { loadTrustedRoots, type CaFileProblem } from '../src-core/network/trusted-roots.ts';
import type { Configuration } from '../src-core/settings/load-settings.ts';

/** The way out of the terminal: the proxy of the environment, and the certificates of system, environment and settings. */
export function createTerminalNetwork({ settings }: Pick<Configuration, 'settings'>): {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
} {
  const { env } = process;
  const { roots, problem } = loadTrustedRoots({
    extraFile: settings.network.caFile,
    nodeExtraFile: env['NODE_EXTRA_CA_CERTS'] ?? null,
  });
  return {
    transport: createNodeTransport(createProxyRoute(createEnvironmentProxyResolver(env), roots)),
    caFileProblem: problem,
  };
}

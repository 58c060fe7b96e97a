import { nodeTransport } from '../src-core/http/node-transport.ts';
import { environmentProxy, routesThrough } from '../src-core/http/routes.ts';
import type { Transport } from '../src-core/http/transport.ts';
import { trustedRoots, type CaFileProblem } from '../src-core/http/trusted-roots.ts';
import type { Configuration } from '../src-core/settings/read.ts';

/** The way out of the terminal: the proxy of the environment, and the certificates of system, environment and settings. */
export function terminalWay({ settings }: Pick<Configuration, 'settings'>): {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
} {
  const { env } = process;
  const { roots, problem } = trustedRoots({
    extraFile: settings.network.caFile,
    nodeExtraFile: env['NODE_EXTRA_CA_CERTS'] ?? null,
  });
  return { transport: nodeTransport(routesThrough(environmentProxy(env), roots)), caFileProblem: problem };
}

import { openConnectors } from '../src-core/crm/open-connectors.ts';
import { createNodeTransport } from '../src-core/network/node-transport.ts';
import { createEnvironmentProxyResolver, createProxyRoute } from '../src-core/network/proxy-routes.ts';
import { loadTrustedRoots } from '../src-core/network/trusted-roots.ts';
import type { Configuration } from '../src-core/settings/load-settings.ts';
import { systemClock } from '../src-core/util/clock.ts';
import type { CliContext } from './context.ts';

/** The terminal's transport, with the environment's proxy and the certificates of system, environment and settings. */
export function createTerminalNetwork({ settings }: Pick<Configuration, 'settings'>) {
  const { env } = process;
  const { roots, problem: caFileProblem } = loadTrustedRoots({
    extraFile: settings.network.caFile,
    nodeExtraFile: env['NODE_EXTRA_CA_CERTS'] ?? null,
  });
  const transport = createNodeTransport(createProxyRoute(createEnvironmentProxyResolver(env), roots));
  return { transport, caFileProblem };
}

/** Opens the CRMs of the settings for one command. */
export function openTerminalConnectors({ configuration, store, t }: CliContext) {
  const { transport } = createTerminalNetwork(configuration);
  return openConnectors(configuration, { transport, secrets: store.secrets, clock: systemClock, t });
}

import { systemClock } from '../src-core/util/clock.ts';
import { openConnectors } from '../src-core/crm/open-connectors.ts';
import type { CliContext } from './context.ts';
import { createTerminalNetwork } from './network.ts';

/** The CRMs of the settings, for one command. */
export function openTerminalConnectors({
  configuration,
  secrets,
  t,
}: Pick<CliContext, 'secrets' | 'configuration' | 't'>): ReturnType<typeof openConnectors> {
  const { transport } = createTerminalNetwork(configuration);
  return openConnectors(configuration, { transport, secrets, clock: systemClock, t });
}

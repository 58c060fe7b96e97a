import { systemClock } from '../src-core/clock.ts';
import { openConnectors } from '../src-core/connectors.ts';
import type { CliContext } from './begin.ts';
import { createTerminalNetwork } from './way.ts';

/** The CRMs of the settings, for one command. */
export function openTerminalConnectors({
  configuration,
  secrets,
  t,
}: Pick<CliContext, 'secrets' | 'configuration' | 't'>): ReturnType<typeof openConnectors> {
  const { transport } = createTerminalNetwork(configuration);
  return openConnectors(configuration, { transport, secrets, clock: systemClock, t });
}

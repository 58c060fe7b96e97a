import { systemClock } from '../src-core/clock.ts';
import { openConnectors } from '../src-core/connectors.ts';
import type { Beginning } from './begin.ts';
import { terminalWay } from './way.ts';

/** The CRMs of the settings, for one command. */
export function terminalConnectors({
  configuration,
  secrets,
  t,
}: Pick<Beginning, 'secrets' | 'configuration' | 't'>): ReturnType<typeof openConnectors> {
  const { transport } = terminalWay(configuration);
  return openConnectors(configuration, { transport, secrets, clock: systemClock, t });
}

import type { Clock } from '../util/clock.ts';

/** How often to look. A socket that died of a network change is replaced within this time and a moment. */
const CHECK_INTERVAL_MS = 5_000;
/** A look that comes this late was not busy, it slept; or the clock was set. */
const SLEEP_THRESHOLD_MS = 30_000;

/** Addresses of the machine as `os.networkInterfaces` tells them. */
export type Interfaces = () => Readonly<
  Record<
    string,
    | readonly { readonly address: string; readonly internal: boolean; readonly family: string | number }[]
    | undefined
  >
>;

/** Of virtual machines and containers: they come and go without a meaning for the way to Zoom. */
const VIRTUAL_INTERFACE = /^(?:docker|veth|br-|virbr|vmnet|vboxnet|vethernet)/iu;

/**
 * Tells when the machine slept, its clock was set, or its network changed: each leaves sockets that look alive
 * and are dead. Works on every system, also where no service tells of it (a terminal on a server).
 *
 * @returns ends the watch
 */
export function watchForWake(clock: Clock, interfaces: Interfaces, onWake: () => void): () => void {
  let checkedAt = clock.now();
  let addresses = findAddresses(interfaces);
  const check = (): void => {
    const now = clock.now();
    const current = findAddresses(interfaces);
    const hasSlept = Math.abs(now - checkedAt - CHECK_INTERVAL_MS) > SLEEP_THRESHOLD_MS;
    const hasMoved = current !== null && addresses !== null && current !== addresses;
    checkedAt = now;
    addresses = current ?? addresses;
    cancel = clock.after(CHECK_INTERVAL_MS, check);
    if (hasSlept || hasMoved) onWake();
  };
  let cancel = clock.after(CHECK_INTERVAL_MS, check);
  return () => cancel();
}

/** IPv4 alone: privacy addresses of IPv6 change by themselves every few hours. Null where a sandbox hides them. */
function findAddresses(interfaces: Interfaces): string | null {
  let all: ReturnType<Interfaces>;
  try {
    all = interfaces();
  } catch {
    return null;
  }
  return Object.entries(all)
    .flatMap(([name, list]) =>
      VIRTUAL_INTERFACE.test(name)
        ? []
        : (list ?? [])
            .filter(({ internal, family }) => !internal && (family === 'IPv4' || family === 4))
            .map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join('\n');
}

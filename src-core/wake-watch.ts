import type { Clock } from './clock.ts';

/** How often to look. A socket that died of a network change is replaced within this time and a moment. */
const LOOK_MS = 5_000;
/** A look that comes this late was not busy, it slept; or the clock was set. */
const SLEPT_MS = 30_000;

/** Addresses of the machine as `os.networkInterfaces` tells them. */
export type Interfaces = () => Readonly<
  Record<
    string,
    | readonly { readonly address: string; readonly internal: boolean; readonly family: string | number }[]
    | undefined
  >
>;

/** Of virtual machines and containers: they come and go without a meaning for the way to Zoom. */
const VIRTUAL = /^(?:docker|veth|br-|virbr|vmnet|vboxnet|vethernet)/iu;

/**
 * Tells when the machine slept, its clock was set, or its network changed: each leaves sockets that look alive
 * and are dead. Works on every system, also where no service tells of it (a terminal on a server).
 *
 * @returns ends the watch
 */
export function watchForWaking(clock: Clock, interfaces: Interfaces, woke: () => void): () => void {
  let lookedAt = clock.now();
  let addresses = addressesOf(interfaces);
  const look = (): void => {
    const now = clock.now();
    const here = addressesOf(interfaces);
    const slept = Math.abs(now - lookedAt - LOOK_MS) > SLEPT_MS;
    const moved = here !== null && addresses !== null && here !== addresses;
    lookedAt = now;
    addresses = here ?? addresses;
    cancel = clock.after(LOOK_MS, look);
    if (slept || moved) woke();
  };
  let cancel = clock.after(LOOK_MS, look);
  return () => cancel();
}

/** IPv4 alone: privacy addresses of IPv6 change by themselves every few hours. Null where a sandbox hides them. */
function addressesOf(interfaces: Interfaces): string | null {
  let all: ReturnType<Interfaces>;
  try {
    all = interfaces();
  } catch {
    return null;
  }
  return Object.entries(all)
    .flatMap(([name, list]) =>
      VIRTUAL.test(name)
        ? []
        : (list ?? [])
            .filter(({ internal, family }) => !internal && (family === 'IPv4' || family === 4))
            .map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join('\n');
}

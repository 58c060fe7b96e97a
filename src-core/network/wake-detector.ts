import type { Clock } from '../util/clock.ts';

/** Bounds how late a socket that died of a network change is replaced. */
const CHECK_INTERVAL_MS = 5_000;
/** A check that is this late means sleep or a clock change, not a busy machine. */
const SLEEP_THRESHOLD_MS = 30_000;

/** `os.networkInterfaces` */
export type Interfaces = () => NodeJS.Dict<
  readonly { readonly address: string; readonly internal: boolean; readonly family: string | number }[]
>;

/** Virtual machines and containers come and go without affecting the connection to Zoom. */
const VIRTUAL_INTERFACE = /^(?:docker|veth|br-|virbr|vmnet|vboxnet|vethernet)/iu;

/**
 * Calls `onWake` after sleep, a clock change or a network change: each can leave dead sockets that look open.
 * Needs no service of the operating system, so it also works in a terminal on a server.
 *
 * @returns stops watching
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

/** Only IPv4, because IPv6 privacy addresses change every few hours. Null if a sandbox hides them. */
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

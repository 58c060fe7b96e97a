/** Run in a process of its own by `keychain.ts`: tells how the keychain stands, and then waits to be killed. */
import { systemClock } from '../src-core/util/clock.ts';
import { probeKeychain } from '../src-core/secrets/keychain.ts';

const PROBE_MS = 5_000;

// Nobody is left to kill it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.(await probeKeychain(PROBE_MS, systemClock));

/** Run in a process of its own by `keychain.ts`: answers requests for the keychain until it is killed. */
import { systemClock } from '../src-core/util/clock.ts';
import { serveKeychain } from '../src-core/secrets/keychain-server.ts';

// Nobody is left to kill it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl+C is meant for who began it, and comes to both: what is being written shall not be cut short by it.
process.on('SIGINT', () => undefined);
process.on(
  'message',
  serveKeychain({
    send: (answer) => process.send?.(answer),
    exit: () => process.exit(),
    clock: systemClock,
  }),
);

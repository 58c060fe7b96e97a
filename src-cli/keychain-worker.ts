/** The process that `keychain-process.ts` forks: answers requests for the keychain until it is killed. */
import { systemClock } from '../src-core/util/clock.ts';
import { serveKeychain } from '../src-core/secrets/keychain-server.ts';

// The parent, which would kill it, has exited.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl+C reaches parent and child: the parent decides, so that writing a secret is not interrupted.
process.on('SIGINT', () => undefined);
process.on(
  'message',
  serveKeychain({
    send: (answer) => process.send?.(answer),
    exit: () => process.exit(),
    clock: systemClock,
  }),
);

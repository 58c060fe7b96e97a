/** Run in a process of its own by `keychain.ts`: answers requests for the keychain until it is killed. */
import { systemClock } from '../src-core/util/clock.ts';
import { serveKeychain } from '../src-core/secrets/keychain-server.ts';

const handleMessage = serveKeychain({
  send: (answer) => process.parentPort.postMessage(answer),
  exit: () => process.exit(),
  clock: systemClock,
});
process.parentPort.on('message', ({ data }) => handleMessage(data));

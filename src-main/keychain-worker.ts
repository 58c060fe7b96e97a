/** Runs in a process of its own (`keychain-process.ts`): answers keychain requests until it is killed. */
import { serveKeychain } from '../src-core/secrets/keychain-server.ts';
import { systemClock } from '../src-core/util/clock.ts';

const handleMessage = serveKeychain({
  send: (answer) => process.parentPort.postMessage(answer),
  exit: () => process.exit(),
  clock: systemClock,
});
process.parentPort.on('message', ({ data }) => handleMessage(data));

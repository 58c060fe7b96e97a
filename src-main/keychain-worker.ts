/** Run in a process of its own by `keychain.ts`: answers requests for the keychain until it is killed. */
import { answerKeychainRequest } from '../src-core/keychain-worker.ts';

process.parentPort.on('message', ({ data }) => {
  void answerKeychainRequest(data).then((answer) => process.parentPort.postMessage(answer));
});

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SpawnKeychainWorker } from '../src-core/secrets/keychain-client.ts';

/** Starts the process for `KeychainClient`. It does not delay our exit, and exits with us. */
export const forkKeychainWorker = createKeychainSpawner(
  fileURLToPath(new URL('keychain-worker.ts', import.meta.url)),
);

/** @param script keychain-worker.ts, or its replacement in tests */
export function createKeychainSpawner(script: string): SpawnKeychainWorker {
  return ({ message, exited }) => {
    const child = fork(script, {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.unref();
    child.channel?.unref();
    child.on('message', message);
    // Also emitted if a request could not be sent.
    child.on('error', exited);
    child.on('exit', exited);
    return { send: (request) => void child.send(request), kill: () => void child.kill('SIGKILL') };
  };
}

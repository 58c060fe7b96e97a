import { join } from 'node:path';
import { utilityProcess } from 'electron/main';
import type { SpawnKeychainWorker } from '../../src-core/secrets/keychain-client.ts';

/** Runs the keychain in a process of its own, since one that waits for it in native code cannot exit. */
export function createKeychainSpawner(mainFolder: string): SpawnKeychainWorker {
  return ({ message, exited }) => {
    const child = utilityProcess.fork(join(mainFolder, 'keychain-worker.js'), [], {
      serviceName: 'Chakushin keychain',
      stdio: 'ignore',
    });
    let isKilled = false;
    // SIGKILL, since the child's own `kill` only asks. There is no pid before it has spawned.
    const kill = (): void => {
      isKilled = true;
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    };
    child.on('spawn', () => {
      if (isKilled) kill();
    });
    child.on('message', message);
    child.on('exit', exited);
    return { send: (request) => child.postMessage(request), kill };
  };
}

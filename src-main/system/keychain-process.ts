import { join } from 'node:path';
import { utilityProcess } from 'electron/main';
import type { SpawnKeychainWorker } from '../../src-core/secrets/keychain-client.ts';

/**
 * Asks for the keychain in a process of its own: one that waits for it in native code cannot even exit.
 * @param mainFolder where the built main process is (out/main)
 */
export function createKeychainSpawner(mainFolder: string): SpawnKeychainWorker {
  return ({ message, exited }) => {
    const child = utilityProcess.fork(join(mainFolder, 'keychain-worker.js'), [], {
      serviceName: 'Chakushin keychain',
      stdio: 'ignore',
    });
    let isKilled = false;
    // Its own `kill` asks politely. Until it runs there is no id to kill.
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

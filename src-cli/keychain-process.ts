import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { SpawnKeychainWorker } from '../src-core/secrets/keychain-client.ts';
import { KEYCHAIN_STATES, type KeychainState } from '../src-core/secrets/keychain.ts';

const PROBE = fileURLToPath(new URL('keychain-probe.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('keychain-worker.ts', import.meta.url));
const State = z.enum(KEYCHAIN_STATES);

/**
 * How the system's keychain stands, asked by a process that is ended when it has answered or `signal` says so: one
 * that waits for a keychain in native code cannot even exit, and libsecret has been seen to crash. Never rejects.
 */
export function probeKeychainInChild(signal: AbortSignal): Promise<KeychainState> {
  return new Promise((resolve) => {
    const child = forkScript(PROBE);
    const end = (state: KeychainState): void => {
      signal.removeEventListener('abort', abort);
      child.kill('SIGKILL');
      resolve(state);
    };
    const abort = (): void => end('timed-out');
    child.on('message', (message) => {
      const state = State.safeParse(message);
      end(state.success ? state.data : 'no-service');
    });
    // Also when we killed it: by then it is told.
    child.on('error', () => end('no-service'));
    child.on('exit', () => end('no-service'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** Begins the process that `KeychainClient` asks. It keeps nobody from ending, and ends with whom it answers. */
export const forkKeychainWorker = createKeychainSpawner(WORKER);

/** @param script which one, for tests: answers as keychain-worker.ts does */
export function createKeychainSpawner(script: string): SpawnKeychainWorker {
  return ({ message, exited: gone }) => {
    const child = forkScript(script);
    child.unref();
    child.channel?.unref();
    child.on('message', message);
    // Also when a request could not be handed over.
    child.on('error', gone);
    child.on('exit', gone);
    return { send: (request) => void child.send(request), kill: () => void child.kill('SIGKILL') };
  };
}

function forkScript(script: string): ChildProcess {
  return fork(script, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

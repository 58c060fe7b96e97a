import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { KEYCHAIN_STATES, type KeychainState } from '../src-core/secrets.ts';

const PROBE = fileURLToPath(new URL('keychain-probe.ts', import.meta.url));
const State = z.enum(KEYCHAIN_STATES);

/**
 * How the system's keychain stands, asked by a process that is ended when it has answered or `signal` says so: one
 * that waits for a keychain in native code cannot even exit, and libsecret has been seen to crash. Never rejects.
 */
export function probeKeychainApart(signal: AbortSignal): Promise<KeychainState> {
  return new Promise((resolve) => {
    const child = fork(PROBE, {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
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

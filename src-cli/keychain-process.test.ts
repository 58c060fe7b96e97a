import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../src-core/util/clock.ts';
import { KeychainClient } from '../src-core/secrets/keychain-client.ts';
import { SecretStoreError } from '../src-core/secrets/secret-store.ts';
import { forkKeychainWorker, createKeychainSpawner } from './keychain-process.ts';

const FAKE = fileURLToPath(new URL('../src-core/test-support/keychain-fake.ts', import.meta.url));
const LEAVER = fileURLToPath(new URL('../src-core/test-support/keychain-leaver.ts', import.meta.url));
/** Time limit of a request, too long to expire in a test. */
const LIMIT_MS = 600_000;

let keychain: KeychainClient;
beforeEach(() => {
  keychain = new KeychainClient(createKeychainSpawner(FAKE), systemClock, LIMIT_MS);
});
afterEach(() => keychain.close());

const pid = async (): Promise<number> => Number(await keychain.get('pid'));
const isGone = (id: number): Promise<void> =>
  vi.waitFor(() => expect(() => process.kill(id, 0)).toThrow(/ESRCH/u), { timeout: 60_000, interval: 20 });

test('stores, reads and removes secrets in one process', async () => {
  const SECRET = 'pat-日本-"\\\n';
  const id = await pid();
  expect(await keychain.get('connector:one')).toBeNull();
  await keychain.set('connector:one', SECRET);
  expect(await Promise.all([keychain.get('connector:one'), keychain.get('connector:two')])).toEqual([
    SECRET,
    null,
  ]);
  expect(await keychain.remove('connector:one')).toBe(true);
  expect(await keychain.remove('connector:one')).toBe(false);
  expect(await pid()).toBe(id);
});

test('rejects with the keychain’s refusal', async () => {
  await expect(keychain.set('locked', 'a secret')).rejects.toEqual(new SecretStoreError('locked'));
});

test('ignores process output that is not a reply', async () => {
  expect(await keychain.get('babble')).toBe('after all');
});

test('rejects at once when the process crashes, and starts a new one for the next request', async () => {
  const id = await pid();
  await expect(keychain.get('crash')).rejects.toEqual(new SecretStoreError('no-service'));
  expect(await pid()).not.toBe(id);
});

test('close kills the process and rejects pending requests', async () => {
  const id = await pid();
  const rejection = expect(keychain.set('hang', 'a secret')).rejects.toEqual(
    new SecretStoreError('timed-out'),
  );
  keychain.close();
  await rejection;
  await isGone(id);
});

test('the bundled worker starts and answers', async () => {
  const real = new KeychainClient(forkKeychainWorker, systemClock, LIMIT_MS);
  // The answer depends on this machine's keychain, but nothing is stored under this name.
  const answer: unknown = await real.get('connector:of-no-test').catch((error: unknown) => error);
  expect(answer === null || answer instanceof SecretStoreError).toBe(true);
  real.close();
});

describe('a program with a hanging keychain', () => {
  test('exits and leaves no process behind', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', LEAVER, FAKE], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    const [hung = '', reported, next = ''] = output.trim().split('\n');
    expect(reported).toBe('SecretStoreError: timed-out');
    expect(next).not.toBe(hung);
    await isGone(Number(hung));
    await isGone(Number(next));
  });
});

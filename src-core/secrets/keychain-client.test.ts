import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, flushPromises } from '../test-support/fakes.ts';
import { KeychainClient, type SpawnKeychainWorker } from './keychain-client.ts';
import { answerKeychainRequest, serveKeychain, type KeychainRequest } from './keychain-server.ts';
import { SecretStoreError } from './secret-store.ts';

interface Worker {
  readonly requests: KeychainRequest[];
  killed: boolean;
  reply(message: unknown): void;
  end(): void;
}

let clock: FakeClock;
let workers: Worker[];
let keychain: KeychainClient;

const spawn: SpawnKeychainWorker = ({ message, exited }) => {
  const worker: Worker = { requests: [], killed: false, reply: message, end: exited };
  workers.push(worker);
  return {
    send: (request) => void worker.requests.push(request),
    kill: () => {
      worker.killed = true;
      // Like a real process, the stub also reports its exit after a kill.
      exited();
    },
  };
};

beforeEach(() => {
  clock = new FakeClock();
  workers = [];
  keychain = new KeychainClient(spawn, clock);
});

describe('the client', () => {
  test('starts no process before the first request', () => {
    keychain.close();
    expect(workers).toEqual([]);
  });

  test('matches replies to requests by id, in any order, once', async () => {
    const one = keychain.get('one');
    const two = keychain.get('two');
    const [worker] = workers;
    worker?.reply({ id: worker.requests[1]?.id, state: 'ok', value: 'second' });
    worker?.reply({ id: worker.requests[1]?.id, state: 'locked', value: null });
    worker?.reply({ id: worker.requests[0]?.id, state: 'ok', value: 'first' });
    expect(await Promise.all([one, two])).toEqual(['first', 'second']);
    expect(workers).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('starts a new process if the old one has exited', async () => {
    const one = keychain.get('one');
    workers[0]?.reply({ id: 1, state: 'ok', value: 'first' });
    await one;
    workers[0]?.end();
    const two = keychain.get('two');
    workers[1]?.reply({ id: 2, state: 'ok', value: 'second' });
    expect(await two).toBe('second');
    expect(clock.pending).toBe(0);
  });

  test('after 30 s rejects all pending requests and kills the process', async () => {
    const one = keychain.get('one');
    clock.advance(29_999);
    const two = keychain.set('two', 'a secret');
    expect(workers[0]?.killed).toBe(false);
    clock.advance(1);
    for (const pending of [one, two])
      await expect(pending).rejects.toEqual(new SecretStoreError('timed-out'));
    expect(workers[0]?.killed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('ignores the exit and late replies of an abandoned process', async () => {
    const hung = expect(keychain.get('one')).rejects.toEqual(new SecretStoreError('timed-out'));
    clock.advance(30_000);
    await hung;
    const next = keychain.get('two');
    workers[0]?.end();
    workers[0]?.reply({ id: 2, state: 'ok', value: 'late' });
    workers[1]?.reply({ id: 2, state: 'ok', value: 'right' });
    expect(await next).toBe('right');
  });

  test('an error contains nothing of the request', async () => {
    const refused: unknown = await Promise.all([
      keychain.set('connector:crm', 'pat-5ecre7'),
      Promise.resolve().then(() => workers[0]?.reply({ id: 1, state: 'no-service', value: 'pat-5ecre7' })),
    ]).catch((error: unknown) => error);
    expect(refused).toEqual(new SecretStoreError('no-service'));
    expect(inspect(refused, { depth: 9 })).not.toContain('5ecre7');
  });
});

describe('the worker', () => {
  test('exits after an idle minute, but not while a request is pending', async () => {
    const sent: unknown[] = [];
    let exitCount = 0;
    let answer: (value: string | null) => void = () => undefined;
    const getPassword = (): Promise<string | null> => new Promise((resolve) => (answer = resolve));
    const keytar = {
      getPassword,
      setPassword: () => Promise.resolve(),
      deletePassword: () => Promise.resolve(true),
    };
    const serve = serveKeychain(
      { send: (one) => void sent.push(one), exit: () => (exitCount += 1), clock },
      () => Promise.resolve(keytar),
    );
    for (const id of [1, 2]) {
      serve({ id, op: 'get', name: 'a' });
      await flushPromises();
      clock.advance(10 * 60_000);
      expect(exitCount).toBe(0);
      answer('kept');
      await flushPromises();
      clock.advance(59_999);
      expect(exitCount).toBe(0);
    }
    clock.advance(1);
    expect(exitCount).toBe(1);
    expect(sent).toHaveLength(2);
  });

  const calls: unknown[] = [];
  const keytar = (fault: string | null = null) => {
    const done = <T>(value: T): Promise<T> =>
      fault === null ? Promise.resolve(value) : Promise.reject(new Error(fault));
    const call =
      <T>(value: T) =>
      (...args: readonly string[]) => {
        calls.push(args);
        return done(value);
      };
    return () =>
      Promise.resolve({
        getPassword: call<string | null>('kept'),
        setPassword: call(undefined),
        deletePassword: call(true),
      });
  };

  test.each([
    [{ id: 1, op: 'get', name: 'a' }, ['Chakushin', 'a'], 'kept'],
    [{ id: 2, op: 'set', name: 'a', value: 's' }, ['Chakushin', 'a', 's'], null],
    [{ id: 3, op: 'remove', name: 'a' }, ['Chakushin', 'a'], true],
  ])('%j', async (request, given, value) => {
    calls.length = 0;
    expect(await answerKeychainRequest(request, keytar())).toEqual({ id: request.id, state: 'ok', value });
    expect(calls).toEqual([given]);
  });

  test.each([
    null,
    'get',
    { id: 1, op: 'find', name: 'a' },
    { id: 1, op: 'set', name: 'a' },
    { op: 'get', name: 'a' },
  ])('%j is ignored as invalid', async (message) => {
    calls.length = 0;
    expect(await answerKeychainRequest(message, keytar())).toBeNull();
    expect(calls).toEqual([]);
  });

  test('maps keytar errors to a state and does not pass on their text', async () => {
    const set = { id: 1, op: 'set', name: 'a', value: 's' };
    const refused = keytar('cannot store s: Prompt was dismissed');
    expect(await answerKeychainRequest(set, refused)).toEqual({ id: 1, state: 'locked', value: null });
    expect(await answerKeychainRequest(set, keytar('no bus'))).toEqual({
      id: 1,
      state: 'no-service',
      value: null,
    });
    const missing = (): Promise<never> => Promise.reject(new Error('no libsecret'));
    expect(await answerKeychainRequest(set, missing)).toEqual({ id: 1, state: 'no-library', value: null });
  });
});

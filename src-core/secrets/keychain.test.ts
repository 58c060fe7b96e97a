import { expect, test } from 'vitest';
import { FakeClock } from '../test-support/fakes.ts';
import { probeKeychain } from './keychain.ts';

const LIMIT_MS = 5_000;

test('returns ok if the keychain answers, and reads only the probe entry', async () => {
  const clock = new FakeClock();
  const requests: unknown[] = [];
  const state = await probeKeychain(LIMIT_MS, clock, () =>
    Promise.resolve({
      getPassword: (...args) => {
        requests.push(args);
        return Promise.resolve(null);
      },
    }),
  );
  expect(state).toBe('ok');
  expect(requests).toEqual([['Chakushin', 'probe']]);
  expect(clock.pending).toBe(0);
});

test('returns no-library if the library does not load', async () => {
  const clock = new FakeClock();
  const load = () => Promise.reject(new Error('Failed to load keytar native addon'));
  expect(await probeKeychain(LIMIT_MS, clock, load)).toBe('no-library');
  expect(clock.pending).toBe(0);
});

test.each([
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no-service'],
  ['Failed to execute child process “dbus-launch” (No such file or directory)', 'no-service'],
  ['The name org.freedesktop.secrets was not provided by any .service files', 'no-service'],
  ['Could not connect: No such file or directory', 'no-service'],
  ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'locked'],
  ['Cannot get secret of a locked object', 'locked'],
  ['Prompt was dismissed', 'locked'],
  ['User interaction is not allowed.', 'locked'],
])('the error "%s" means %s', async (message, state) => {
  const keytar = { getPassword: () => Promise.reject(new Error(message)) };
  expect(await probeKeychain(LIMIT_MS, new FakeClock(), () => Promise.resolve(keytar))).toBe(state);
});

test.each([
  ['the library', () => new Promise<never>(() => undefined)],
  ['the keychain', () => Promise.resolve({ getPassword: () => new Promise<never>(() => undefined) })],
])('%s hangs: returns timed-out after the limit', async (_what, load) => {
  const clock = new FakeClock();
  let state: unknown = 'nothing yet';
  const probed = probeKeychain(LIMIT_MS, clock, load).then((result) => (state = result));
  clock.advance(LIMIT_MS - 1);
  await new Promise(setImmediate);
  expect(state).toBe('nothing yet');
  clock.advance(1);
  expect(await probed).toBe('timed-out');
  expect(clock.pending).toBe(0);
});

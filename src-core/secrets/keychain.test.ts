import { expect, test } from 'vitest';
import { runWithKeytar } from './keychain.ts';

test('returns ok and what the keychain answers', async () => {
  const run = (keytar: string): Promise<string> => Promise.resolve(`${keytar} answers`);
  expect(await runWithKeytar(() => Promise.resolve('keytar'), run)).toEqual({
    state: 'ok',
    value: 'keytar answers',
  });
});

test('returns no-library if the library does not load', async () => {
  const load = () => Promise.reject<string>(new Error('Failed to load keytar native addon'));
  expect(await runWithKeytar(load, () => Promise.resolve(1))).toEqual({ state: 'no-library', value: null });
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
  const run = () => Promise.reject<string>(new Error(message));
  expect(await runWithKeytar(() => Promise.resolve('keytar'), run)).toEqual({ state, value: null });
});

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test as base, vi } from 'vitest';
import { SessionSecrets } from '../secrets/session-secrets.ts';
import { systemClock } from '../util/clock.ts';
import { watchFile } from '../util/file-watcher.ts';
import type { ConfigurationChange } from './configuration-change.ts';
import { NO_MANAGED_SETTINGS } from './load-settings.ts';
import { SettingsStore } from './settings-store.ts';

/** A store that watches its file, with two listeners. */
class Fixture {
  readonly path: string;
  readonly store: SettingsStore;
  readonly changes: ConfigurationChange[] = [];
  runsOfOtherListener = 0;

  constructor(readonly home: string) {
    this.path = join(home, 'settings.json');
    this.store = new SettingsStore({
      env: { CHAKUSHIN_HOME: home },
      managed: NO_MANAGED_SETTINGS,
      secrets: new SessionSecrets({
        get: () => Promise.resolve(null),
        set: () => Promise.resolve(),
        remove: () => Promise.resolve(false),
      }),
      clock: systemClock,
      shouldRepair: true,
    });
    this.store.onChange((change) => this.changes.push(change));
    this.store.onChange(() => (this.runsOfOtherListener += 1));
  }

  /** Starts watching and waits until the store has looked at the file. */
  async startWatching(): Promise<void> {
    this.store.startWatching();
    await delay(100);
  }

  /** Runs `act` and waits until the store's watcher has had time to notice the change. */
  async settleAfter(act: () => unknown): Promise<void> {
    const watch = watchFile(this.path);
    const stamp = await watch.stamp();
    await act();
    await watch.waitForChange(stamp);
    watch.stop();
    await delay(500);
  }

  async write(json: unknown): Promise<void> {
    await writeFile(this.path, JSON.stringify(json));
  }

  async file(): Promise<unknown> {
    return JSON.parse(await readFile(this.path, 'utf8'));
  }

  get popup(): { readonly copy: string; readonly corner: string } {
    return this.store.current.settings.popup;
  }
}

// The tests run concurrently because each mostly waits.
const test = base.extend('fixture', async ({}, { onCleanup }) => {
  const home = await mkdtemp(join(tmpdir(), 'chakushin-watch-'));
  await writeFile(join(home, 'settings.json'), '{"popup":{"copy":"digits"}}');
  const fixture = new Fixture(home);
  onCleanup(async () => {
    fixture.store.close();
    await rm(home, { recursive: true, force: true });
  });
  return fixture;
});

const expectEvents = (fixture: Fixture, count: number): Promise<void> =>
  vi.waitFor(() => expect(fixture.changes).toHaveLength(count), { timeout: 15_000, interval: 20 });

test.concurrent('one set writes the file once and runs each listener once', async ({ fixture }) => {
  await fixture.startWatching();
  let written = '';
  await fixture.settleAfter(async () => {
    expect(fixture.store.set('popup.corner', 'top-left')).toEqual({ kind: 'done' });
    const { ino, ctimeMs } = await stat(fixture.path);
    written = `${ino} ${ctimeMs}`;
  });
  const { ino, ctimeMs } = await stat(fixture.path);
  expect(`${ino} ${ctimeMs}`).toBe(written);
  expect(fixture.changes).toHaveLength(1);
  expect(fixture.runsOfOtherListener).toBe(1);
});

test.concurrent(
  'a change names the changed parts and has the previous and current settings',
  async ({ fixture }) => {
    fixture.store.set('popup.corner', 'top-left');
    const [change] = fixture.changes;
    expect(change?.previous.settings.popup.corner).toBe('auto');
    expect(change?.current).toBe(fixture.store.current);
    expect(change?.has('settings')).toBe(true);
    expect(change?.has('settings.popup')).toBe(true);
    expect(change?.has('settings.country', 'settings.popup')).toBe(true);
    expect(change?.has('settings.country', 'settings.webhook', 'account', 'webhook', 'problems')).toBe(false);
    await Promise.resolve();
  },
);

test.concurrent('an external edit causes one change', async ({ fixture }) => {
  await fixture.startWatching();
  await fixture.settleAfter(() => fixture.write({ popup: { copy: 'e164' }, country: 'US' }));
  expect(fixture.changes).toHaveLength(1);
  expect(fixture.runsOfOtherListener).toBe(1);
  expect(fixture.store.current.settings).toMatchObject({ country: 'US', popup: { copy: 'e164' } });
  expect(fixture.changes[0]?.has('settings.country')).toBe(true);
});

test.concurrent('an edit without effect causes no change', async ({ fixture }) => {
  await fixture.startWatching();
  await fixture.settleAfter(() => writeFile(fixture.path, '{ "popup": { "copy": "digits" } }\n'));
  expect(fixture.changes).toEqual([]);
});

test.concurrent('a set right after an external edit preserves both, in one change', async ({ fixture }) => {
  await fixture.startWatching();
  await fixture.settleAfter(async () => {
    await fixture.write({ popup: { copy: 'e164' } });
    fixture.store.set('popup.corner', 'top-left');
  });
  expect(await fixture.file()).toMatchObject({ popup: { copy: 'e164', corner: 'top-left' } });
  expect(fixture.popup).toMatchObject({ copy: 'e164', corner: 'top-left' });
  expect(fixture.changes).toHaveLength(1);
});

test.concurrent('an external edit right after a set preserves both', async ({ fixture }) => {
  await fixture.startWatching();
  await fixture.settleAfter(async () => {
    fixture.store.set('popup.corner', 'top-left');
    await fixture.write({ ...Object(await fixture.file()), country: 'US' });
  });
  expect(fixture.store.current.settings).toMatchObject({ country: 'US', popup: { corner: 'top-left' } });
  expect(fixture.changes).toHaveLength(2);
});

test.concurrent('a file damaged during an edit changes no setting and is reported', async ({ fixture }) => {
  await fixture.startWatching();
  await writeFile(fixture.path, '{"popup":{"copy":');
  await expectEvents(fixture, 1);
  expect(fixture.changes[0]?.has('settings')).toBe(false);
  expect(fixture.changes[0]?.has('problems')).toBe(true);
  expect(fixture.store.current.problems).toEqual([{ name: fixture.path, code: 'settings-file-unusable' }]);
  expect(fixture.popup.copy).toBe('digits');
  await fixture.write({ popup: { copy: 'e164' } });
  await expectEvents(fixture, 2);
  expect(fixture.store.current.problems).toEqual([]);
  expect(fixture.popup.copy).toBe('e164');
});

test.concurrent(
  'a set while the file is damaged preserves the settings and the damaged text',
  async ({ fixture }) => {
    await writeFile(fixture.path, '{"popup":{"copy":');
    expect(fixture.store.set('popup.corner', 'top-left')).toEqual({ kind: 'done' });
    expect(await fixture.file()).toMatchObject({ popup: { copy: 'digits', corner: 'top-left' } });
    const damaged = (await readdir(fixture.home)).find((name) => name.includes('damaged')) ?? '';
    expect(await readFile(join(fixture.home, damaged), 'utf8')).toBe('{"popup":{"copy":');
  },
);

test.concurrent('applies an edit made before watching started', async ({ fixture }) => {
  await fixture.write({ popup: { copy: 'e164' } });
  fixture.store.startWatching();
  await expectEvents(fixture, 1);
  expect(fixture.popup.copy).toBe('e164');
});

test.concurrent('a closed store applies and reports no changes', async ({ fixture }) => {
  await fixture.startWatching();
  fixture.store.close();
  await fixture.settleAfter(() => fixture.write({ popup: { copy: 'e164' } }));
  fixture.store.set('popup.corner', 'top-left');
  expect(fixture.changes).toEqual([]);
});

import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, vi } from 'vitest';
import { watchFile, type FileWatch } from './file-watcher.ts';

interface Watcher {
  readonly calls: number;
  stop(): void;
}

/** Calls `onChange` after each change of the file. Returns a function that stops the calls. */
function follow(path: string, onChange: () => void): () => void {
  const watch = watchFile(path);
  let isStopped = false;
  void callAfterChanges(watch, () => isStopped, onChange);
  return () => {
    isStopped = true;
    watch.stop();
  };
}

async function callAfterChanges(
  watch: FileWatch,
  isStopped: () => boolean,
  onChange: () => void,
): Promise<void> {
  let stamp = await watch.stamp();
  while (!isStopped()) {
    await watch.waitForChange(stamp);
    stamp = await watch.stamp();
    if (!isStopped()) onChange();
  }
}

/** A folder with a path for a settings file, and the watchers of files in the folder. */
class SettingsFolder {
  readonly path: string;
  readonly #stops: (() => void)[] = [];

  constructor(readonly folder: string) {
    this.path = join(folder, 'settings.json');
  }

  watch(file = this.path): Watcher {
    let calls = 0;
    const stop = follow(file, () => (calls += 1));
    this.#stops.push(stop);
    return {
      get calls() {
        return calls;
      },
      stop,
    };
  }

  /** Starts a watcher and waits until it has read the file's stamp, so that the next write is a change. */
  async startWatching(file = this.path): Promise<Watcher> {
    const watcher = this.watch(file);
    await this.settle();
    return watcher;
  }

  /** Resolves once a watcher of another file has reported a change. By then, all watchers have reported theirs. */
  async settle(): Promise<void> {
    const otherFile = join(this.folder, 'other.json');
    await writeFile(otherFile, 'before');
    const fence = this.watch(otherFile);
    await stat(otherFile);
    let n = 0;
    await vi.waitFor(
      async () => {
        // Writes again with other content, in case the fence read its first stamp after the previous write.
        if (fence.calls === 0 && n++ % 40 === 0) await writeFile(otherFile, `after ${n}`);
        expect(fence.calls).toBeGreaterThan(0);
      },
      { timeout: 60_000, interval: 20 },
    );
    fence.stop();
  }

  stopAll(): void {
    for (const stop of this.#stops) stop();
  }
}

// The tests run concurrently because each mostly waits for the file to settle.
const test = base.extend('fixture', async ({}, { onCleanup }) => {
  const settingsFolder = new SettingsFolder(await mkdtemp(join(tmpdir(), 'settings-')));
  onCleanup(async () => {
    settingsFolder.stopAll();
    await rm(settingsFolder.folder, { recursive: true, force: true });
  });
  return settingsFolder;
});

const expectCalls = (follower: Watcher, times: number): Promise<void> =>
  vi.waitFor(() => expect(follower.calls).toBe(times), { timeout: 60_000, interval: 20 });

test.concurrent('reports each write, replacement, deletion and creation once', async ({ fixture }) => {
  await writeFile(fixture.path, '{"language":"en"}');
  const follower = await fixture.startWatching();
  expect(follower.calls).toBe(0);
  await writeFile(fixture.path, '{"language":"ja"}');
  await expectCalls(follower, 1);
  await writeFile(`${fixture.path}.tmp`, '{"language":"en"}');
  await rename(`${fixture.path}.tmp`, fixture.path);
  await expectCalls(follower, 2);
  await rm(fixture.path);
  await expectCalls(follower, 3);
  await writeFile(fixture.path, '{}');
  await expectCalls(follower, 4);
  await fixture.settle();
  expect(follower.calls).toBe(4);
});

test.concurrent('reports a file whose folder does not exist at first', async ({ fixture }) => {
  const later = join(fixture.folder, 'config', 'chakushin', 'settings.json');
  const follower = await fixture.startWatching(later);
  await mkdir(join(fixture.folder, 'config', 'chakushin'), { recursive: true });
  await writeFile(later, '{}');
  await expectCalls(follower, 1);
  await fixture.settle();
  expect(follower.calls).toBe(1);
});

test.concurrent('reports a replaced folder', async ({ fixture }) => {
  const home = join(fixture.folder, 'home');
  await mkdir(home);
  const file = join(home, 'settings.json');
  await writeFile(file, '{}');
  const follower = await fixture.startWatching(file);
  await rm(home, { recursive: true });
  await expectCalls(follower, 1);
  await mkdir(home);
  await writeFile(file, '{"language":"ja"}');
  await expectCalls(follower, 2);
});

test.concurrent('reports several quick writes as one change', async ({ fixture }) => {
  const follower = await fixture.startWatching();
  for (const text of ['{', '{"lang', '{"language":', '{"language":"ja"}'])
    await writeFile(fixture.path, text);
  await expectCalls(follower, 1);
  await fixture.settle();
  expect(follower.calls).toBe(1);
});

test.concurrent('ignores other files in the folder', async ({ fixture }) => {
  await writeFile(fixture.path, '{}');
  const follower = await fixture.startWatching();
  await writeFile(join(fixture.folder, 'contacts.csv'), 'name,phone');
  await rename(join(fixture.folder, 'contacts.csv'), join(fixture.folder, 'settings.json.bak'));
  await fixture.settle();
  expect(follower.calls).toBe(0);
});

test.concurrent('ignores a file that is created and deleted at once', async ({ fixture }) => {
  const follower = await fixture.startWatching();
  await writeFile(fixture.path, '{}');
  await rm(fixture.path);
  await fixture.settle();
  expect(follower.calls).toBe(0);
});

test.skipIf(process.platform === 'win32')('reports a change of permissions', async ({ fixture }) => {
  await writeFile(fixture.path, '{}');
  const follower = await fixture.startWatching();
  await chmod(fixture.path, 0o000);
  await expectCalls(follower, 1);
  await chmod(fixture.path, 0o600);
  await expectCalls(follower, 2);
});

test.concurrent('reports nothing after stop, even for a change just before', async ({ fixture }) => {
  await writeFile(fixture.path, '{}');
  const stays = await fixture.startWatching();
  const ended = await fixture.startWatching();
  await writeFile(fixture.path, '{"language":"ja"}');
  ended.stop();
  await expectCalls(stays, 1);
  await writeFile(fixture.path, '{"language":"en"}');
  await expectCalls(stays, 2);
  expect(ended.calls).toBe(0);
  ended.stop();
});

test.concurrent('reports nothing if stopped before its first check', async ({ fixture }) => {
  const ended = fixture.watch();
  ended.stop();
  const stays = await fixture.startWatching();
  await writeFile(fixture.path, '{}');
  await expectCalls(stays, 1);
  expect(ended.calls).toBe(0);
});

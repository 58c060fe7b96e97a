import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, vi } from 'vitest';
import { followSettings } from './follow.ts';

interface Follower {
  readonly calls: number;
  end(): void;
}

/** A folder with a settings file to be, and those who follow files in it. */
class Desk {
  readonly path: string;
  readonly #ends: (() => void)[] = [];

  constructor(readonly folder: string) {
    this.path = join(folder, 'settings.json');
  }

  follow(file = this.path): Follower {
    let calls = 0;
    const end = followSettings(file, () => (calls += 1));
    this.#ends.push(end);
    return {
      get calls() {
        return calls;
      },
      end,
    };
  }

  /** A follower that has looked at the file, so that what is done next is a change to it. */
  async following(file = this.path): Promise<Follower> {
    const follower = this.follow(file);
    await this.settled();
    return follower;
  }

  /** A file beside ours is written, and whoever follows it has been told: ours would have been told as well by then. */
  async settled(): Promise<void> {
    const other = join(this.folder, 'other.json');
    await writeFile(other, 'before');
    const fence = this.follow(other);
    await stat(other);
    let n = 0;
    await vi.waitFor(
      async () => {
        // Once more, and other, should the fence have looked after the first writing only.
        if (fence.calls === 0 && n++ % 40 === 0) await writeFile(other, `after ${n}`);
        expect(fence.calls).toBeGreaterThan(0);
      },
      { timeout: 15_000, interval: 20 },
    );
    fence.end();
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}

// Side by side: each waits for the file to be left alone, most of the time.
const test = base.extend('desk', async ({}, { onCleanup }) => {
  const desk = new Desk(await mkdtemp(join(tmpdir(), 'settings-')));
  onCleanup(async () => {
    desk.end();
    await rm(desk.folder, { recursive: true, force: true });
  });
  return desk;
});

const told = (follower: Follower, times: number): Promise<void> =>
  vi.waitFor(() => expect(follower.calls).toBe(times), { timeout: 15_000, interval: 20 });

test.concurrent(
  'tells each writing, replacement, deletion and new creation of the file, once',
  async ({ desk }) => {
    await writeFile(desk.path, '{"language":"en"}');
    const follower = await desk.following();
    expect(follower.calls).toBe(0);
    await writeFile(desk.path, '{"language":"ja"}');
    await told(follower, 1);
    await writeFile(`${desk.path}.tmp`, '{"language":"en"}');
    await rename(`${desk.path}.tmp`, desk.path);
    await told(follower, 2);
    await rm(desk.path);
    await told(follower, 3);
    await writeFile(desk.path, '{}');
    await told(follower, 4);
    await desk.settled();
    expect(follower.calls).toBe(4);
  },
);

test.concurrent('tells of a file that is not there at first, nor its folder', async ({ desk }) => {
  const later = join(desk.folder, 'config', 'chakushin', 'settings.json');
  const follower = await desk.following(later);
  await mkdir(join(desk.folder, 'config', 'chakushin'), { recursive: true });
  await writeFile(later, '{}');
  await told(follower, 1);
  await desk.settled();
  expect(follower.calls).toBe(1);
});

test.concurrent('tells of a folder that is put in another’s place', async ({ desk }) => {
  const home = join(desk.folder, 'home');
  await mkdir(home);
  const file = join(home, 'settings.json');
  await writeFile(file, '{}');
  const follower = await desk.following(file);
  await rm(home, { recursive: true });
  await told(follower, 1);
  await mkdir(home);
  await writeFile(file, '{"language":"ja"}');
  await told(follower, 2);
});

test.concurrent('several writings in a moment are one change', async ({ desk }) => {
  const follower = await desk.following();
  for (const text of ['{', '{"lang', '{"language":', '{"language":"ja"}']) await writeFile(desk.path, text);
  await told(follower, 1);
  await desk.settled();
  expect(follower.calls).toBe(1);
});

test.concurrent('what happens to other files in the folder is nothing', async ({ desk }) => {
  await writeFile(desk.path, '{}');
  const follower = await desk.following();
  await writeFile(join(desk.folder, 'contacts.csv'), 'name,phone');
  await rename(join(desk.folder, 'contacts.csv'), join(desk.folder, 'settings.json.bak'));
  await desk.settled();
  expect(follower.calls).toBe(0);
});

test.concurrent('a file that comes and goes at once was never there', async ({ desk }) => {
  const follower = await desk.following();
  await writeFile(desk.path, '{}');
  await rm(desk.path);
  await desk.settled();
  expect(follower.calls).toBe(0);
});

test.skipIf(process.platform === 'win32')(
  'rights given back are a reason to read it again',
  async ({ desk }) => {
    await writeFile(desk.path, '{}');
    const follower = await desk.following();
    await chmod(desk.path, 0o000);
    await told(follower, 1);
    await chmod(desk.path, 0o600);
    await told(follower, 2);
  },
);

test.concurrent('after the end nothing is told, of changes before and after it', async ({ desk }) => {
  await writeFile(desk.path, '{}');
  const stays = await desk.following();
  const ended = await desk.following();
  await writeFile(desk.path, '{"language":"ja"}');
  ended.end();
  await told(stays, 1);
  await writeFile(desk.path, '{"language":"en"}');
  await told(stays, 2);
  expect(ended.calls).toBe(0);
  ended.end();
});

test.concurrent('ended before it has even looked, it tells nothing', async ({ desk }) => {
  const ended = desk.follow();
  ended.end();
  const stays = await desk.following();
  await writeFile(desk.path, '{}');
  await told(stays, 1);
  expect(ended.calls).toBe(0);
});

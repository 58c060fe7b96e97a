import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ContactsFile, type ContactsReport } from './contacts-file.ts';

const TANAKA = { kind: 'external', e164: '+819012345678', extension: null } as const;
const table = (...names: string[]): string =>
  ['氏名,電話', ...names.map((name) => `${name},090-1234-5678`)].join('\n');

let folder: string;
let path: string;
let reports: ContactsReport[];
let opened: ContactsFile[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-'));
  path = join(folder, 'contacts.csv');
  reports = [];
  opened = [];
});
afterEach(async () => {
  for (const contacts of opened) contacts.stop();
  await rm(folder, { recursive: true, force: true });
});

function start(file = path): ContactsFile {
  const contacts = new ContactsFile({
    path: file,
    country: 'JP',
    onReport: (report) => reports.push(report),
    now: () => 1_700_000_000_000,
  });
  opened.push(contacts);
  contacts.start();
  return contacts;
}

/** Replaces the file as editors do: writes a temporary file, then renames it. */
async function replace(text: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

async function findNames(contacts: ContactsFile): Promise<string> {
  return (await contacts.find(TANAKA)).matches.map((match) => match.name).join();
}

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 60_000, interval: 20 });

describe('a contacts file', () => {
  it('answers a look-up during the first load', async () => {
    await writeFile(path, table('田中'));
    const contacts = start();
    expect(contacts.report).toMatchObject({ state: 'loading', people: 0, loadedAt: null });
    expect(await findNames(contacts)).toBe('田中');
    expect(contacts).toMatchObject({ id: 'contacts', name: 'contacts.csv' });
    expect(contacts.report).toMatchObject({
      state: 'ready',
      people: 1,
      numbers: 1,
      rows: 1,
      problemCount: 0,
      loadedAt: 1_700_000_000_000,
    });
    expect(reports).toEqual([contacts.report]);
  });

  it('returns no match for an unknown number', async () => {
    await writeFile(path, table('田中'));
    const { matches } = await start().find({ ...TANAKA, e164: '+818012345678' });
    expect(matches).toEqual([]);
  });

  it('is reloaded and reported when it is replaced', async () => {
    await writeFile(path, table('田中'));
    const contacts = start();
    expect(await findNames(contacts)).toBe('田中');
    await replace(table('佐藤', '鈴木'));
    await until(async () => expect(await findNames(contacts)).toBe('佐藤,鈴木'));
    expect(reports.map((report) => [report.state, report.people])).toEqual([
      ['ready', 1],
      ['loading', 1],
      ['ready', 2],
    ]);
  });

  it('is reloaded when it is rewritten in place with the same length', async () => {
    await writeFile(path, table('田中'));
    const contacts = start();
    expect(await findNames(contacts)).toBe('田中');
    await writeFile(path, table('佐藤'));
    await until(async () => expect(await findNames(contacts)).toBe('佐藤'));
  });

  it.each([
    ['contacts-truncated', '氏名,電話\n"佐藤'],
    ['contacts-empty', ''],
    ['contacts-binary', Buffer.from([0x50, 0x4b, 0, 0])],
    ['contacts-no-phone-column', '氏名\n佐藤'],
  ])(
    'stays in use while the file is unusable (%s) and reloads once it is repaired',
    async (code, content) => {
      await writeFile(path, table('田中'));
      const contacts = start();
      expect(await findNames(contacts)).toBe('田中');
      await replace(content);
      await until(() => expect(contacts.report.state).toBe('failed'));
      expect(contacts.report).toMatchObject({
        people: 1,
        problems: [{ code, file: 'contacts.csv' }],
        problemCount: 1,
      });
      expect(await findNames(contacts)).toBe('田中');
      await replace(table('佐藤'));
      await until(async () => expect(await findNames(contacts)).toBe('佐藤'));
      expect(contacts.report).toMatchObject({ state: 'ready', problems: [], problemCount: 0 });
    },
  );

  it('gives the complete entries of a file that is cut off, if there are no contacts yet or only some', async () => {
    await writeFile(path, `${table('田中')}\n"鈴木`);
    const contacts = start();
    expect(await findNames(contacts)).toBe('田中');
    expect(contacts.report).toMatchObject({
      state: 'ready',
      problems: [{ code: 'contacts-incomplete', line: 3 }],
    });
    await replace(`${table('田中', '佐藤')}\n"鈴木`);
    await until(async () => expect(await findNames(contacts)).toBe('田中,佐藤'));
    await replace(table('木村'));
    await until(async () => expect(await findNames(contacts)).toBe('木村'));
    await replace(`${table('田中', '佐藤')}\n"鈴木`);
    await until(() =>
      expect(contacts.report).toMatchObject({
        state: 'failed',
        problems: [{ code: 'contacts-truncated', line: 4 }],
      }),
    );
    expect(await findNames(contacts)).toBe('木村');
  });

  it('stays in use after it is deleted', async () => {
    await writeFile(path, table('田中'));
    const contacts = start();
    expect(await findNames(contacts)).toBe('田中');
    await rm(path);
    await until(() =>
      expect(contacts.report).toMatchObject({ state: 'failed', problems: [{ code: 'contacts-missing' }] }),
    );
    expect(await findNames(contacts)).toBe('田中');
  });

  it('is loaded once the missing file appears', async () => {
    const contacts = start();
    expect(await findNames(contacts)).toBe('');
    expect(contacts.report).toMatchObject({
      state: 'failed',
      problems: [{ code: 'contacts-missing', line: null, params: {} }],
    });
    await replace(table('田中'));
    await until(async () => expect(await findNames(contacts)).toBe('田中'));
  });

  it('is loaded once it appears in a folder created later', async () => {
    path = join(folder, 'later', 'contacts.csv');
    const contacts = start();
    expect(await findNames(contacts)).toBe('');
    await mkdir(join(folder, 'later'));
    await writeFile(path, table('田中'));
    await until(async () => expect(await findNames(contacts)).toBe('田中'));
  });

  it('reports a folder in place of the file as unreadable, once', async () => {
    const contacts = start(folder);
    expect(await findNames(contacts)).toBe('');
    expect(contacts.report.problems).toMatchObject([
      { code: 'contacts-unreadable', params: { cause: 'EISDIR' } },
    ]);
    // Two events in the folder trigger two loads. A third, successful load proves that both were handled.
    await writeFile(join(folder, 'a'), '');
    await writeFile(join(folder, 'b'), '');
    await rm(folder, { recursive: true });
    await writeFile(folder, table('田中'));
    await until(async () => expect(await findNames(contacts)).toBe('田中'));
    const failures = reports.filter(
      ({ state, problems }) => state === 'failed' && problems[0]?.code === 'contacts-unreadable',
    );
    expect(failures).toHaveLength(1);
  });

  it('stop() aborts the load and ends reporting', async () => {
    await writeFile(path, table(...Array.from({ length: 20_000 }, (_, index) => `人${index}`)));
    const contacts = start();
    contacts.stop();
    expect(await findNames(contacts)).toBe('');
    expect(reports).toEqual([]);
  });

  it('can be restarted after stop()', async () => {
    await writeFile(path, table('田中'));
    const contacts = start();
    contacts.stop();
    contacts.start();
    expect(await findNames(contacts)).toBe('田中');
  });
});

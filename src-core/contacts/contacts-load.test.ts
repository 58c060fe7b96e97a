import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ContactsFile } from './contacts-file.ts';

const ROWS = 40_000;
/** Loading that is not split into slices would show as one turn with most of the CPU time, or as few turns. */
const MAX_TURN_SHARE = 0.2;
const MIN_TURNS = 100;
/** Ratio of the two file sizes. A look-up that reads all rows would take this many times longer in the large file. */
const SIZE_FACTOR = 40;
const MAX_LOOKUP_GROWTH = 10;
/** As objects, the contacts would take 80 MB, which each garbage collection would have to scan. */
const MAX_HEAP_MB = 20;

setFlagsFromString('--expose-gc');
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));

function heapMb(): number {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const mobile = (row: number): string => `+8190${String(20_000_000 + row)}`;

function row(index: number): string {
  const number = mobile(index);
  return [
    index,
    `田中 恵子${index}`,
    `たなか けいこ${index}`,
    '"みどり歯科, 本院"',
    '院長',
    `03-${String(3000 + (index % 1000))}-${String(index % 10_000).padStart(4, '0')}`,
    `0${number.slice(3, 5)}-${number.slice(5, 9)}-${number.slice(9)}`,
    '高橋',
    `https://crm.example.com/contacts/${index}`,
    '2件',
    '9月12日',
    'プレミアム',
    '"一行目\n二行目"',
  ].join(',');
}

async function load(
  folder: string,
  rows: number,
): Promise<{
  readonly contacts: ContactsFile;
  /** CPU time of each turn of the event loop, in µs */
  readonly turnsUs: number[];
}> {
  const path = join(folder, `contacts-${rows}.csv`);
  const header = 'ID,氏名,ふりがな,会社名,役職,電話,携帯電話,担当,URL,未対応,前回,プラン,メモ';
  await writeFile(path, [header, ...Array.from({ length: rows }, (_, index) => row(index))].join('\n'));
  const contacts = new ContactsFile({ path, country: 'JP', onReport: () => undefined });
  const turnsUs: number[] = [];
  contacts.start();
  while (contacts.report.state === 'loading') {
    const before = process.cpuUsage();
    await nextTurn();
    const { user, system } = process.cpuUsage(before);
    turnsUs.push(user + system);
  }
  expect(contacts.report).toMatchObject({ state: 'ready', people: rows, problemCount: 0 });
  return { contacts, turnsUs };
}

/** Resolves with the median CPU time of a look-up, in µs. */
async function measureLookupUs(contacts: ContactsFile, rows: number): Promise<number> {
  const timesUs: number[] = [];
  for (let index = 0; index < 2_000; index += 1) {
    const e164 = mobile((index * 49_999) % rows);
    const before = process.cpuUsage();
    const { matches } = await contacts.find({ kind: 'external', e164, extension: null });
    const { user, system } = process.cpuUsage(before);
    timesUs.push(user + system);
    expect(matches).toHaveLength(1);
  }
  return timesUs.sort((a, b) => a - b)[timesUs.length / 2]!;
}

it(`loads ${ROWS} rows in short turns and looks up as fast as in a small file`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'contacts-'));
  const heapBefore = heapMb();
  const { contacts, turnsUs } = await load(folder, ROWS);
  const lookupUs = await measureLookupUs(contacts, ROWS);
  const heap = heapMb() - heapBefore;
  contacts.stop();
  const small = await load(folder, ROWS / SIZE_FACTOR);
  const smallLookupUs = await measureLookupUs(small.contacts, ROWS / SIZE_FACTOR);
  small.contacts.stop();
  await rm(folder, { recursive: true });

  const totalUs = turnsUs.reduce((sum, us) => sum + us, 0);
  expect(turnsUs.length).toBeGreaterThan(MIN_TURNS);
  expect(Math.max(...turnsUs) / totalUs).toBeLessThan(MAX_TURN_SHARE);
  expect(lookupUs / smallLookupUs).toBeLessThan(MAX_LOOKUP_GROWTH);
  expect(heap).toBeLessThan(MAX_HEAP_MB);
}, 600_000);

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSupportLogs } from './support-logs.ts';

const MB = 1024 * 1024;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-logs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

test('returns an empty text if there are no logs', async () => {
  expect(await readSupportLogs(folder)).toBe('');
  expect(await readSupportLogs(join(folder, 'not-there'))).toBe('');
});

test('returns both files, the newest last', async () => {
  write('chakushin.old.log', 'one\ntwo\n');
  write('chakushin.log', 'three\n');
  write('other.log', 'no');
  expect(await readSupportLogs(folder)).toBe('one\ntwo\nthree\n');
});

test('returns the current log if there is no rotated one', async () => {
  write('chakushin.log', 'only\n');
  expect(await readSupportLogs(folder)).toBe('only\n');
});

test('returns the last 5 MB, from the start of a line', async () => {
  // Each line has 16 bytes in 10 characters, so a cut within a character would be noticed.
  const line = (n: number): string => `行番号${String(n).padStart(6, 'x')}\n`;
  const lines = Array.from({ length: (4 * MB) / 16 }, (_, n) => line(n)).join('');
  write('chakushin.old.log', lines);
  write('chakushin.log', lines);
  const text = await readSupportLogs(folder);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(5 * MB);
  expect(Buffer.byteLength(text)).toBeGreaterThan(5 * MB - 32);
  expect(text.endsWith(lines)).toBe(true);
  expect(text.startsWith('行番号')).toBe(true);
  expect(text.includes('\ufffd')).toBe(false);
});

test('leaves out the old log if the current one fills the limit', async () => {
  write('chakushin.old.log', 'before\n');
  write(
    'chakushin.log',
    'x'
      .repeat(15)
      .concat('\n')
      .repeat((6 * MB) / 16),
  );
  const text = await readSupportLogs(folder);
  expect(text.includes('before')).toBe(false);
  expect(Buffer.byteLength(text)).toBeGreaterThan(5 * MB - 32);
});

test('masks every line, even the last one without a line break', async () => {
  write(
    'chakushin.log',
    '[2026-11-22 10:00:00.123] [info]  call 6998252113337041462 from 090-1234-5678\nsato.misaki@example.com\n0312345678',
  );
  expect(await readSupportLogs(folder)).toBe(
    '[2026-11-22 10:00:00.123] [info]  call 6998252113337041462 from 09***78\nsa***om\n03***78',
  );
});

test('replaces the home folder with ~', async () => {
  const path = join(homedir(), 'x', 'settings.json');
  write('chakushin.log', `notice ${JSON.stringify({ name: path })}\nat ${path}\nat f (file://${path}:1:2)\n`);
  const text = await readSupportLogs(folder);
  expect(text).not.toContain(homedir());
  expect(text).toMatch(/^at ~.x.settings\.json$/mu);
});

test('rejects if a log cannot be read', async () => {
  mkdirSync(join(folder, 'chakushin.log'));
  await expect(readSupportLogs(folder)).rejects.toThrow(/EISDIR/u);
});

test('yields to the event loop while it masks', async () => {
  write('chakushin.log', 'a line of the log\n'.repeat(100_000));
  let turns = 0;
  let over = false;
  const turn = (): void => {
    turns += 1;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await readSupportLogs(folder);
  over = true;
  expect(turns).toBeGreaterThan(90);
});

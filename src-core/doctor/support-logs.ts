import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { maskPersonal } from './mask-personal.ts';

/** What a mail still takes, and months of calls. */
const MOST_BYTES = 5 * 1024 * 1024;
/** So many at a time: a call that rings meanwhile does not wait. */
const LINES_AT_ONCE = 1_000;

/**
 * The log files in `folder` as one text for support: the newest lines last, 5 MB at most, with whatever looks like a
 * phone number or an e-mail address masked, and without the folder of the person. Empty when there are none.
 * Rejects with the system's error when one is there and cannot be read.
 */
export async function logsForSupport(folder: string): Promise<string> {
  // The newest first: should it be put aside in between, lines come twice and none is lost.
  const newest = await endOf(join(folder, 'chakushin.log'), MOST_BYTES);
  const older = newest.isWhole
    ? await endOf(join(folder, 'chakushin.old.log'), MOST_BYTES - Buffer.byteLength(newest.text))
    : { text: '' };
  return await maskLines(older.text + newest.text);
}

/** Line by line, with everything else that is to be done in between. */
export async function maskLines(text: string): Promise<string> {
  const lines = text.split('\n');
  const homes = homeAsWritten();
  const masked: string[] = [];
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    for (const line of lines.slice(first, first + LINES_AT_ONCE))
      masked.push(maskPersonal(homes.reduce((clean, home) => clean.replaceAll(home, '~'), line)));
    await setImmediate();
  }
  return masked.join('\n');
}

/** The last whole lines of a file that are no more than `most` bytes. */
async function endOf(
  path: string,
  most: number,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { text: '', isWhole: true };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, most));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, bytesRead);
    const isWhole = bytes.length === size;
    return { text: isWhole ? text : text.replace(/^[^\n]*\n?/u, ''), isWhole };
  } finally {
    await file.close();
  }
}

/** The folder of a person has that person's name; settings and places in the code stand below it. As it may be written. */
function homeAsWritten(): readonly string[] {
  const home = homedir();
  // A system's user may have the root for a home.
  if (home.length < 4) return [];
  return [home, JSON.stringify(home).slice(1, -1), pathToFileURL(home).pathname];
}

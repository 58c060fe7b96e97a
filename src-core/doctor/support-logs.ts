import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { redactHome, redactPersonalData } from '../util/redact.ts';

/** Small enough for a mail, large enough for months of calls. */
const MAX_BYTES = 5 * 1024 * 1024;
/** Lines that are masked before other work gets its turn, so that a ringing call does not wait. */
const LINES_PER_BATCH = 1_000;

/**
 * The log files in `folder` as text for support: at most 5 MB, the newest lines last, with phone numbers and email
 * addresses masked and without the home folder. Empty if there are none. Rejects with the system's error if a file cannot
 * be read.
 */
export async function readSupportLogs(folder: string): Promise<string> {
  // The newest first: if it is rotated in between, lines are repeated instead of lost.
  const newest = await readTail(join(folder, 'chakushin.log'), MAX_BYTES);
  const older = newest.isComplete
    ? await readTail(join(folder, 'chakushin.old.log'), MAX_BYTES - Buffer.byteLength(newest.text))
    : { text: '' };
  return await maskLines(older.text + newest.text);
}

async function maskLines(text: string): Promise<string> {
  const lines = text.split('\n');
  const masked: string[] = [];
  for (let first = 0; first < lines.length; first += LINES_PER_BATCH) {
    const batch = redactHome(lines.slice(first, first + LINES_PER_BATCH).join('\n'));
    for (const line of batch.split('\n')) masked.push(redactPersonalData(line));
    await setImmediate();
  }
  return masked.join('\n');
}

/** The last whole lines of a file. */
async function readTail(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string; readonly isComplete: boolean }> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { text: '', isComplete: true };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, bytesRead);
    const isComplete = bytes.length === size;
    return { text: isComplete ? text : text.replace(/^[^\n]*\n?/u, ''), isComplete };
  } finally {
    await file.close();
  }
}

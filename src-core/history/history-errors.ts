import { z } from 'zod';

/** A problem of the call history, as reported to the user. */
export type HistoryError =
  /** the file was damaged; it was renamed to `file` (without its folder), and a new one created */
  | { readonly code: 'history-damaged'; readonly file: string }
  /** calls are kept in memory until the file can be written; `reason`: SQLite's or the system's code */
  | { readonly code: 'history-unwritable'; readonly reason: string }
  /** from a newer version of the app: the file is not touched, and calls are kept in memory */
  | { readonly code: 'history-newer' };

/** The file cannot be used, but SQLite has no error for the reason. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
  constructor(readonly code: 'SQLITE_CORRUPT' | 'SQLITE_CANTOPEN' | 'newer') {
    super(code);
  }
}

/** SQLite's or the system's code ("EACCES"), else the error's class; not its message, which may hold data. */
export function getReason(error: unknown): string {
  const parsed = z.object({ code: z.string() }).safeParse(error);
  if (parsed.success) return parsed.data.code;
  return error instanceof Error ? error.name : 'unknown';
}

/** Whether the file is not, or no longer, a sound database. */
export function isCorruption(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB)/u.test(getReason(error));
}

/** Whether a retry on the same connection may succeed: another process is writing, or the disk is full. */
export function isTransient(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED|FULL)/u.test(getReason(error));
}

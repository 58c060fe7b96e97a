import { z } from 'zod';

/** What is wrong with the call history, for a person to know. */
export type HistoryError =
  /** the file was damaged; it was set aside under this name (without its folder) and a new one begun */
  | { readonly code: 'history-damaged'; readonly file: string }
  /** it cannot be written now; calls are kept in memory and written when it works again. `reason`: SQLite's or the system's code */
  | { readonly code: 'history-unwritable'; readonly reason: string }
  /** made by a newer version of the app: left alone, this run's calls are kept in memory only */
  | { readonly code: 'history-newer' };

/** Why the file cannot be used, where SQLite itself has no error for it. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
  constructor(readonly code: 'SQLITE_CORRUPT' | 'SQLITE_CANTOPEN' | 'newer') {
    super(code);
  }
}

/** SQLite's or the system's code of an error ("SQLITE_FULL", "EACCES"), else its class; never its message, which may hold data. */
export function getReason(error: unknown): string {
  const parsed = z.object({ code: z.string() }).safeParse(error);
  if (parsed.success) return parsed.data.code;
  return error instanceof Error ? error.name : 'unknown';
}

/** Is what the file holds no longer a database? */
export function isCorruption(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB)/u.test(getReason(error));
}

/** May the same connection do it later: another process is writing, or the disk is full? */
export function isTransient(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED|FULL)/u.test(getReason(error));
}

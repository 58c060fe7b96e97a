import { watch, type BigIntStats, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A file that has not changed for this long is taken to be written completely. */
const SETTLED_MS = 300;
/** Network drives send no events, and a folder may not exist yet: look now and then anyway. */
const POLL_INTERVAL_MS = 3_000;

/** Tells one state of a file from another; `missing` or a system's code where there is none. */
export type FileStamp = string;

/** Follows one path, whatever happens to the file there: written, replaced, deleted, created. */
export interface FileWatch {
  /** What the file is like now. */
  stamp(): Promise<FileStamp>;
  /**
   * Resolves once the file differs from `since` and has been left alone for 300 ms; for null at the next
   * occasion to try again; when the watch is stopped, at once.
   */
  waitForChange(since: FileStamp | null): Promise<void>;
  stop(): void;
}

export function watchFile(path: string): FileWatch {
  const file = basename(path).normalize();
  let wake = (): void => undefined;
  let stopped = false;
  let folder: FSWatcher | null = null;

  /** The folder, not the file: editors replace files, and a watch would follow the old one. */
  function watchFolder(): void {
    if (folder !== null) return;
    try {
      folder = watch(dirname(path), { persistent: false }, (_event, name) => {
        // The database in the same folder is written at every call. Some systems do not say which file it was.
        if (name === null || name.normalize() === file) wake();
      });
      folder.on('error', () => {
        folder?.close();
        folder = null;
      });
    } catch {
      folder = null;
    }
  }

  watchFolder();
  const pollTimer = setInterval(() => {
    watchFolder();
    wake();
  }, POLL_INTERVAL_MS).unref();

  /** A fresh one must be taken before the file is looked at, else a change in between would be lost. */
  const nextEvent = (): Promise<void> => new Promise((resolve) => (wake = resolve));

  return {
    stamp: () => readStamp(path),
    async waitForChange(since) {
      if (since === null && !stopped) return nextEvent();
      while (!stopped) {
        const event = nextEvent();
        let stamp = await readStamp(path);
        if (stamp === since) {
          await event;
          continue;
        }
        let before: FileStamp;
        do {
          before = stamp;
          await delay(SETTLED_MS, undefined, { ref: false });
          stamp = await readStamp(path);
        } while (stamp !== before);
        if (stamp !== since) return;
      }
    },
    stop() {
      stopped = true;
      clearInterval(pollTimer);
      folder?.close();
      wake();
    },
  };
}

async function readStamp(path: string): Promise<FileStamp> {
  try {
    return toStamp(await stat(path, { bigint: true }));
  } catch (error) {
    const code = toErrorCode(error);
    return isMissing(code) ? 'missing' : code;
  }
}

/** The change time is part of it: rights given back to a file are a reason to read it again. */
export function toStamp(stats: BigIntStats): FileStamp {
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

/** The system's code of an error ("EACCES"), or its class where there is none. */
export function toErrorCode(error: unknown): string {
  const system = z.object({ code: z.string() }).safeParse(error);
  if (system.success) return system.data.code;
  return error instanceof Error ? error.name : 'unknown';
}

export function isMissing(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

import { watch, type BigIntStats, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A file unchanged for this long is considered completely written. */
const SETTLED_MS = 300;
/** Network drives send no events, and the folder may not exist yet. */
const POLL_INTERVAL_MS = 3_000;

/** Identifies one state of a file; `missing` or the system's error code if there is none. */
export type FileStamp = string;

/** Follows one path while the file there is written, replaced, deleted or created. */
export interface FileWatch {
  stamp(): Promise<FileStamp>;
  /**
   * Resolves once the file differs from `since` and has been unchanged for 300 ms; if `since` is null, at the
   * next event or poll; immediately when the watch is stopped.
   */
  waitForChange(since: FileStamp | null): Promise<void>;
  stop(): void;
}

export function watchFile(path: string): FileWatch {
  const file = basename(path).normalize();
  let wake = (): void => undefined;
  let stopped = false;
  let folder: FSWatcher | null = null;

  /** Watches the folder, because editors replace files and a watch on the file would follow the old one. */
  function watchFolder(): void {
    if (folder !== null) return;
    try {
      folder = watch(dirname(path), { persistent: false }, (_event, name) => {
        // The history database in the same folder changes with every call. Some systems send no file name.
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

  /** Must be called before reading the stamp, or a change in between is lost. */
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

/** Includes the change time, because restored permissions are a reason to read the file again. */
export function toStamp(stats: BigIntStats): FileStamp {
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

/** The system's error code ("EACCES"), or the error's class if it has no code. */
export function toErrorCode(error: unknown): string {
  const system = z.object({ code: z.string() }).safeParse(error);
  if (system.success) return system.data.code;
  return error instanceof Error ? error.name : 'unknown';
}

export function isMissing(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

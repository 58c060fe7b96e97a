import { join } from 'node:path';
import log from 'electron-log/main.js';

export interface Log {
  info(text: string): void;
  error(text: string): void;
}

/**
 * The log file in `home`. Callers mask what they write (src-core/output/log-line.ts), since users send it to support.
 * electron-log's `initialize` is not called, because it adds a preload script to every window.
 */
export function openLog(home: string): Log {
  log.transports.console.level = false;
  log.transports.file.resolvePathFn = () => join(home, 'logs', 'chakushin.log');
  // Asynchronous, so that a ringing call does not wait for the disk.
  log.transports.file.sync = false;
  log.transports.file.maxSize = 5 * 1024 * 1024;
  return { info: (text) => log.info(text), error: (text) => log.error(text) };
}

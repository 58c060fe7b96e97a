import { join } from 'node:path';
import log from 'electron-log/main.js';

/**
 * The log file under `home`. Whoever writes to it masks first (src-core/output/log-line.ts): it must be possible to send
 * the file to support as it is. electron-log is used without its `initialize`, which would add a preload script of
 * its own to every window.
 */
export function openLog(home: string): { info(text: string): void; error(text: string): void } {
  log.transports.console.level = false;
  log.transports.file.resolvePathFn = () => join(home, 'logs', 'chakushin.log');
  // A ringing call does not wait for the disk.
  log.transports.file.sync = false;
  log.transports.file.maxSize = 5 * 1024 * 1024;
  return {
    info: (text) => log.info(text),
    error: (text) => log.error(text),
  };
}

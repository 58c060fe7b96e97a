import type { Notice } from '../src-core/i18n/notice.ts';
import type { Log } from './log.ts';

export type FaultReporter = ReturnType<typeof createFaultReporter>;

/** Reports uncaught errors and crashes to the log and as notices; the app keeps running. */
export function createFaultReporter(log: Log, addNotice: (notice: Notice) => void) {
  return {
    /** Omits the message, which may quote text from outside; the stack names only our files. */
    report: (error: unknown): void => {
      const reason = error instanceof Error ? error.name : typeof error;
      const stack = error instanceof Error ? (error.stack ?? '') : '';
      const places = stack.split('\n').filter((line) => /^\s+at /u.test(line));
      log.error(`fault: ${reason}\n${places.join('\n')}`);
      addNotice({ level: 'error', code: 'internal-error', params: { reason } });
    },

    /** A window's process ended. @param reason by Electron */
    reportCrash: (window: string, reason: string): void => {
      log.error(`${window} gone: ${reason}`);
      addNotice({ level: 'warn', code: 'internal-error', params: { reason } });
    },
  };
}

import type { Notice } from '../src-core/i18n/notice.ts';
import type { Log } from './log.ts';

/** Reports what failed and was caught nowhere else, to the log and as a notice; the app goes on. */
export class FaultReporter {
  readonly #log: Log;
  readonly #addNotice: (notice: Notice) => void;

  constructor(log: Log, addNotice: (notice: Notice) => void) {
    this.#log = log;
    this.#addNotice = addNotice;
  }

  /** Reports an uncaught error. Its message is left out: it may quote text from outside; the stack names only our files. */
  readonly report = (error: unknown): void => {
    const reason = error instanceof Error ? error.name : typeof error;
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const places = stack.split('\n').filter((line) => /^\s+at /u.test(line));
    this.#log.error(`fault: ${reason}\n${places.join('\n')}`);
    this.#addNotice({ level: 'error', code: 'internal-error', params: { reason } });
  };

  /** A window's process ended. @param reason as Electron names it */
  reportCrash(window: string, reason: string): void {
    this.#log.error(`${window} gone: ${reason}`);
    this.#addNotice({ level: 'warn', code: 'internal-error', params: { reason } });
  }
}

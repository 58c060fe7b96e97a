import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { gradeText } from '../phone-numbers/match-grade.ts';
import { findTwin } from '../phone-numbers/parse-number.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { Connector, FindResult, LookupNumber, Match } from '../lookup/connector.ts';
import type { Contacts } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import type { ColumnOverride } from '../settings/contacts-columns.ts';
import type { Settings } from '../settings/schema.ts';
import { readContacts } from './read-contacts.ts';
import { toErrorCode, isMissing, toStamp, watchFile, type FileStamp } from '../util/file-watcher.ts';

const CONNECTOR = 'contacts';
const MAX_FILE_MB = 200;
const CHUNK_BYTES = 256 * 1024;

/** The contacts in use, and what is wrong with the file as it is now. */
export interface ContactsReport extends Omit<Contacts, 'byNumber'> {
  /** `failed`: `problems` holds the only reason; contacts read earlier stay in use */
  readonly state: 'loading' | 'ready' | 'failed';
  /** distinct ones in use */
  readonly numbers: number;
  /** of the contacts in use, ms since the epoch; null before the first */
  readonly loadedAt: number | null;
  /** of that load */
  readonly elapsedMs: number | null;
}

export interface ContactsFileOptions {
  /** a CSV or vCard file, which need not exist yet */
  readonly path: string;
  /** of numbers without a country code */
  readonly country: CountryCode;
  /** the user's decisions about the columns of a table */
  readonly columns?: readonly ColumnOverride[];
  readonly onReport: (report: ContactsReport) => void;
  /** ms since the epoch */
  readonly now?: () => number;
}

/**
 * A contacts file as a connector, which follows the file's changes. `find` waits for the first load, and uses
 * the previous contacts during later ones. It never rejects: `report` shows what is wrong.
 */
export class ContactsFile implements Connector {
  readonly id = CONNECTOR;
  readonly name: string;
  readonly #options: ContactsFileOptions;
  #byNumber: Contacts['byNumber'] | null = null;
  #firstLoad = Promise.resolve();
  #end: (() => void) | null = null;
  #report: ContactsReport = {
    state: 'loading',
    people: 0,
    numbers: 0,
    rows: 0,
    rowsWithoutNumber: 0,
    rowsRefused: 0,
    cutAtLine: null,
    problems: [],
    problemCount: 0,
    loadedAt: null,
    elapsedMs: null,
  };

  constructor(options: ContactsFileOptions) {
    this.#options = options;
    this.name = basename(options.path);
  }

  get report(): ContactsReport {
    return this.#report;
  }

  /** Loads and watches in the background. */
  start(): void {
    if (this.#end !== null) return;
    const abort = new AbortController();
    const watch = watchFile(this.#options.path);
    this.#end = () => {
      abort.abort();
      watch.stop();
    };
    const first = this.#load(abort.signal);
    this.#firstLoad = first.then(() => undefined);
    void (async () => {
      for (let stamp = await first; !abort.signal.aborted; stamp = await this.#load(abort.signal)) {
        await watch.waitForChange(stamp);
      }
    })();
  }

  /** Cancels loading and watching; `find` still works. */
  stop(): void {
    this.#end?.();
    this.#end = null;
  }

  async find(number: LookupNumber): Promise<FindResult> {
    await this.#firstLoad;
    const asOf = this.#report.loadedAt;
    if (number.kind !== 'external') return { matches: [], asOf, newer: null };
    const find = (e164: string | null): readonly Match[] =>
      e164 === null ? [] : (this.#byNumber?.get(e164) ?? []);
    const matches = find(number.e164).map((match) => {
      // The number in the file may lack its country code, or be a switchboard's.
      const graded = gradeText(match.matchedNumber, number, this.#options.country);
      return graded === null ? match : { ...match, grade: graded.grade, matchReason: graded.matchReason };
    });
    const twins = find(findTwin(number.e164)).map((match): Match => ({
      ...match,
      grade: 'weak',
      matchReason: 'part',
    }));
    return { matches: [...matches, ...twins], asOf, newer: null };
  }

  #publish(change: Partial<ContactsReport>): void {
    this.#report = { ...this.#report, ...change };
    this.#options.onReport(this.#report);
  }

  #fail({ code, line, params }: ContactsError): void {
    const [previous] = this.#report.problems;
    // Do not report a locked file again at every retry.
    if (this.#report.state === 'failed' && previous?.code === code && previous.params.cause === params.cause)
      return;
    this.#publish({ state: 'failed', problems: [{ code, file: this.name, line, params }], problemCount: 1 });
  }

  /** @returns the stamp of what was read; null to retry although the file does not change */
  async #load(signal: AbortSignal): Promise<FileStamp | null> {
    const { path, country, columns = [], now = Date.now } = this.#options;
    const startedAt = performance.now();
    const isAborted = (): boolean => signal.aborted;
    const bytes = await attempt(() => readBytes(path, signal));
    if (isAborted()) return null;
    if (bytes instanceof ContactsError) {
      this.#fail(bytes);
      return bytes.code === 'contacts-missing' ? 'missing' : null;
    }
    if (this.#report.state !== 'loading') this.#publish({ state: 'loading' });
    const contacts = await attempt(() =>
      readContacts(bytes.chunks, { connector: CONNECTOR, file: this.name, country, columns, signal }),
    );
    if (isAborted()) return null;
    if (contacts instanceof ContactsError) {
      this.#fail(contacts);
    } else if (contacts.cutAtLine !== null && this.#byNumber !== null && this.#report.cutAtLine === null) {
      // The complete contacts in use are better than a part of the new ones.
      this.#fail(new ContactsError('contacts-truncated', contacts.cutAtLine));
    } else {
      const { byNumber, ...counts } = contacts;
      this.#byNumber = byNumber;
      this.#publish({
        ...counts,
        state: 'ready',
        numbers: byNumber.size,
        loadedAt: now(),
        elapsedMs: performance.now() - startedAt,
      });
    }
    return bytes.stamp;
  }
}

/** The settings of a contacts file that is set. */
export interface ContactsSettings extends Pick<Settings, 'country'> {
  readonly contacts: string;
  readonly contactsColumns: readonly ColumnOverride[];
}

/** Reads a contacts file once; an unusable one is reported in `report`. Null if `signal` aborts first. */
export function loadContacts(
  { contacts: path, country, contactsColumns }: ContactsSettings,
  signal: AbortSignal,
): Promise<ContactsFile | null> {
  return new Promise((resolve) => {
    const finish = (result: ContactsFile | null): void => {
      signal.removeEventListener('abort', abort);
      file.stop();
      resolve(result);
    };
    const abort = (): void => finish(null);
    const file = new ContactsFile({
      path,
      country,
      columns: contactsColumns,
      onReport: ({ state }) => {
        if (state !== 'loading') finish(file);
      },
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else file.start();
  });
}

/** Never rejects. Unexpected errors count as `contacts-unreadable`. */
async function attempt<T>(work: () => Promise<T>): Promise<T | ContactsError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ContactsError) return error;
    const code = toErrorCode(error);
    return isMissing(code)
      ? new ContactsError('contacts-missing')
      : new ContactsError('contacts-unreadable', null, { cause: code });
  }
}

async function readBytes(
  path: string,
  signal: AbortSignal,
): Promise<{ chunks: Uint8Array[]; stamp: FileStamp }> {
  const handle = await open(path);
  try {
    // Before the bytes, so that a change during reading is noticed.
    const stats = await handle.stat({ bigint: true });
    const chunks: Uint8Array[] = [];
    for (let total = 0; ;) {
      if (Math.max(total, Number(stats.size)) > MAX_FILE_MB * 1024 * 1024) {
        throw new ContactsError('contacts-too-large', null, { limitMb: MAX_FILE_MB });
      }
      const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES);
      signal.throwIfAborted();
      if (bytesRead === 0) return { chunks, stamp: toStamp(stats) };
      total += bytesRead;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

import { ContactsFile, type ContactsReport } from '../../../src-core/contacts/contacts-file.ts';
import type { Settings } from '../../../src-core/settings/schema.ts';
import { isDeepStrictEqual } from 'node:util';

type WatchedSettings = Pick<Settings, 'contacts' | 'country' | 'contactsColumns'>;

/** Reads the contacts file for the page while it is visible, so that its state is always known. */
export class WatchedContacts {
  readonly #onReport: () => void;
  #current: { readonly settings: unknown; readonly file: ContactsFile } | null = null;

  constructor(onReport: () => void) {
    this.#onReport = onReport;
  }

  /** null = not reading */
  get report(): ContactsReport | null {
    return this.#current?.file.report ?? null;
  }

  /** Watches the file of these settings; does nothing if it is already watched. */
  watch({ contacts: path, country, contactsColumns: columns }: WatchedSettings): void {
    const settings = { path, country, columns };
    if (path !== null && isDeepStrictEqual(this.#current?.settings, settings)) return;
    this.stop();
    if (path === null) return;
    const file = new ContactsFile({ path, country, columns, onReport: this.#onReport });
    this.#current = { settings, file };
    file.start();
  }

  stop(): void {
    this.#current?.file.stop();
    this.#current = null;
  }
}

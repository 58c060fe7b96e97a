import { ContactsFile, type ContactsReport } from '../../../src-core/contacts/contacts-file.ts';
import type { Settings } from '../../../src-core/settings/schema.ts';

/** Reads the contacts file for the page while it is visible, so that its state is always known. */
export class WatchedContacts {
  readonly #onReport: () => void;
  #current: { readonly path: string; readonly country: string; readonly file: ContactsFile } | null = null;

  constructor(onReport: () => void) {
    this.#onReport = onReport;
  }

  /** null = not reading */
  get report(): ContactsReport | null {
    return this.#current?.file.report ?? null;
  }

  /** Watches the file of these settings; does nothing if it is already watched. */
  watch({ contacts: path, country }: Pick<Settings, 'contacts' | 'country'>): void {
    if (path !== null && this.#current?.path === path && this.#current.country === country) return;
    this.stop();
    if (path === null) return;
    const file = new ContactsFile({ path, country, onReport: this.#onReport });
    this.#current = { path, country, file };
    file.start();
  }

  stop(): void {
    this.#current?.file.stop();
    this.#current = null;
  }
}

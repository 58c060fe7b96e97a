import {
  createContactsFile,
  type ContactsFile,
  type ContactsReport,
} from '../../../src-core/contacts/contacts-file.ts';
import type { Settings } from '../../../src-core/settings/schema.ts';

/** The contacts file as the page reads it for itself while it is visible, so that its state is known at any time. */
export class WatchedContacts {
  readonly #onReport: () => void;
  #current: { readonly path: string; readonly country: string; readonly file: ContactsFile } | null = null;

  constructor(onReport: () => void) {
    this.#onReport = onReport;
  }

  /** null = no file is being read */
  get report(): ContactsReport | null {
    return this.#current?.file.report ?? null;
  }

  /** Watches the file of these settings instead of the one before; if it is the same, its watch goes on. */
  watch({ contacts: path, country }: Pick<Settings, 'contacts' | 'country'>): void {
    if (path !== null && this.#current?.path === path && this.#current.country === country) return;
    this.stop();
    if (path === null) return;
    const file = createContactsFile({ path, country, onReport: this.#onReport });
    this.#current = { path, country, file };
    file.start();
  }

  stop(): void {
    this.#current?.file.stop();
    this.#current = null;
  }
}

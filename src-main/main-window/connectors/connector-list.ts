import { SecretStoreError, toSecretKey } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Configuration, Lock } from '../../../src-core/settings/load-settings.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import { formatKeychainFault, formatLock, toChangeFailure } from '../fields.ts';
import { OK, fail, succeed, type PageDeps } from '../page.ts';
import { readEntries, type CheckedEntry } from './connector-entries.ts';
import { formatConnectorName } from './connector-labels.ts';
import { MAX_CONNECTORS } from './connectors-view.ts';

type ConnectorListDeps = Pick<PageDeps, 'store' | 't' | 'render'>;

/** The CRMs of the settings, including unusable ones. The whole list is one setting. */
export class ConnectorList {
  readonly #deps: ConnectorListDeps;
  #configuration: Configuration;
  #entries: readonly CheckedEntry[];

  constructor(deps: ConnectorListDeps) {
    this.#deps = deps;
    this.#configuration = deps.store.preview({}, null);
    this.#entries = readEntries(this.#configuration, this.lock);
  }

  /** the user's, also during a trial of the simulated Zoom */
  get configuration(): Configuration {
    return this.#configuration;
  }

  get entries(): readonly CheckedEntry[] {
    return this.#entries;
  }

  /** null = editable */
  get lock(): Lock | null {
    return this.#deps.store.findLock('connectors');
  }

  /** Reads changed settings. */
  reload(): void {
    this.#configuration = this.#deps.store.preview({}, null);
    this.recheck();
  }

  /** Reads the entries again, since files that they name may have changed. */
  recheck(): void {
    this.#entries = readEntries(this.#configuration, this.lock);
  }

  /** The answer for a locked list; null if it is editable. */
  checkLock(): CommandResult | null {
    const { lock } = this;
    return lock === null ? null : fail(formatLock(lock, this.#deps.t()));
  }

  /** The answer for a locked or full list; null if an entry can be added. */
  checkRoom(): CommandResult | null {
    const refusal = this.checkLock();
    return refusal ?? (this.#entries.length < MAX_CONNECTORS ? null : fail(this.#formatFull()));
  }

  find(key: string): CheckedEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  /** The answer to a command for an entry that is gone. */
  reportMissing(): CommandResult {
    this.#deps.render();
    return fail(this.#deps.t()('connectors.gone'));
  }

  /** Replaces the entry with this key, or adds one. Returns why it was not saved; null = saved. */
  put(key: string | null, entry: Values): CommandResult | null {
    const at = this.#entries.findIndex((one) => one.key === key);
    const entries = this.#entries.map((one) => one.entry);
    return this.#write(at < 0 ? [...entries, entry] : entries.with(at, entry));
  }

  enable(key: string, enabled: boolean): CommandResult {
    const checked = this.find(key);
    if (checked === undefined) return this.reportMissing();
    return this.put(key, { ...checked.entry, enabled }) ?? OK;
  }

  move(key: string, by: 'up' | 'down'): CommandResult {
    const moved = this.find(key);
    if (moved === undefined) return this.reportMissing();
    const at = this.#entries.indexOf(moved);
    const to = by === 'up' ? at - 1 : at + 1;
    const count = this.#entries.length;
    if (to < 0 || to >= count) return OK;
    const others = this.#entries.filter((one) => one !== moved).map(({ entry }) => entry);
    const answer = this.#write(others.toSpliced(to, 0, moved.entry));
    if (answer !== null) return answer;
    const t = this.#deps.t();
    return succeed(t('connectors.moved', { name: formatConnectorName(moved, t), place: to + 1, count }));
  }

  /** Removes an entry, and its secret unless another entry has the same id. */
  async remove(key: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const removed = this.find(key);
    if (removed === undefined) return this.reportMissing();
    const others = this.#entries.filter((one) => one !== removed);
    const answer = this.#write(others.map(({ entry }) => entry));
    if (answer !== null) return answer;
    const name = formatConnectorName(removed, t());
    if (removed.id === '' || others.some(({ id }) => id === removed.id))
      return succeed(t()('connectors.removed', { name }));
    try {
      await store.secrets.remove(toSecretKey(removed.id));
      return succeed(t()('connectors.removed', { name }));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return fail(t()('connectors.removed.secret-left', { name, ...formatKeychainFault(error.fault, t()) }));
    }
  }

  /** Returns why it was not saved; null = saved. */
  #write(entries: readonly Values[]): CommandResult | null {
    const { store, render } = this.#deps;
    const result = store.set('connectors', entries);
    // The window shows the value in force again.
    render();
    if (result.kind === 'done') return null;
    return toChangeFailure(result, this.#formatFull(), this.#deps);
  }

  #formatFull(): string {
    return this.#deps.t()('connectors.crms.full', { count: MAX_CONNECTORS });
  }
}

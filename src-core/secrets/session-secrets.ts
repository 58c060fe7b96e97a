import { SecretStoreError, type SecretStore, type SecretStoreFault } from './secret-store.ts';

export type SecretState =
  /** not read yet */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | { readonly kind: 'stored' }
  /** could not be stored because of `fault`: kept until the app ends */
  | { readonly kind: 'this-run'; readonly fault: SecretStoreFault }
  /** whether there is one is unknown */
  | { readonly kind: 'unreadable'; readonly fault: SecretStoreFault };

/**
 * Keeps secrets in the keychain, or if it is missing or locked, in memory for this run; never in a file.
 * `set` never rejects, and neither does `get` of a secret in memory.
 */
export class SessionSecrets implements SecretStore {
  readonly #store: SecretStore;
  readonly #sessionValues = new Map<string, string>();
  readonly #states = new Map<string, SecretState>();

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /** As of the last access. */
  getState(name: string): SecretState {
    return this.#states.get(name) ?? { kind: 'unknown' };
  }

  async get(name: string): Promise<string | null> {
    const known = this.#sessionValues.get(name);
    if (known !== undefined) return known;
    try {
      const value = await this.#store.get(name);
      this.#states.set(name, { kind: value === null ? 'none' : 'stored' });
      return value;
    } catch (error) {
      if (error instanceof SecretStoreError)
        this.#states.set(name, { kind: 'unreadable', fault: error.fault });
      throw error;
    }
  }

  async set(name: string, value: string): Promise<void> {
    try {
      await this.#store.set(name, value);
      this.#sessionValues.delete(name);
      this.#states.set(name, { kind: 'stored' });
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      this.#sessionValues.set(name, value);
      this.#states.set(name, { kind: 'this-run', fault: error.fault });
    }
  }

  /** Always forgets it in memory; rejects if the keychain may still have it. */
  async remove(name: string): Promise<boolean> {
    const known = this.#sessionValues.delete(name);
    this.#states.set(name, { kind: 'none' });
    try {
      return (await this.#store.remove(name)) || known;
    } catch (error) {
      if (error instanceof SecretStoreError && !known)
        this.#states.set(name, { kind: 'unreadable', fault: error.fault });
      // A secret in memory was never stored in the keychain.
      if (known) return true;
      throw error;
    }
  }
}

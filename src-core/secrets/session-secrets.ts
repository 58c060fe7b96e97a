import { SecretStoreError, type SecretStore, type SecretStoreFault } from './secret-store.ts';

/** How it stands with one secret; never the secret. */
export type SecretState =
  /** nobody has asked yet */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | { readonly kind: 'stored' }
  /** it could not be stored: it is known until the app ends, and `fault` says why */
  | { readonly kind: 'this-run'; readonly fault: SecretStoreFault }
  /** whether there is one cannot be said */
  | { readonly kind: 'unreadable'; readonly fault: SecretStoreFault };

/**
 * Secrets in the keychain; where there is none, or it is locked, in memory for this run only, and in no file ever.
 * `set` and `get` of what is known in this run never reject.
 */
export class SessionSecrets implements SecretStore {
  readonly #store: SecretStore;
  readonly #sessionValues = new Map<string, string>();
  readonly #states = new Map<string, SecretState>();

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /** By what was asked or stored last. */
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

  /** Forgets it in any case; rejects where the keychain may still have it. */
  async remove(name: string): Promise<boolean> {
    const known = this.#sessionValues.delete(name);
    this.#states.set(name, { kind: 'none' });
    try {
      return (await this.#store.remove(name)) || known;
    } catch (error) {
      if (error instanceof SecretStoreError && !known)
        this.#states.set(name, { kind: 'unreadable', fault: error.fault });
      // What was never stored need not be removed there.
      if (known) return true;
      throw error;
    }
  }
}

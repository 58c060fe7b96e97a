import { SecretStoreError, type SecretStore } from '../../src-core/secrets/secret-store.ts';

/** Null if there is none or the keychain does not answer; the secret's state says which. */
export async function readStoredSecret(
  secrets: Pick<SecretStore, 'get'>,
  name: string,
): Promise<string | null> {
  try {
    return await secrets.get(name);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) throw error;
    return null;
  }
}

import { SecretStoreError, type SecretStore } from '../../src-core/secrets/secret-store.ts';

/**
 * Returns a stored secret.
 * @returns null if there is none, or the keychain does not answer: the state of the secret says which
 */
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

export const KEYCHAIN_STATES = [
  'ok',
  /** keytar does not load: no libsecret, or an incomplete installation */
  'no-library',
  /** no answer: no session bus, no keychain service */
  'no-service',
  /** locked, or its password dialog was canceled */
  'locked',
  'timed-out',
] as const;
export type KeychainState = (typeof KEYCHAIN_STATES)[number];

export const KEYCHAIN_SERVICE = 'Chakushin';

/** Without `findCredentials`, which fetches every secret at once. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  /** false if there was none */
  deletePassword(service: string, account: string): Promise<boolean>;
}

/**
 * Runs one request. Never rejects.
 *
 * keytar waits in native code, where a call that never returns blocks a thread and even `process.exit`. Run this in a
 * process of its own.
 */
export async function runWithKeytar<Library, T>(
  load: () => Promise<Library>,
  run: (keytar: Library) => Promise<T>,
): Promise<{ readonly state: KeychainState; readonly value: T | null }> {
  let keytar: Library;
  try {
    keytar = await load();
  } catch {
    return { state: 'no-library', value: null };
  }
  try {
    return { state: 'ok', value: await run(keytar) };
  } catch (error) {
    return { state: toKeychainState(error), value: null };
  }
}

/** Lazily, because without libsecret keytar does not even load. */
export async function loadKeytar(): Promise<Keytar> {
  return (await import('keytar')).default;
}

/** By message, as there are no codes: GNOME's missing or locked collection, macOS over a remote login. */
function toKeychainState(error: unknown): 'locked' | 'no-service' {
  const message = error instanceof Error ? error.message : '';
  return /locked|dismissed|interaction is not allowed|\/collection\//iu.test(message)
    ? 'locked'
    : 'no-service';
}

import type { Clock } from '../util/clock.ts';

/** How the system's keychain stands. */
export const KEYCHAIN_STATES = [
  'ok',
  /** keytar does not load: no libsecret, or a package that was not installed whole */
  'no-library',
  /** nothing answers: no session bus, no keychain service */
  'no-service',
  /** it says that it is locked, or that its password was not given */
  'locked',
  'timed-out',
] as const;
export type KeychainState = (typeof KEYCHAIN_STATES)[number];

/** Under this name our secrets are in the keychain. */
export const KEYCHAIN_SERVICE = 'Chakushin';
/** Never written. An account that exists would make a locked keychain ask for its password. */
const PROBE_ACCOUNT = 'probe';

/** What we use of keytar. Never its `findCredentials`, which fetches every secret at once. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  /** false = there was none */
  deletePassword(service: string, account: string): Promise<boolean>;
}
type ReadableKeytar = Pick<Keytar, 'getPassword'>;

/**
 * Whether the system's keychain answers, by a reading that finds nothing and asks nobody for a password. Never
 * rejects. A keychain that is locked answers such a reading on most systems.
 *
 * keytar waits for the keychain in native code: a call that never returns keeps one of Node's few threads, and with
 * it even `process.exit`, for ever. Who must be able to end runs this in a process of its own.
 *
 * @param load for tests: gives keytar
 */
export function probeKeychain(
  timeoutMs: number,
  clock: Clock,
  load: () => Promise<ReadableKeytar> = loadKeytar,
): Promise<KeychainState> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => resolve('timed-out'));
    void probe(load).then((state) => {
      cancel();
      resolve(state);
    });
  });
}

async function probe(load: () => Promise<ReadableKeytar>): Promise<KeychainState> {
  let keytar: ReadableKeytar;
  try {
    keytar = await load();
  } catch {
    return 'no-library';
  }
  try {
    await keytar.getPassword(KEYCHAIN_SERVICE, PROBE_ACCOUNT);
    return 'ok';
  } catch (error) {
    return toKeychainState(error);
  }
}

/** Only now: without libsecret it does not even load, and that must stop nobody. */
export async function loadKeytar(): Promise<Keytar> {
  return (await import('keytar')).default;
}

/**
 * What an error of keytar says of the keychain. The systems have words only: GNOME's missing or locked collection, macOS
 * over a remote login.
 */
export function toKeychainState(error: unknown): 'locked' | 'no-service' {
  const message = error instanceof Error ? error.message : '';
  return /locked|dismissed|interaction is not allowed|\/collection\//iu.test(message)
    ? 'locked'
    : 'no-service';
}

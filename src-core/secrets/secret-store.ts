import type { KeychainState } from './keychain.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** The environment variables of Zoom's own secrets, by the dotted path of the field in which they are entered. */
export const SECRET_VARIABLES = {
  'zoom.clientSecret': 'ZOOM_CLIENT_SECRET',
  'webhook.secretToken': 'ZOOM_WEBHOOK_SECRET_TOKEN',
} as const;
export type ZoomSecret = keyof typeof SECRET_VARIABLES;

export type SecretStoreFault = Exclude<KeychainState, 'ok'>;

/** The place where secrets are kept does not answer, or refuses. Holds nothing of what was asked or kept. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';
  constructor(readonly fault: SecretStoreFault) {
    super(fault);
  }
}

/** Where secrets are kept. Everything rejects with SecretStoreError. */
export interface SecretStore {
  /** null = there is none */
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** false = there was none */
  remove(name: string): Promise<boolean>;
}

/** Under which name the secret of a connector is kept: a text, or what `storedSignIn` makes of an OAuth sign-in. */
export function toSecretKey(id: string): string {
  return `${CONNECTOR_PREFIX}${id}`;
}
const CONNECTOR_PREFIX = 'connector:';

/** Under these names Zoom's own secrets are kept. */
export const ZOOM_CLIENT_SECRET = 'zoom:client-secret';
export const ZOOM_WEBHOOK_TOKEN = 'zoom:webhook-token';
/** The same by the fields in which they are entered. */
export const SECRET_KEYS = {
  'zoom.clientSecret': ZOOM_CLIENT_SECRET,
  'webhook.secretToken': ZOOM_WEBHOOK_TOKEN,
} as const satisfies Record<ZoomSecret, string>;

/** The environment's variable that counts more than what is kept for this connector. */
export function toSecretVariable(id: string): string {
  return `CHAKUSHIN_SECRET_${id.toUpperCase().replace(/[^A-Z0-9]/gu, '_')}`;
}

/** What the environment says of a connector's secret; null = nothing. */
export function findEnvironmentSecret(id: string, env: Environment): string | null {
  return readVariable(env, toSecretVariable(id));
}

/**
 * Secrets of connectors from the environment, where it has them, and all else from `store`. Writing goes to `store` in
 * any case: a variable cannot be changed for the next start.
 *
 * @param env the process's environment, or {} where the environment must not count (a packaged app)
 */
export function withEnvironment(store: SecretStore, env: Environment): SecretStore {
  const findInEnvironment = (name: string): string | null =>
    name.startsWith(CONNECTOR_PREFIX)
      ? findEnvironmentSecret(name.slice(CONNECTOR_PREFIX.length), env)
      : null;
  return {
    get: async (name) => findInEnvironment(name) ?? (await store.get(name)),
    set: (name, value) => store.set(name, value),
    remove: (name) => store.remove(name),
  };
}

import type { KeychainState } from './keychain.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** Environment variables of Zoom's secrets, by the path of their form field. */
export const SECRET_VARIABLES = {
  'zoom.clientSecret': 'ZOOM_CLIENT_SECRET',
  'webhook.secretToken': 'ZOOM_WEBHOOK_SECRET_TOKEN',
} as const;
export type ZoomSecret = keyof typeof SECRET_VARIABLES;

export type SecretStoreFault = Exclude<KeychainState, 'ok'>;

/** The store does not answer, or refuses. Holds nothing of the secret. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';
  constructor(readonly fault: SecretStoreFault) {
    super(fault);
  }
}

/** Rejects only with SecretStoreError. */
export interface SecretStore {
  /** null if there is none */
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** false if there was none */
  remove(name: string): Promise<boolean>;
}

/** Asks the keychain for a secret that does not exist, since that prompts for no password. */
export async function probeKeychain(keychain: SecretStore): Promise<KeychainState> {
  try {
    await keychain.get('probe');
    return 'ok';
  } catch (error) {
    if (error instanceof SecretStoreError) return error.fault;
    throw error;
  }
}

/** Name of a connector's secret: a text, or a stored OAuth sign-in (`crm/oauth`). */
export function toSecretKey(id: string): string {
  return `${CONNECTOR_PREFIX}${id}`;
}
const CONNECTOR_PREFIX = 'connector:';

/** Names of Zoom's secrets. */
export const ZOOM_CLIENT_SECRET = 'zoom:client-secret';
const ZOOM_WEBHOOK_TOKEN = 'zoom:webhook-token';
/** Names of Zoom's secrets by the path of their form field. */
export const SECRET_KEYS = {
  'zoom.clientSecret': ZOOM_CLIENT_SECRET,
  'webhook.secretToken': ZOOM_WEBHOOK_TOKEN,
} as const satisfies Record<ZoomSecret, string>;

/** The environment variable that overrides the stored secret of a connector. */
export function toSecretVariable(id: string): string {
  return `CHAKUSHIN_SECRET_${id.toUpperCase().replace(/[^A-Z0-9]/gu, '_')}`;
}

export function findEnvironmentSecret(id: string, env: Environment): string | null {
  return readVariable(env, toSecretVariable(id));
}

/** Reads connectors' secrets from the environment first. Writes to `store`: variables cannot be changed. */
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

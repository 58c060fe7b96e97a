import type { Clock } from '../util/clock.ts';
import type { Transport } from '../network/transport.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { FRESH_MS, OAuthSession } from './oauth/oauth-session.ts';
import { OAuthError } from './oauth/token-request.ts';
import { toSecretKey, SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';
import type { ConnectorContext } from './connector-kind.ts';
import { ConnectorError, secondsToMs } from '../lookup/connector-error.ts';
import { fromTransportError, type Authorization } from './crm-client.ts';

export type Credentials = Pick<ConnectorContext, 'secret' | 'bearer'>;

/** @param provider null if the connector does not use OAuth; `bearer` then rejects with `signed-out` */
export function createConnectorCredentials(
  id: string,
  provider: OAuthProvider | null,
  deps: { readonly store: SecretStore; readonly transport: Transport; readonly clock: Clock },
): Credentials {
  const { store, clock } = deps;
  return {
    secret: createSecretReader(store, toSecretKey(id), clock),
    bearer: provider === null ? NO_BEARER : createBearer(provider, toSecretKey(id), deps),
  };
}

const NO_BEARER: Authorization = {
  renewable: false,
  headers: () => Promise.reject(new ConnectorError('signed-out')),
};

/**
 * Caches the secret, because a ringing phone can't wait for the keychain. Reads it again after a refusal, and does not
 * return the refused one again.
 */
function createSecretReader(store: SecretStore, name: string, clock: Clock): ConnectorContext['secret'] {
  let cached: { readonly text: string; readonly since: number } | null = null;
  return async (refused) => {
    const previous = cached;
    if (previous !== null && (!refused || clock.now() - previous.since < FRESH_MS)) return previous.text;
    let text: string | null;
    try {
      text = await store.get(name);
    } catch (error) {
      throw previous === null ? toConnectorError(error) : new ConnectorError('credentials');
    }
    if (text === null) {
      cached = null;
      throw new ConnectorError('signed-out');
    }
    if (text === previous?.text) throw new ConnectorError('credentials');
    cached = { text, since: previous === null ? -Infinity : clock.now() };
    return text;
  };
}

function createBearer(
  provider: OAuthProvider,
  name: string,
  deps: { readonly store: SecretStore; readonly transport: Transport; readonly clock: Clock },
): Authorization {
  const { store, transport, clock } = deps;
  const signInStore = { read: () => store.get(name), write: (text: string) => store.set(name, text) };
  const session = new OAuthSession(provider, signInStore, transport, clock);
  return {
    renewable: true,
    headers: (refused, signal) =>
      session.headers(refused, signal).catch((error: unknown) => {
        throw toConnectorError(error);
      }),
  };
}

function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof SecretStoreError) return new ConnectorError('signed-out');
  if (!(error instanceof OAuthError)) return fromTransportError(error);
  const kind = error.kind === 'client' ? 'credentials' : error.kind;
  const isTemporary = kind === 'rate-limited' || kind === 'fault';
  return new ConnectorError(kind, isTemporary ? secondsToMs(error.retryAfter) : null);
}

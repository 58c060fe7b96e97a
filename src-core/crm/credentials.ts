import type { Clock } from '../util/clock.ts';
import type { Transport } from '../network/transport.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { OAuthSession } from './oauth/oauth-session.ts';
import { OAuthError } from './oauth/token-request.ts';
import { toSecretKey, SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';
import type { ConnectorContext } from './connector-kind.ts';
import { ConnectorError, secondsToMs } from '../lookup/connector-error.ts';
import { fromTransportError, type Authorization } from './crm-client.ts';

export type Credentials = Pick<ConnectorContext, 'secret' | 'bearer'>;

/**
 * What a connector says who it is with, from the place where secrets are kept.
 * @param provider null where it does not sign in by OAuth; `bearer` is then `signed-out`
 */
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

/** A secret that came within the time of one look-up is the better one for all that were refused with the one before. */
const FRESH_MS = 5_000;

/**
 * Kept once it was read: a ringing phone does not wait for the keychain. Read anew when the CRM refused it, since there
 * may be a new one; the same is not sent again.
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
  {
    store,
    transport,
    clock,
  }: { readonly store: SecretStore; readonly transport: Transport; readonly clock: Clock },
): Authorization {
  const signInStore = { read: () => store.get(name), write: (text: string) => store.set(name, text) };
  const session = new OAuthSession(provider, signInStore, transport, clock);
  return {
    renewable: session.renewable,
    headers: async (refused, signal) => {
      try {
        return await session.headers(refused, signal);
      } catch (error) {
        throw toConnectorError(error);
      }
    },
  };
}

function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof SecretStoreError) return new ConnectorError('signed-out');
  if (!(error instanceof OAuthError)) return fromTransportError(error);
  switch (error.kind) {
    case 'signed-out':
      return new ConnectorError('signed-out');
    case 'client':
      return new ConnectorError('credentials');
    case 'rate-limited':
      return new ConnectorError('rate-limited', secondsToMs(error.retryAfter));
    case 'fault':
      return new ConnectorError('fault', secondsToMs(error.retryAfter));
    case 'not-understood':
      return new ConnectorError('not-understood');
  }
}

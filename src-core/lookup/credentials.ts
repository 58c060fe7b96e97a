import type { Clock } from '../clock.ts';
import type { Transport } from '../http/transport.ts';
import type { OAuthProvider } from '../oauth/provider.ts';
import { OAuthSession } from '../oauth/session.ts';
import { OAuthError } from '../oauth/token-request.ts';
import { connectorSecret, SecretStoreError, type SecretStore } from '../secret-store.ts';
import type { ConnectorContext } from './connector-kind.ts';
import { ConnectorTrouble, inMs } from './connector-trouble.ts';
import { troubleOnTheWay, type Authorization } from './crm-http.ts';

export type Credentials = Pick<ConnectorContext, 'secret' | 'bearer'>;

/**
 * What a connector says who it is with, from the place where secrets are kept.
 * @param provider null where it does not sign in by OAuth; `bearer` is then `signed-out`
 */
export function connectorCredentials(
  id: string,
  provider: OAuthProvider | null,
  parts: { readonly store: SecretStore; readonly transport: Transport; readonly clock: Clock },
): Credentials {
  const { store, clock } = parts;
  return {
    secret: storedSecret(store, connectorSecret(id), clock),
    bearer: provider === null ? NO_BEARER : bearerOf(provider, connectorSecret(id), parts),
  };
}

const NO_BEARER: Authorization = {
  renewable: false,
  headers: () => Promise.reject(new ConnectorTrouble('signed-out')),
};

/** A secret that came within the time of one look-up is the better one for all that were refused with the one before. */
const JUST_NOW_MS = 5_000;

/**
 * Kept once it was read: a ringing phone does not wait for the keychain. Read anew when the CRM refused it, since there
 * may be a new one; the same is not sent again.
 */
function storedSecret(store: SecretStore, name: string, clock: Clock): ConnectorContext['secret'] {
  let known: { readonly text: string; readonly since: number } | null = null;
  return async (refused) => {
    const before = known;
    if (before !== null && (!refused || clock.now() - before.since < JUST_NOW_MS)) return before.text;
    let text: string | null;
    try {
      text = await store.get(name);
    } catch (error) {
      throw before === null ? troubleOf(error) : new ConnectorTrouble('credentials');
    }
    if (text === null) {
      known = null;
      throw new ConnectorTrouble('signed-out');
    }
    if (text === before?.text) throw new ConnectorTrouble('credentials');
    known = { text, since: before === null ? -Infinity : clock.now() };
    return text;
  };
}

function bearerOf(
  provider: OAuthProvider,
  name: string,
  {
    store,
    transport,
    clock,
  }: { readonly store: SecretStore; readonly transport: Transport; readonly clock: Clock },
): Authorization {
  const place = { read: () => store.get(name), write: (text: string) => store.set(name, text) };
  const session = new OAuthSession(provider, place, transport, clock);
  return {
    renewable: session.renewable,
    headers: async (refused, signal) => {
      try {
        return await session.headers(refused, signal);
      } catch (error) {
        throw troubleOf(error);
      }
    },
  };
}

function troubleOf(error: unknown): ConnectorTrouble {
  if (error instanceof SecretStoreError) return new ConnectorTrouble('signed-out');
  if (!(error instanceof OAuthError)) return troubleOnTheWay(error);
  switch (error.kind) {
    case 'signed-out':
      return new ConnectorTrouble('signed-out');
    case 'client':
      return new ConnectorTrouble('credentials');
    case 'rate-limited':
      return new ConnectorTrouble('rate-limited', inMs(error.retryAfter));
    case 'fault':
      return new ConnectorTrouble('fault', inMs(error.retryAfter));
    case 'not-understood':
      return new ConnectorTrouble('not-understood');
  }
}

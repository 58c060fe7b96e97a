import { HttpError, type Transport } from '../network/transport.ts';
import type { Language, Params, MessageKey, Translate } from '../i18n/index.ts';
import { signInByBrowser } from './oauth/browser-sign-in.ts';
import { RedirectError, toRedirectUri, type RedirectPages } from './oauth/loopback-redirect.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { readSignIn, writeSignIn } from './oauth/stored-sign-in.ts';
import { OAuthError } from './oauth/token-request.ts';
import { toSecretKey, SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';

/** Long enough to find a password and a phone for the second factor. */
const BROWSER_TIMEOUT_MS = 5 * 60_000;

/** Result of a sign-in to a connector. */
export type SignInOutcome =
  | { readonly kind: 'stored' }
  | { readonly kind: 'empty' }
  /** the entered text is not valid as a secret */
  | { readonly kind: 'unusable' }
  /** the sign-in in the browser failed; `isSetUpWrong`: the CRM rejects the app or what it requests */
  | {
      readonly kind: 'failed';
      readonly key: MessageKey;
      readonly params: Params;
      readonly isSetUpWrong: boolean;
    };

/** What happened, and what to do, in the user's language. */
export function formatSignInOutcome(outcome: SignInOutcome, name: string, t: Translate): string {
  switch (outcome.kind) {
    case 'stored':
    case 'empty':
    case 'unusable':
      return t(`cli.sign-in.${outcome.kind}`, { name });
    case 'failed':
      return t(outcome.key, { ...outcome.params, name });
  }
}

/** Stores an entered secret. Rejects with SecretStoreError. */
export async function storeSecret(id: string, input: string, store: SecretStore): Promise<SignInOutcome> {
  const parsed = parseSecret(input);
  if ('kind' in parsed) return parsed;
  await store.set(toSecretKey(id), parsed.secret);
  return { kind: 'stored' };
}

export function parseSecret(
  input: string,
): { readonly secret: string } | { readonly kind: 'empty' | 'unusable' } {
  const secret = input.trim();
  if (secret === '') return { kind: 'empty' };
  // A header can't have control characters; pasted text may.
  return /\p{Cc}/u.test(secret) ? { kind: 'unusable' } : { secret };
}

/**
 * Signs in to a connector in the browser, within five minutes, and stores the refresh token. Rejects with
 * SecretStoreError if it can't be stored.
 *
 * @param target.clientSecret as entered; '' = the stored one, if the provider requires one
 * @param deps.open opens the authorization page; the address has no secret
 */
export async function signInToConnector(
  target: {
    readonly id: string;
    readonly name: string;
    readonly provider: OAuthProvider;
    readonly clientSecret: string;
  },
  deps: {
    readonly store: SecretStore;
    readonly transport: Transport;
    readonly language: Language;
    readonly t: Translate;
    readonly open: (address: string) => void;
  },
  signal: AbortSignal,
): Promise<SignInOutcome> {
  const { id, name, provider } = target;
  const { store, transport, open } = deps;
  let clientSecret: string | null = null;
  if (provider.requiresClientSecret) {
    const parsed = parseSecret(target.clientSecret);
    if ('kind' in parsed && parsed.kind === 'unusable') return parsed;
    clientSecret = 'secret' in parsed ? parsed.secret : await findClientSecret(id, store);
    if (clientSecret === null) return { kind: 'empty' };
  }
  try {
    const signedIn = await signInByBrowser(
      { provider, clientSecret, transport, pages: createRedirectPages(name, deps), open },
      AbortSignal.any([signal, AbortSignal.timeout(BROWSER_TIMEOUT_MS)]),
    );
    await store.set(toSecretKey(id), writeSignIn(signedIn));
    return { kind: 'stored' };
  } catch (error) {
    const failure = toSignInFailure(error);
    if (failure === null) throw error;
    const { detail } = failure;
    const params = { detail, port: provider.redirectPort, redirect: toRedirectUri(provider) };
    return { ...failure, kind: 'failed', params };
  }
}

/** The stored client secret; null if there is none or the keychain can't be read. */
async function findClientSecret(id: string, store: SecretStore): Promise<string | null> {
  try {
    return readSignIn(await store.get(toSecretKey(id)))?.clientSecret ?? null;
  } catch (error) {
    if (error instanceof SecretStoreError) return null;
    throw error;
  }
}

/** null if the error is not of a sign-in in the browser. */
function toSignInFailure(error: unknown): { key: MessageKey; detail: string; isSetUpWrong: boolean } | null {
  if (error instanceof RedirectError) {
    const { reason, detail } = error;
    return { key: `oauth.why.${reason}`, detail: detail ?? '?', isSetUpWrong: reason === 'refused' };
  }
  if (error instanceof OAuthError) {
    const { kind, detail } = error;
    return { key: `oauth.why.${kind}`, detail, isSetUpWrong: kind === 'client' };
  }
  return error instanceof HttpError
    ? { key: 'oauth.why.unreachable', detail: error.reason, isSetUpWrong: false }
    : null;
}

function createRedirectPages(
  name: string,
  { t, language }: { readonly t: Translate; readonly language: Language },
): RedirectPages {
  return {
    language,
    received: { title: t('oauth.page.received', { name }), text: t('oauth.page.close') },
    declined: { title: t('oauth.page.declined', { name }), text: t('oauth.page.close') },
    foreign: { title: t('oauth.page.foreign'), text: t('oauth.page.again') },
  };
}

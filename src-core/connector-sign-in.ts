import { randomBytes } from 'node:crypto';
import { HttpError, type Transport } from './http/transport.ts';
import type { Language, Params, SentenceKey, Translate } from './i18n/index.ts';
import { signInByBrowser } from './oauth/browser-sign-in.ts';
import { RedirectError, redirectUri, type RedirectPages } from './oauth/loopback-redirect.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { readSignIn, writeSignIn } from './oauth/stored-sign-in.ts';
import { OAuthError } from './oauth/token-request.ts';
import { connectorSecret, SecretStoreError, type SecretStore } from './secret-store.ts';

/** For signing in by the browser: somebody may have to find a password and a telephone. */
const BROWSER_MS = 5 * 60_000;

/** What came of signing in to a connector. */
export type SignInOutcome =
  | { readonly kind: 'stored' }
  /** nothing was typed */
  | { readonly kind: 'empty' }
  /** what was typed can be no secret */
  | { readonly kind: 'unusable' }
  /** the browser brought nothing to sign in with; `isSetUpWrong`: the CRM takes neither this app nor what it asks for */
  | {
      readonly kind: 'failed';
      readonly key: SentenceKey;
      readonly params: Params;
      readonly isSetUpWrong: boolean;
    };

/** What happened, and what to do. */
export function signInSentence(outcome: SignInOutcome, name: string, t: Translate): string {
  switch (outcome.kind) {
    case 'stored':
    case 'empty':
    case 'unusable':
      return t(`cli.sign-in.${outcome.kind}`, { name });
    case 'failed':
      return t(outcome.key, { ...outcome.params, name });
  }
}

/** Stores a secret as a person typed or pasted it. Rejects with SecretStoreError. */
export async function keepSecret(id: string, typed: string, store: SecretStore): Promise<SignInOutcome> {
  const read = readSecret(typed);
  if ('kind' in read) return read;
  await store.set(connectorSecret(id), read.secret);
  return { kind: 'stored' };
}

/** A secret out of what was typed or pasted. */
export function readSecret(
  typed: string,
): { readonly secret: string } | { readonly kind: 'empty' | 'unusable' } {
  const secret = typed.trim();
  if (secret === '') return { kind: 'empty' };
  // It must fit into a header. What is pasted from elsewhere brings tabs, escapes and the like with it.
  return /\p{Cc}/u.test(secret) ? { kind: 'unusable' } : { secret };
}

/**
 * Signs in to a connector in the browser, within five minutes, and stores what lasts of it. Rejects with SecretStoreError
 * when it cannot be stored.
 *
 * @param wanted.clientSecret as it was typed; '' = the one that is stored, where one is wanted
 * @param open where a person has to sign in; the address holds no secret
 * @param signal gives it up
 */
export async function signInToConnector(
  wanted: {
    readonly id: string;
    /** as people know it */
    readonly name: string;
    readonly provider: OAuthProvider;
    readonly clientSecret: string;
  },
  parts: {
    readonly store: SecretStore;
    readonly transport: Transport;
    readonly language: Language;
    readonly t: Translate;
    readonly open: (address: string) => void;
  },
  signal: AbortSignal,
): Promise<SignInOutcome> {
  const { id, name, provider } = wanted;
  const { store, transport, open } = parts;
  let clientSecret: string | null = null;
  if (provider.wantsClientSecret) {
    const typed = readSecret(wanted.clientSecret);
    if ('kind' in typed && typed.kind === 'unusable') return typed;
    clientSecret = 'secret' in typed ? typed.secret : await storedClientSecret(id, store);
    if (clientSecret === null) return { kind: 'empty' };
  }
  try {
    const signedIn = await signInByBrowser(
      { provider, clientSecret, transport, pages: pagesOf(name, parts), open, random: randomBytes },
      AbortSignal.any([signal, AbortSignal.timeout(BROWSER_MS)]),
    );
    await store.set(connectorSecret(id), writeSignIn(signedIn));
    return { kind: 'stored' };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    const params = {
      detail: failure.detail,
      port: provider.redirectPort,
      redirect: redirectUri(provider),
    };
    return { ...failure, kind: 'failed', params };
  }
}

/** The one that was typed before. Where secrets cannot be read, it must be typed again. */
async function storedClientSecret(id: string, store: SecretStore): Promise<string | null> {
  try {
    return readSignIn(await store.get(connectorSecret(id)))?.clientSecret ?? null;
  } catch (error) {
    if (error instanceof SecretStoreError) return null;
    throw error;
  }
}

/** What to say of a sign-in by browser that failed; null = something else has failed. */
function failureOf(error: unknown): { key: SentenceKey; detail: string; isSetUpWrong: boolean } | null {
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

function pagesOf(
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

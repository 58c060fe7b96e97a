import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { isLoopback } from '../util/loopback.ts';
import type { Transport } from '../network/transport.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { createCrmClient, type Authorization, type CrmClient } from './crm-client.ts';
import type { CrmSearch, LabelledText } from './remote-connector.ts';

/** Labels of what connectors show, translated by the i18n keys `label.…`. */
export const LABELS = [
  'phone',
  'mobile',
  'home',
  'work',
  'other-phone',
  'company-phone',
  'extension',
  'email',
  'open-tickets',
  'open-deals',
  'stage',
  'last-contact',
  'kind',
  'address',
  'note',
] as const;
export type Label = (typeof LABELS)[number];

/** How a connector signs in. */
export type SignIn =
  /** with a token or key that a person copies from the CRM's settings */
  | { readonly kind: 'secret' }
  /** in the browser */
  | { readonly kind: 'oauth'; readonly provider: OAuthProvider }
  /** not at all, or with the Zoom account */
  | { readonly kind: 'none' };

/** What a connector works with. */
export interface ConnectorContext {
  /** of the entry in the settings */
  readonly id: string;
  readonly name: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** of numbers in records without a country */
  readonly country: CountryCode;
  /** the user's own notations; see `formatAllNotations` */
  readonly masks: readonly string[];
  /** a text with its label in the user's language */
  readonly label: (label: Label, text: string | null) => LabelledText;
  /**
   * The stored secret. Rejects with ConnectorError: `signed-out`, or `credentials` if the refused one is still stored.
   * @param refused the CRM rejected the secret returned last
   */
  readonly secret: (refused: boolean) => Promise<string>;
  /** bearer tokens of its OAuth sign-in */
  readonly bearer: Authorization;
  /** Requests Zoom's REST API with the Zoom account; null without one. Rejects with ConnectorError. */
  readonly zoom: ((path: string, signal: AbortSignal) => Promise<unknown>) | null;
}

/** One kind of CRM, as the registry lists it. */
export interface ConnectorKind {
  /** the product's name: "Salesforce" */
  readonly title: string;
  /** of its entry in `connectors` of settings.json; `connector-fields.ts` makes a form of it */
  readonly schema: z.ZodType;
  /** null if the settings are not valid */
  getSignIn(settings: unknown): SignIn | null;
  /** `wrong` names the first setting that is not valid ("url"). */
  createSearch(
    settings: unknown,
    context: ConnectorContext,
  ): { readonly search: CrmSearch } | { readonly wrong: string };
}

/** @param definition.settings schema of its entry in `connectors` of settings.json; other keys are ignored */
export function defineConnectorKind<S>(definition: {
  readonly title: string;
  readonly settings: z.ZodType<S>;
  readonly getSignIn: (settings: S) => SignIn;
  readonly createSearch: (settings: S, context: ConnectorContext) => CrmSearch;
}): ConnectorKind {
  const { title, settings: schema, getSignIn, createSearch } = definition;
  return {
    title,
    schema,
    getSignIn: (settings) => {
      const parsed = schema.safeParse(settings);
      return parsed.success ? getSignIn(parsed.data) : null;
    },
    createSearch: (settings, context) => {
      const parsed = schema.safeParse(settings);
      return parsed.success
        ? { search: createSearch(parsed.data, context) }
        : { wrong: parsed.error.issues[0]?.path.map(String).join('.') ?? '' };
    },
  };
}

/** Start of addresses, without a slash at its end: https, or http on this computer; no user, query or fragment. */
export const BaseUrl = z
  .string()
  .meta({ format: 'uri' })
  .transform((text, context) => {
    const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
    const isSafe =
      url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
    if (!isSafe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
      context.addIssue({ code: 'custom', message: 'not an https address' });
      return z.NEVER;
    }
    return url.href.replace(/\/+$/u, '');
  });

/** The port of the redirect address registered at the CRM. */
export const RedirectPort = z.number().int().min(1).max(65_535).default(4381);

/** A client that signs in with headers made of the stored secret. */
export function createSecretClient(
  { transport, secret }: Pick<ConnectorContext, 'transport' | 'secret'>,
  apiUrl: string,
  toHeaders: (secret: string) => Readonly<Record<string, string>>,
): CrmClient {
  const headers: Authorization['headers'] = async (refused) => toHeaders(await secret(refused));
  return createCrmClient(transport, apiUrl, { renewable: true, headers });
}

/** @param credentials "user:password" */
export function toBasicAuth(credentials: string): string {
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

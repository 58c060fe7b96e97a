import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { isLoopback } from '../util/loopback.ts';
import type { Transport } from '../network/transport.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import type { Authorization } from './crm-client.ts';
import type { CrmSearch } from './remote-connector.ts';

/** What connectors call the things they show; each has a word in i18n under `label.`. */
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

/** How a connector of some kind says who it is. */
export type SignIn =
  /** with a text that a person copies from the CRM's settings */
  | { readonly kind: 'secret' }
  /** in the browser */
  | { readonly kind: 'oauth'; readonly provider: OAuthProvider }
  /** not at all, or with what is known already */
  | { readonly kind: 'none' };

/** What a connector is given to work with. */
export interface ConnectorContext {
  /** the connector's own, from the settings */
  readonly id: string;
  readonly name: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** of numbers in records that carry none */
  readonly country: CountryCode;
  /** further notations to ask for; see `formatAllNotations` */
  readonly masks: readonly string[];
  /** the word in the user's language */
  readonly label: (label: Label) => string;
  /**
   * The secret that was stored for it. Rejects with ConnectorError: `signed-out`, or `credentials` when there is no other.
   * @param refused the CRM did not take the one given last
   */
  readonly secret: (refused: boolean) => Promise<string>;
  /** Bearer tokens of its OAuth sign-in */
  readonly bearer: Authorization;
  /** Asks Zoom's REST API with the Zoom account; null without one. Rejects with ConnectorError. */
  readonly zoom: ((path: string, signal: AbortSignal) => Promise<unknown>) | null;
}

/** One kind of CRM, as the registry lists it. */
export interface ConnectorKind {
  /** as people know it: "Salesforce" */
  readonly title: string;
  /** what it needs of its entry in `connectors` of settings.json; `connector-fields.ts` makes a form of it */
  readonly schema: z.ZodType;
  /** How to sign in with these settings; null where they cannot be used. */
  getSignIn(settings: unknown): SignIn | null;
  /** Makes its search; `wrong` names the setting that cannot be used ("url"). */
  createSearch(
    settings: unknown,
    context: ConnectorContext,
  ): { readonly search: CrmSearch } | { readonly wrong: string };
}

/**
 * @param definition.settings what it needs of its entry in `connectors` of settings.json; further keys are not looked at
 */
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

/** The beginning of addresses: https (plain http for this computer alone), without user, query and slash at its end. */
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

/** The port to which the browser comes back, as it is registered at the CRM. */
export const RedirectPort = z.number().int().min(1).max(65_535).default(4381);

/** The one secret as a header. */
export function createSecretAuthorization(
  { secret }: Pick<ConnectorContext, 'secret'>,
  headers: (secret: string) => Readonly<Record<string, string>>,
): Authorization {
  return { renewable: true, headers: async (refused) => headers(await secret(refused)) };
}

/** @param credentials "user:password" */
export function toBasicAuth(credentials: string): string {
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

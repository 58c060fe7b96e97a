import { z } from 'zod';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';

const country = z
  .string()
  .transform((text) => text.toUpperCase())
  .refine((text): text is CountryCode => isSupportedCountry(text), 'not an ISO country code');

const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null);

/**
 * Everything that can be set, with defaults. Secrets are not settings.
 * Unknown keys are kept out of the way, so that a newer version's file still loads.
 */
export const SettingsSchema = z.object({
  /** the Zoom account, without its secret; the ZOOM_… variables count more */
  zoom: z
    .object({
      accountId: text,
      clientId: text,
      subscriptionId: text,
      /** e-mail, user id or extension; null = all calls of the account */
      agent: text,
    })
    .prefault({}),
  /** where to listen for Zoom's webhook, which the app does when ZOOM_WEBHOOK_SECRET_TOKEN is set */
  webhook: z
    .object({
      /** loopback, unless a proxy on another machine must reach it */
      host: z.string().trim().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(4380),
      /** the path that Zoom posts to */
      path: z
        .string()
        .regex(/^\/[^?#\s]*$/u)
        .default('/zoom/webhook'),
    })
    .prefault({}),
  network: z
    .object({
      /** PEM file with certificates to trust besides those of the system: for networks that inspect TLS */
      caFile: text,
    })
    .prefault({}),
  /** auto: the system's language */
  language: z.enum(['auto', 'ja', 'en']).default('auto'),
  /** for numbers without a country, and for the way numbers are written */
  country: country.default('JP'),
  /** CSV or vCard file */
  contacts: z.string().nullable().default(null),
  popup: z
    .object({
      /** auto: top right, bottom right on Windows where the task bar's notices are */
      corner: z.enum(['auto', 'top-right', 'top-left', 'bottom-right', 'bottom-left']).default('auto'),
      /** what a click on the number copies: as shown, +81…, or digits only */
      copy: z.enum(['shown', 'e164', 'digits']).default('shown'),
      /** the card once the call is answered here */
      answered: z.enum(['stay', 'close']).default('stay'),
      /** a missed call's card: until seen, or for some seconds */
      missed: z.enum(['stay', 'close']).default('stay'),
      wrapUpSeconds: z.number().min(0).max(3_600).default(10),
    })
    .prefault({}),
  /**
   * When the record of an exact match opens in the browser by itself, once per call. The browser comes to the
   * front then, so `ring` may take the keyboard from what is being typed: hence `answer` by default.
   */
  screenPop: z.enum(['ring', 'answer', 'click']).default('answer'),
});

export type Settings = z.infer<typeof SettingsSchema>;

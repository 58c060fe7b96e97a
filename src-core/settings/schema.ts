import { z } from 'zod';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { ContactsColumns } from './contacts-columns.ts';
import { withValueAt } from './layers.ts';

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

export type CallClass = 'external' | 'internal' | 'queue' | 'withheld';

const PopAction = z.enum(['nothing', 'pane', 'browser', 'both']);
export type PopAction = z.infer<typeof PopAction>;
export interface PopRule {
  readonly ring: PopAction;
  readonly answer: PopAction;
  readonly click: PopAction;
}

/** The short forms, which apply to every kind of call. */
const POP_RULES = {
  ring: { ring: 'both', answer: 'both', click: 'both' },
  answer: { ring: 'pane', answer: 'both', click: 'both' },
  click: { ring: 'pane', answer: 'pane', click: 'both' },
} as const satisfies Record<string, PopRule>;

const popRule = z.object({
  ring: PopAction.default(POP_RULES.answer.ring),
  answer: PopAction.default(POP_RULES.answer.answer),
  click: PopAction.default(POP_RULES.answer.click),
});

const screenPop = z
  .union([
    z.enum(['ring', 'answer', 'click']),
    z.object({
      external: popRule.prefault({}),
      internal: popRule.prefault({}),
      queue: popRule.prefault({}),
      withheld: popRule.prefault({}),
    }),
  ])
  .transform((setting): Readonly<Record<CallClass, PopRule>> => {
    if (typeof setting !== 'string') return setting;
    const rule = POP_RULES[setting];
    return { external: rule, internal: rule, queue: rule, withheld: rule };
  });

/** The fields of every CRM; each kind has more (docs/connectors.md). */
const connector = z
  .looseObject({
    /** "salesforce", "kintone" … */
    type: z.string(),
    /** names its secret and the agent's choices; the type by default, so needed only for a second one of a type */
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,30}$/u)
      .optional(),
    /** shown on the card */
    name: text,
    enabled: z.boolean().default(true),
    /** the agent's id or name as an owner of records, besides the email address */
    me: text,
    /** for numbers in its records without a country; null = the app's */
    country: country.nullable().default(null),
    /** more notations of numbers in its records, such as "0##-###-####" */
    masks: z.array(z.string().max(40)).max(10).default([]),
  })
  .transform((entry) => ({ ...entry, id: entry.id ?? entry.type }));
export type ConnectorEntry = z.infer<typeof connector>;

/** Replaces an invalid entry, so that the others stay usable; it is reported when the connectors are created. */
const INVALID_CONNECTOR = { type: '', id: '', name: null, enabled: true, me: null, country: null, masks: [] };

/** The sounds of a ringing call besides files of the user's own. */
export const BUILT_IN_SOUNDS = ['none', 'chime', 'bell'] as const;
const sound = z.string().trim().min(1).max(1_000).default('none');

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);
/** When cards are paused: on these days (0 = Sunday), in local time; over midnight if `to` is not after `from`. */
const pauseTimes = z.object({
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
});
export type PauseTimes = z.infer<typeof pauseTimes>;

/** The actions of key combinations that work while another program has the keyboard focus. */
export const SHORTCUTS = ['focus', 'copy', 'open', 'close', 'pause'] as const;
export type ShortcutName = (typeof SHORTCUTS)[number];

/**
 * All settings with their defaults; `setting.<path>` in i18n is the name and explanation of each. Secrets are not
 * settings. Unknown keys are dropped here and kept in the file.
 */
export const SettingsSchema = z.object({
  /** the Zoom account without its secret; the ZOOM_… variables take precedence */
  zoom: z
    .object({
      accountId: text,
      clientId: text,
      subscriptionId: text,
      /** email, user id or extension; null = all calls of the account */
      agent: text,
    })
    .prefault({}),
  /** Zoom's webhook, used if it is enabled or ZOOM_WEBHOOK_SECRET_TOKEN is set; its secret token is in the keychain */
  webhook: z
    .object({
      enabled: z.boolean().default(false),
      /** loopback, unless a proxy on another computer must reach it */
      host: z.string().trim().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(4380),
      path: z
        .string()
        .regex(/^\/[^?#\s]*$/u)
        .default('/zoom/webhook'),
    })
    .prefault({}),
  network: z
    .object({
      /** PEM file with additional certificates to trust, for networks that inspect TLS */
      caFile: text,
    })
    .prefault({}),
  /** `auto`: the system's language */
  language: z.enum(['auto', 'ja', 'en']).default('auto'),
  /** for numbers without a country, and for the format of numbers */
  country: country.default('JP'),
  /** CSV or vCard file */
  contacts: z.string().nullable().default(null),
  /** what columns of the contacts file hold, where their headers do not say it */
  contactsColumns: ContactsColumns.default([]),
  /** CRMs, in the order in which their records are listed */
  connectors: z.array(connector.catch(INVALID_CONNECTOR)).max(20).default([]),
  popup: z
    .object({
      /** `auto`: bottom right on Windows, where notifications are; else top right */
      corner: z.enum(['auto', 'top-right', 'top-left', 'bottom-right', 'bottom-left']).default('auto'),
      /** the format in which a click copies the number: as shown, +81…, or digits only */
      copy: z.enum(['shown', 'e164', 'digits']).default('shown'),
      /** the card after the call is answered here */
      answered: z.enum(['stay', 'close']).default('stay'),
      /** the card of a missed call: until it is seen, or for some seconds */
      missed: z.enum(['stay', 'close']).default('stay'),
      wrapUpSeconds: z.number().min(0).max(3_600).default(10),
      /** the main display, the one with the pointer, or one by its id; the main one if that is not connected */
      display: z
        .string()
        .regex(/^(?:primary|cursor|\d{1,20})$/u)
        .default('primary'),
      size: z.enum(['small', 'normal', 'large']).default('normal'),
      /** percent */
      textSize: z.literal([100, 125, 150, 175, 200]).default(100),
      /** the system's notification besides the card; `auto`: only where the card cannot stay on top (Wayland) */
      notification: z.enum(['auto', 'always', 'never']).default('auto'),
    })
    .prefault({}),
  /** the sound of a ringing call by its kind: `none`, a built-in sound or a file */
  sounds: z
    .object({
      /** percent */
      volume: z.number().min(0).max(100).default(60),
      external: sound,
      internal: sound,
      queue: sound,
      withheld: sound,
    })
    .prefault({}),
  pause: z.object({ schedule: z.array(pauseTimes).max(20).default([]) }).prefault({}),
  /** global key combinations as Electron names them ("Control+Alt+C"); null = none */
  shortcuts: z
    .object({
      /** gives the card the keyboard focus */
      focus: text,
      copy: text,
      open: text,
      close: text,
      /** pauses the popups for half an hour, or resumes them */
      pause: text,
    })
    .prefault({}),
  privacy: z
    .object({
      /** hides names and numbers while the screen is locked */
      hideWhenLocked: z.boolean().default(true),
      /** hides the card in screen sharing (Windows and macOS) */
      hideFromSharing: z.boolean().default(false),
      retentionDays: z.int().min(1).max(3_650).default(90),
    })
    .prefault({}),
  startAtLogin: z.boolean().default(false),
  /**
   * Where the caller's record is shown, by kind of call and moment. Only an exact match opens in the browser without a
   * click, once per call. "answer" by default, because a browser that opens at `ring` takes the focus from typing.
   */
  screenPop: screenPop.prefault('answer'),
});

export type Settings = z.infer<typeof SettingsSchema>;

/** Whether the setting at this path can have this value. */
export function isUsableSetting(path: readonly string[], value: unknown): boolean {
  return SettingsSchema.safeParse(withValueAt({}, path, value)).success;
}

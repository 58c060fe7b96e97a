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

/** Kinds of calls that may be treated differently. */
export type CallClass = 'external' | 'internal' | 'queue' | 'withheld';

const PopAction = z.enum(['nothing', 'pane', 'browser', 'both']);
export type PopAction = z.infer<typeof PopAction>;
/** What happens with the caller's record, at each moment. */
export interface PopRule {
  readonly ring: PopAction;
  readonly answer: PopAction;
  readonly click: PopAction;
}

/** The short forms, each the same for every kind of call. */
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

/** What every CRM's entry has; the rest is its kind's own (docs/connectors.md). */
const connector = z
  .looseObject({
    /** "salesforce", "kintone" … */
    type: z.string(),
    /** by which its secret and remembered choices are known; its type, unless there are two of a kind */
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,30}$/u)
      .optional(),
    /** as the card names it */
    name: text,
    enabled: z.boolean().default(true),
    /** by what the CRM knows the agent as an owner, beside the e-mail address: an id or a name */
    me: text,
    /** of numbers in its records that carry none; null = the app's */
    country: country.nullable().default(null),
    /** further ways in which numbers are typed there, such as "0##-###-####" */
    masks: z.array(z.string().max(40)).max(10).default([]),
  })
  .transform((entry) => ({ ...entry, id: entry.id ?? entry.type }));
export type ConnectorEntry = z.infer<typeof connector>;

/** An entry that cannot be used is told when the connectors are made, and takes no other with it. */
const INVALID_CONNECTOR = { type: '', id: '', name: null, enabled: true, me: null, country: null, masks: [] };

/** Which sound a ringing call makes: none, one of ours, or a file of one's own. */
export const BUILT_IN_SOUNDS = ['none', 'chime', 'bell'] as const;
const sound = z.string().trim().min(1).max(1_000).default('none');

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);
/** When no card shall come: on these days (0 = Sunday), from one time on the wall to another; past midnight where `to` is not after `from`. */
const pauseTimes = z.object({
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
});
export type PauseTimes = z.infer<typeof pauseTimes>;

/** What a key combination can do while another program has the keyboard. */
export const SHORTCUTS = ['focus', 'copy', 'open', 'close', 'pause'] as const;
export type ShortcutName = (typeof SHORTCUTS)[number];

/**
 * Everything that can be set, with defaults; each has its name and explanation in i18n under `setting.<path>`.
 * Secrets are not settings. Keys that are not known are left out here and kept in the file.
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
  /** Zoom's webhook, which is listened for when it is enabled or ZOOM_WEBHOOK_SECRET_TOKEN is set */
  webhook: z
    .object({
      /** listen for it; its secret token is in the keychain */
      enabled: z.boolean().default(false),
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
  /** CRMs, in the order in which their people are listed */
  connectors: z.array(connector.catch(INVALID_CONNECTOR)).max(20).default([]),
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
      /** where: the main display, the one with the pointer, or one by its id; a display that is not there counts as the main one */
      display: z
        .string()
        .regex(/^(?:primary|cursor|\d{1,20})$/u)
        .default('primary'),
      size: z.enum(['small', 'normal', 'large']).default('normal'),
      /** percent */
      textSize: z.literal([100, 125, 150, 175, 200]).default(100),
      /** the system's own notification beside the card. auto: only where the card cannot be put on top (Wayland) */
      notification: z.enum(['auto', 'always', 'never']).default('auto'),
    })
    .prefault({}),
  /** what a ringing call sounds like, by its kind */
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
  /** key combinations that work everywhere, as Electron names them ("Control+Alt+C"); null = none */
  shortcuts: z
    .object({
      /** gives the card the keyboard */
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
      /** names and numbers are hidden while the screen is locked */
      hideWhenLocked: z.boolean().default(true),
      /** the card cannot be seen in screen sharing (Windows and macOS) */
      hideFromSharing: z.boolean().default(false),
      /** calls that are older are deleted */
      retentionDays: z.int().min(1).max(3_650).default(90),
    })
    .prefault({}),
  startAtLogin: z.boolean().default(false),
  /**
   * What of a caller's record appears where, by kind of call and moment: in the card's pane, in the browser, both or neither.
   * By itself only an exact match opens in the browser, once per call. The browser comes to the front then, so
   * opening at `ring` may take the keyboard from what is being typed: hence "answer" by default.
   */
  screenPop: screenPop.prefault('answer'),
});

export type Settings = z.infer<typeof SettingsSchema>;

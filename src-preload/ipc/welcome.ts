import { z } from 'zod';
import type { CheckView } from './doctor.ts';
import type {
  ChoiceField,
  FieldCommand,
  FieldView,
  FileField,
  FlagField,
  InlineSecretField,
} from './fields.ts';

/** In the order in which one comes to them. */
export const WELCOME_STEPS = ['start', 'account', 'agent', 'contacts', 'card', 'done'] as const;
export type WelcomeStep = (typeof WELCOME_STEPS)[number];

/** The way from the first start to the first call, one step at a time. */
export interface WelcomeView {
  readonly heading: string;
  readonly steps: {
    readonly label: string;
    readonly items: readonly { readonly step: WelcomeStep; readonly label: string }[];
  };
  readonly content: WelcomeContent;
  /** null = there is nothing before */
  readonly back: StepButton | null;
  /** null = one goes on by what the step itself offers, or it is the last */
  readonly next: StepButton | null;
}

/** Each step has a heading and a sentence; the rest is its own. */
export type WelcomeContent = { readonly heading: string; readonly description: string | null } & (
  | ({ readonly step: 'start' } & StartContent)
  | ({ readonly step: 'account' } & AccountContent)
  | ({ readonly step: 'agent' } & AgentContent)
  | ({ readonly step: 'contacts' } & ContactsContent)
  | ({ readonly step: 'card' } & CardContent)
  | ({ readonly step: 'done' } & DoneContent)
);

export interface StepButton {
  readonly step: WelcomeStep;
  readonly label: string;
  /** what most will press */
  readonly isMain: boolean;
}

/** Something that one may choose to do. */
export interface Offer {
  readonly title: string;
  readonly text: string;
  readonly button: string;
}

/** A sentence on how something stands; `tone` is never the only carrier of its meaning. */
export interface StatusView {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly message: string;
}

export interface StartContent {
  readonly startTrial: Offer;
  readonly connect: Offer;
  /** null = no trial is running */
  readonly trial: {
    readonly heading: string;
    readonly message: string;
    /** what to look at; none before the call rings */
    readonly points: readonly string[];
    /** null while it is starting */
    readonly ringAgain: string | null;
    readonly end: string;
  } | null;
}

/** What is to be done on one page of the Marketplace, and our own drawing of that page. */
export interface SetupInstruction {
  readonly title: string;
  readonly text: string;
}
export interface IllustratedInstruction extends SetupInstruction {
  readonly illustration: Illustration;
}

/** What our own drawing of a page of the Marketplace needs. */
export interface Illustration {
  /** says what it shows to whoever cannot see it */
  readonly alt: string;
  /** what is written in it: Zoom's own words, the same in every language */
  readonly labels: readonly string[];
}

/** A name as Zoom has it, and what it is for. */
export interface NamedItem {
  readonly name: string;
  readonly meaning: string;
}

export interface AccountContent {
  readonly create: IllustratedInstruction & { readonly open: string };
  readonly credentials: IllustratedInstruction & {
    readonly fields: readonly FieldView[];
    readonly secret: InlineSecretField;
  };
  readonly rights: IllustratedInstruction & { readonly scopes: readonly NamedItem[]; readonly copy: string };
  readonly events: IllustratedInstruction & {
    readonly list: string;
    readonly events: readonly NamedItem[];
    readonly field: FieldView;
  };
  readonly activate: SetupInstruction;
  readonly test: TestView;
  /** null = it is saved, or was not tested yet */
  readonly saveAnyway: string | null;
  /** how the saved account stands; null = there is nothing to say */
  readonly status: StatusView | null;
}

export interface AgentContent {
  readonly field: FieldView;
  /** what an empty field means; null = it is not empty */
  readonly note: string | null;
  readonly test: TestView;
}

export interface ContactsContent {
  readonly file: FileField;
  readonly results: TestResults;
  readonly crm: Offer;
}

export interface CardContent {
  readonly corner: ChoiceField;
  readonly showSample: string;
  readonly startAtLogin: FlagField;
}

export interface DoneContent {
  readonly status: StatusView;
  readonly points: readonly string[];
  readonly nextPages: {
    readonly label: string;
    readonly pages: readonly { readonly page: NextPage; readonly label: string }[];
  };
}

/** Checks of the doctor, told as they come. */
export interface TestView extends TestResults {
  readonly run: string;
  readonly isRunning: boolean;
  readonly stop: string;
}

export interface TestResults {
  readonly heading: string;
  /** none = not tested yet */
  readonly checks: readonly CheckView[];
  /** the newest result in a few words, to be read out; empty = none */
  readonly announcement: string;
}

/** Pages to which one may go on. */
export const NEXT_PAGES = ['history', 'settings', 'connectors', 'doctor'] as const;
export type NextPage = (typeof NEXT_PAGES)[number];

/** Fields that are saved together. */
export const DRAFT_FIELDS = ['zoom.accountId', 'zoom.clientId', 'zoom.subscriptionId'] as const;
/** Fields that are saved at once. */
export const AUTOSAVED_FIELDS = ['zoom.agent', 'contacts', 'popup.corner', 'startAtLogin'] as const;

/** More than Zoom's longest values, and a path. */
const TextSchema = z.string().max(4_096);

export const WelcomeCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('set'),
    id: z.enum([...DRAFT_FIELDS, ...AUTOSAVED_FIELDS]),
    /** null = back to the default */
    value: z.union([TextSchema, z.boolean(), z.null()]),
  }),
  z.strictObject({ type: z.literal('secret'), id: z.literal('zoom.clientSecret'), value: TextSchema }),
  z.strictObject({ type: z.literal('chooseFile'), id: z.literal('contacts') }),
  z.strictObject({ type: z.literal('go'), step: z.enum(WELCOME_STEPS) }),
  z.strictObject({ type: z.literal('tryOut') }),
  z.strictObject({ type: z.literal('ringAgain') }),
  z.strictObject({ type: z.literal('openMarketplace') }),
  z.strictObject({ type: z.literal('copyScopes') }),
  /** of the step that is looked at */
  z.strictObject({ type: z.literal('test') }),
  z.strictObject({ type: z.literal('stopTest') }),
  /** although a check failed */
  z.strictObject({ type: z.literal('save') }),
  z.strictObject({ type: z.literal('showSample') }),
  z.strictObject({ type: z.literal('leave'), page: z.enum(NEXT_PAGES) }),
]);
export type WelcomeCommand = z.infer<typeof WelcomeCommandSchema>;

/** What the page sends: its fields are drawn as on every page and send any `FieldCommand`; main refuses what is no `WelcomeCommand`. */
export type WelcomeMessage = WelcomeCommand | FieldCommand;

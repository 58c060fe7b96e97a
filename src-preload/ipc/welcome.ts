import { z } from 'zod';
import type { CheckView } from './doctor.ts';
import type {
  ChoiceField,
  FieldCommand,
  FieldView,
  FileField,
  FlagField,
  InlineSecretField,
  Texts,
} from './fields.ts';

export const WELCOME_STEPS = ['start', 'account', 'agent', 'contacts', 'card', 'done'] as const;
export type WelcomeStep = (typeof WELCOME_STEPS)[number];

/** Setup, from the first start to the first call, one step at a time. */
export interface WelcomeView {
  readonly heading: string;
  readonly steps: {
    readonly label: string;
    readonly items: readonly { readonly step: WelcomeStep; readonly label: string }[];
  };
  readonly content: WelcomeContent;
  /** null on the first step */
  readonly back: StepButton | null;
  /** null on the last step and where the step's own buttons lead on */
  readonly next: StepButton | null;
}

/** The common heading and description, and the content of the step. */
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
  readonly isMain: boolean;
}

export type Offer = Texts<'title' | 'text' | 'button'>;

/** A status sentence; `tone` is never the only carrier of its meaning. */
export interface StatusView {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly message: string;
}

export interface StartContent {
  readonly startTrial: Offer;
  readonly connect: Offer;
  /** null = no trial is running */
  readonly trial: TrialView | null;
}

interface TrialView extends Texts<'heading' | 'message' | 'end'> {
  /** what to look at; empty before the call rings */
  readonly points: readonly string[];
  /** null while it is starting */
  readonly ringAgain: string | null;
}

/** An instruction for one page of the Marketplace. */
export type SetupInstruction = Texts<'title' | 'text'>;
export interface IllustratedInstruction extends SetupInstruction {
  readonly illustration: Illustration;
}

/** Our drawing of a Marketplace page. */
export interface Illustration {
  readonly alt: string;
  /** Zoom's own words in it, the same in every language */
  readonly labels: readonly string[];
}

/** A scope or event by Zoom's name. */
export type NamedItem = Texts<'name' | 'meaning'>;

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
  /** label of the button that saves despite failed checks; null before a test and once it is saved */
  readonly saveAnyway: string | null;
  /** the connection of the saved account; null = nothing to report */
  readonly status: StatusView | null;
}

export interface AgentContent {
  readonly field: FieldView;
  /** the meaning of an empty field; null = not empty */
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

export interface TestView extends TestResults {
  readonly run: string;
  readonly isRunning: boolean;
  readonly stop: string;
}

export interface TestResults {
  readonly heading: string;
  /** empty before the first test */
  readonly checks: readonly CheckView[];
  /** the newest result, for screen readers; may be empty */
  readonly announcement: string;
}

const NEXT_PAGES = ['history', 'settings', 'connectors', 'doctor'] as const;
/** Pages that the last step links to. */
export type NextPage = (typeof NEXT_PAGES)[number];

/** Saved together, after a test. */
export const DRAFT_FIELDS = ['zoom.accountId', 'zoom.clientId', 'zoom.subscriptionId'] as const;
/** Saved at once. */
export const AUTOSAVED_FIELDS = ['zoom.agent', 'contacts', 'popup.corner', 'startAtLogin'] as const;

/** Longer than Zoom's longest values and any path. */
const TextSchema = z.string().max(4_096);

export const WelcomeCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('set'),
    id: z.enum([...DRAFT_FIELDS, ...AUTOSAVED_FIELDS]),
    /** null resets to the default */
    value: z.union([TextSchema, z.boolean(), z.null()]),
  }),
  z.strictObject({ type: z.literal('secret'), id: z.literal('zoom.clientSecret'), value: TextSchema }),
  z.strictObject({ type: z.literal('chooseFile'), id: z.literal('contacts') }),
  z.strictObject({ type: z.literal('go'), step: z.enum(WELCOME_STEPS) }),
  z.strictObject({ type: z.enum(['tryOut', 'ringAgain', 'openMarketplace', 'copyScopes', 'showSample']) }),
  /** `test`: of the shown step; `save`: although a check failed */
  z.strictObject({ type: z.enum(['test', 'stopTest', 'save']) }),
  z.strictObject({ type: z.literal('leave'), page: z.enum(NEXT_PAGES) }),
]);
export type WelcomeCommand = z.infer<typeof WelcomeCommandSchema>;

/** What the page sends: its fields can send any `FieldCommand`; main refuses what is not a `WelcomeCommand`. */
export type WelcomeMessage = WelcomeCommand | FieldCommand;

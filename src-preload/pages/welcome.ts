import type { CheckView } from './doctor.ts';
import type { ChoiceField, FieldCommand, FieldView, FileField, FlagField, SecretEntry } from '../fields.ts';

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
export type WelcomeContent = { readonly heading: string; readonly lead: string | null } & (
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
export interface Standing {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly sentence: string;
}

export interface StartContent {
  readonly tryOut: Offer;
  readonly connect: Offer;
  /** null = no trial is running */
  readonly trial: {
    readonly heading: string;
    readonly sentence: string;
    /** what to look at; none before the call rings */
    readonly points: readonly string[];
    /** null while it is starting */
    readonly again: string | null;
    readonly end: string;
  } | null;
}

/** What is to be done on one page of the Marketplace, and our own drawing of that page. */
export interface Part {
  readonly title: string;
  readonly text: string;
}
export interface DrawnPart extends Part {
  readonly picture: Picture;
}

/** What our own drawing of a page of the Marketplace needs. */
export interface Picture {
  /** says what it shows to whoever cannot see it */
  readonly alt: string;
  /** what is written in it: Zoom's own words, the same in every language */
  readonly words: readonly string[];
}

/** A name as Zoom has it, and what it is for. */
export interface Named {
  readonly name: string;
  readonly meaning: string;
}

export interface AccountContent {
  readonly create: DrawnPart & { readonly open: string };
  readonly credentials: DrawnPart & { readonly fields: readonly FieldView[]; readonly secret: SecretEntry };
  readonly rights: DrawnPart & { readonly scopes: readonly Named[]; readonly copy: string };
  readonly events: DrawnPart & {
    readonly list: string;
    readonly events: readonly Named[];
    readonly field: FieldView;
  };
  readonly activate: Part;
  readonly test: TestView;
  /** null = it is saved, or was not tested yet */
  readonly saveAnyway: string | null;
  /** how the saved account stands; null = there is nothing to say */
  readonly standing: Standing | null;
}

export interface AgentContent {
  readonly field: FieldView;
  /** what an empty field means; null = it is not empty */
  readonly note: string | null;
  readonly test: TestView;
}

export interface ContactsContent {
  readonly file: FileField;
  readonly read: TestResults;
  readonly crm: Offer;
}

export interface CardContent {
  readonly corner: ChoiceField;
  readonly sample: string;
  readonly startAtLogin: FlagField;
}

export interface DoneContent {
  readonly standing: Standing;
  readonly points: readonly string[];
  readonly links: {
    readonly label: string;
    readonly pages: readonly { readonly page: WelcomeLink; readonly label: string }[];
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
  readonly lines: readonly CheckView[];
  /** the newest result in a few words, to be read out; empty = none */
  readonly told: string;
}

/** Pages to which one may go on. */
export const WELCOME_LINKS = ['history', 'settings', 'connectors', 'doctor'] as const;
export type WelcomeLink = (typeof WELCOME_LINKS)[number];

export type WelcomeCommand =
  | FieldCommand
  | { readonly type: 'go'; readonly step: WelcomeStep }
  | { readonly type: 'tryOut' }
  | { readonly type: 'ringAgain' }
  | { readonly type: 'openMarketplace' }
  | { readonly type: 'copyScopes' }
  /** of the step that is looked at */
  | { readonly type: 'test' }
  | { readonly type: 'stopTest' }
  /** although a check failed */
  | { readonly type: 'save' }
  | { readonly type: 'showSample' }
  | { readonly type: 'leave'; readonly page: WelcomeLink };

import { z } from 'zod';

/** What colours a card; never the only carrier of its meaning. */
export type Tone = 'ringing' | 'talking' | 'missed' | 'quiet';

export interface Chip {
  readonly text: string;
  /** tooltip, for what the words do not say */
  readonly hint: string | null;
}

/** Something that can be done in the pane, by a small button. */
export interface CrmAction {
  readonly label: string;
  /** for screen readers, where the label alone says too little */
  readonly ariaLabel: string | null;
  /** what its click sends */
  readonly command: PopupCommand;
}

/** One of several people on a number. */
export interface CrmMatchView {
  readonly connector: string;
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** the agent said that it is this one */
  readonly isChosen: boolean;
  readonly actions: readonly CrmAction[];
}

export interface CrmView {
  readonly source: string;
  /** how old the answer is */
  readonly asOf: string | null;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly matches: readonly CrmMatchView[];
  /** searching, nothing found, why it matched */
  readonly note: string | null;
  /** which contacts could not be asked, and why */
  readonly failures: readonly string[];
  readonly actions: readonly CrmAction[];
}

/** Every text of one card, ready to draw, in the user's language. */
export interface CardView {
  readonly callId: string;
  readonly tone: Tone;
  readonly state: string;
  /** running: seconds since `since` (ms since the epoch) are counted; else `clock` stands there */
  readonly isRunning: boolean;
  readonly since: number;
  readonly timeText: string;
  readonly reading: string | null;
  readonly name: string;
  readonly detail: string | null;
  readonly number: {
    readonly text: string;
    /** null: cannot be copied */
    readonly copy: { readonly label: string; readonly ariaLabel: string; readonly isDone: boolean } | null;
  } | null;
  readonly chips: readonly Chip[];
  readonly crm: CrmView | null;
  readonly actions: readonly {
    readonly kind: 'open' | 'reveal' | 'callBack' | 'seen';
    readonly label: string;
    readonly isPrimary: boolean;
    /** for `open` */
    readonly match: { readonly connector: string; readonly id: string } | null;
  }[];
  readonly close: string;
}

/** A ringing call's sound; it plays again and again for as long as it stands in the picture. */
export interface SoundView {
  /** `app://chakushin/sound/…` */
  readonly url: string;
  /** 0 to 1 */
  readonly volume: number;
}

/** The popup's picture. Without cards it is empty, and the window about to be hidden. */
export interface PopupView {
  /** grows with every picture; acknowledged by `painted` */
  readonly revision: number;
  readonly language: 'ja' | 'en';
  /** many cards share the screen: one line for each name */
  readonly isCompact: boolean;
  readonly cards: readonly CardView[];
  /** "+2 more calls", null = all are shown */
  readonly overflowText: string | null;
  /** null = silence, at once */
  readonly sound: SoundView | null;
}

/** The picture as the window draws it: with what only the window knows. */
export interface PopupWindowView extends PopupView {
  /** the window was asked to take the keyboard: the newest card shall have it */
  readonly hasFocus: boolean;
}

const IdSchema = z.string().min(1).max(200);
const RevisionSchema = z.number().int().nonnegative();

/** What the popup may ask of the main process. Records are opened by id, never by address. */
export const PopupCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  /** the view's height in CSS pixels, sent before it is painted */
  z.strictObject({
    type: z.literal('size'),
    revision: RevisionSchema,
    height: z.number().min(0).max(10_000),
  }),
  /** ready to be shown */
  z.strictObject({ type: z.literal('painted'), revision: RevisionSchema }),
  /** painted again after the window was shown: it is really there */
  z.strictObject({ type: z.literal('onScreen'), revision: RevisionSchema }),
  /** A handle of the popup is pressed, moved and let go; `reset` puts the popup back to where the settings have it. */
  z.strictObject({ type: z.literal('drag'), phase: z.enum(['begin', 'move', 'end', 'reset']) }),
  /** Esc, while the popup has the keyboard: closes the newest card and gives the keyboard back */
  z.strictObject({ type: z.literal('escape') }),
  /** the sound of the view cannot be played; sent once for each address */
  z.strictObject({ type: z.literal('soundFailed') }),
  z.strictObject({ type: z.literal('copy'), callId: IdSchema }),
  z.strictObject({ type: z.literal('open'), callId: IdSchema, connector: IdSchema, id: IdSchema }),
  /** "this is the one", or not this person */
  z.strictObject({
    type: z.literal('choose'),
    callId: IdSchema,
    connector: IdSchema,
    id: IdSchema,
    isMatch: z.boolean(),
  }),
  z.strictObject({ type: z.literal('undoChoice'), callId: IdSchema }),
  z.strictObject({ type: z.literal('lookAgain'), callId: IdSchema }),
  /** the page of a CRM on which this number is a new record, or searched for */
  z.strictObject({
    type: z.literal('crmPage'),
    callId: IdSchema,
    connector: IdSchema,
    page: z.enum(['create', 'search']),
  }),
  /** shows the pane of a call for which the settings keep it closed */
  z.strictObject({ type: z.literal('reveal'), callId: IdSchema }),
  z.strictObject({ type: z.literal('callBack'), callId: IdSchema }),
  z.strictObject({ type: z.literal('close'), callId: IdSchema }),
]);
export type PopupCommand = z.infer<typeof PopupCommandSchema>;

/** What the preload puts on `window.chakushin`. */
export interface PopupBridge {
  readonly send: (command: PopupCommand) => void;
  /** @returns a function that ends the subscription */
  readonly onView: (listener: (view: PopupWindowView) => void) => () => void;
  readonly onShown: (listener: (revision: number) => void) => () => void;
}

import { z } from 'zod';
import type { Texts } from './fields.ts';

export interface Chip {
  readonly text: string;
  readonly hint: string | null;
}

export interface CrmAction {
  readonly label: string;
  /** for screen readers; null = the label says enough */
  readonly ariaLabel: string | null;
  readonly command: PopupCommand;
}

/** One of several people with the number. */
export interface CrmMatchView extends Texts<'connector' | 'id' | 'name' | 'detail'> {
  /** the agent chose this person */
  readonly isChosen: boolean;
  readonly actions: readonly CrmAction[];
}

export interface CrmView {
  readonly source: string;
  /** when the answer was fetched; null = just now */
  readonly asOf: string | null;
  readonly rows: readonly Texts<'label' | 'value'>[];
  readonly matches: readonly CrmMatchView[];
  /** searching, nothing found, or why it matched */
  readonly note: string | null;
  /** connectors that could not be asked, and why */
  readonly failures: readonly string[];
  readonly actions: readonly CrmAction[];
}

export interface CardView extends Texts<'callId' | 'state' | 'timeText' | 'name' | 'close'> {
  /** its color; never the only carrier of its meaning */
  readonly tone: 'ringing' | 'talking' | 'missed' | 'quiet';
  /** counts the seconds since `since` (ms since the epoch) instead of showing `timeText` */
  readonly isRunning: boolean;
  readonly since: number;
  readonly reading: string | null;
  readonly detail: string | null;
  readonly number: {
    readonly text: string;
    /** null = cannot be copied */
    readonly copy: (Texts<'label' | 'ariaLabel'> & { readonly isDone: boolean }) | null;
  } | null;
  readonly chips: readonly Chip[];
  readonly crm: CrmView | null;
  readonly actions: readonly {
    readonly kind: 'open' | 'reveal' | 'callBack' | 'seen';
    readonly label: string;
    readonly isPrimary: boolean;
    /** for `open` */
    readonly match: Texts<'connector' | 'id'> | null;
  }[];
}

/** A ringing call's sound, repeated while it is in the view. */
export interface SoundView {
  /** `app://chakushin/sound/…` */
  readonly url: string;
  /** 0 to 1 */
  readonly volume: number;
}

/** Everything that the popup draws. Without cards it is empty, and the window about to be hidden. */
export interface PopupView {
  /** grows with every view; acknowledged by `painted` */
  readonly revision: number;
  readonly language: 'ja' | 'en';
  /** many cards share the screen: names take one line */
  readonly isCompact: boolean;
  readonly cards: readonly CardView[];
  /** "+2 more calls"; null = all are shown */
  readonly overflowText: string | null;
  /** null stops the sound at once */
  readonly sound: SoundView | null;
}

/** The view with what only the window knows. */
export interface PopupWindowView extends PopupView {
  /** the window has the keyboard focus on request; the newest card gets it */
  readonly hasFocus: boolean;
}

const IdSchema = z.string().min(1).max(200);
const RevisionSchema = z.number().int().nonnegative();

/** Commands from the popup. Records are opened by id, never by address. */
export const PopupCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  /** the view's height in CSS pixels, sent before it is painted */
  z.strictObject({
    type: z.literal('size'),
    revision: RevisionSchema,
    height: z.number().min(0).max(10_000),
  }),
  z.strictObject({ type: z.literal('painted'), revision: RevisionSchema }),
  /** painted after the window was shown: visible to the user */
  z.strictObject({ type: z.literal('onScreen'), revision: RevisionSchema }),
  /** drags the popup by a handle; `reset` returns it to the place in the settings */
  z.strictObject({ type: z.literal('drag'), phase: z.enum(['begin', 'move', 'end', 'reset']) }),
  /** `escape`: closes the newest card and releases the focus; `soundFailed`: sent once per address */
  z.strictObject({ type: z.enum(['escape', 'soundFailed']) }),
  /** `reveal`: opens the pane of a card for which the settings keep it closed */
  z.strictObject({
    type: z.enum(['copy', 'undoChoice', 'lookAgain', 'reveal', 'callBack', 'close']),
    callId: IdSchema,
  }),
  z.strictObject({ type: z.literal('open'), callId: IdSchema, connector: IdSchema, id: IdSchema }),
  /** this person, or not this person */
  z.strictObject({
    type: z.literal('choose'),
    callId: IdSchema,
    connector: IdSchema,
    id: IdSchema,
    isMatch: z.boolean(),
  }),
  /** a CRM's page to create a record with this number, or to search for it */
  z.strictObject({
    type: z.literal('crmPage'),
    callId: IdSchema,
    connector: IdSchema,
    page: z.enum(['create', 'search']),
  }),
]);
export type PopupCommand = z.infer<typeof PopupCommandSchema>;

/** `window.chakushin`, set by the preload script. */
export interface PopupBridge {
  readonly send: (command: PopupCommand) => void;
  /** Returns the function that unsubscribes. */
  readonly onView: (listener: (view: PopupWindowView) => void) => () => void;
  readonly onShown: (listener: (revision: number) => void) => () => void;
}

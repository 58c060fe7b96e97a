import { z } from 'zod';
import { CONNECTOR_TYPES } from '../../src-core/crm/connector-types.ts';
import {
  FIELD_COMMANDS,
  type FieldView,
  type FileField,
  type FlagField,
  type InlineSecretField,
  type TextField,
} from './fields.ts';

/** Where it is looked up who calls: a file of contacts, and CRMs. */
export interface ConnectorsView {
  readonly heading: string;
  readonly content: ConnectorsContent;
}

/** What is looked at: all of them, the kinds that can be added, or one of them. */
export type ConnectorsContent =
  | ({ readonly at: 'list' } & ListContent)
  | ({ readonly at: 'kinds' } & PickerContent)
  | ({ readonly at: 'form' } & FormContent);

export interface ListContent {
  readonly description: string;
  readonly contacts: {
    readonly title: string;
    readonly file: FileField;
    /** how many people are in use, or that it is being read; null = there is no file */
    readonly status: string | null;
    /** rows that cannot be used */
    readonly problems: readonly string[];
  };
  readonly crms: {
    readonly title: string;
    readonly intro: string;
    /** who fixed the list; null = it can be changed */
    readonly lock: string | null;
    /** what stands there without any CRM */
    readonly emptyText: string;
    readonly rows: readonly CrmRow[];
    /** null = none can be added */
    readonly add: string | null;
    readonly labels: {
      readonly up: string;
      readonly down: string;
      readonly edit: string;
      readonly remove: string;
      readonly cancel: string;
    };
  };
}

export interface CrmRow {
  /** by which commands name it */
  readonly key: string;
  readonly name: string;
  /** the product, unless it has no other name, and where it is; may be empty */
  readonly kind: string;
  readonly status: { readonly tone: 'good' | 'off' | 'bad'; readonly message: string };
  readonly enabled: FlagField;
  /** what is asked before it is removed; null = it cannot be */
  readonly question: { readonly title: string; readonly text: string } | null;
  readonly canBeEdited: boolean;
  /** null = it is of no kind that could be asked */
  readonly test: ConnectorTestView | null;
}

export interface PickerContent {
  readonly title: string;
  readonly description: string;
  readonly kinds: readonly {
    readonly kind: (typeof CONNECTOR_TYPES)[number];
    readonly title: string;
    readonly text: string;
  }[];
  readonly cancel: string;
}

export interface FormContent {
  readonly title: string;
  readonly description: string | null;
  /** what it cannot do without, and what concerns this kind alone */
  readonly parts: readonly FormPart[];
  readonly signIn: SignInView;
  /** what few need, folded away */
  readonly advanced: {
    readonly title: string;
    readonly parts: readonly FormPart[];
    /** there is something wrong in it */
    readonly hasError: boolean;
  };
  readonly test: ConnectorTestView;
  readonly save: string;
  readonly cancel: string;
}

export type FormPart =
  | { readonly part: 'field'; readonly field: FieldView }
  /** several lines; `isCode`: each character counts */
  | { readonly part: 'lines'; readonly field: TextField; readonly isCode: boolean }
  /** some of several; the value is those that are chosen, with commas between */
  | {
      readonly part: 'some';
      readonly field: TextField;
      readonly options: readonly { readonly value: string; readonly label: string }[];
    };

/** How one signs in to it. */
export type SignInView =
  | { readonly how: 'none'; readonly title: string; readonly text: string }
  | { readonly how: 'secret'; readonly title: string; readonly field: InlineSecretField }
  | {
      readonly how: 'browser';
      readonly title: string;
      readonly help: string | null;
      /** the address that has to be registered with the CRM */
      readonly redirect: { readonly label: string; readonly address: string; readonly copy: string };
      /** null = it wants none, or that is not known yet */
      readonly clientSecret: InlineSecretField | null;
      readonly state: string;
      readonly error: string | null;
      readonly button: string;
      /** the browser is open: the button gives it up */
      readonly isRunning: boolean;
    };

/** One number that is looked up as if it rang, and what came of it. */
export interface ConnectorTestView {
  readonly title: string;
  readonly field: { readonly label: string; readonly help: string; readonly value: string };
  readonly button: string;
  /** it is being asked: the button gives it up */
  readonly isRunning: boolean;
  /** how it came out, in a sentence to be read out; empty = nothing was tried */
  readonly status: string;
  /** why it could not say */
  readonly failure: string | null;
  readonly matches: { readonly title: string; readonly items: readonly MatchView[] };
  readonly requests: {
    readonly title: string;
    /** what is hidden in them */
    readonly note: string;
    readonly items: readonly RequestView[];
  };
}

export interface MatchView {
  readonly name: string;
  readonly company: string | null;
  readonly grade: 'exact' | 'national' | 'weak';
  /** the grade in a word */
  readonly gradeLabel: string;
  /** why it is shown for this number */
  readonly reason: string;
  /** "Phone: 090-1234-5678" */
  readonly matchedField: string;
  /** whether it would open by itself, and why */
  readonly screenPop: string;
  /** where its record would open; null = nowhere */
  readonly opensAt: string | null;
}

/** A request, without anything secret or personal. */
export interface RequestView {
  readonly method: string;
  readonly address: string;
  readonly body: string | null;
  /** "HTTP 200, 123 ms" */
  readonly outcome: string;
  readonly isError: boolean;
}

const KeySchema = z.string().max(200);

export const ConnectorsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.literal('enable'), key: KeySchema, enabled: z.boolean() }),
  z.strictObject({ type: z.literal('move'), key: KeySchema, direction: z.enum(['up', 'down']) }),
  z.strictObject({ type: z.literal('remove'), key: KeySchema }),
  z.strictObject({ type: z.literal('add') }),
  z.strictObject({ type: z.literal('choose'), kind: z.enum(CONNECTOR_TYPES) }),
  z.strictObject({ type: z.literal('edit'), key: KeySchema }),
  z.strictObject({ type: z.literal('signIn') }),
  z.strictObject({ type: z.literal('stopSignIn') }),
  z.strictObject({ type: z.literal('copyRedirect') }),
  /** `key` null = with what is in the form */
  z.strictObject({ type: z.literal('try'), key: KeySchema.nullable(), number: z.string().max(100) }),
  z.strictObject({ type: z.literal('stopTrial') }),
  z.strictObject({ type: z.literal('save') }),
  /** back to the list; what was entered and not saved is gone */
  z.strictObject({ type: z.literal('cancel') }),
]);
export type ConnectorsCommand = z.infer<typeof ConnectorsCommandSchema>;

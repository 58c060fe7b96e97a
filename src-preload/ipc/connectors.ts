import { z } from 'zod';
import { CONNECTOR_TYPES } from '../../src-core/crm/connector-types.ts';
import {
  FIELD_COMMANDS,
  type FieldOption,
  type FieldView,
  type FileField,
  type FlagField,
  type InlineSecretField,
  type TextField,
  type Texts,
} from './fields.ts';

export interface ConnectorsView {
  readonly heading: string;
  readonly content: ConnectorsContent;
}

/** The list, the kinds that can be added, or the form of one CRM. */
export type ConnectorsContent =
  | ({ readonly at: 'list' } & ListContent)
  | ({ readonly at: 'kinds' } & PickerContent)
  | ({ readonly at: 'form' } & FormContent);

export interface ListContent {
  readonly description: string;
  readonly contacts: {
    readonly title: string;
    readonly file: FileField;
    /** contacts in use, or that the file is being read; null without a file */
    readonly status: string | null;
    readonly problems: readonly string[];
  };
  readonly crms: {
    readonly title: string;
    readonly intro: string;
    /** the source of the lock; null = editable */
    readonly lock: string | null;
    readonly emptyText: string;
    readonly rows: readonly CrmRow[];
    /** null = no more can be added */
    readonly add: string | null;
    readonly labels: Texts<'up' | 'down' | 'edit' | 'remove' | 'cancel'>;
  };
}

export interface CrmRow {
  /** names the entry in commands */
  readonly key: string;
  readonly name: string;
  /** product (unless that is the name) and host or file; may be empty */
  readonly kind: string;
  readonly status: { readonly tone: 'good' | 'off' | 'bad'; readonly message: string };
  readonly enabled: FlagField;
  /** the confirmation before removal; null = not removable */
  readonly question: Texts<'title' | 'text'> | null;
  readonly canBeEdited: boolean;
  /** null = unknown kind */
  readonly test: ConnectorTestView | null;
}

export interface PickerContent extends Texts<'title' | 'description' | 'cancel'> {
  readonly kinds: readonly (Texts<'title' | 'text'> & { readonly kind: (typeof CONNECTOR_TYPES)[number] })[];
}

export interface FormContent extends Texts<'title' | 'save' | 'cancel'> {
  readonly description: string | null;
  /** required fields and those of this kind only */
  readonly parts: readonly FormPart[];
  readonly signIn: SignInView;
  readonly advanced: {
    readonly title: string;
    readonly parts: readonly FormPart[];
    readonly hasError: boolean;
  };
  readonly test: ConnectorTestView;
}

export type FormPart =
  | { readonly part: 'field'; readonly field: FieldView }
  /** several lines; `isCode`: each character matters */
  | { readonly part: 'lines'; readonly field: TextField; readonly isCode: boolean }
  /** a selection; the value has the chosen options, comma-separated */
  | { readonly part: 'some'; readonly field: TextField; readonly options: readonly FieldOption[] };

export type SignInView =
  | { readonly how: 'none'; readonly title: string; readonly text: string }
  | { readonly how: 'secret'; readonly title: string; readonly field: InlineSecretField }
  | {
      readonly how: 'browser';
      readonly title: string;
      readonly help: string | null;
      /** the redirect URI to register with the CRM */
      readonly redirect: Texts<'label' | 'address' | 'copy'>;
      /** null = not required, or unknown yet */
      readonly clientSecret: InlineSecretField | null;
      readonly state: string;
      readonly error: string | null;
      readonly button: string;
      /** the button cancels */
      readonly isRunning: boolean;
    };

export interface ConnectorTestView extends Texts<'title' | 'button'> {
  readonly field: Texts<'label' | 'help' | 'value'>;
  /** the button cancels */
  readonly isRunning: boolean;
  /** the result for a screen reader; empty before the first test */
  readonly status: string;
  readonly failure: string | null;
  readonly matches: { readonly title: string; readonly items: readonly MatchView[] };
  /** `note`: what is masked in the requests */
  readonly requests: Texts<'title' | 'note'> & { readonly items: readonly RequestView[] };
}

export interface MatchView extends Texts<'name' | 'gradeLabel' | 'reason' | 'matchedField' | 'screenPop'> {
  readonly company: string | null;
  readonly grade: 'exact' | 'national' | 'weak';
  /** the host of its record; null = the record has no address */
  readonly opensAt: string | null;
}

/** A request with secrets and personal data masked. */
export interface RequestView extends Texts<'method' | 'address' | 'outcome'> {
  readonly body: string | null;
  readonly isError: boolean;
}

const KeySchema = z.string().max(200);

export const ConnectorsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.literal('enable'), key: KeySchema, enabled: z.boolean() }),
  z.strictObject({ type: z.literal('move'), key: KeySchema, direction: z.enum(['up', 'down']) }),
  z.strictObject({ type: z.enum(['remove', 'edit']), key: KeySchema }),
  z.strictObject({ type: z.literal('choose'), kind: z.enum(CONNECTOR_TYPES) }),
  z.strictObject({ type: z.enum(['add', 'signIn', 'stopSignIn', 'copyRedirect', 'stopTrial', 'save']) }),
  /** `key` null: the entry in the form */
  z.strictObject({ type: z.literal('try'), key: KeySchema.nullable(), number: z.string().max(100) }),
  /** discards the form */
  z.strictObject({ type: z.literal('cancel') }),
]);
export type ConnectorsCommand = z.infer<typeof ConnectorsCommandSchema>;

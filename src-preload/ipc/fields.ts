import { z } from 'zod';

/** One field of a form as it is drawn; every text is ready, in the user's language. Secrets are never among them. */
interface BaseField {
  /** by which commands name it, such as "popup.corner" */
  readonly id: string;
  readonly label: string;
  /** what it means, or where to find it */
  readonly help: string | null;
  /** what is wrong with it */
  readonly error: string | null;
  /** who fixed it, in a sentence; null = it can be changed */
  readonly lock: string | null;
}

export interface TextField extends BaseField {
  readonly kind: 'text';
  readonly value: string;
  /** an example of what stands there */
  readonly placeholder: string | null;
  readonly isRequired: boolean;
}

/** Of a secret only how it stands is known to a window. */
export interface SecretField extends BaseField {
  readonly kind: 'secret';
  /** "Stored in the keychain" */
  readonly state: string;
  readonly isKnown: boolean;
  readonly labels: {
    readonly enter: string;
    readonly replace: string;
    readonly save: string;
    readonly remove: string;
    readonly cancel: string;
  };
}

/** A secret that is sent together with other values of a form, and so needs no buttons of its own. */
export type InlineSecretField = Omit<SecretField, 'labels'>;

export interface ChoiceField extends BaseField {
  readonly kind: 'choice';
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** few are drawn as radio buttons, many as a list that opens */
  readonly isDropdown: boolean;
}

export interface FlagField extends BaseField {
  readonly kind: 'flag';
  readonly value: boolean;
}

export interface NumberField extends BaseField {
  readonly kind: 'number';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** "%", "s" */
  readonly unit: string;
  readonly labels: { readonly decrease: string; readonly increase: string };
}

/** A file of the user's: chosen in the system's own dialog. */
export interface FileField extends BaseField {
  readonly kind: 'file';
  /** its path; empty = none */
  readonly value: string;
  readonly emptyText: string;
  readonly labels: { readonly choose: string; readonly clear: string };
}

/** A key combination, recorded by pressing it. */
export interface ShortcutField extends BaseField {
  readonly kind: 'shortcut';
  /** as people read it; empty = none */
  readonly value: string;
  readonly emptyText: string;
  readonly labels: { readonly record: string; readonly press: string; readonly clear: string };
}

/** Times of the week. */
export interface ScheduleField extends BaseField {
  readonly kind: 'schedule';
  readonly value: readonly PauseSpan[];
  /** Sunday first */
  readonly days: readonly { readonly short: string; readonly long: string }[];
  readonly labels: {
    readonly add: string;
    readonly remove: string;
    readonly from: string;
    readonly to: string;
    readonly days: string;
    readonly emptyText: string;
  };
}

const PauseSpanSchema = z.strictObject({
  /** 0 = Sunday */
  days: z.array(z.int().min(0).max(6)).max(7).readonly(),
  /** "09:00" */
  from: z.string().max(20),
  to: z.string().max(20),
});
export type PauseSpan = z.infer<typeof PauseSpanSchema>;

export type FieldView =
  TextField | SecretField | ChoiceField | FlagField | NumberField | FileField | ShortcutField | ScheduleField;

const IdSchema = z.string().max(200);

/** What a key combination is made of, as the page's keyboard event has it. */
const PressedKeysSchema = z.strictObject({
  key: z.string().max(40),
  code: z.string().max(40),
  ctrl: z.boolean(),
  alt: z.boolean(),
  shift: z.boolean(),
  meta: z.boolean(),
});
export type PressedKeys = z.infer<typeof PressedKeysSchema>;

const FieldValueSchema = z.union([
  z.string().max(4_000),
  z.number(),
  z.boolean(),
  z.array(PauseSpanSchema).max(100).readonly(),
]);
export type FieldValue = z.infer<typeof FieldValueSchema>;

/** What a field may ask for, for the schemas of pages that have fields; main checks it against what the field is. */
export const FIELD_COMMANDS = [
  /** null = back to the default */
  z.strictObject({ type: z.literal('set'), id: IdSchema, value: FieldValueSchema.nullable() }),
  /** a secret that was typed: on its way up only */
  z.strictObject({ type: z.literal('secret'), id: IdSchema, value: z.string().max(10_000) }),
  z.strictObject({ type: z.literal('forgetSecret'), id: IdSchema }),
  z.strictObject({ type: z.literal('chooseFile'), id: IdSchema }),
  z.strictObject({ type: z.literal('pressed'), id: IdSchema, keys: PressedKeysSchema }),
] as const;
export type FieldCommand = z.infer<(typeof FIELD_COMMANDS)[number]>;

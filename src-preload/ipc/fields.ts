import { z } from 'zod';

/** Several texts by name; every text of a view is ready to draw, in the user's language. */
export type Texts<Name extends string> = Readonly<Record<Name, string>>;

/** A form field; never contains a secret. */
interface BaseField {
  /** names the field in commands, such as "popup.corner" */
  readonly id: string;
  readonly label: string;
  readonly help: string | null;
  readonly error: string | null;
  /** the source of the lock, in a sentence; null = editable */
  readonly lock: string | null;
}

export interface TextField extends BaseField {
  readonly kind: 'text';
  readonly value: string;
  readonly placeholder: string | null;
  readonly isRequired: boolean;
}

/** A secret: its state, never its value. */
export interface SecretField extends BaseField {
  readonly kind: 'secret';
  /** "Stored in the keychain" */
  readonly state: string;
  readonly isKnown: boolean;
  readonly labels: Texts<'enter' | 'replace' | 'save' | 'remove' | 'cancel'>;
}

/** A secret that is submitted with the other fields of its form. */
export type InlineSecretField = Omit<SecretField, 'labels'>;

export type FieldOption = Texts<'value' | 'label'>;

export interface ChoiceField extends BaseField {
  readonly kind: 'choice';
  readonly value: string;
  readonly options: readonly FieldOption[];
  /** a drop-down list instead of radio buttons */
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
  readonly labels: Texts<'decrease' | 'increase'>;
}

/** A file of the user's, chosen in the system's dialog. */
export interface FileField extends BaseField {
  readonly kind: 'file';
  /** path; empty = not set */
  readonly value: string;
  readonly emptyText: string;
  readonly labels: Texts<'choose' | 'clear'>;
}

/** A key combination, recorded by pressing it. */
export interface ShortcutField extends BaseField {
  readonly kind: 'shortcut';
  /** as displayed, "Ctrl + Alt + C"; empty = not set */
  readonly value: string;
  readonly emptyText: string;
  readonly labels: Texts<'record' | 'press' | 'clear'>;
}

export interface ScheduleField extends BaseField {
  readonly kind: 'schedule';
  readonly value: readonly PauseSpan[];
  /** Sunday first */
  readonly days: readonly Texts<'short' | 'long'>[];
  readonly labels: Texts<'add' | 'remove' | 'from' | 'to' | 'days' | 'emptyText'>;
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

/** The parts of a keyboard event that identify a key combination. */
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

/** Commands of a field, for pages that have fields; the main process checks them against the field. */
export const FIELD_COMMANDS = [
  /** null resets to the default */
  z.strictObject({ type: z.literal('set'), id: IdSchema, value: FieldValueSchema.nullable() }),
  /** a secret that was typed; secrets only go up */
  z.strictObject({ type: z.literal('secret'), id: IdSchema, value: z.string().max(10_000) }),
  z.strictObject({ type: z.enum(['forgetSecret', 'chooseFile']), id: IdSchema }),
  z.strictObject({ type: z.literal('pressed'), id: IdSchema, keys: PressedKeysSchema }),
] as const;
export type FieldCommand = z.infer<(typeof FIELD_COMMANDS)[number]>;

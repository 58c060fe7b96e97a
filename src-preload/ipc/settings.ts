import { z } from 'zod';
import { FIELD_COMMANDS, type ChoiceField, type FieldView, type Texts } from './fields.ts';

/** `contents` names the list of the groups. */
export interface SettingsView extends Texts<'heading' | 'description' | 'contents'> {
  readonly groups: readonly SettingsGroup[];
  readonly transfer: Texts<'title' | 'intro' | 'export' | 'import'>;
}

export interface SettingsGroup {
  readonly id: string;
  readonly title: string;
  readonly intro: string | null;
  readonly parts: readonly SettingsPart[];
}

export type SettingsPart =
  | { readonly part: 'field'; readonly field: FieldView }
  /** a sound that can be previewed, and replaced by a file */
  | {
      readonly part: 'sound';
      readonly field: ChoiceField;
      /** null = locked */
      readonly choose: string | null;
      /** null = silent */
      readonly play: string | null;
    }
  /** the same fields for each kind of call, folded */
  | {
      readonly part: 'classes';
      readonly title: string;
      /** some differ from the preset above */
      readonly isOpen: boolean;
      readonly classes: readonly {
        readonly id: string;
        readonly title: string;
        readonly fields: readonly ChoiceField[];
      }[];
    };

export const SettingsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.enum(['export', 'import']) }),
  /** plays the sound of this field */
  z.strictObject({ type: z.literal('hear'), id: z.string().max(200) }),
]);
export type SettingsCommand = z.infer<typeof SettingsCommandSchema>;

import { z } from 'zod';
import { FIELD_COMMANDS, type ChoiceField, type FieldView } from './fields.ts';

/** Everything that can be set, in groups. */
export interface SettingsView {
  readonly heading: string;
  readonly description: string;
  /** names the list of the groups */
  readonly contents: string;
  readonly groups: readonly SettingsGroup[];
  /** to take them to another computer */
  readonly transfer: {
    readonly title: string;
    readonly intro: string;
    readonly export: string;
    readonly import: string;
  };
}

export interface SettingsGroup {
  readonly id: string;
  readonly title: string;
  readonly intro: string | null;
  readonly parts: readonly SettingsPart[];
}

export type SettingsPart =
  | { readonly part: 'field'; readonly field: FieldView }
  /** a sound, which can be heard and be a file of one's own */
  | {
      readonly part: 'sound';
      readonly field: ChoiceField;
      /** null = it is fixed */
      readonly choose: string | null;
      /** null = there is nothing to hear */
      readonly play: string | null;
    }
  /** the same for each kind of call, folded away */
  | {
      readonly part: 'classes';
      readonly title: string;
      /** something in it differs from what is said above */
      readonly isOpen: boolean;
      readonly classes: readonly {
        readonly id: string;
        readonly title: string;
        readonly fields: readonly ChoiceField[];
      }[];
    };

export const SettingsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.literal('export') }),
  z.strictObject({ type: z.literal('import') }),
  /** plays the sound of this id as it is set */
  z.strictObject({ type: z.literal('hear'), id: z.string().max(200) }),
]);
export type SettingsCommand = z.infer<typeof SettingsCommandSchema>;

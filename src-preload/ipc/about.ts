import { z } from 'zod';
import type { Texts } from './fields.ts';

/** Version, system and folders, for a support request. */
export interface AboutView extends Texts<'heading' | 'description' | 'copy' | 'openFolder'> {
  readonly rows: readonly Texts<'label' | 'value'>[];
}

export const AboutCommandSchema = z.strictObject({ type: z.enum(['copy', 'openFolder']) });
export type AboutCommand = z.infer<typeof AboutCommandSchema>;

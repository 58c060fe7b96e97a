import { z } from 'zod';

/** What the app is, for whoever must tell somebody. */
export interface AboutView {
  readonly heading: string;
  readonly description: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly copy: string;
  /** where the settings, the database and the logs are */
  readonly openFolder: string;
}

export const AboutCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('copy') }),
  z.strictObject({ type: z.literal('openFolder') }),
]);
export type AboutCommand = z.infer<typeof AboutCommandSchema>;

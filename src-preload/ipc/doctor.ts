import { z } from 'zod';

/** Each check as it is told, one after the other; every text ready, in the user's language. */
export interface DoctorView {
  readonly heading: string;
  readonly description: string;
  readonly isRunning: boolean;
  /** how it came out, or that it is being looked at */
  readonly summary: string;
  readonly checks: readonly CheckView[];
  readonly run: string;
  readonly copy: string;
  readonly saveLogs: string;
  /** what is not in report and logs */
  readonly privacy: string;
}

export interface CheckView {
  readonly name: string;
  /** what is looked at: "Keychain" */
  readonly title: string;
  readonly state: 'fine' | 'wrong' | 'skipped' | 'running' | 'waiting';
  /** the state in a word */
  readonly stateLabel: string;
  readonly message: string | null;
  readonly remedy: { readonly label: string; readonly text: string } | null;
}

export const DoctorCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run') }),
  z.strictObject({ type: z.literal('copy') }),
  z.strictObject({ type: z.literal('saveLogs') }),
]);
export type DoctorCommand = z.infer<typeof DoctorCommandSchema>;

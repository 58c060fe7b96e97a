import { z } from 'zod';
import type { Texts } from './fields.ts';

export interface DoctorView extends Texts<
  'heading' | 'description' | 'summary' | 'run' | 'copy' | 'saveLogs' | 'privacy'
> {
  readonly isRunning: boolean;
  readonly checks: readonly CheckView[];
}

export interface CheckView extends Texts<'name' | 'title' | 'stateLabel'> {
  readonly state: 'fine' | 'wrong' | 'skipped' | 'running' | 'waiting';
  readonly message: string | null;
  readonly remedy: Texts<'label' | 'text'> | null;
}

export const DoctorCommandSchema = z.strictObject({ type: z.enum(['run', 'copy', 'saveLogs']) });
export type DoctorCommand = z.infer<typeof DoctorCommandSchema>;

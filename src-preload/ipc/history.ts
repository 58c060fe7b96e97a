import { z } from 'zod';
import type { Texts } from './fields.ts';

/** The calls that rang here, newest first. */
export interface HistoryView extends Texts<'heading' | 'description' | 'caption' | 'emptyText'> {
  /** calls that rang while no source was connected, until they were seen; null = 0 */
  readonly missedWhileOffline: string | null;
  readonly columns: Texts<'when' | 'caller' | 'line' | 'result' | 'actions'>;
  readonly calls: readonly HistoryCall[];
  /** null = all are shown */
  readonly showMore: string | null;
  readonly labels: Texts<'copy' | 'delete' | 'cancel'>;
  readonly deleteOne: Texts<'title' | 'confirm'>;
  readonly deleteAll: Texts<'label' | 'title' | 'question' | 'confirm'>;
}

export interface HistoryCall extends Texts<'callId' | 'when' | 'caller' | 'result'> {
  /** null = withheld, as `caller` says */
  readonly number: string | null;
  readonly canCopy: boolean;
  readonly line: readonly string[];
  readonly tone: 'missed' | 'answered' | 'live' | 'quiet';
  /** ringing or talk time, or that of the voicemail; null = unknown, or not over yet */
  readonly duration: string | null;
  /** the confirmation before deletion; null = the call is live and cannot be deleted yet */
  readonly question: string | null;
}

export const HistoryCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['copy', 'delete']), callId: z.string() }),
  z.strictObject({ type: z.enum(['more', 'deleteAll']) }),
]);
export type HistoryCommand = z.infer<typeof HistoryCommandSchema>;

import { z } from 'zod';

/** The calls that rang here, newest first; every text ready, in the user's language. */
export interface HistoryView {
  readonly heading: string;
  /** "128 calls, kept for 90 days" */
  readonly description: string;
  /** how many rang while nobody listened, as long as that is news; null = none */
  readonly missedWhileOffline: string | null;
  /** what the table is, for those who do not see it */
  readonly caption: string;
  readonly columns: {
    readonly when: string;
    readonly caller: string;
    readonly line: string;
    readonly result: string;
    readonly actions: string;
  };
  readonly calls: readonly HistoryCall[];
  /** what stands there without any call */
  readonly emptyText: string;
  /** "Show older calls"; null = all are shown */
  readonly showMore: string | null;
  readonly labels: {
    readonly copy: string;
    readonly delete: string;
    readonly cancel: string;
  };
  readonly deleteOne: { readonly title: string; readonly confirm: string };
  readonly deleteAll: {
    readonly label: string;
    readonly title: string;
    /** how many, and what else goes */
    readonly question: string;
    readonly confirm: string;
  };
}

export interface HistoryCall {
  readonly callId: string;
  readonly when: string;
  readonly caller: string;
  /** null = withheld, as `who` says */
  readonly number: string | null;
  readonly canCopy: boolean;
  /** the kind of connection, and through whom or what it came */
  readonly line: readonly string[];
  readonly result: string;
  readonly tone: 'missed' | 'answered' | 'live' | 'quiet';
  /** how long it rang or was talked; null = not known, or not over yet */
  readonly duration: string | null;
  /** what is asked before it is deleted; null = it goes on, and is not to be deleted yet */
  readonly question: string | null;
}

export const HistoryCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('copy'), callId: z.string() }),
  z.strictObject({ type: z.literal('more') }),
  z.strictObject({ type: z.literal('delete'), callId: z.string() }),
  z.strictObject({ type: z.literal('deleteAll') }),
]);
export type HistoryCommand = z.infer<typeof HistoryCommandSchema>;

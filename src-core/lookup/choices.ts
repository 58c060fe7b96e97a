import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';
import { isSameRecord, type RecordId } from './rank.ts';

/** The agent's decisions about the people with one number. */
export interface Choice {
  /** by "this is the one" */
  readonly chosen: RecordId | null;
  /** by "not this person" */
  readonly rejected: readonly RecordId[];
}

export const NO_CHOICE: Choice = { chosen: null, rejected: [] };

/** `undo` reverts all decisions about the number. */
export type ChoiceChange =
  | { readonly kind: 'chosen'; readonly record: RecordId }
  | { readonly kind: 'rejected'; readonly record: RecordId }
  | { readonly kind: 'undo' };

/** Far more than anybody rejects for one number; beyond it, the oldest reappear. */
const MAX_REJECTED = 50;

export function applyChange(choice: Choice, change: ChoiceChange): Choice {
  if (change.kind === 'undo') return NO_CHOICE;
  const { kind, record } = change;
  const others = choice.rejected.filter((rejected) => !isSameRecord(rejected, record));
  if (kind === 'chosen') return { chosen: record, rejected: others };
  return {
    chosen: isSameRecord(record, choice.chosen) ? null : choice.chosen,
    rejected: [...others, record].slice(-MAX_REJECTED),
  };
}

const Id = z.object({ connector: z.string(), id: z.string() });
const StoredChoice = z.object({ chosen: Id.nullable(), rejected: z.array(Id) });

/** From the history file; unreadable text counts as no choice. */
export function readChoice(text: string | null): Choice {
  const stored = StoredChoice.safeParse(text === null ? null : parseJson(text));
  return stored.success ? stored.data : NO_CHOICE;
}

export function writeChoice({ chosen, rejected }: Choice): string {
  return JSON.stringify({ chosen, rejected });
}

import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';
import { isSameRecord, type RecordId } from './rank.ts';

/** What the agent said about the people on one number. */
export interface Choice {
  /** "this is the one" */
  readonly chosen: RecordId | null;
  /** "not this person" */
  readonly rejected: readonly RecordId[];
}

export const NO_CHOICE: Choice = { chosen: null, rejected: [] };

/** What can be said; `undo` takes back everything said about the number. */
export type ChoiceChange =
  | { readonly kind: 'chosen'; readonly record: RecordId }
  | { readonly kind: 'rejected'; readonly record: RecordId }
  | { readonly kind: 'undo' };

/** Nobody rejects more on one number; older ones may come back. */
const MAX_REJECTED = 50;

export function applyChange(choice: Choice, change: ChoiceChange): Choice {
  switch (change.kind) {
    case 'undo':
      return NO_CHOICE;
    case 'chosen':
      return {
        chosen: change.record,
        rejected: choice.rejected.filter((record) => !isSameRecord(record, change.record)),
      };
    case 'rejected': {
      const others = choice.rejected.filter((record) => !isSameRecord(record, change.record));
      return {
        chosen: isSameRecord(change.record, choice.chosen) ? null : choice.chosen,
        rejected: [...others, change.record].slice(-MAX_REJECTED),
      };
    }
  }
}

const Id = z.object({ connector: z.string(), id: z.string() });
const StoredChoice = z.object({ chosen: Id.nullable(), rejected: z.array(Id) });

/** As it is kept in the history file; what cannot be read is no choice. */
export function readChoice(text: string | null): Choice {
  const stored = StoredChoice.safeParse(text === null ? null : parseJson(text));
  return stored.success ? stored.data : NO_CHOICE;
}

export function writeChoice({ chosen, rejected }: Choice): string {
  return JSON.stringify({ chosen, rejected });
}

import { padTwo } from '../../src-core/util/format-time.ts';

/**
 * Reads a time of day as a person types it ("9:00", "9", "930", "９：３０", "9時30分") and returns it as "09:00".
 * Returns any other text unchanged, to be refused by the main process.
 */
export function readTime(text: string): string {
  const typed = text.normalize('NFKC').replace(/\s/gu, '');
  const parts = /^(?<hours>\d{1,2})(?:[:.時h]?(?<minutes>\d{2})分?|[:時h])?$/iu.exec(typed)?.groups;
  if (parts === undefined) return typed;
  return `${padTwo(Number(parts['hours']))}:${parts['minutes'] ?? '00'}`;
}

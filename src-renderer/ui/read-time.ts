import { padTwo } from '../../src-core/util/format-time.ts';

/**
 * A time of day as "09:00" from what a person typed: "9:00", "9", "930", "９：３０", "9時30分"; what is none comes back as it
 * is, to be refused.
 */
export function readTime(text: string): string {
  const typed = text.normalize('NFKC').replace(/\s/gu, '');
  const parts = /^(?<hours>\d{1,2})(?:[:.時h]?(?<minutes>\d{2})分?|[:時h])?$/iu.exec(typed)?.groups ?? null;
  if (parts === null) return typed;
  return `${padTwo(Number(parts['hours']))}:${parts['minutes'] ?? '00'}`;
}

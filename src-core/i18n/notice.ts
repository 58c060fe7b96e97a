import type { MessageKey } from './index.ts';

type NoticeKey = Extract<MessageKey, `notice.${string}`>;
/** The part of the notice's i18n key after "notice.". */
export type NoticeCode = NoticeKey extends `notice.${infer Code}` ? Code : never;

/** A message for the user; `notice.<code>` in i18n is its sentence. Holds no secret, number or name. */
export interface Notice {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: NoticeCode;
  readonly params: Readonly<Record<string, string | number>>;
}

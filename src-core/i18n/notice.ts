import type { MessageKey } from './index.ts';

type NoticeKey = Extract<MessageKey, `notice.${string}`>;
/** What a notice is about: the part of its i18n key after "notice.". */
export type NoticeCode = NoticeKey extends `notice.${infer Code}` ? Code : never;

/** Something worth a line to a person; its sentence is in i18n under `notice.<code>`. Holds no secret, no number, no name. */
export interface Notice {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: NoticeCode;
  readonly params: Readonly<Record<string, string | number>>;
}

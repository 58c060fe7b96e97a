/** Each has a sentence in i18n. */
export type ContactsProblemCode =
  // the file is not used at all
  | 'contacts-missing'
  | 'contacts-unreadable'
  | 'contacts-too-large'
  | 'contacts-empty'
  | 'contacts-binary'
  | 'contacts-encoding'
  | 'contacts-truncated'
  | 'contacts-no-header'
  | 'contacts-no-phone-column'
  | 'contacts-no-name-column'
  | 'contacts-no-cards'
  // the rest of the file is used
  | 'contacts-incomplete'
  | 'contacts-no-such-column'
  // a cell or line is left out
  | 'contacts-bad-text'
  | 'contacts-bad-line'
  // one row or card is not used
  | 'contacts-bad-number'
  | 'contacts-bad-url'
  | 'contacts-bad-row'
  | 'contacts-bad-card'
  | 'contacts-no-name';

/** Without names and numbers, so it may be logged. */
export interface ContactsProblem {
  readonly code: ContactsProblemCode;
  /** name without folder */
  readonly file: string;
  /** from 1; null if the problem concerns no line */
  readonly line: number | null;
  readonly params: {
    /** bad-number, bad-url, no-such-column: column header or vCard property */
    readonly column?: string;
    /** unreadable: the system's error code, such as EACCES */
    readonly cause?: string;
    /** too-large */
    readonly limitMb?: number;
  };
}

/** Whether the file was damaged on its way, rather than filled in wrongly. */
export function isDamage({ code }: ContactsProblem): boolean {
  return (
    code === 'contacts-incomplete' ||
    code === 'contacts-no-such-column' ||
    code === 'contacts-bad-text' ||
    code === 'contacts-bad-line' ||
    code === 'contacts-bad-card'
  );
}

/** Nothing of the file can be used. The message is for developers. */
export class ContactsError extends Error {
  override readonly name = 'ContactsError';
  constructor(
    readonly code: ContactsProblemCode,
    readonly line: number | null = null,
    readonly params: ContactsProblem['params'] = {},
  ) {
    super(line === null ? code : `${code} at line ${line}`);
  }
}

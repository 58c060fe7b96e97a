/** Everything that can be wrong with a contacts file; each has its sentence in the catalogues. */
export type ContactsProblemCode =
  // about the file as a whole: none of it is used
  | 'contacts-missing'
  | 'contacts-unreadable'
  | 'contacts-too-large'
  | 'contacts-empty'
  | 'contacts-binary'
  | 'contacts-truncated'
  | 'contacts-no-header'
  | 'contacts-no-phone-column'
  | 'contacts-no-name-column'
  | 'contacts-no-cards'
  // about one row or card: the rest is used
  | 'contacts-bad-number'
  | 'contacts-bad-url'
  | 'contacts-bad-row'
  | 'contacts-bad-card'
  | 'contacts-old-card'
  | 'contacts-no-name';

/** One thing wrong with a contacts file. Holds no name and no number, so it may be logged. */
export interface ContactsProblem {
  readonly code: ContactsProblemCode;
  /** the file's name without its folder */
  readonly file: string;
  /** counted from 1, as an editor shows it; null where no line is to blame */
  readonly line: number | null;
  readonly params: {
    /** bad-number, bad-url: the column's header, or the vCard property */
    readonly column?: string;
    /** unreadable: the system's code, such as EACCES */
    readonly cause?: string;
    /** too-large: what is allowed, in megabytes */
    readonly limitMb?: number;
  };
}

/** Thrown while a file is read when nothing of it can be used. The message is for developers. */
export class ContactsError extends Error {
  readonly code: ContactsProblemCode;
  readonly line: number | null;
  readonly params: ContactsProblem['params'];

  constructor(code: ContactsProblemCode, line: number | null = null, params: ContactsProblem['params'] = {}) {
    super(line === null ? code : `${code} at line ${line}`);
    this.name = 'ContactsError';
    this.code = code;
    this.line = line;
    this.params = params;
  }
}

import type { Grade } from '../numbers/grade.ts';
import type { PhoneNumber } from '../numbers/number.ts';

/** One record of a CRM that holds the caller's number. Every text is cleaned and clamped already. */
export interface Match {
  /** id of the connector it came from */
  readonly connector: string;
  /** stable within the connector, also when its data is read again */
  readonly id: string;
  readonly name: string;
  /** furigana or another reading of the name */
  readonly reading: string | null;
  readonly company: string | null;
  /** job title or department */
  readonly title: string | null;
  readonly owner: string | null;
  /** only `exact` ever opens a record by itself */
  readonly grade: Grade;
  /** what the record calls the number that matched ("携帯電話", "Mobile"), and the number as written there */
  readonly matchedField: string;
  readonly matchedNumber: string;
  /** https address of the record, checked by the connector, or null */
  readonly url: string | null;
  /** further fields worth seeing before hello, six at most */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

/** What was found, and when. */
export interface Found {
  /** best first */
  readonly matches: readonly Match[];
  /** ms since the epoch; null = just now */
  readonly asOf: number | null;
  /** the same from now, when this is old; rejects as `find` does */
  readonly newer: Promise<Found> | null;
}

/** A place where people's numbers are kept. */
export interface Connector {
  readonly id: string;
  /** as shown on the card, e.g. the file's name */
  readonly name: string;
  /** People with this number. Rejects with ConnectorTrouble. Connectors are asked about external numbers only. */
  find(number: Extract<PhoneNumber, { kind: 'external' }>): Promise<Found>;
}

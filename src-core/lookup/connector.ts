import type { Grade, MatchReason } from '../phone-numbers/match-grade.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';

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
  /** the owner is the agent */
  readonly isMine: boolean;
  /** open tickets or deals, as far as the connector can tell; null = it cannot */
  readonly open: number | null;
  /** when something last happened with this record, ms since the epoch; null = unknown */
  readonly lastActivity: number | null;
  /** only `exact` ever opens a record by itself */
  readonly grade: Grade;
  readonly matchReason: MatchReason;
  /** what the record calls the number that matched ("携帯電話", "Mobile"), and the number as written there */
  readonly matchedField: string;
  readonly matchedNumber: string;
  /** https address of the record, checked by the connector, or null */
  readonly url: string | null;
  /** further fields worth seeing before hello, six at most */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

/** What was found, and when. */
export interface FindResult {
  /** best first */
  readonly matches: readonly Match[];
  /** ms since the epoch; null = just now */
  readonly asOf: number | null;
  /** the same from now, when this is old; rejects as `find` does */
  readonly newer: Promise<FindResult> | null;
}

export type ExternalNumber = Extract<PhoneNumber, { kind: 'external' }>;
/** What connectors can be asked about. A withheld number is none: it would match every record without one. */
export type LookupNumber = Extract<PhoneNumber, { kind: 'external' | 'extension' }>;

/** Pages of a CRM that help when nobody was found; https addresses on its own host. */
export interface CrmPageUrls {
  /** a new record with the number filled in, to be completed and saved by a person */
  readonly create: string | null;
  /** the CRM's own search for the number */
  readonly search: string | null;
}

/** A place where people's numbers are kept. */
export interface Connector {
  readonly id: string;
  /** as shown on the card, e.g. the file's name */
  readonly name: string;
  /** It asks over the network, where every look-up costs somebody something. */
  readonly isRemote?: boolean;
  /** External numbers, unless it says otherwise: extensions are asked of directories only. */
  readonly supportedKinds?: readonly LookupNumber['kind'][];
  /** People with this number, which is of a kind that it knows. Rejects with ConnectorError. */
  find(number: LookupNumber): Promise<FindResult>;
  getPageUrls?(number: ExternalNumber): CrmPageUrls;
  /** Forgets what it remembers of this number: a record is being made, or somebody asks again. */
  invalidate?(number: LookupNumber): void;
}

/** Can it be asked about such numbers? */
export function supports(connector: Pick<Connector, 'supportedKinds'>, kind: LookupNumber['kind']): boolean {
  return (connector.supportedKinds ?? ['external']).includes(kind);
}

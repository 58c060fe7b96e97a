import type { Grade, MatchReason } from '../phone-numbers/match-grade.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';

/** One record with the caller's number. All texts are already cleaned and limited in length. */
export interface Match {
  /** id of the connector */
  readonly connector: string;
  /** unique within the connector, and stable when its data is reloaded */
  readonly id: string;
  readonly name: string;
  /** furigana, for example */
  readonly reading: string | null;
  readonly company: string | null;
  /** job title or department */
  readonly title: string | null;
  readonly owner: string | null;
  /** the owner is the agent */
  readonly isMine: boolean;
  /** open tickets or deals; null if unknown */
  readonly open: number | null;
  /** ms since the epoch; null if unknown */
  readonly lastActivity: number | null;
  /** only `exact` opens a record automatically */
  readonly grade: Grade;
  readonly matchReason: MatchReason;
  /** label of the matching number in the record ("携帯電話", "Mobile"), and the number as written there */
  readonly matchedField: string;
  readonly matchedNumber: string;
  /** https URL of the record, checked by the connector */
  readonly url: string | null;
  /** at most six further fields for the card */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

export interface FindResult {
  /** best first */
  readonly matches: readonly Match[];
  /** ms since the epoch; null for now */
  readonly asOf: number | null;
  /** if this comes from a cache: the current result; rejects as `find` */
  readonly newer: Promise<FindResult> | null;
}

export type ExternalNumber = Extract<PhoneNumber, { kind: 'external' }>;
/** Without withheld numbers, because an empty one would match every record without a number. */
export type LookupNumber = Extract<PhoneNumber, { kind: 'external' | 'extension' }>;

/** Pages of a CRM for an unknown caller; https URLs on its own host. */
export interface CrmPageUrls {
  /** form for a new record with the number filled in */
  readonly create: string | null;
  /** the CRM's own search for the number */
  readonly search: string | null;
}

/** A CRM or contacts file. */
export interface Connector {
  readonly id: string;
  /** for the card, e.g. the file's name */
  readonly name: string;
  /** Uses the network, where every look-up has a cost. */
  readonly isRemote?: boolean;
  /** Default: only external numbers; directories support extensions. */
  readonly supportedKinds?: readonly LookupNumber['kind'][];
  /** Finds the people with a number of a supported kind. Rejects with ConnectorError. */
  find(number: LookupNumber): Promise<FindResult>;
  getPageUrls?(number: ExternalNumber): CrmPageUrls;
  /** Clears the cache for this number: a record is being created, or the user looks it up again. */
  invalidate?(number: LookupNumber): void;
}

export function supports(connector: Pick<Connector, 'supportedKinds'>, kind: LookupNumber['kind']): boolean {
  return (connector.supportedKinds ?? ['external']).includes(kind);
}

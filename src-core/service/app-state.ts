import type { Agent } from '../calls/agent.ts';
import type { Call } from '../calls/call.ts';
import type { Notice } from '../i18n/notice.ts';
import type { ConnectorErrorKind } from '../lookup/connector-error.ts';
import type { Match } from '../lookup/connector.ts';
import type { FinishedLookup, Lookup } from '../lookup/lookup.ts';
import type { Connection } from '../zoom/call-source.ts';
import type { OtherSource } from '../zoom/combined-connection.ts';
import { toNumberKey } from '../phone-numbers/phone-number.ts';
import type { TrackedCall } from './tracked-call.ts';

/** A call with the caller's matches. */
export interface CallSnapshot {
  readonly call: Call;
  readonly lookup: Lookup;
  /** how many calls from this number were missed here within a day; 0 unless this one was missed */
  readonly missedToday: number;
  /** CRM pages to offer if no match fits; only for calls with a card */
  readonly crmPages: readonly CrmPages[];
}

/** @param missed how many calls of each number were missed within a day, by `toNumberKey` */
export function toSnapshot(
  { call, lookup }: TrackedCall,
  missed: ReadonlyMap<string, number>,
  crmPages: readonly CrmPages[] = [],
): CallSnapshot {
  const missedToday = call.state === 'missed' ? (missed.get(toNumberKey(call.caller.number)) ?? 0) : 0;
  return { call, lookup, missedToday, crmPages };
}

/** Which pages a CRM has for a number; `CallService.findCrmPageUrl` returns their addresses. */
export interface CrmPages {
  readonly connector: string;
  readonly name: string;
  readonly create: boolean;
  readonly search: boolean;
}

/** A connector and whether its last request failed. */
export interface ConnectorState {
  readonly id: string;
  readonly name: string;
  /** `null`: it works, or has not been queried yet */
  readonly error: ConnectorErrorKind | null;
}

/** The service's state as plain data; windows, tray and terminal render it. */
export interface AppState {
  /** `null`: no account is set up */
  readonly connection: Connection | null;
  /** the other sources that do not work */
  readonly otherSources: readonly OtherSource[];
  readonly agent: Agent;
  /** calls with a card on the screen, live first, newest first */
  readonly cards: readonly CallSnapshot[];
  /** the last calls that rang here, newest first */
  readonly recent: readonly CallSnapshot[];
  /** how many calls rang while no source was connected, and are not seen */
  readonly missedWhileOffline: number;
  /** when paused cards resume, ms since the epoch; `null` = cards are not paused */
  readonly pausedUntil: number | null;
  readonly connectors: readonly ConnectorState[];
  /** the last problems, newest first, each once */
  readonly notices: readonly Notice[];
}

/** One thing that happened; the terminal prints it as a line. */
export type Output =
  | {
      readonly type: 'connection';
      readonly connection: Connection;
      readonly otherSources: readonly OtherSource[];
    }
  /**
   * `arrivedAt`: when the event that caused this state arrived, by the service's stopwatch; `null` if no event did.
   * `replaces`: the id under which the call was reported before
   */
  | {
      readonly type: 'call';
      readonly call: Call;
      readonly arrivedAt: number | null;
      readonly replaces: string | null;
    }
  /** `callId` null: the number was looked up without a call */
  | { readonly type: 'match'; readonly callId: string | null; readonly lookup: FinishedLookup }
  | { readonly type: 'notice'; readonly notice: Notice };

export interface ServiceEvents {
  output(output: Output): void;
  /** Optional: building the state snapshot costs more than the event, so headless callers omit it. */
  state?(state: AppState): void;
  /** Called when this record is to open in the browser. */
  pop(callId: string, match: Match): void;
}

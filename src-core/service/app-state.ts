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

/** A call together with what the contacts say about the caller. */
export interface CallSnapshot {
  readonly call: Call;
  readonly lookup: Lookup;
  /** how many calls from this number were missed here within a day, this one included; 0 unless it was missed */
  readonly missedToday: number;
  /** pages of CRMs that help if none of the matches fits; only for calls with a card */
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

/** Which pages a CRM has for a number; `CallService.findCrmPageUrl` gives their addresses. */
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
  /** `null`: it works, or has not been asked yet */
  readonly error: ConnectorErrorKind | null;
}

/** The one state of the service; plain data. Windows, tray and terminal are functions of it. */
export interface AppState {
  /** `null`: no account is set up */
  readonly connection: Connection | null;
  /** the other sources of calls, as far as they do not work */
  readonly otherSources: readonly OtherSource[];
  readonly agent: Agent;
  /** calls with a card on the screen, live first, newest first */
  readonly cards: readonly CallSnapshot[];
  /** the last calls that rang here, newest first */
  readonly recent: readonly CallSnapshot[];
  /** how many calls rang while no source was connected and have not been looked at yet */
  readonly missedWhileOffline: number;
  /** ms since the epoch; `null` = cards are not paused */
  readonly pausedUntil: number | null;
  readonly connectors: readonly ConnectorState[];
  /** the last problems, newest first, each once */
  readonly notices: readonly Notice[];
}

/** What happens, one by one: the terminal prints these as lines. */
export type Output =
  | {
      readonly type: 'connection';
      readonly connection: Connection;
      readonly otherSources: readonly OtherSource[];
    }
  /**
   * `arrivedAt`: when the event that brought this state reached us, by the service's stopwatch; `null` if time alone did.
   * `replaces`: the id under which the call was reported until now
   */
  | {
      readonly type: 'call';
      readonly call: Call;
      readonly arrivedAt: number | null;
      readonly replaces: string | null;
    }
  /** `callId` null: a number was looked up that belongs to no call */
  | { readonly type: 'match'; readonly callId: string | null; readonly lookup: FinishedLookup }
  | { readonly type: 'notice'; readonly notice: Notice };

export interface ServiceEvents {
  output(output: Output): void;
  /** Optional: building the state costs more than the event, so headless callers omit it. */
  state?(state: AppState): void;
  /** Opens this record in the browser: the agent wants screen pops, and the match is confident. */
  pop(callId: string, match: Match): void;
}

import type { Call, CallState } from '../calls/call.ts';
import { shownNumber, type Speaker } from '../lines.ts';
import type { Notice } from '../notice.ts';
import { connectionSentence, noticeSentence, peopleSentence, stateSentence } from '../sentences.ts';
import type { Output } from '../service.ts';
import type { Connection } from '../sources/source.ts';
import { Columns, type Cell } from './columns.ts';
import { paint, type Look } from './paint.ts';

/** Room for time, state, number, name and line, so that rows on a screen do not move when the first long one comes. */
const ON_SCREEN = [8, 16, 16, 14, 14];
/** Calls whose number and person are remembered for the lines to come. */
const REMEMBERED = 200;

/** What happens, for people: calls in columns (time, state, number, name, line, contact), everything else as a sentence. */
export class ReadableOutput {
  readonly #columns: Columns;
  readonly #calls = new Map<string, { call: Call; people: string }>();

  /** @param onScreen whether somebody reads along */
  constructor(onScreen: boolean) {
    this.#columns = new Columns(onScreen ? ON_SCREEN : []);
  }

  line(output: Output, speaker: Speaker): string {
    const { t, now } = speaker;
    const time: Cell = { text: new Date(now).toLocaleTimeString('sv-SE'), look: 'dim' };
    const paintedTime = paint('dim', time.text);
    switch (output.type) {
      case 'connection': {
        const { connection } = output;
        const text = connectionSentence(connection, t, now);
        return `${paintedTime}  ${paint(lookOfConnection(connection.state), text)}`;
      }
      case 'notice': {
        const { notice } = output;
        return `${paintedTime}  ${paint(lookOfNotice(notice.level), noticeSentence(notice, t))}`;
      }
      case 'call': {
        const { call } = output;
        const people = this.#calls.get(call.callId)?.people ?? '';
        this.#remember(call, people);
        const state: Cell = { text: whatHappened(call, speaker), look: lookOfCall(call.state) };
        return this.#columns.line([time, state, ...partyOf(call, speaker), { text: people, look: 'bold' }]);
      }
      case 'match': {
        const call = output.callId === null ? undefined : this.#calls.get(output.callId)?.call;
        const { lookup } = output;
        if (call !== undefined && lookup.status === 'found') this.#remember(call, peopleSentence(lookup, t));
        const party = call === undefined ? partyUnknown : partyOf(call, speaker);
        const contact: Cell = {
          text: peopleSentence(lookup, t),
          look: lookup.status === 'found' ? 'bold' : lookup.status === 'error' ? 'red' : 'dim',
        };
        return this.#columns.line([time, { text: t('crm.source') }, ...party, contact]);
      }
    }
  }

  #remember(call: Call, people: string): void {
    this.#calls.set(call.callId, { call, people });
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > REMEMBERED && oldest !== undefined) this.#calls.delete(oldest);
  }
}

function whatHappened(call: Call, { t }: Speaker): string {
  const state = stateSentence(call, t);
  // When it rang is not when it is told.
  return call.source === 'history' ? `${state} ${rangAt(call)}` : state;
}

/** "2026-11-20 09:05", by this machine's clock on the wall. */
function rangAt({ ringingSince }: Pick<Call, 'ringingSince'>): string {
  return new Date(ringingSince).toLocaleString('sv-SE').slice(0, 16);
}

const partyUnknown: readonly Cell[] = [{ text: '' }, { text: '' }, { text: '' }];

/** Number, name and line. */
function partyOf(call: Call, { t, country }: Speaker): readonly Cell[] {
  const via = call.via?.name == null ? null : t('line.via', { name: call.via.name });
  return [
    { text: shownNumber(call, t, country) },
    { text: call.caller.name ?? '' },
    { text: [call.caller.connectionType, via].filter((part) => part !== null).join(' ') },
  ];
}

function lookOfCall(state: CallState): Look {
  switch (state) {
    case 'ringing':
      return 'cyan';
    case 'answered':
      return 'green';
    case 'missed':
    case 'late':
      return 'red';
    case 'rejected':
      return 'yellow';
    case 'answered-elsewhere':
    case 'ended':
      return 'dim';
  }
}

function lookOfConnection(state: Connection['state']): Look {
  switch (state) {
    case 'connected':
      return 'green';
    case 'connecting':
      return 'dim';
    case 'degraded':
    case 'offline':
      return 'yellow';
    case 'refused':
      return 'red';
  }
}

function lookOfNotice(level: Notice['level']): Look {
  switch (level) {
    case 'info':
      return 'dim';
    case 'warn':
      return 'yellow';
    case 'error':
      return 'red';
  }
}

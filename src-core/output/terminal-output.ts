import type { Call, CallState } from '../calls/call.ts';
import { formatCallerNumber, type FormatContext } from './json-line.ts';
import type { Notice } from '../i18n/notice.ts';
import { formatConnection, formatNotice, formatMatches, formatCallState } from './messages.ts';
import type { Output } from '../service/app-state.ts';
import type { Connection } from '../zoom/call-source.ts';
import { ColumnLayout, type TextCell } from './columns.ts';
import { paint, type TextStyle } from './terminal-colors.ts';

/** Room for time, state, number, name and line, so that rows on a screen do not move when the first long one comes. */
const COLUMN_WIDTHS = [8, 16, 16, 14, 14];
/** Calls whose number and person are remembered for the lines to come. */
const MAX_REMEMBERED_CALLS = 200;

/** What happens, for people: calls in columns (time, state, number, name, line, contact), everything else as a sentence. */
export class ReadableOutput {
  readonly #columns: ColumnLayout;
  readonly #calls = new Map<string, { call: Call; people: string }>();

  /** @param isOnScreen whether somebody reads along */
  constructor(isOnScreen: boolean) {
    this.#columns = new ColumnLayout(isOnScreen ? COLUMN_WIDTHS : []);
  }

  format(output: Output, context: FormatContext): string {
    const { t, now } = context;
    const time: TextCell = { text: new Date(now).toLocaleTimeString('sv-SE'), style: 'dim' };
    const paintedTime = paint('dim', time.text);
    switch (output.type) {
      case 'connection': {
        const { connection } = output;
        const text = formatConnection(connection, t, now);
        return `${paintedTime}  ${paint(getConnectionStyle(connection.state), text)}`;
      }
      case 'notice': {
        const { notice } = output;
        return `${paintedTime}  ${paint(getNoticeStyle(notice.level), formatNotice(notice, t))}`;
      }
      case 'call': {
        const { call } = output;
        const people = this.#calls.get(call.callId)?.people ?? '';
        this.#rememberCall(call, people);
        const state: TextCell = { text: formatState(call, context), style: getCallStyle(call.state) };
        return this.#columns.formatRow([
          time,
          state,
          ...toPartyCells(call, context),
          { text: people, style: 'bold' },
        ]);
      }
      case 'match': {
        const call = output.callId === null ? undefined : this.#calls.get(output.callId)?.call;
        const { lookup } = output;
        if (call !== undefined && lookup.status === 'found')
          this.#rememberCall(call, formatMatches(lookup, t));
        const party = call === undefined ? UNKNOWN_PARTY_CELLS : toPartyCells(call, context);
        const contact: TextCell = {
          text: formatMatches(lookup, t),
          style: lookup.status === 'found' ? 'bold' : lookup.status === 'error' ? 'red' : 'dim',
        };
        return this.#columns.formatRow([time, { text: t('crm.source') }, ...party, contact]);
      }
    }
  }

  #rememberCall(call: Call, people: string): void {
    this.#calls.set(call.callId, { call, people });
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MAX_REMEMBERED_CALLS && oldest !== undefined) this.#calls.delete(oldest);
  }
}

function formatState(call: Call, { t }: FormatContext): string {
  const state = formatCallState(call, t);
  // When it rang is not when it is told.
  return call.source === 'history' ? `${state} ${formatRingTime(call)}` : state;
}

/** "2026-11-20 09:05", by this machine's clock on the wall. */
function formatRingTime({ ringingSince }: Pick<Call, 'ringingSince'>): string {
  return new Date(ringingSince).toLocaleString('sv-SE').slice(0, 16);
}

const UNKNOWN_PARTY_CELLS: readonly TextCell[] = [{ text: '' }, { text: '' }, { text: '' }];

/** Number, name and line. */
function toPartyCells(call: Call, { t, country }: FormatContext): readonly TextCell[] {
  const via = call.via?.name == null ? null : t('line.via', { name: call.via.name });
  return [
    { text: formatCallerNumber(call, t, country) },
    { text: call.caller.name ?? '' },
    { text: [call.caller.connectionType, via].filter((part) => part !== null).join(' ') },
  ];
}

function getCallStyle(state: CallState): TextStyle {
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

function getConnectionStyle(state: Connection['state']): TextStyle {
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

function getNoticeStyle(level: Notice['level']): TextStyle {
  switch (level) {
    case 'info':
      return 'dim';
    case 'warn':
      return 'yellow';
    case 'error':
      return 'red';
  }
}

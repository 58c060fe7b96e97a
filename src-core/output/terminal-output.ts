import type { Call, CallState } from '../calls/call.ts';
import { formatCallerNumber, type FormatContext } from './json-line.ts';
import type { Notice } from '../i18n/notice.ts';
import { formatConnection, formatNotice, formatMatches, formatCallState } from './messages.ts';
import type { Output } from '../service/app-state.ts';
import type { Connection } from '../zoom/call-source.ts';
import { formatClockTime, formatIsoDay } from '../util/format-time.ts';
import { ColumnLayout, type TextCell } from './columns.ts';
import { paint, type TextStyle } from './terminal-colors.ts';

/** Of time, state, number, name and line, so that later rows rarely shift on a screen. */
const COLUMN_WIDTHS = [8, 16, 16, 14, 14];
const MAX_REMEMBERED_CALLS = 200;

/** Formats calls in columns (time, state, number, name, line, contact), everything else as a sentence. */
export class ReadableOutput {
  readonly #columns: ColumnLayout;
  readonly #calls = new Map<string, { call: Call; people: string }>();

  /** @param isOnScreen false for a file or pipe */
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
        return `${paintedTime}  ${paint(CONNECTION_STYLES[connection.state], formatConnection(connection, t, now))}`;
      }
      case 'notice': {
        const { notice } = output;
        return `${paintedTime}  ${paint(NOTICE_STYLES[notice.level], formatNotice(notice, t))}`;
      }
      case 'call': {
        const { call } = output;
        const people = this.#calls.get(call.callId)?.people ?? '';
        this.#rememberCall(call, people);
        const state: TextCell = { text: formatState(call, context), style: CALL_STYLES[call.state] };
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
  // Calls from the history rang earlier than they are reported.
  if (call.source !== 'history') return state;
  return `${state} ${formatIsoDay(call.ringingSince)} ${formatClockTime(call.ringingSince)}`;
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

const CALL_STYLES: Readonly<Record<CallState, TextStyle>> = {
  ringing: 'cyan',
  answered: 'green',
  missed: 'red',
  late: 'red',
  rejected: 'yellow',
  'answered-elsewhere': 'dim',
  ended: 'dim',
};

const CONNECTION_STYLES: Readonly<Record<Connection['state'], TextStyle>> = {
  connected: 'green',
  connecting: 'dim',
  degraded: 'yellow',
  offline: 'yellow',
  refused: 'red',
};

const NOTICE_STYLES: Readonly<Record<Notice['level'], TextStyle>> = {
  info: 'dim',
  warn: 'yellow',
  error: 'red',
};

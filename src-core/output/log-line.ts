import { mask } from '../util/redact.ts';
import type { Output } from '../service/app-state.ts';

/** Numbers are masked; without names and secrets. */
export function toLogLine(output: Output): string {
  switch (output.type) {
    case 'connection': {
      const { connection } = output;
      return `connection ${connection.state}${'cause' in connection ? ` (${connection.cause})` : ''}`;
    }
    case 'call': {
      const { call } = output;
      const { number } = call.caller;
      const shown = number.kind === 'external' ? mask(number.e164) : number.kind;
      return `call ${call.callId} ${call.state} round ${call.round} from ${shown}, line ${call.caller.connectionType ?? '?'}`;
    }
    case 'match': {
      const { lookup } = output;
      return `match ${output.callId ?? '?'} ${lookup.status}${lookup.status === 'found' ? ` ${lookup.matches.length}` : ''}`;
    }
    case 'notice':
      return `notice ${output.notice.level} ${output.notice.code} ${JSON.stringify(output.notice.params)}`;
  }
}

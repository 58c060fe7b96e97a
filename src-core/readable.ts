import { connectionSentence, gradeSentence, noticeSentence, stateSentence } from './sentences.ts';
import type { Translate } from './i18n/index.ts';
import type { Call } from './calls/call.ts';
import type { Match } from './lookup/connector.ts';
import type { FinishedLookup } from './lookup/lookup.ts';
import { shownNumber, type Speaker } from './lines.ts';
import type { Output } from './service.ts';

/** One line of the terminal for people: time, what happened, to which number, who it is. */
export function toReadable(output: Output, speaker: Speaker): string {
  const time = new Date(speaker.now).toLocaleTimeString('sv-SE');
  return `${time}  ${sentence(output, speaker)}`;
}

function sentence(output: Output, { t, country, now }: Speaker): string {
  switch (output.type) {
    case 'connection':
      return connectionSentence(output.connection, t, now);
    case 'call': {
      const { call } = output;
      const via = call.via?.name == null ? null : t('line.via', { name: call.via.name });
      return [
        stateSentence(call, t),
        // When it rang is not when it is told.
        call.source === 'history' ? rangAt(call) : null,
        shownNumber(call, t, country),
        call.caller.name,
        call.caller.connectionType,
        via,
      ]
        .filter((part) => part !== null)
        .join('  ');
    }
    case 'match':
      return peopleSentence(output.lookup, t);
    case 'notice':
      return noticeSentence(output.notice, t);
  }
}

/** "2026-11-20 09:05", by this machine's clock on the wall. */
export function rangAt({ ringingSince }: Pick<Call, 'ringingSince'>): string {
  return new Date(ringingSince).toLocaleString('sv-SE').slice(0, 16);
}

/** "Mary Major / Example Corp" */
export function personOf({ name, company }: Pick<Match, 'name' | 'company'>): string {
  return [name, company].filter((part) => part !== null).join(' / ');
}

/** Who has the number and why, in one line. */
export function peopleSentence(lookup: FinishedLookup, t: Translate): string {
  switch (lookup.status) {
    case 'found':
      return lookup.matches.map((match) => `${personOf(match)} (${gradeSentence(match, t)})`).join('; ');
    case 'none':
    case 'skipped':
      return t(`crm.${lookup.status}`);
    case 'error':
      return t('crm.error', { reason: lookup.reason });
  }
}

import { shownNumber } from '../src-core/lines.ts';
import { onlyPerson } from '../src-core/lookup/lookup.ts';
import type { CallRecord } from '../src-core/service.ts';
import type { Reader } from './popup-view.ts';
import { dayOrClock } from './times.ts';
import type { RecentItem } from './tray-menu.ts';

const RECENT_SHOWN = 5;

/** The last calls as lines of the tray's menu; null = behind the curtain, where nobody is named. */
export function recentItems(
  recent: readonly CallRecord[],
  { t, country, language, now, curtain }: Pick<Reader, 't' | 'country' | 'language' | 'now' | 'curtain'>,
): readonly RecentItem[] | null {
  if (curtain) return null;
  return recent.slice(0, RECENT_SHOWN).map((record) => ({
    callId: record.call.callId,
    label: [
      dayOrClock(record.call.ringingSince, now, language),
      onlyPerson(record.lookup)?.name ?? record.call.caller.name,
      shownNumber(record.call, t, country),
    ]
      .filter((part) => part !== null)
      .join('  '),
  }));
}

import { formatCallerNumber } from '../../src-core/output/json-line.ts';
import { findSingleMatch } from '../../src-core/lookup/lookup.ts';
import type { CallSnapshot } from '../../src-core/service/app-state.ts';
import type { ViewContext } from '../view-source.ts';
import { formatDayOrTime } from '../../src-core/util/format-time.ts';
import type { RecentItem } from './tray-menu.ts';

const MAX_RECENT = 5;

/** The last calls as lines of the tray's menu; null while the screen is locked: nobody is named. */
export function toRecentItems(
  recent: readonly CallSnapshot[],
  { t, country, language, now, isPrivate }: ViewContext,
): readonly RecentItem[] | null {
  if (isPrivate) return null;
  return recent.slice(0, MAX_RECENT).map((snapshot) => ({
    callId: snapshot.call.callId,
    label: [
      formatDayOrTime(snapshot.call.ringingSince, now, language),
      findSingleMatch(snapshot.lookup)?.name ?? snapshot.call.caller.name,
      formatCallerNumber(snapshot.call, t, country),
    ]
      .filter((part) => part !== null)
      .join('  '),
  }));
}

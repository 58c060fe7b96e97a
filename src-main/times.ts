/** Times as cards and tray write them. */
import type { Language } from '../src-core/i18n/index.ts';

/** Making a formatter takes about a millisecond, using it nothing. */
const clocks: Readonly<Record<Language, Intl.DateTimeFormat>> = { ja: clockOf('ja'), en: clockOf('en') };

function clockOf(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
}

/** Time of day, "10:42". */
export function clock(time: number, language: Language): string {
  return clocks[language].format(time);
}

const days: Readonly<Record<Language, Intl.DateTimeFormat>> = { ja: dayOf('ja'), en: dayOf('en') };

function dayOf(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric' });
}

/** Time of day for what was today, "10:42", else the day, "11/20". */
export function dayOrClock(time: number, now: number, language: Language): string {
  const today = days[language].format(time) === days[language].format(now);
  return today ? clock(time, language) : days[language].format(time);
}

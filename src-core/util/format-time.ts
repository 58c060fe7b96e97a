/** Times as cards and tray write them. */

type Language = 'ja' | 'en';

/** Making a formatter takes about a millisecond, using it nothing. */
const timeFormats: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ja: createTimeFormat('ja'),
  en: createTimeFormat('en'),
};

function createTimeFormat(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
}

/** Time of day, "10:42". */
export function formatTime(time: number, language: Language): string {
  return timeFormats[language].format(time);
}

const dayFormats: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ja: createDayFormat('ja'),
  en: createDayFormat('en'),
};

function createDayFormat(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric' });
}

/** Time of day for what was today, "10:42", else the day, "11/20". */
export function formatDayOrTime(time: number, now: number, language: Language): string {
  const isToday = dayFormats[language].format(time) === dayFormats[language].format(now);
  return isToday ? formatTime(time, language) : dayFormats[language].format(time);
}

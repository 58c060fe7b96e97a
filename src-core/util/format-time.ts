/** Times and durations as text. The windows import this file, so it uses nothing of Node. */

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

/** A part of a time in two digits, "05". */
export function padTwo(part: number): string {
  return String(part).padStart(2, '0');
}

/** Time of day in the local time zone, the same in both languages, "09:05". */
export function formatClockTime(time: number): string {
  const date = new Date(time);
  return `${padTwo(date.getHours())}:${padTwo(date.getMinutes())}`;
}

/** Day in the local time zone, the same in both languages, "2026-11-22". */
export function formatIsoDay(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${padTwo(date.getMonth() + 1)}-${padTwo(date.getDate())}`;
}

/** How long something took, "0:04", "12:31", "1:15:03"; a part of a second is cut off, and below zero is zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  const start = hours > 0 ? `${hours}:${padTwo(minutes)}` : String(minutes);
  return `${start}:${padTwo(whole % 60)}`;
}

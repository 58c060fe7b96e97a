/** Times and durations as text. The windows import this file, so it imports nothing. */

type Language = 'ja' | 'en';

/** One per language, because creating a formatter takes about a millisecond. */
const timeFormats = createFormats({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
const dayFormats = createFormats({ month: 'numeric', day: 'numeric' });

function createFormats(options: Intl.DateTimeFormatOptions): Readonly<Record<Language, Intl.DateTimeFormat>> {
  return { ja: new Intl.DateTimeFormat('ja', options), en: new Intl.DateTimeFormat('en', options) };
}

/** Time of day, "10:42". */
export function formatTime(time: number, language: Language): string {
  return timeFormats[language].format(time);
}

/** Time of day if `time` is on the same day as `now`, "10:42", else the day, "11/20". */
export function formatDayOrTime(time: number, now: number, language: Language): string {
  const day = dayFormats[language].format(time);
  return day === dayFormats[language].format(now) ? formatTime(time, language) : day;
}

/** "05" */
export function padTwo(part: number): string {
  return String(part).padStart(2, '0');
}

/** Local time of day, the same in both languages, "09:05". */
export function formatClockTime(time: number): string {
  const date = new Date(time);
  return `${padTwo(date.getHours())}:${padTwo(date.getMinutes())}`;
}

/** Local day, the same in both languages, "2026-11-22". */
export function formatIsoDay(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${padTwo(date.getMonth() + 1)}-${padTwo(date.getDate())}`;
}

/** "0:04", "12:31", "1:15:03", rounded down; "0:00" for negative durations. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  const start = hours > 0 ? `${hours}:${padTwo(minutes)}` : String(minutes);
  return `${start}:${padTwo(whole % 60)}`;
}

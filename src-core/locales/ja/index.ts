import type { en } from '../en/index.ts';
import { cliJa } from './cli.ts';
import { commonJa } from './common.ts';
import { connectorsJa } from './connectors.ts';
import { doctorJa } from './doctor.ts';
import { historyJa } from './history.ts';
import { mainWindowJa } from './main-window.ts';
import { settingsJa } from './settings.ts';
import { welcomeJa } from './welcome.ts';

/** Plural forms are English's own; Japanese has one form for any number. */
type JapaneseKey = Exclude<keyof typeof en, `${string}_one`>;

/** Japanese. The keys are those of en/index.ts; of plural forms only `_other`. */
export const ja = {
  ...commonJa,
  ...mainWindowJa,
  ...welcomeJa,
  ...historyJa,
  ...settingsJa,
  ...connectorsJa,
  ...doctorJa,
  ...cliJa,
} as const satisfies Record<JapaneseKey, string>;

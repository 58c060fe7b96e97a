import { cliEn } from './cli.ts';
import { commonEn } from './common.ts';
import { connectorsEn } from './connectors.ts';
import { doctorEn } from './doctor.ts';
import { historyEn } from './history.ts';
import { mainWindowEn } from './main-window.ts';
import { settingsEn } from './settings.ts';
import { welcomeEn } from './welcome.ts';

/** English. Its keys are the keys of all catalogues (see ja/index.ts). `_one`/`_other` are i18next's plural forms. */
export const en = {
  ...commonEn,
  ...mainWindowEn,
  ...welcomeEn,
  ...historyEn,
  ...settingsEn,
  ...connectorsEn,
  ...doctorEn,
  ...cliEn,
} as const;

import { z } from 'zod';

/** Variables of the environment that lead to one desktop. */
const DesktopSchema = z.record(z.string(), z.string());

/** The desktops that `npm run test:e2e` has started, one for each worker; without it, the one of the environment. */
export function getDesktops(): Readonly<Record<string, string>>[] {
  return z.array(DesktopSchema).parse(JSON.parse(process.env['CHAKUSHIN_DESKTOPS'] ?? '[{}]'));
}

/** Makes the desktop of this worker the one that everything started from here on uses. */
export function useOwnDesktop(): void {
  const index = Number(process.env['TEST_PARALLEL_INDEX'] ?? '0');
  Object.assign(process.env, getDesktops()[index]);
}

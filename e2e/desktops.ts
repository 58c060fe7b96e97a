import { z } from 'zod';

/** The environment variables of one desktop. */
const DesktopSchema = z.record(z.string(), z.string());

/** The desktops that `npm run test:e2e` started, one per worker; otherwise the environment's desktop. */
export function getDesktops(): Readonly<Record<string, string>>[] {
  return z.array(DesktopSchema).parse(JSON.parse(process.env['CHAKUSHIN_DESKTOPS'] ?? '[{}]'));
}

/** Sets this worker's desktop for every process started from now on. */
export function useOwnDesktop(): void {
  const index = Number(process.env['TEST_PARALLEL_INDEX'] ?? '0');
  Object.assign(process.env, getDesktops()[index]);
}

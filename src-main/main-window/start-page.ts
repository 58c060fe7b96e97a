import type { Configuration } from '../../src-core/settings/load-settings.ts';
import type { PageName } from '../../src-preload/ipc/main-window.ts';

/** The page to show at the start because something must be set up or fixed; null if nothing. */
export function findStartPage({ account, webhook, problems, settings }: Configuration): PageName | null {
  const isNew = Object.values(settings.zoom).every((value) => value === null) && webhook === null;
  if (account === null && isNew) return 'welcome';
  if (problems.some(({ code }) => code === 'secret-unreadable')) return 'settings';
  return problems.length > 0 || (account === null && webhook === null) ? 'doctor' : null;
}

import type { Translate } from '../../i18n/index.ts';
import { createFinding, type Finding } from '../check.ts';

/** May the app show the system's own notifications? `not-needed`: by the settings and the system it shows none. */
export type NotificationState = 'ok' | 'denied' | 'unsupported' | 'not-needed';

/** @param state null = nobody here shows any (the terminal) */
export function checkNotifications(state: NotificationState | null, t: Translate): Finding {
  switch (state) {
    case null:
      return createFinding(null, t('check.notifications.none'));
    case 'ok':
      return createFinding(true, t('check.notifications.ok'));
    case 'not-needed':
      return createFinding(null, t('check.notifications.not-needed'));
    case 'denied':
    case 'unsupported':
      return createFinding(false, t(`check.notifications.${state}`), t(`remedy.notifications.${state}`));
  }
}

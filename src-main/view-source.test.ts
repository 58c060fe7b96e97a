import { expect, test } from 'vitest';
import { EVERYONE } from '../src-core/calls/agent.ts';
import type { AppState } from '../src-core/service/app-state.ts';
import type { Configuration } from '../src-core/settings/load-settings.ts';
import { SettingsSchema } from '../src-core/settings/schema.ts';
import { ManualClock } from '../src-core/test-support/manual-clock.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';
import { ViewSource } from './view-source.ts';

const STATE: AppState = {
  connection: null,
  otherSources: [],
  agent: EVERYONE,
  cards: [],
  recent: [],
  missedWhileOffline: 0,
  pausedUntil: null,
  connectors: [],
  notices: [],
};

function createView({ language = 'auto', state = STATE, isAwaitingSecrets = false } = {}): ViewSource {
  const settings = SettingsSchema.parse({ language, country: 'DE' });
  const current: Configuration = { home: '', settings, account: null, webhook: null, problems: [] };
  return new ViewSource({
    store: { current, isAwaitingSecrets },
    state: () => state,
    isPrivate: () => true,
    systemLanguages: ['ja-JP'],
    clock: new ManualClock(1_000),
  });
}

test('uses the language of the settings, else of the system', () => {
  expect(createView().language).toBe('ja');
  const view = createView({ language: 'en' });
  expect(view.context).toMatchObject({ language: 'en', country: 'DE', now: 1_000, isPrivate: true });
  expect(view.context.t('tray.quit')).toBe(inEnglish('tray.quit'));
});

test('shows a missing connection as connecting while the keychain is read', () => {
  expect(createView({ isAwaitingSecrets: true }).state.connection).toEqual({ state: 'connecting' });
  expect(createView().state.connection).toBeNull();
  const refused = { state: 'refused', cause: 'credentials', detail: '' } as const;
  const state = { ...STATE, connection: refused };
  expect(createView({ isAwaitingSecrets: true, state }).state.connection).toEqual(refused);
});

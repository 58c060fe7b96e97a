import { expect, test } from 'vitest';
import { EVERYONE } from '../../src-core/calls/agent.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import { frameView } from './frame-view.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0);
const EMPTY: AppState = {
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
const en = { language: 'en', t: getTranslate('en'), now: NOW } as const;
const ja = { language: 'ja', t: getTranslate('ja'), now: NOW } as const;

test('shows the connection, failing CRMs and notices', () => {
  const view = frameView(
    {
      ...EMPTY,
      connectors: [
        { id: 'kintone', name: 'kintone', error: 'credentials' },
        { id: 'hubspot', name: 'HubSpot', error: null },
      ],
      notices: [
        { level: 'error', code: 'contacts-missing', params: { file: 'customers.csv' } },
        {
          level: 'warn',
          code: 'lookup-failed',
          params: { connector: 'kintone', why: 'connector-credentials' },
        },
        { level: 'error', code: 'setting-unusable', params: { name: 'popup.copy' } },
      ],
    },
    'history',
    en,
  );
  expect(view.title).toBe(inEnglish('main.title', { page: inEnglish('main.page.history') }));
  expect(view.connection).toMatchObject({ tone: 'bad', reconnect: null });
  expect(view.connection.message).toBe(inEnglish('connection.unconfigured'));
  expect(view.notices).toHaveLength(2);
  expect(view.notices[0]).toBe(inEnglish('notice.contacts-missing', { file: 'customers.csv' }));
  const label = inEnglish('setting.popup.copy');
  expect(view.notices[1]).toBe(
    inEnglish('notice.setting-unusable', { name: inEnglish('setting.named', { label, name: 'popup.copy' }) }),
  );
  expect(view.connection.otherProblems).toEqual([
    inEnglish('crm.trouble', { connector: 'kintone', why: inEnglish('why.connector-credentials') }),
  ]);
});

test('offers to reconnect if that can help, and is “good” only when connected', () => {
  const shown = (connection: AppState['connection']) => {
    const view = frameView({ ...EMPTY, connection }, 'doctor', en).connection;
    return [view.tone, view.reconnect];
  };
  expect(shown({ state: 'connected', everyone: false })).toEqual(['good', null]);
  expect(shown({ state: 'connecting' })).toEqual(['busy', null]);
  expect(shown({ state: 'degraded', cause: 'events-missing', callAt: NOW })).toEqual([
    'busy',
    inEnglish('action.reconnect'),
  ]);
  expect(shown({ state: 'offline', cause: 'network', detail: '', retryAt: NOW })).toEqual([
    'bad',
    inEnglish('action.reconnect'),
  ]);
  expect(shown({ state: 'refused', cause: 'credentials', detail: '' })).toEqual([
    'bad',
    inEnglish('action.reconnect'),
  ]);
});

test('lists the same pages in the reader’s language on every page', () => {
  const pages = frameView(EMPTY, 'about', ja).navigation.pages.map(({ label }) => label);
  expect(pages).toEqual([
    inJapanese('main.page.welcome'),
    inJapanese('main.page.history'),
    inJapanese('main.page.settings'),
    inJapanese('main.page.connectors'),
    inJapanese('main.page.doctor'),
    inJapanese('main.page.about'),
  ]);
  expect(frameView(EMPTY, 'settings', ja).navigation.pages.map(({ label }) => label)).toEqual(pages);
});

import { expect, test } from 'vitest';
import type { Configuration, SettingProblem } from '../../src-core/settings/load-settings.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import { findStartPage } from './start-page.ts';

const NEW: Configuration = {
  home: '',
  settings: SettingsSchema.parse({}),
  account: null,
  webhook: null,
  problems: [],
};
const STARTED = { ...NEW, settings: SettingsSchema.parse({ zoom: { accountId: 'a' } }) };
const WEBHOOK = {
  secretToken: 'CanaryWebhookSecret',
  agent: null,
  address: { host: '127.0.0.1', port: 4380, path: '/' },
  credentials: null,
};
const missing: SettingProblem = { name: 'zoom.clientId', code: 'setting-missing' };
const unreadable: SettingProblem = { name: 'zoom.clientSecret', code: 'secret-unreadable' };

test.each([
  ['nothing is set up', NEW, 'welcome'],
  ['an account is incomplete', STARTED, 'doctor'],
  ['a setting is missing', { ...STARTED, problems: [missing] }, 'doctor'],
  ['the keychain refuses', { ...STARTED, problems: [missing, unreadable] }, 'settings'],
  ['a webhook works', { ...NEW, webhook: WEBHOOK }, null],
  ['a webhook works, with a problem', { ...NEW, webhook: WEBHOOK, problems: [missing] }, 'doctor'],
] satisfies [string, Configuration, string | null][])(
  'findStartPage if %s',
  (_title, configuration, page) => {
    expect(findStartPage(configuration)).toBe(page);
  },
);

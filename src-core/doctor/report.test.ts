import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';
import { FakeClock } from '../test-support/fakes.ts';
import { createNodeTransport } from '../network/node-transport.ts';
import { getTranslate, type Language } from '../i18n/index.ts';
import { ConnectorError } from '../lookup/connector-error.ts';
import { readConfiguration } from '../settings/load-settings.ts';
import type { Check } from './check.ts';
import { runDoctor } from './doctor.ts';
import { formatDoctorReport, type ReportContext } from './report.ts';
import { inEnglish } from '../test-support/messages.ts';

const ABOUT: Omit<ReportContext, 'language'> = {
  at: Date.UTC(2026, 10, 22, 1, 0, 0),
  version: '1.2.3',
  os: 'Windows 10.0.22631 x64',
  electron: '44.0.1',
};

test('lists the environment, then each check with mark, message and remedy', () => {
  const checks: Check[] = [
    { name: 'settings', ok: true, message: 'Fine.', remedy: null, fields: [] },
    { name: 'token', ok: false, message: 'Wrong.', remedy: 'Fix it.', fields: ['zoom.clientSecret'] },
    { name: 'webhook', ok: null, message: 'Not there.', remedy: null, fields: [] },
  ];
  const { version, os, electron } = ABOUT;
  expect(formatDoctorReport(checks, { ...ABOUT, language: 'en' }, inEnglish).split('\n')).toEqual([
    inEnglish('report.doctor.title'),
    inEnglish('report.doctor.at', { at: '2026-11-22T01:00:00.000Z' }),
    inEnglish('report.doctor.version', { version }),
    inEnglish('report.doctor.os', { os }),
    inEnglish('report.doctor.electron', { electron }),
    inEnglish('report.doctor.language', { language: 'en' }),
    '',
    '✓ [settings] Fine.',
    '✗ [token] Wrong.',
    '    Fix it.',
    '– [webhook] Not there.',
    '',
  ]);
});

test('masks personal data in messages and remedies', () => {
  const message = 'No answer for 090-1234-5678 of sato.misaki@example.com.';
  const check: Check = { name: 'connectors', ok: false, message, remedy: 'Call (03) 1234-5678.', fields: [] };
  const report = formatDoctorReport([check], { ...ABOUT, language: 'en' }, getTranslate('en'));
  expect(report).toContain('No answer for 09***78 of sa***m.\n    Call (0***78.');
});

test.each([
  ['1234567', '12***67'],
  ['81901234567', '81***67'],
  ['09012345678090123', '09***23'],
  ['6998252113337041462', '69***62'],
])('masks the run of digits %s, whatever its length', (digits, masked) => {
  const check: Check = { name: 'token', ok: false, message: `Zoom: ${digits}.`, remedy: null, fields: [] };
  const report = formatDoctorReport([check], { ...ABOUT, language: 'en' }, getTranslate('en'));
  expect(report).toContain(`Zoom: ${masked}.`);
});

/** Private values for the configuration, which no report may contain. */
const CANARY = {
  accountId: 'CanaryAccountId',
  clientId: 'CanaryClientId',
  clientSecret: 'CanaryClientSecret/+=',
  subscriptionId: 'CanarySubscription',
} as const;
const NUMBER = '090-8765-4321';
const EMAIL = 'kanari.hanako@canary.example';
const FORBIDDEN_OUTPUT = /canary|kanari|hanako|8765|4321|花子|eyJ|access_token/iu;

let home: string;
let zoom: Simulator;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-report-'));
  let tokens = 0;
  zoom = await startSimulator({ ...CANARY, newToken: () => `eyJcanary-token-${(tokens += 1)}` });
});
afterEach(async () => {
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
});

async function report(language: Language, env: Readonly<Record<string, string>>): Promise<string> {
  const settings = { language: `花子 ${EMAIL}`, connectors: [{ type: `${NUMBER} 花子` }] };
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
  const configuration = readConfiguration({
    ...zoom.env,
    CHAKUSHIN_HOME: home,
    ZOOM_WEBHOOK_SECRET_TOKEN: 'CanaryWebhookToken',
    ZOOM_AGENT: EMAIL,
    CHAKUSHIN_CONTACTS: join(home, '花子', `${NUMBER}.csv`),
    ...env,
  });
  const t = getTranslate(language);
  const checks: Check[] = [];
  const run = runDoctor(
    {
      configuration,
      transport: createNodeTransport(() => Promise.resolve(undefined)),
      caFileProblem: null,
      isSecretFromEnvironment: true,
      keychain: () => Promise.resolve('ok'),
      connectors: [{ id: 'crm', name: EMAIL, find: () => Promise.reject(new ConnectorError('credentials')) }],
      getLiveConnection: null,
      notifications: () => 'denied',
      clock: new FakeClock(),
      t,
      random: () => 0,
    },
    new AbortController().signal,
  );
  for await (const check of run) checks.push(check);
  expect(checks.some(({ ok }) => ok === false)).toBe(true);
  return formatDoctorReport(checks, { ...ABOUT, language }, t);
}

test.each(['en', 'ja'] as const)(
  'contains no secret or personal data of the configuration: %s',
  async (language) => {
    const message = `no ${Object.values(CANARY).join(' ')} ${EMAIL} ${NUMBER} eyJcanary`;
    expect(await report(language, {})).not.toMatch(FORBIDDEN_OUTPUT);
    zoom.faults.rest.push({ path: /./u, fault: { kind: 'status', status: 500, message } });
    expect(await report(language, {})).not.toMatch(FORBIDDEN_OUTPUT);
    zoom.faults.handshake = { kind: 'unwelcome', content: message };
    expect(await report(language, {})).not.toMatch(FORBIDDEN_OUTPUT);
    expect(await report(language, { ZOOM_CLIENT_SECRET: 'CanaryOther' })).not.toMatch(FORBIDDEN_OUTPUT);
    zoom.failTokenRequests({ status: 400, code: 4700, message });
    expect(await report(language, {})).not.toMatch(FORBIDDEN_OUTPUT);
  },
);

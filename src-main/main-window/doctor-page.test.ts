import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHECK_NAMES } from '../../src-core/doctor/check.ts';
import { AGENT_EMAIL, FakeClock, flushPromises } from '../../src-core/test-support/fakes.ts';
import type { Transport } from '../../src-core/network/transport.ts';
import { HttpError } from '../../src-core/network/transport.ts';
import { getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { KeychainState } from '../../src-core/secrets/keychain.ts';
import { readConfiguration, type Configuration } from '../../src-core/settings/load-settings.ts';
import { formatClockTime } from '../../src-core/util/format-time.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { DoctorCommandSchema, type CheckView, type DoctorView } from '../../src-preload/ipc/doctor.ts';
import { DoctorPage } from './doctor-page.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

const CREDENTIALS = {
  ZOOM_ACCOUNT_ID: 'canary-account',
  ZOOM_CLIENT_ID: 'canary-client',
  ZOOM_CLIENT_SECRET: 'canary-secret',
  ZOOM_SUBSCRIPTION_ID: 'canary-subscription',
  ZOOM_AGENT: AGENT_EMAIL,
};

let home: string;
let clock: FakeClock;
let configuration: Configuration;
let page: DoctorPage;
let language: Language;
let copied: string[];
/** every rendered view */
let rendered: DoctorView[];
/** one per keychain request */
let keychainRequests: { answer: (state: KeychainState) => void; open: boolean; signal: AbortSignal }[];
/** path from the dialog; null = canceled */
let targetPath: string | null;
let dialogs: { title: string; suggested: string }[];
/** requests to Zoom */
let requests: number;

const unreachable: Transport = {
  request: () => {
    requests += 1;
    return Promise.reject(new HttpError('network'));
  },
  connect: () => {
    throw new Error('not asked for');
  },
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-doctor-page-'));
  clock = new FakeClock();
  language = 'en';
  copied = [];
  rendered = [];
  keychainRequests = [];
  targetPath = null;
  dialogs = [];
  requests = 0;
  configuration = readConfiguration({ CHAKUSHIN_HOME: home });
  page = newPage();
});
afterEach(() => {
  page.onHide();
  rmSync(home, { recursive: true, force: true });
});

function newPage(appDeps: Partial<ConstructorParameters<typeof DoctorPage>[1]> = {}): DoctorPage {
  const created: DoctorPage = new DoctorPage(
    {
      store: {
        get current() {
          return configuration;
        },
      },
      core: { network: { transport: unreachable, caFileProblem: null }, connectors: [] },
      clock,
      t: () => getTranslate(language),
      copy: (text) => copied.push(text),
      render: () => rendered.push(getView(created)),
      keychain: (signal) =>
        new Promise((resolve) => {
          const request = {
            answer: (state: KeychainState) => {
              request.open = false;
              resolve(state);
            },
            open: true,
            signal,
          };
          keychainRequests.push(request);
        }),
      dialogs: {
        openFile: () => Promise.reject(new Error('not asked for')),
        saveFile: (title, suggested) => {
          dialogs.push({ title, suggested });
          return Promise.resolve(targetPath);
        },
      },
      appInfo: {
        version: '1.2.3',
        electron: '44.0.1',
        chrome: '1',
        node: '2',
        system: 'Windows_NT 10 (x64)',
      },
    },
    {
      isSecretFromEnvironment: false,
      getLiveConnection: null,
      notifications: null,
      connectorProblems: () => [],
      language: () => language,
      ...appDeps,
    },
  );
  return created;
}

function getView(doctorPage: DoctorPage): DoctorView {
  return doctorPage.view({ language, t: getTranslate(language), now: clock.now() });
}

const view = (): DoctorView => getView(page);
const check = (name: string): CheckView => view().checks.find((each) => each.name === name)!;
const states = (): string[] => view().checks.map(({ state }) => state);

/** Waits until only the keychain is missing. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 30; turns += 1) await flushPromises();
}

async function waitUntilDone(): Promise<void> {
  while (view().isRunning) await flushPromises();
}

/** Shows the page and answers for the keychain. */
async function runAllChecks(state: KeychainState = 'ok'): Promise<void> {
  page.onShow();
  await settle();
  keychainRequests.at(-1)!.answer(state);
  await waitUntilDone();
}

describe('the checks', () => {
  test('start when the page is shown, and each result is shown at once', async () => {
    page.onShow();
    expect(rendered[0]).toMatchObject({ isRunning: true, summary: inEnglish('doctor.running') });
    await settle();
    expect(states()).toEqual(['wrong', 'running', ...CHECK_NAMES.slice(2).map(() => 'waiting')]);
    keychainRequests[0]!.answer('locked');
    await waitUntilDone();
    expect(check('keychain')).toMatchObject({
      state: 'wrong',
      stateLabel: inEnglish('doctor.state.wrong'),
      message: inEnglish('check.keychain.locked'),
    });
    expect(check('keychain').remedy?.text).not.toBe('');
    expect(states()).not.toContain('waiting');
    const countOf = (state: string): number => states().filter((one) => one === state).length;
    expect(view().summary).toBe(
      inEnglish('doctor.summary.wrong', { count: 2, fine: countOf('fine'), skipped: countOf('skipped') }),
    );
    // One view at the start, and one for each check.
    expect(rendered).toHaveLength(1 + CHECK_NAMES.length);
  });

  test('are reported in the language of the settings', async () => {
    language = 'ja';
    await runAllChecks();
    expect(check('keychain').message).toBe(inJapanese('check.keychain.ok'));
  });

  test('stop when the page is hidden and restart when it is shown again', async () => {
    page.onShow();
    await settle();
    const before = rendered.length;
    page.onHide();
    expect(keychainRequests[0]!.signal.aborted).toBe(true);
    keychainRequests[0]!.answer('ok');
    await settle();
    expect(rendered).toHaveLength(before);
    await runAllChecks();
    expect(keychainRequests).toHaveLength(2);
    expect(states()).not.toContain('waiting');
  });

  test('ignore late results of an earlier visit', async () => {
    page.onShow();
    await settle();
    page.onHide();
    page.onShow();
    await settle();
    keychainRequests[0]!.answer('locked');
    await settle();
    expect(check('keychain').state).toBe('running');
  });

  test('run again on request, but not while they are running', async () => {
    page.onShow();
    await settle();
    expect(await page.handle({ type: 'run' })).toEqual({ ok: true, message: null });
    expect(keychainRequests).toHaveLength(1);
    expect(states()[0]).toBe('wrong');
    keychainRequests[0]!.answer('locked');
    await waitUntilDone();
    await page.handle({ type: 'run' });
    expect(view()).toMatchObject({ isRunning: true });
    expect(states()).toEqual(['running', ...CHECK_NAMES.slice(1).map(() => 'waiting')]);
    await settle();
    keychainRequests[1]!.answer('ok');
    await waitUntilDone();
    expect(check('keychain').state).toBe('fine');
  });

  test('do not start while the page is hidden', async () => {
    await page.handle({ type: 'run' });
    await settle();
    expect(keychainRequests).toEqual([]);
    expect(rendered).toEqual([]);
  });

  test('use the current settings', async () => {
    await runAllChecks();
    expect(requests).toBe(0);
    configuration = readConfiguration({ CHAKUSHIN_HOME: home, ...CREDENTIALS });
    await runAllChecks();
    expect(requests).toBe(1);
    expect(check('settings').state).toBe('fine');
    expect(check('token').state).toBe('wrong');
  });

  test('name problems in the settings of the CRMs', async () => {
    page = newPage({
      connectorProblems: () => [{ name: 'connectors.0.type', code: 'setting-unusable' }],
    });
    configuration = readConfiguration({ CHAKUSHIN_HOME: home, ...CREDENTIALS });
    await runAllChecks();
    expect(check('settings')).toMatchObject({ state: 'wrong' });
    expect(check('settings').message).toContain('connectors.0.type');
  });

  test('report the existing connection without opening another', async () => {
    const now = clock.now();
    page = newPage({
      getLiveConnection: () => ({
        connection: { state: 'connected', everyone: false },
        stats: {
          connectedSince: now - 60_000,
          lastFrameAt: now - 3_000,
          lastHeartbeatAt: now - 5_000,
          connectsToday: 2,
        },
      }),
      notifications: () => 'denied',
    });
    configuration = readConfiguration({ CHAKUSHIN_HOME: home, ...CREDENTIALS });
    await runAllChecks();
    expect(check('websocket')).toMatchObject({ state: 'fine' });
    const since = formatClockTime(now - 60_000);
    expect(check('websocket').message).toBe(
      inEnglish('check.websocket.live', { since, frame: 3, beat: 5, connects: 2 }),
    );
    expect(check('notifications').state).toBe('wrong');
  });

  test('accept a secret from the environment without a keychain', async () => {
    page = newPage({ isSecretFromEnvironment: true });
    await runAllChecks('no-service');
    expect(check('keychain').state).not.toBe('wrong');
  });
});

describe('the report', () => {
  test('contains every check and the environment, and no secrets', async () => {
    configuration = readConfiguration({ CHAKUSHIN_HOME: home, ...CREDENTIALS });
    await runAllChecks();
    const at = clock.now();
    clock.advance(3_600_000);
    expect(await page.handle({ type: 'copy' })).toEqual({
      ok: true,
      message: inEnglish('doctor.copied'),
    });
    const [report] = copied;
    expect(report).toContain(inEnglish('report.doctor.version', { version: '1.2.3' }));
    expect(report).toContain(inEnglish('report.doctor.os', { os: 'Windows_NT 10 (x64)' }));
    expect(report).toContain(inEnglish('report.doctor.language', { language: 'en' }));
    // This is the time when the checks ended, not when the report was copied.
    expect(report).toContain(inEnglish('report.doctor.at', { at: new Date(at).toISOString() }));
    for (const name of CHECK_NAMES) expect(report).toContain(`[${name}]`);
    expect(report).not.toMatch(/canary|sato|misaki/u);
  });

  test('is available only after all checks', async () => {
    const notYet: CommandResult = {
      ok: false,
      message: inEnglish('doctor.notDone'),
    };
    expect(await page.handle({ type: 'copy' })).toEqual(notYet);
    page.onShow();
    await settle();
    expect(await page.handle({ type: 'copy' })).toEqual(notYet);
    expect(copied).toEqual([]);
  });
});

describe('saving the logs', () => {
  const log = (text: string): void => {
    mkdirSync(join(home, 'logs'), { recursive: true });
    writeFileSync(join(home, 'logs', 'chakushin.log'), text);
  };
  const save = (): Promise<CommandResult> => page.handle({ type: 'saveLogs' });

  test('asks for a file and writes the logs with masked numbers', async () => {
    log('[2026-11-22 10:00:00.000] [info]  call from +81 90-1234-5678\n');
    targetPath = join(home, 'for support.txt');
    expect(await save()).toEqual({ ok: true, message: inEnglish('doctor.logs.saved') });
    expect(dialogs.map(({ title }) => title)).toEqual([inEnglish('doctor.logs.title')]);
    expect(dialogs[0]!.suggested).toMatch(/^chakushin-logs-2026-11-2[12]\.txt$/u);
    const saved = readFileSync(targetPath, 'utf8');
    expect(saved).toContain('call from');
    expect(saved).not.toContain('1234');
  });

  test('writes nothing when the dialog is canceled', async () => {
    log('something\n');
    expect(await save()).toEqual({ ok: true, message: null });
    expect(readdirSync(home)).toEqual(['logs']);
  });

  test('opens no dialog if there are no logs', async () => {
    language = 'ja';
    targetPath = join(home, 'x.txt');
    expect(await save()).toEqual({
      ok: false,
      message: inJapanese('doctor.logs.none'),
    });
    expect(dialogs).toEqual([]);
  });

  test('reports logs that cannot be read', async () => {
    mkdirSync(join(home, 'logs', 'chakushin.log'), { recursive: true });
    targetPath = join(home, 'x.txt');
    const { ok, message } = await save();
    expect(ok).toBe(false);
    expect(message).toBe(inEnglish('doctor.logs.unreadable', { code: 'EISDIR' }));
    expect(message).not.toContain(home);
    expect(dialogs).toEqual([]);
  });

  test('reports logs that cannot be written, without the path', async () => {
    log('something\n');
    targetPath = join(home, 'nowhere', 'x.txt');
    expect(await save()).toEqual({
      ok: false,
      message: inEnglish('doctor.logs.unwritable', { code: 'ENOENT' }),
    });
    targetPath = home;
    expect((await save()).message).toContain('EISDIR');
  });

  // Even root can't create files there.
  test.skipIf(process.platform !== 'linux')('reports a folder without write permission', async () => {
    log('something\n');
    targetPath = '/sys/chakushin.txt';
    expect((await save()).message).toBe(inEnglish('doctor.logs.denied'));
  });

  test.skipIf(process.platform !== 'linux')('reports a full disk', async () => {
    log('something\n');
    targetPath = '/dev/full';
    expect((await save()).message).toBe(inEnglish('doctor.logs.full'));
  });
});

test('DoctorCommandSchema refuses malformed commands', () => {
  for (const wrong of [
    {},
    { type: 'stop' },
    { type: 'run', names: ['token'] },
    { type: 'saveLogs', path: '/x' },
  ])
    expect(DoctorCommandSchema.safeParse(wrong).success).toBe(false);
  for (const right of [{ type: 'run' }, { type: 'copy' }, { type: 'saveLogs' }])
    expect(DoctorCommandSchema.parse(right)).toEqual(right);
});

test('arbitrary command sequences run one check run at a time and keep the order of checks', async () => {
  const step = fc.constantFrom('onShow', 'onHide', 'run', 'copy', 'saveLogs', 'answer', 'wait');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      page.onHide();
      page = newPage();
      keychainRequests = [];
      for (const now of steps) {
        switch (now) {
          case 'onShow':
          case 'onHide':
            page[now]();
            break;
          case 'run':
          case 'copy':
          case 'saveLogs':
            expect((await page.handle({ type: now })).message ?? '').not.toContain(home);
            break;
          case 'answer':
            keychainRequests.at(-1)?.answer('ok');
            break;
          case 'wait':
            await settle();
        }
        const { checks, isRunning: running } = view();
        expect(checks.map(({ name }) => name)).toEqual(CHECK_NAMES);
        const order = states().map((state) => (state === 'waiting' ? 2 : state === 'running' ? 1 : 0));
        expect(order).toEqual([...order].sort());
        expect(states().filter((state) => state === 'running').length).toBe(running ? 1 : 0);
        expect(keychainRequests.filter(({ open, signal }) => open && !signal.aborted).length).toBeLessThan(2);
      }
      page.onHide();
      await settle();
    }),
    { numRuns: 40 },
  );
});

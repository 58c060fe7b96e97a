import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  test as base,
  _electron,
  expect,
  type ElectronApplication,
  type Locator,
  type Page,
} from '@playwright/test';
import { z } from 'zod';
import { inEnglish } from '../src-core/test-support/messages.ts';
import type { PageName } from '../src-preload/ipc/main-window.ts';
import { getSampleContacts } from '../src-simulator/demo.ts';
import { agent, suzuki, type SampleLanguage } from '../src-simulator/scenarios/people.ts';
import type { ScenarioId } from '../src-simulator/scenarios/scenarios.ts';
import { startSimulator, type Simulator } from '../src-simulator/server.ts';
import {
  calleeAnswered,
  calleeEnded,
  calleeMissed,
  calleeRejected,
  calleeRinging,
  newCallId,
  type HandupResult,
  type LegEventData,
  type ZoomCaller,
} from '../src-simulator/zoom/zoom-events.ts';
import { useOwnDesktop } from './desktops.ts';
import { eventually, XtermWindow, type ScreenRect } from './screen.ts';

export { expect } from '@playwright/test';
export { eventually } from './screen.ts';

useOwnDesktop();

/** The app's root folder. */
export const ROOT = resolve(import.meta.dirname, '..');

/** The fields of the app's JSON lines that tests use. */
const LineSchema = z.looseObject({
  type: z.enum(['connection', 'call', 'match', 'notice', 'popup']),
  at: z.iso.datetime(),
  callId: z.string().nullish(),
  state: z.string().optional(),
  status: z.string().optional(),
  level: z.string().optional(),
  code: z.string().nullish(),
  message: z.string().optional(),
});
export type AppLine = z.infer<typeof LineSchema>;

export interface StartOptions {
  /** en by default */
  readonly language?: SampleLanguage;
  /** of the names of callers and colleagues; ja by default */
  readonly sampleLanguage?: SampleLanguage;
  /** content of settings.json; see src-core/settings/schema.ts */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** files to copy into its home folder, which is also its working directory: name → source path */
  readonly files?: Readonly<Record<string, string>>;
  /** environment variables, which override the simulator's; empty = unset */
  readonly env?: Readonly<Record<string, string>>;
  /** false: do not wait for the connection */
  readonly waitForConnection?: boolean;
  /** a `chakushin:` link with which the system starts it */
  readonly link?: string;
  /** as on a new computer: no settings, no account; only the URLs are the simulator's */
  readonly isNew?: boolean;
}

/** Variables of the simulator's account; the others are its URLs. */
const ACCOUNT_VARIABLES = [
  'ZOOM_ACCOUNT_ID',
  'ZOOM_CLIENT_ID',
  'ZOOM_CLIENT_SECRET',
  'ZOOM_SUBSCRIPTION_ID',
  'ZOOM_AGENT',
];

/** If the app takes longer, something keeps it from ending. */
const EXIT_TIMEOUT_MS = 60_000;

/** The real app with its own home folder, connected to its own simulator. */
export class TestApp {
  readonly electron: ElectronApplication;
  readonly process: ChildProcess;
  readonly simulator: Simulator;
  readonly home: string;
  /** the app's own environment */
  readonly env: Readonly<Record<string, string>>;
  readonly lines: AppLine[] = [];
  /** what the app printed on stderr */
  errors = '';
  readonly #playing: Promise<unknown>[] = [];
  #lastEventTs = 0;

  private constructor(
    electron: ElectronApplication,
    simulator: Simulator,
    home: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.electron = electron;
    this.simulator = simulator;
    this.home = home;
    this.env = env;
    // Playwright drops it when the app ends.
    const child = electron.process();
    this.process = child;
    if (child.stdout === null || child.stderr === null) throw new Error('the app has no stdout');
    createInterface({ input: child.stdout }).on('line', (text) => {
      this.lines.push(LineSchema.parse(JSON.parse(text)));
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString('utf8');
    });
  }

  /** Call `close` even if the start fails later. */
  static async launch({
    language = 'en',
    sampleLanguage = 'ja',
    settings = {},
    env: extraEnv = {},
    link,
    files = {},
    isNew = false,
  }: StartOptions = {}): Promise<TestApp> {
    const simulator = await startSimulator({ language: sampleLanguage });
    const home = mkdtempSync(join(tmpdir(), 'chakushin-e2e-'));
    if (!isNew) writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
    for (const [name, path] of Object.entries(files)) copyFileSync(path, join(home, name));
    const unset = isNew ? [...ACCOUNT_VARIABLES, 'CHAKUSHIN_CONTACTS', 'CHAKUSHIN_COUNTRY'] : [];
    const env = {
      ...getCleanEnvironment(),
      ...simulator.env,
      CHAKUSHIN_HOME: home,
      CHAKUSHIN_LANG: language,
      CHAKUSHIN_COUNTRY: 'JP',
      CHAKUSHIN_CONTACTS: getSampleContacts(ROOT, sampleLanguage),
      // Ignore managed settings of this computer.
      CHAKUSHIN_MANAGED: join(home, 'managed.json'),
      ...Object.fromEntries(unset.map((name) => [name, ''])),
      ...extraEnv,
    };
    // Playwright must not override the app's own theme.
    const args = [ROOT, '--json', ...(link === undefined ? [] : [link])];
    const options = { args, env, cwd: home, colorScheme: null, chromiumSandbox: true };
    try {
      return new TestApp(await _electron.launch(options), simulator, home, env);
    } catch (error) {
      await simulator.close();
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Resolves once it is connected (if wanted) and the popup is loaded. From then on links are recorded, not opened. */
  async waitUntilReady(waitForConnection = true): Promise<void> {
    if (waitForConnection) await this.simulator.waitForClient();
    // First, because an evaluation during the start is lost in the app's garbage collection.
    await eventually(() => this.#pages('popup').length, 'the popup is there').toBeGreaterThan(0);
    await this.page.waitForLoadState();
    await this.electron.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'openedByTest', opened);
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
  }

  /**
   * Starts the app again for the same home folder, as the system does for a `chakushin:` link. Resolves with the exit
   * code.
   */
  async startAgain(link?: string): Promise<number | null> {
    const electron = process.env['CHAKUSHIN_ELECTRON'];
    if (electron === undefined)
      throw new Error('CHAKUSHIN_ELECTRON is not set: run the tests by "npm run test:e2e"');
    const second = spawn(electron, [ROOT, '--json', ...(link === undefined ? [] : [link])], {
      env: this.env,
      stdio: 'ignore',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    await once(second, 'exit');
    return second.exitCode;
  }

  /** The popup's page; the newest one, because a crashed page is replaced. */
  get page(): Page {
    const page = this.#pages('popup').at(-1);
    if (page === undefined) throw new Error('the app has no popup');
    return page;
  }

  /** Waits for the main window. */
  async getMainPage(): Promise<Page> {
    await eventually(() => this.#pages('main-window').length, 'the main window is there').toBeGreaterThan(0);
    const page = this.#pages('main-window').at(-1);
    if (page === undefined) throw new Error('the main window went away');
    await page.locator('.page').waitFor();
    return page;
  }

  /** Opens the English main window as a second start does, and shows this page. */
  async openMain(name?: PageName): Promise<Page> {
    await this.electron.evaluate(({ app }) => app.emit('second-instance'));
    const page = await this.getMainPage();
    if (name !== undefined) {
      const label = inEnglish(`main.page.${name}`);
      await page.getByRole('navigation').getByRole('button', { name: label, exact: true }).click();
      await expect(page.locator('[aria-current=page]')).toHaveText(label);
    }
    return page;
  }

  #pages(window: 'popup' | 'main-window'): Page[] {
    return this.electron.windows().filter((page) => page.url().endsWith(`/${window}.html`));
  }

  /** The cards on the popup, top to bottom. */
  get cards(): Locator {
    return this.page.locator('article.card');
  }

  /** Waits for a matching line; earlier lines count as well. */
  async waitForLine(
    isMatch: (line: AppLine) => boolean,
    message = 'the app prints the line',
  ): Promise<AppLine> {
    await eventually(() => this.lines.some(isMatch), message).toBe(true);
    const found = this.lines.find(isMatch);
    if (found === undefined) throw new Error('the line went away');
    return found;
  }

  /** Waits until this call's card is painted. */
  async waitUntilPainted(callId: string): Promise<void> {
    await this.waitForLine((line) => line.type === 'popup' && line.callId === callId, 'the card is painted');
  }

  /** Starts a scenario, which runs until it or the test ends. */
  play(scenario: ScenarioId, speed = 1): void {
    this.#playing.push(this.simulator.play(scenario, { speed }));
  }

  /** Lets the agent's app ring. */
  ring(caller: ZoomCaller, options: { readonly callId?: string; readonly at?: number } = {}): Ring {
    return new Ring(this.simulator, caller, () => this.#nextEventTs(), options);
  }

  /** Whether the popup is on the screen. */
  async isVisible(): Promise<boolean> {
    return await this.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some(
        (window) => window.webContents.getURL().endsWith('/popup.html') && window.isVisible(),
      ),
    );
  }

  async waitUntilShown(): Promise<void> {
    await eventually(() => this.isVisible(), 'the popup is shown').toBe(true);
  }

  async waitUntilHidden(): Promise<void> {
    await eventually(() => this.isVisible(), 'the popup is hidden').toBe(false);
  }

  /** The popup's position on the screen. */
  async getBounds(): Promise<ScreenRect> {
    return await this.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) =>
        one.webContents.getURL().endsWith('/popup.html'),
      );
      if (window === undefined) throw new Error('no window');
      return window.getBounds();
    });
  }

  /** An element's position on the screen, in whole pixels. */
  async getScreenRect(locator: Locator): Promise<ScreenRect> {
    const box = await locator.boundingBox();
    if (box === null) throw new Error('it is not visible');
    const { x, y } = await this.getBounds();
    return {
      x: Math.floor(x + box.x),
      y: Math.floor(y + box.y),
      width: Math.floor(box.width),
      height: Math.floor(box.height),
    };
  }

  /** The URLs that the app asked the system to open, in order. None is opened. */
  async getOpenedUrls(): Promise<string[]> {
    const opened: unknown = await this.electron.evaluate(() => {
      const found: unknown = Reflect.get(globalThis, 'openedByTest');
      return found;
    });
    return z.array(z.string()).parse(opened);
  }

  /** Evaluates a JavaScript expression in the popup's page. */
  async evaluateInPage<T>(schema: z.ZodType<T>, expression: string): Promise<T> {
    return schema.parse(await this.page.evaluate(expression));
  }

  /** Changes the wall clock of the app's main process; timers are not affected. */
  async shiftClock(ms: number): Promise<void> {
    await this.electron.evaluate((_electron, shift) => {
      const real = Date.now;
      Date.now = () => real() + shift;
    }, ms);
  }

  async readClipboard(): Promise<string> {
    return await this.electron.evaluate(({ clipboard }) => clipboard.readText());
  }

  /** Sets the system's theme. Resolves once the page has it. */
  async setTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.electron.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, theme);
    await eventually(() =>
      this.evaluateInPage(z.boolean(), `matchMedia('(prefers-color-scheme: ${theme})').matches`),
    ).toBe(true);
  }

  /** Ends the app as its user does; the simulator keeps running. */
  async quit(): Promise<void> {
    const exited = once(this.process, 'exit');
    await this.electron.evaluate(({ app }) => app.quit());
    await exited;
  }

  /** Ends app and simulator. Throws if the app had to be killed or left a process behind. */
  async close(): Promise<void> {
    const child = this.process;
    const { pid } = child;
    const exited =
      child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    const closed = Promise.all([this.electron.close(), exited]);
    const isTimedOut = await Promise.race([
      closed.then(() => false),
      sleep(EXIT_TIMEOUT_MS, true, { ref: false }),
    ]);
    await this.simulator.close();
    await Promise.all(this.#playing);
    // Playwright starts the app as leader of a process group, so a process left in the group is the app's.
    const hasLeftovers = pid !== undefined && !(await waitForGroupEnd(pid));
    if (hasLeftovers) process.kill(-pid, 'SIGKILL');
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    expect(isTimedOut, 'the app does not end by itself').toBe(false);
    expect(hasLeftovers, 'the app leaves processes behind').toBe(false);
  }

  /** Events of one call have different times, as Zoom's do. */
  #nextEventTs(): number {
    this.#lastEventTs = Math.max(Date.now(), this.#lastEventTs + 1);
    return this.#lastEventTs;
  }
}

/** One call to the agent's app, event by event. */
export class Ring {
  readonly callId: string;
  readonly #simulator: Simulator;
  readonly #nextEventTs: () => number;
  #call: LegEventData;

  constructor(
    simulator: Simulator,
    caller: ZoomCaller,
    nextEventTs: () => number,
    { callId = newCallId(), at }: { readonly callId?: string; readonly at?: number },
  ) {
    this.callId = callId;
    this.#simulator = simulator;
    this.#nextEventTs = nextEventTs;
    const now = at ?? nextEventTs();
    this.#call = {
      accountId: 'sim-account',
      callId,
      caller,
      leg: { party: agent, device: agent.app, number: agent.numbers[0] },
      ringingAt: now,
    };
    this.#send(calleeRinging(this.#call, now));
  }

  answered(): void {
    const now = this.#nextEventTs();
    this.#call = { ...this.#call, answeredAt: now };
    this.#send(calleeAnswered(this.#call, now));
  }

  /** The colleague 鈴木 大輔 answers. */
  answeredElsewhere(): void {
    const now = this.#nextEventTs();
    const leg = { party: suzuki, device: suzuki.app, number: agent.numbers[0] };
    this.#send(calleeAnswered({ ...this.#call, leg, answeredAt: now }, now));
    this.missed('Answered by Other Member');
  }

  missed(result: HandupResult = 'No Answer'): void {
    this.#send(calleeMissed(this.#call, this.#nextEventTs(), result));
  }

  /** A missed call while the app is not connected. */
  missedWhileOffline(): void {
    this.#simulator.send(calleeMissed(this.#call, this.#nextEventTs(), 'No Answer'));
  }

  rejected(): void {
    this.#send(calleeRejected(this.#call, this.#nextEventTs()));
  }

  ended(): void {
    this.#send(calleeEnded(this.#call, this.#nextEventTs()));
  }

  #send(event: unknown): void {
    if (!this.#simulator.send(event)) throw new Error('the app is not connected');
  }
}

/** The tests' environment without variables that change the app's settings. */
function getCleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(?:ZOOM_|CHAKUSHIN_)/u.test(name) || name === 'ELECTRON_RUN_AS_NODE'
      ? []
      : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** Waits briefly for the process group to end. */
async function waitForGroupEnd(group: number): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  while (isAlive(group)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Whether a process of this group runs; zombies do not count. */
function isAlive(group: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/u.test(name)) return false;
    try {
      // "pid (name) state parent group …"; the name may contain anything.
      const [state, , processGroup] =
        readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return processGroup === String(group) && state !== 'Z';
    } catch {
      return false; // it ended meanwhile
    }
  });
}

interface Fixtures {
  /** The app ends with the test. */
  readonly start: (options?: StartOptions) => Promise<TestApp>;
  /** Opens another program's window, which gets the keyboard focus. It ends with the test. */
  readonly openTerminal: (geometry?: string) => Promise<XtermWindow>;
}

export const test = base.extend<Fixtures>({
  start: async ({}, use, info) => {
    const apps: TestApp[] = [];
    await use(async (options) => {
      const app = await TestApp.launch(options);
      apps.push(app);
      await app.waitUntilReady(options?.waitForConnection);
      return app;
    });
    for (const app of apps) {
      if (info.status !== info.expectedStatus) {
        const lines = app.lines.map((line) => JSON.stringify(line)).join('\n');
        await info.attach('lines', { body: lines, contentType: 'text/plain' });
        await info.attach('stderr', { body: app.errors, contentType: 'text/plain' });
      }
    }
    const ends = await Promise.allSettled(apps.map((app) => app.close()));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  },
  openTerminal: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'chakushin-terminal-'));
    const terminals: XtermWindow[] = [];
    await use(async (geometry) => {
      const terminal = await XtermWindow.open(folder, geometry);
      terminals.push(terminal);
      return terminal;
    });
    for (const terminal of terminals) await terminal.close();
    rmSync(folder, { recursive: true, force: true });
  },
});

/** The main window's title while it shows this page. */
export function getPageTitle(page: PageName, t = inEnglish): string {
  return t('main.title', { page: t(`main.page.${page}`) });
}

/** Callers of the simulator's scenarios and of resources/contacts.csv. */
export const CALLERS = {
  /** in the contacts: 田中 恵子, みどり歯科クリニック */
  tanaka: { phone_number: '+819012345678', connection_type: 'pstn_off_net' },
  /** in the contacts: Alice Johnson, Blue Heron Supplies */
  alice: { phone_number: '+12092592844', connection_type: 'pstn_off_net' },
  /** a contact with a very long name */
  longName: { phone_number: '+81661234567', connection_type: 'pstn_off_net' },
  /** two contacts */
  shared: { phone_number: '+81355550000', connection_type: 'pstn_off_net' },
  unknown: { phone_number: '+818055501234', connection_type: 'pstn_off_net' },
  withheld: { connection_type: 'pstn_off_net' },
} as const satisfies Record<string, ZoomCaller>;

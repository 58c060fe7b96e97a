/** Runs the terminal's `webhook` command in its own process for Playwright tests, without app and screen. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test as base, expect } from '@playwright/test';
import { z } from 'zod';
import { eventually, ROOT } from '../app.ts';
import { WEBHOOK_SECRET } from '../../src-core/test-support/fakes.ts';

/** If it takes longer, something keeps it from ending. */
const END_LIMIT_MS = 60_000;

const LineSchema = z.looseObject({
  type: z.enum(['connection', 'call', 'match', 'notice']),
  at: z.iso.datetime(),
  callId: z.string().optional(),
  state: z.string().optional(),
  code: z.string().nullish(),
  message: z.string().optional(),
});
/** The fields of its JSON lines that tests use. */
export type WebhookLine = z.infer<typeof LineSchema>;

export class WebhookProcess {
  readonly #child: ChildProcess;
  readonly #chunks: string[] = [];
  readonly #home: string;
  /** its whole stderr */
  errors = '';
  #url = '';

  private constructor(port: number, env: Readonly<Record<string, string>>) {
    this.#home = mkdtempSync(join(tmpdir(), 'chakushin-webhook-'));
    const args = ['src-cli/main.ts', 'webhook', '--json', '--port', String(port)];
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: this.#home,
        CHAKUSHIN_HOME: this.#home,
        LANG: 'en_US.UTF-8',
        TZ: 'UTC',
        ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET,
        ...env,
      },
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#chunks.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  /** Call `end` even if the start fails later. */
  static start(port: number, env: Readonly<Record<string, string>>): WebhookProcess {
    return new WebhookProcess(port, env);
  }

  /** Resolves once it listens. */
  async listening(): Promise<void> {
    const address = /http:\/\/127\.0\.0\.1:\d+\/zoom\/webhook/u;
    await eventually(() => address.test(this.output), 'the terminal says where it listens').toBe(true);
    this.#url = address.exec(this.output)?.[0] ?? '';
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the terminal did not start');
    return pid;
  }

  /** The URL on which it listens. */
  get url(): string {
    return this.#url;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  /** Its whole stdout. */
  get output(): string {
    return this.#chunks.join('');
  }

  /** Its complete lines. */
  get lines(): WebhookLine[] {
    const completeLines = this.output.split('\n').slice(0, -1);
    return completeLines.map((text) => LineSchema.parse(JSON.parse(text)));
  }

  /** The reported states of each call, in order. */
  get calls(): Map<string, string[]> {
    const calls = new Map<string, string[]>();
    for (const { type, callId, state } of this.lines) {
      if (type !== 'call' || callId === undefined || state === undefined) continue;
      calls.set(callId, [...(calls.get(callId) ?? []), state]);
    }
    return calls;
  }

  get notices(): WebhookLine[] {
    return this.lines.filter(({ type }) => type === 'notice');
  }

  /** Resident memory in bytes. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1_024;
  }

  /** Number of open files and sockets. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it as a user does. Throws if it does not exit normally. */
  async end(): Promise<void> {
    try {
      if (this.#child.exitCode === null && this.#child.signalCode === null) {
        const closed = once(this.#child, 'close');
        this.#child.kill('SIGTERM');
        const isLate = await Promise.race([
          closed.then(() => false),
          sleep(END_LIMIT_MS, true, { ref: false }),
        ]);
        if (isLate) this.#child.kill('SIGKILL');
        expect(isLate, 'the terminal does not end by itself').toBe(false);
      }
      expect(this.#child.exitCode, this.errors).toBe(0);
    } finally {
      rmSync(this.#home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }
}

interface Fixtures {
  /** Starts the terminal on this port, any by default, and waits until it listens. It ends with the test. */
  readonly listen: (options?: {
    readonly port?: number;
    readonly env?: Readonly<Record<string, string>>;
  }) => Promise<WebhookProcess>;
}

export const test = base.extend<Fixtures>({
  listen: async ({}, use, info) => {
    const terminals: WebhookProcess[] = [];
    await use(async ({ port = 0, env = {} } = {}) => {
      const terminal = WebhookProcess.start(port, env);
      terminals.push(terminal);
      await terminal.listening();
      return terminal;
    });
    if (info.status !== info.expectedStatus)
      for (const { output, errors } of terminals)
        await info.attach('terminal', { body: output + errors, contentType: 'text/plain' });
    const ends = await Promise.allSettled(terminals.map((terminal) => terminal.end()));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  },
});

/** Runs the real terminal in its own process for tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { CLI, PROJECT_FOLDER } from './cli-paths.ts';
import { Mailbox } from './fakes.ts';

export type JsonLine = Readonly<Record<string, unknown>>;

export const ISO: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);

export interface CliProcessOptions {
  /** the test's folder for settings and database */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** whether stdin stays open for typing; by default it is closed from the start */
  readonly typing?: boolean;
}

export class CliProcess {
  readonly lines = new Mailbox<string>();
  readonly errorLines = new Mailbox<string>();
  /** the exit code, after all output was read; null = ended by a signal */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { home, env = {}, typing = false }: CliProcessOptions) {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: PROJECT_FOLDER,
      // Its own process group, so that leftover processes can be found.
      detached: true,
      stdio: [typing ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        CHAKUSHIN_HOME: home,
        LANG: 'en_US.UTF-8',
        TZ: 'UTC',
        ...env,
      },
    });
    this.#child = child;
    split(child.stdout, this.lines);
    split(child.stderr, this.errorLines);
    this.ended = once(child, 'close').then(() => child.exitCode);
  }

  get errors(): string {
    return this.errorLines.all.join('\n');
  }

  /** stdout, one JSON value per line. */
  get json(): JsonLine[] {
    return this.lines.all.map(parseLine);
  }

  /** The next matching line of stdout. */
  async next(matches: (line: JsonLine) => boolean): Promise<JsonLine> {
    return parseLine(await this.lines.find((text) => matches(parseLine(text))));
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  closeStdin(): void {
    this.#child.stdin?.end();
  }

  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(name);
  }

  /** The exit code, after its whole process group has ended. */
  async end(): Promise<number | null> {
    const code = await this.ended;
    // The compiler's helper process needs a moment to notice that its parent has ended.
    const group = -(this.#child.pid ?? 0);
    await vi.waitFor(() => expect(() => process.kill(group, 0)).toThrow(/ESRCH/u), {
      timeout: 60_000,
      interval: 20,
    });
    return code;
  }

  kill(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
  }
}

/** Returns seconds for `--for`, enough to get as far as another command did since `startedAt` (`performance.now`). */
export function toAmpleSeconds(startedAt: number): string {
  return String(Math.max(1, Math.ceil(((performance.now() - startedAt) * 2) / 1_000)));
}

export function parseLine(text: string): JsonLine {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(`not a line: ${text}`);
  return { ...value };
}

function split(stream: ChildProcess['stdout'], lines: Mailbox<string>): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const chunks = (rest + text).split('\n');
    rest = chunks.pop() ?? '';
    for (const chunk of chunks) lines.push(chunk);
  });
  // The last line counts even without a newline.
  stream?.on('end', () => {
    if (rest !== '') lines.push(rest);
  });
}

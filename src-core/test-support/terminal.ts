/** The real terminal in a process of its own, as tests start, hear and end it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { CLI, PROJECT_FOLDER } from './cli-paths.ts';
import { Mailbox } from './fakes.ts';

/** One line of stdout, as JSON. */
export type JsonLine = Readonly<Record<string, unknown>>;

export const ISO: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);

export interface CliProcessOptions {
  /** a folder of the test's own, for settings and database */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** kept open, to be typed into; closed from the beginning otherwise */
  readonly typing?: boolean;
}

export class CliProcess {
  readonly lines = new Mailbox<string>();
  readonly errorLines = new Mailbox<string>();
  /** the exit code, once all that it said was heard; null = a signal ended it */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { home, env = {}, typing = false }: CliProcessOptions) {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: PROJECT_FOLDER,
      // Its own process group, so that whatever it leaves behind can be found.
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

  /** stdout line by line, each one JSON. */
  get json(): JsonLine[] {
    return this.lines.all.map(parseLine);
  }

  /** The next line of stdout that fits. */
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

  /** The exit code; nothing of it is left. */
  async end(): Promise<number | null> {
    const code = await this.ended;
    // The compiler's helper needs a moment to notice that its parent is gone.
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

/** Seconds for `--for` in which a command gets as far as one did since `startedAt` (of `performance.now`) on this machine. */
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
  // A line that was never ended is one too, and tests shall see it.
  stream?.on('end', () => {
    if (rest !== '') lines.push(rest);
  });
}

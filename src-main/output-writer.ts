import { relative } from 'node:path';
import type { Clock } from '../src-core/util/clock.ts';
import { toJsonLine, type FormatContext } from '../src-core/output/json-line.ts';
import { toLogLine } from '../src-core/output/log-line.ts';
import { ReadableOutput } from '../src-core/output/terminal-output.ts';
import type { Output } from '../src-core/service/app-state.ts';
import type { Log } from './log.ts';
import { Throttle } from '../src-core/util/throttle.ts';

/** A card does not wait for log and terminal. The service announces a new state with no delay, so one ms is later. */
const FLUSH_DELAY_MS = 1;

export interface OutputWriterDeps {
  readonly log: Log;
  readonly stdout: {
    readonly isTTY: boolean;
    write(text: string): unknown;
    on(event: 'error', listener: () => void): unknown;
  };
  readonly clock: Clock;
  readonly context: () => FormatContext;
  /** Paths of screenshots are written relative to this folder. */
  readonly root: string;
  /** prints the terminal's JSON lines */
  readonly shouldPrintJson: boolean;
  /** prints readable lines if not JSON */
  readonly isDemo: boolean;
}

/** Writes what happens to the log, and to stdout if that is asked for. */
export class OutputWriter {
  readonly #deps: OutputWriterDeps;
  readonly #readableOutput: ReadableOutput;
  readonly #pending: Output[] = [];
  readonly #throttle: Throttle;
  /** of the demo's calls */
  readonly #paintedMs = new Map<string, number>();

  constructor(deps: OutputWriterDeps) {
    this.#deps = deps;
    this.#readableOutput = new ReadableOutput(deps.stdout.isTTY);
    this.#throttle = new Throttle(deps.clock, () => this.flush());
    // A reader of our lines that ended (`| head`) is no reason to stop answering calls.
    deps.stdout.on('error', () => undefined);
  }

  /** Writes this shortly. */
  queue(output: Output): void {
    this.#pending.push(output);
    this.#throttle.schedule(FLUSH_DELAY_MS);
  }

  /** Writes at once what is queued. */
  flush(): void {
    const { log, stdout, context, shouldPrintJson, isDemo } = this.#deps;
    const formatContext = context();
    for (const output of this.#pending.splice(0)) {
      log.info(toLogLine(output));
      if (shouldPrintJson) this.#writeJson(toJsonLine(output, formatContext));
      else if (isDemo) stdout.write(`${this.#readableOutput.format(output, formatContext)}\n`);
    }
  }

  /** The card of a ringing call is on the screen, so long after its event arrived. */
  reportPainted(callId: string, paintedMs: number): void {
    this.#deps.log.info(`card ${callId} painted after ${paintedMs} ms`);
    // On the tour the line comes with the card's screenshots.
    if (this.#deps.isDemo) this.#paintedMs.set(callId, paintedMs);
    else this.#writePopupLine(callId, paintedMs, []);
  }

  /** The tour saved screenshots of this call's card. @param files absolute paths */
  reportScreenshots(callId: string, files: readonly string[]): void {
    const { root, stdout, shouldPrintJson } = this.#deps;
    const screenshots = files.map((file) => relative(root, file));
    this.#writePopupLine(callId, this.#paintedMs.get(callId) ?? null, screenshots);
    if (!shouldPrintJson) stdout.write(`          ${screenshots.join('  ')}\n`);
  }

  #writePopupLine(callId: string, paintedMs: number | null, screenshots: readonly string[]): void {
    if (!this.#deps.shouldPrintJson) return;
    const at = new Date(this.#deps.clock.now()).toISOString();
    this.#writeJson({
      type: 'popup',
      at,
      callId,
      paintedMs,
      screenshot: screenshots[0] ?? null,
      screenshots,
    });
  }

  #writeJson(line: Readonly<Record<string, unknown>>): void {
    this.#deps.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

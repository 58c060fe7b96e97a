import { relative } from 'node:path';
import { toJsonLine, type FormatContext } from '../src-core/output/json-line.ts';
import { toLogLine } from '../src-core/output/log-line.ts';
import { ReadableOutput } from '../src-core/output/terminal-output.ts';
import type { Output } from '../src-core/service/app-state.ts';
import type { Clock } from '../src-core/util/clock.ts';
import type { Log } from './log.ts';
import { Throttle } from '../src-core/util/throttle.ts';

/** Cards have priority over log and terminal. 1 ms is enough, since the service announces a state without delay. */
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
  /** screenshots are reported relative to this folder */
  readonly root: string;
  readonly shouldPrintJson: boolean;
  /** prints readable lines unless `shouldPrintJson` */
  readonly isDemo: boolean;
}

/** Writes outputs to the log, and to stdout if requested. */
export class OutputWriter {
  readonly #deps: OutputWriterDeps;
  readonly #readableOutput: ReadableOutput;
  readonly #pending: Output[] = [];
  readonly #throttle: Throttle;
  /** by call id; only in a demo */
  readonly #paintedMs = new Map<string, number>();

  constructor(deps: OutputWriterDeps) {
    this.#deps = deps;
    this.#readableOutput = new ReadableOutput(deps.stdout.isTTY);
    this.#throttle = new Throttle(deps.clock, () => this.flush());
    // Ignores EPIPE when stdout is closed (e.g. by `head`), so that calls are still shown.
    deps.stdout.on('error', () => undefined);
  }

  queue(output: Output): void {
    this.#pending.push(output);
    this.#throttle.schedule(FLUSH_DELAY_MS);
  }

  flush(): void {
    const { log, stdout, context, shouldPrintJson, isDemo } = this.#deps;
    const formatContext = context();
    for (const output of this.#pending.splice(0)) {
      log.info(toLogLine(output));
      if (shouldPrintJson) this.#writeJson(toJsonLine(output, formatContext));
      else if (isDemo) stdout.write(`${this.#readableOutput.format(output, formatContext)}\n`);
    }
  }

  /** The card of a ringing call is visible, this long after its event arrived. */
  reportPainted(callId: string, paintedMs: number): void {
    this.#deps.log.info(`card ${callId} painted after ${paintedMs} ms`);
    // The tour's line also has the card's screenshots.
    if (this.#deps.isDemo) this.#paintedMs.set(callId, paintedMs);
    else this.#writePopupLine(callId, paintedMs, []);
  }

  /** @param files absolute paths of this card's screenshots */
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

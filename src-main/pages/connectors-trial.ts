import type { Assembly } from '../../src-core/assemble.ts';
import { tryNumber, type Trial } from '../../src-core/connector-trial.ts';
import { recordingTransport, type Exchange } from '../../src-core/http/recording-transport.ts';
import { HttpError } from '../../src-core/http/transport.ts';
import type { PhoneNumber } from '../../src-core/numbers/number.ts';
import type { SecretStore } from '../../src-core/secret-store.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Configuration } from '../../src-core/settings/read.ts';
import type { PageTools } from './page.ts';

/** A trial, as far as it is. */
export interface TrialFacts {
  /** of which entry; null = of the form */
  readonly key: string | null;
  /** what was asked so far */
  readonly exchanges: readonly Exchange[];
  /** null = it is running */
  readonly result: Trial | null;
}

interface TrialTools extends Pick<PageTools, 'clock' | 'redraw' | 't'> {
  readonly assembly: { readonly way: Pick<Assembly['way'], 'transport'> };
}

interface Running {
  readonly key: string | null;
  readonly exchanges: Map<number, Exchange>;
  readonly controller: AbortController;
  result: Trial | null;
}

/** The one number that is tried, or was tried last. */
export class NumberTrial {
  readonly #tools: TrialTools;
  #now: Running | null = null;

  constructor(tools: TrialTools) {
    this.#tools = tools;
  }

  /** null = nothing was tried, or it is forgotten */
  get facts(): TrialFacts | null {
    if (this.#now === null) return null;
    const { key, exchanges, result } = this.#now;
    return { key, exchanges: [...exchanges.values()], result };
  }

  /** Gives up what is running, and forgets what came of it. */
  stop(): void {
    this.#now?.controller.abort();
    this.#now = null;
  }

  /** Asks a CRM in place of what was tried before; each request is shown when it is made. */
  async run(
    {
      key,
      entry,
      number,
    }: { readonly key: string | null; readonly entry: Values; readonly number: PhoneNumber },
    secrets: SecretStore,
    configuration: Configuration,
  ): Promise<void> {
    const { assembly, clock, redraw, t } = this.#tools;
    this.stop();
    const trial: Running = { key, exchanges: new Map(), controller: new AbortController(), result: null };
    this.#now = trial;
    redraw();
    const stopwatch = (): number => performance.now();
    const record = (exchange: Exchange): void => {
      trial.exchanges.set(exchange.index, exchange);
      redraw();
    };
    const transport = recordingTransport(assembly.way.transport, record, stopwatch);
    try {
      trial.result = await tryNumber(
        { entry, number, secret: null },
        { configuration, transport, secrets, clock, stopwatch, t: t() },
        trial.controller.signal,
      );
    } catch (error) {
      if (this.#now === trial) this.#now = null;
      // Somebody has ended it.
      if (!(error instanceof HttpError)) throw error;
    }
    redraw();
  }
}

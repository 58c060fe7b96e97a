import type { Core } from '../../../src-core/create-core.ts';
import { testConnector, type ConnectorTestResult } from '../../../src-core/crm/test-connector.ts';
import { createRecordingTransport, type Exchange } from '../../../src-core/network/recording-transport.ts';
import { HttpError } from '../../../src-core/network/transport.ts';
import type { PhoneNumber } from '../../../src-core/phone-numbers/phone-number.ts';
import type { SecretStore } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Configuration } from '../../../src-core/settings/load-settings.ts';
import type { PageDeps } from '../page.ts';

/** A trial, as far as it is. */
export interface ConnectorTestState {
  /** of which entry; null = of the form */
  readonly key: string | null;
  /** what was asked so far */
  readonly exchanges: readonly Exchange[];
  /** null = it is running */
  readonly result: ConnectorTestResult | null;
}

interface ConnectorTestDeps extends Pick<PageDeps, 'clock' | 'render' | 't'> {
  readonly core: { readonly network: Pick<Core['network'], 'transport'> };
}

interface TestRun {
  readonly key: string | null;
  readonly exchanges: Map<number, Exchange>;
  readonly controller: AbortController;
  result: ConnectorTestResult | null;
}

/** The one number that is tried, or was tried last. */
export class ConnectorTest {
  readonly #deps: ConnectorTestDeps;
  #current: TestRun | null = null;

  constructor(deps: ConnectorTestDeps) {
    this.#deps = deps;
  }

  /** null = nothing was tried, or it is forgotten */
  get state(): ConnectorTestState | null {
    if (this.#current === null) return null;
    const { key, exchanges, result } = this.#current;
    return { key, exchanges: [...exchanges.values()], result };
  }

  /** Gives up what is running, and forgets what came of it. */
  stop(): void {
    this.#current?.controller.abort();
    this.#current = null;
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
    const { core, clock, render, t } = this.#deps;
    this.stop();
    const run: TestRun = { key, exchanges: new Map(), controller: new AbortController(), result: null };
    this.#current = run;
    render();
    const stopwatch = (): number => performance.now();
    const record = (exchange: Exchange): void => {
      run.exchanges.set(exchange.index, exchange);
      render();
    };
    const transport = createRecordingTransport(core.network.transport, record, stopwatch);
    try {
      run.result = await testConnector(
        { entry, number, secret: null },
        { configuration, transport, secrets, clock, stopwatch, t: t() },
        run.controller.signal,
      );
    } catch (error) {
      if (this.#current === run) this.#current = null;
      // Somebody has ended it.
      if (!(error instanceof HttpError)) throw error;
    }
    render();
  }
}

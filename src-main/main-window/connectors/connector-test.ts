import type { Core } from '../../../src-core/create-core.ts';
import { testConnector, type ConnectorTestResult } from '../../../src-core/crm/test-connector.ts';
import type { Exchange } from '../../../src-core/network/recording-transport.ts';
import { HttpError } from '../../../src-core/network/transport.ts';
import type { PhoneNumber } from '../../../src-core/phone-numbers/phone-number.ts';
import type { SecretStore } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Configuration } from '../../../src-core/settings/load-settings.ts';
import type { PageDeps } from '../page.ts';

/** A test so far. */
export interface ConnectorTestState {
  /** of the tested entry; null = the entry in the form */
  readonly key: string | null;
  /** requests so far */
  readonly exchanges: readonly Exchange[];
  /** null = running */
  readonly result: ConnectorTestResult | null;
}

interface ConnectorTestDeps extends Pick<PageDeps, 'clock' | 'render' | 't'> {
  readonly core: { readonly network: Pick<Core['network'], 'transport'> };
}

interface TestRun extends ConnectorTestState {
  readonly exchanges: Exchange[];
  readonly controller: AbortController;
  result: ConnectorTestResult | null;
}

/** The running or last test; there is one at a time. */
export class ConnectorTest {
  readonly #deps: ConnectorTestDeps;
  #current: TestRun | null = null;

  constructor(deps: ConnectorTestDeps) {
    this.#deps = deps;
  }

  /** null before the first test and after `stop` */
  get state(): ConnectorTestState | null {
    return this.#current;
  }

  /** Cancels a running test and forgets the result. */
  stop(): void {
    this.#current?.controller.abort();
    this.#current = null;
  }

  /** Replaces the previous test; each request is shown when it is made. */
  async run(
    key: string | null,
    { entry, number }: { readonly entry: Values; readonly number: PhoneNumber },
    secrets: SecretStore,
    configuration: Configuration,
  ): Promise<void> {
    const { core, clock, render, t } = this.#deps;
    this.stop();
    const run: TestRun = { key, exchanges: [], controller: new AbortController(), result: null };
    this.#current = run;
    render();
    const stopwatch = (): number => performance.now();
    const onExchange = (exchange: Exchange): void => {
      run.exchanges[exchange.index] = exchange;
      render();
    };
    const { transport } = core.network;
    try {
      run.result = await testConnector(
        { entry, number, secret: null },
        { configuration, transport, secrets, clock, stopwatch, t: t(), onExchange },
        run.controller.signal,
      );
    } catch (error) {
      if (this.#current === run) this.#current = null;
      // Canceled.
      if (!(error instanceof HttpError)) throw error;
    }
    render();
  }
}

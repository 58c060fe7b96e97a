import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { KeychainAnswer, KeychainRequest } from './keychain-worker.ts';
import { SecretStoreError, type SecretStore, type SecretStoreFault } from './secret-store.ts';
import { KEYCHAIN_STATES } from './secrets.ts';

/** A person may have to find the window that asks for the keychain's password, and type it. */
const LIMIT_MS = 30_000;

const Answer = z.object({
  id: z.int(),
  state: z.enum(KEYCHAIN_STATES),
  value: z.union([z.string(), z.boolean(), z.null()]),
});

/** A process that answers requests for the keychain; see keychain-worker.ts. */
export interface KeychainWorker {
  send(request: KeychainRequest): void;
  /** Ends it at once, whatever it waits for (SIGKILL). */
  kill(): void;
}

/**
 * Begins a worker.
 * @param events.message something came from it
 * @param events.gone it has ended, or could not be begun
 */
export type SpawnKeychainWorker = (events: {
  readonly message: (message: unknown) => void;
  readonly gone: () => void;
}) => KeychainWorker;

interface Waiting {
  readonly answer: (value: KeychainAnswer['value']) => void;
  readonly fail: (fault: SecretStoreFault) => void;
}

interface Running {
  readonly process: KeychainWorker;
  /** by the id of the request */
  readonly waiting: Map<number, Waiting>;
}

/**
 * The system's keychain, asked through one process of its own, which is begun when it is first wanted. When it does not
 * answer in time it is killed, with all that still waits for it, and the next request begins another. It goes by itself
 * when nobody wanted it for a while.
 */
export class KeychainClient implements SecretStore {
  readonly #spawn: SpawnKeychainWorker;
  readonly #clock: Clock;
  readonly #limitMs: number;
  #running: Running | null = null;
  #lastId = 0;

  constructor(spawn: SpawnKeychainWorker, clock: Clock, limitMs = LIMIT_MS) {
    this.#spawn = spawn;
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  async get(name: string): Promise<string | null> {
    const value = await this.#ask((id) => ({ id, op: 'get', name }));
    return typeof value === 'string' ? value : null;
  }

  async set(name: string, value: string): Promise<void> {
    await this.#ask((id) => ({ id, op: 'set', name, value }));
  }

  async remove(name: string): Promise<boolean> {
    return (await this.#ask((id) => ({ id, op: 'remove', name }))) === true;
  }

  /** Kills the process; what waits for it fails with `timed-out`. It may be asked again. */
  close(): void {
    this.#end('timed-out');
  }

  #ask(request: (id: number) => KeychainRequest): Promise<KeychainAnswer['value']> {
    const { process, waiting } = (this.#running ??= this.#begin());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(this.#limitMs, () => this.#end('timed-out'));
      waiting.set(id, {
        answer: (value) => {
          cancel();
          resolve(value);
        },
        fail: (fault) => {
          cancel();
          reject(new SecretStoreError(fault));
        },
      });
      process.send(request(id));
    });
  }

  #begin(): Running {
    const waiting = new Map<number, Waiting>();
    const process = this.#spawn({
      message: (message) => {
        const answer = Answer.safeParse(message);
        if (!answer.success) return;
        const { id, state, value } = answer.data;
        const asked = waiting.get(id);
        waiting.delete(id);
        if (state === 'ok') asked?.answer(value);
        else asked?.fail(state);
        if (waiting.size > 0) return;
      },
      // libsecret has been seen to crash.
      gone: () => {
        if (this.#running?.waiting === waiting) this.#end('no-service');
      },
    });
    return { process, waiting };
  }

  #end(fault: SecretStoreFault): void {
    const running = this.#running;
    this.#running = null;
    running?.process.kill();
    for (const { fail } of running?.waiting.values() ?? []) fail(fault);
  }
}

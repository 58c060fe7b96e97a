import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import type { KeychainAnswer, KeychainRequest } from './keychain-server.ts';
import { SecretStoreError, type SecretStore, type SecretStoreFault } from './secret-store.ts';
import { KEYCHAIN_STATES } from './keychain.ts';

/** A person may have to find the window that asks for the keychain's password, and type it. */
const TIMEOUT_MS = 30_000;

const AnswerSchema = z.object({
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
  readonly exited: () => void;
}) => KeychainWorker;

interface PendingRequest {
  readonly answer: (value: KeychainAnswer['value']) => void;
  readonly fail: (fault: SecretStoreFault) => void;
}

interface RunningWorker {
  readonly process: KeychainWorker;
  /** by the id of the request */
  readonly pending: Map<number, PendingRequest>;
}

/**
 * The system's keychain, asked through one process of its own, which is begun when it is first wanted. When it does not
 * answer in time it is killed, with all that still waits for it, and the next request begins another. It goes by itself
 * when nobody wanted it for a while.
 */
export class KeychainClient implements SecretStore {
  readonly #spawn: SpawnKeychainWorker;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #worker: RunningWorker | null = null;
  #lastId = 0;

  constructor(spawn: SpawnKeychainWorker, clock: Clock, timeoutMs = TIMEOUT_MS) {
    this.#spawn = spawn;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  async get(name: string): Promise<string | null> {
    const value = await this.#send((id) => ({ id, op: 'get', name }));
    return typeof value === 'string' ? value : null;
  }

  async set(name: string, value: string): Promise<void> {
    await this.#send((id) => ({ id, op: 'set', name, value }));
  }

  async remove(name: string): Promise<boolean> {
    return (await this.#send((id) => ({ id, op: 'remove', name }))) === true;
  }

  /** Kills the process; what waits for it fails with `timed-out`. It may be asked again. */
  close(): void {
    this.#stopWorker('timed-out');
  }

  #send(request: (id: number) => KeychainRequest): Promise<KeychainAnswer['value']> {
    const { process, pending } = (this.#worker ??= this.#startWorker());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(this.#timeoutMs, () => this.#stopWorker('timed-out'));
      pending.set(id, {
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

  #startWorker(): RunningWorker {
    const pending = new Map<number, PendingRequest>();
    const process = this.#spawn({
      message: (message) => {
        const answer = AnswerSchema.safeParse(message);
        if (!answer.success) return;
        const { id, state, value } = answer.data;
        const entry = pending.get(id);
        pending.delete(id);
        if (state === 'ok') entry?.answer(value);
        else entry?.fail(state);
        if (pending.size > 0) return;
      },
      // libsecret has been seen to crash.
      exited: () => {
        if (this.#worker?.pending === pending) this.#stopWorker('no-service');
      },
    });
    return { process, pending };
  }

  #stopWorker(fault: SecretStoreFault): void {
    const worker = this.#worker;
    this.#worker = null;
    worker?.process.kill();
    for (const { fail } of worker?.pending.values() ?? []) fail(fault);
  }
}

import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import type { KeychainAnswer, KeychainRequest } from './keychain-server.ts';
import { SecretStoreError, type SecretStore, type SecretStoreFault } from './secret-store.ts';
import { KEYCHAIN_STATES } from './keychain.ts';

/** The user may have to find the keychain's password dialog, and type the password. */
const TIMEOUT_MS = 30_000;

const AnswerSchema = z.object({
  id: z.int(),
  state: z.enum(KEYCHAIN_STATES),
  value: z.union([z.string(), z.boolean(), z.null()]),
});

/** A process that runs `serveKeychain`. */
export interface KeychainWorker {
  send(request: KeychainRequest): void;
  /** SIGKILL, because it may be blocked. */
  kill(): void;
}

/** @param events.exited also if it could not start */
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
  /** by the request's id */
  readonly pending: Map<number, PendingRequest>;
}

/**
 * The system's keychain, through a worker process that starts with the first request. If it does not answer
 * in time it is killed, all pending requests fail, and the next request starts another one. It exits when
 * idle.
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

  /** Kills the process; pending requests fail with `timed-out`. The client stays usable. */
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
      },
      // libsecret sometimes crashes.
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

import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { KEYCHAIN_SERVICE, loadKeytar, runWithKeytar, type Keytar, type KeychainState } from './keychain.ts';

/** To the worker. `value` is a secret. */
export const KeychainRequest = z.discriminatedUnion('op', [
  z.object({ id: z.int(), op: z.literal('get'), name: z.string() }),
  z.object({ id: z.int(), op: z.literal('set'), name: z.string(), value: z.string() }),
  z.object({ id: z.int(), op: z.literal('remove'), name: z.string() }),
]);
export type KeychainRequest = z.infer<typeof KeychainRequest>;

export interface KeychainAnswer {
  /** of the request */
  readonly id: number;
  readonly state: KeychainState;
  /** a secret, or whether there was one to remove */
  readonly value: string | boolean | null;
}

/** The process ends when idle, because it takes some hundred megabytes. */
const IDLE_MS = 60_000;

/**
 * Returns the message handler of the worker, which answers requests and exits after a minute without any.
 *
 * @param load for tests
 */
export function serveKeychain(
  {
    send,
    exit,
    clock,
  }: {
    readonly send: (answer: KeychainAnswer | null) => void;
    readonly exit: () => void;
    readonly clock: Clock;
  },
  load?: () => Promise<Keytar>,
): (message: unknown) => void {
  let pendingCount = 0;
  let cancelIdle: () => void = () => undefined;
  return (message) => {
    cancelIdle();
    pendingCount += 1;
    void answerKeychainRequest(message, load).then((answer) => {
      send(answer);
      pendingCount -= 1;
      if (pendingCount > 0) return;
      cancelIdle();
      cancelIdle = clock.after(IDLE_MS, exit);
    });
  };
}

/** Never rejects; null if `message` is no request. Must run in its own process: see `runWithKeytar`. */
export async function answerKeychainRequest(
  message: unknown,
  load: () => Promise<Keytar> = loadKeytar,
): Promise<KeychainAnswer | null> {
  const request = KeychainRequest.safeParse(message);
  if (!request.success) return null;
  const result = await runWithKeytar(load, (keytar) => execute(keytar, request.data));
  return { id: request.data.id, ...result };
}

async function execute(keytar: Keytar, request: KeychainRequest): Promise<string | boolean | null> {
  switch (request.op) {
    case 'get':
      return await keytar.getPassword(KEYCHAIN_SERVICE, request.name);
    case 'set':
      await keytar.setPassword(KEYCHAIN_SERVICE, request.name, request.value);
      return null;
    case 'remove':
      return await keytar.deletePassword(KEYCHAIN_SERVICE, request.name);
  }
}

import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import {
  loadKeytar,
  KEYCHAIN_SERVICE,
  toKeychainState,
  type Keytar,
  type KeychainState,
} from './keychain.ts';

/** What the worker is asked. `value` is a secret, and goes nowhere but into the keychain. */
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
  /** what was read (a secret), whether there was something to remove, or null */
  readonly value: string | boolean | null;
}

/** It takes some hundred megabytes: it goes when nobody wanted it for so long. */
const IDLE_MS = 60_000;

/**
 * What a process does with the messages that come to it: answers them, and leaves when none came for a minute.
 *
 * @param load for tests: gives keytar
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

/**
 * Answers one request. Never rejects; null for what is no request of ours. To be run in a process of its own, which
 * somebody kills: see `probeKeychain`.
 *
 * @param load for tests: gives keytar
 */
export async function answerKeychainRequest(
  message: unknown,
  load: () => Promise<Keytar> = loadKeytar,
): Promise<KeychainAnswer | null> {
  const request = KeychainRequest.safeParse(message);
  if (!request.success) return null;
  const { id } = request.data;
  let keytar: Keytar;
  try {
    keytar = await load();
  } catch {
    return { id, state: 'no-library', value: null };
  }
  try {
    return { id, state: 'ok', value: await execute(keytar, request.data) };
  } catch (error) {
    return { id, state: toKeychainState(error), value: null };
  }
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

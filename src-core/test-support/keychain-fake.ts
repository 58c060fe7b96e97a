/** Replaces keychain-worker.ts: a keychain in memory, with names that cause faults. */
import { KeychainRequest } from '../secrets/keychain-server.ts';

const secrets = new Map<string, string>();

// Ignores SIGTERM, like a process that waits in native code.
process.on('SIGTERM', () => undefined);
process.on('message', (message) => {
  const { id, op, name, ...rest } = KeychainRequest.parse(message);
  const answer = (state: string, value: unknown): void => void process.send?.({ id, state, value });
  switch (name) {
    case 'hang':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      return;
    case 'crash':
      process.exit(1);
    case 'pid':
      answer('ok', String(process.pid));
      return;
    case 'locked':
      answer('locked', null);
      return;
    case 'babble':
      for (const nonsense of [
        'ready',
        null,
        { id },
        { id, state: 'fine', value: null },
        { id: 99, state: 'ok', value: 'x' },
      ])
        process.send?.(nonsense);
      answer('ok', 'after all');
      return;
  }
  if (op === 'set' && 'value' in rest) secrets.set(name, rest.value);
  answer('ok', op === 'get' ? (secrets.get(name) ?? null) : op === 'remove' ? secrets.delete(name) : null);
});

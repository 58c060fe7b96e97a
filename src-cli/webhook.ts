import type { Configuration, WebhookAddress } from '../src-core/settings/read.ts';
import { begin, tellProblems } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { playForEver } from './demo-calls.ts';
import { listen } from './listen.ts';

/**
 * Listens for Zoom's webhook and prints what happens, until a signal, the time limit, or what only a person can mend.
 * @param typed what was typed of the address; the settings say the rest
 */
export async function runWebhook(common: Common, typed: Partial<WebhookAddress>): Promise<ExitCode> {
  const beginning = await begin(common, 'webhook');
  const { configuration, secrets, simulator, t } = beginning;
  try {
    tellProblems(configuration.problems, t);
    if (configuration.problems.length > 0) return 3;
    if (common.stop.signal.aborted) return 0;
    const asTyped = (read: Configuration): Configuration => {
      const { webhook } = read;
      return webhook === null
        ? read
        : { ...read, webhook: { ...webhook, address: { ...webhook.address, ...typed } } };
    };
    return await listen({ configuration: asTyped(configuration), secrets, t }, common, {
      reread: () => asTyped(beginning.reread()),
      // As an administrator does in the Marketplace. What it says of it, the terminal says by its state.
      listening: (url) => void simulator?.subscribeWebhook(url),
      // It ends with the simulator.
      started: () => {
        if (simulator !== null) playForEver(simulator).catch(() => undefined);
      },
    });
  } finally {
    await beginning.end();
  }
}

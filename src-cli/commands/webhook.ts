import type { WebhookAddress } from '../../src-core/settings/load-settings.ts';
import { createCliContext, reportProblems } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { playForever } from './demo-calls.ts';
import { listen } from './listen.ts';

/**
 * Listens for Zoom's webhook and prints what happens, until a signal, the time limit, or what only a person can mend.
 * @param typedAddress what was typed of the address; the settings say the rest
 */
export async function runWebhook(
  options: CommandOptions,
  typedAddress: Partial<WebhookAddress>,
): Promise<ExitCode> {
  const context = await createCliContext(options, 'webhook', typedAddress);
  const { configuration, simulator, t } = context;
  try {
    reportProblems(configuration.problems, t);
    if (configuration.problems.length > 0) return 3;
    if (options.stop.signal.aborted) return 0;
    return await listen(context, options, {
      // As an administrator does in the Marketplace. What it says of it, the terminal says by its state.
      onListening: (url) => void simulator?.subscribeWebhook(url),
      // It ends with the simulator.
      onStarted: () => {
        if (simulator !== null) playForever(simulator).catch(() => undefined);
      },
    });
  } finally {
    await context.close();
  }
}

import { translate } from '../src-core/i18n/index.ts';
import { readConfiguration, type Configuration, type WebhookAddress } from '../src-core/settings/read.ts';
import { tellProblems, terminalLanguage } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { listen } from './listen.ts';

/**
 * Listens for Zoom's webhook and prints what happens, until a signal, the time limit, or what only a person can mend.
 * @param typed what was typed of the address; the settings say the rest
 */
export async function runWebhook(common: Common, typed: Partial<WebhookAddress>): Promise<ExitCode> {
  const read = (): Configuration => {
    const configuration = readConfiguration(process.env, 'webhook');
    const { webhook } = configuration;
    if (webhook === null) return configuration;
    return { ...configuration, webhook: { ...webhook, address: { ...webhook.address, ...typed } } };
  };
  const configuration = read();
  const t = translate(terminalLanguage(configuration));
  tellProblems(configuration.problems, t);
  if (configuration.problems.length > 0) return 3;
  if (common.stop.signal.aborted) return 0;
  return await listen({ configuration, t }, common, { reread: read });
}

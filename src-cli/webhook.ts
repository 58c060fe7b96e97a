import { translate } from '../src-core/i18n/index.ts';
import { readConfiguration } from '../src-core/settings/read.ts';
import type { WebhookAddress } from '../src-core/sources/webhook-source.ts';
import { tellProblems, terminalLanguage } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { listen } from './listen.ts';

/** Listens for Zoom's webhook and prints what happens, until a signal, the time limit, or what only a person can mend. */
export async function runWebhook(common: Common, address: WebhookAddress): Promise<ExitCode> {
  const read = () => readConfiguration(process.env, 'webhook');
  const configuration = read();
  const t = translate(terminalLanguage(configuration));
  tellProblems(configuration.problems, t);
  if (configuration.problems.length > 0) return 3;
  if (common.stop.signal.aborted) return 0;
  return await listen({ configuration, t }, common, { reread: read, webhook: address });
}

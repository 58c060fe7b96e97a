import { createServer } from 'node:net';
import type { Translate } from '../../i18n/index.ts';
import type { WebhookAddress } from '../../settings/load-settings.ts';
import { formatAddress } from '../../zoom/webhook-source.ts';
import { toErrorCode } from '../../util/file-watcher.ts';
import { createFinding, type Finding } from '../check.ts';
import { toFinding } from '../connection-finding.ts';

/**
 * Can the webhook's address be listened at? Whether Zoom reaches it cannot be asked from here. Where something listens
 * already, that is most likely Chakushin itself.
 */
export async function checkWebhook(webhook: WebhookAddress, t: Translate): Promise<Finding> {
  const address = formatAddress(webhook);
  const fault = await tryToListen(webhook);
  switch (fault) {
    case null:
      return createFinding(true, t('check.webhook.ok', { address }));
    case 'EADDRINUSE':
      return createFinding(null, t('check.webhook.taken', { address }), t('remedy.port-taken'));
    default:
      return toFinding({ state: 'offline', cause: 'cannot-listen', detail: address }, t);
  }
}

/** Listens for a moment; the system's code for why it cannot. */
async function tryToListen({ host, port }: WebhookAddress): Promise<string | null> {
  const server = createServer((socket) => socket.destroy());
  return await new Promise((resolve) => {
    server.once('error', (error) => resolve(toErrorCode(error)));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}

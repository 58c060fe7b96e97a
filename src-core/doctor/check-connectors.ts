import type { Translate } from '../i18n/index.ts';
import { ConnectorTrouble } from '../lookup/connector-trouble.ts';
import type { Connector } from '../lookup/connector.ts';
import type { Trouble } from '../lookup/lookup.ts';
import { troubleSentence } from '../sentences.ts';
import { found, type Finding } from './check.ts';

/** Well-formed, and given to nobody: an answer without people is the right one. */
const NOBODYS_NUMBER = { kind: 'external', e164: '+815000000000', extension: null } as const;

/** Does each CRM answer a look-up? All are asked at once; each has its own time limit. */
export async function checkConnectors(connectors: readonly Connector[], t: Translate): Promise<Finding> {
  if (connectors.length === 0) return found(null, t('check.connectors.none'));
  const answers = await Promise.all(connectors.map(askOnce));
  const troubles = answers.flatMap((trouble) => trouble ?? []);
  if (troubles.length === 0) {
    const names = connectors.map(({ name }) => name).join(', ');
    return found(true, t('check.connectors.ok', { names }));
  }
  const sentences = troubles.map((trouble) => troubleSentence(trouble, t)).join(' ');
  return found(false, sentences, t('remedy.connectors'), ['connectors']);
}

async function askOnce(connector: Connector): Promise<Trouble | null> {
  const { id, name } = connector;
  try {
    await connector.find(NOBODYS_NUMBER);
    return null;
  } catch (error) {
    const kind = error instanceof ConnectorTrouble ? error.kind : 'not-understood';
    return { id, connector: name, kind };
  }
}

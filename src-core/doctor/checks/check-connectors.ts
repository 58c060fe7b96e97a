import type { Translate } from '../../i18n/index.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import type { Connector } from '../../lookup/connector.ts';
import type { LookupFailure } from '../../lookup/lookup.ts';
import { formatList, formatLookupFailure, joinSentences } from '../../output/messages.ts';
import { createFinding, type Finding } from '../check.ts';

/** A valid number that is assigned to no one, so a CRM should find no record. */
const UNASSIGNED_NUMBER = { kind: 'external', e164: '+815000000000', extension: null } as const;

/** Checks that each CRM answers a lookup, all at once; each has its own time limit. */
export async function checkConnectors(connectors: readonly Connector[], t: Translate): Promise<Finding> {
  if (connectors.length === 0) return createFinding(null, t('check.connectors.none'));
  const answers = await Promise.all(connectors.map(checkConnector));
  const failures = answers.flatMap((failure) => failure ?? []);
  if (failures.length === 0) {
    const names = formatList(
      connectors.map(({ name }) => name),
      t,
    );
    return createFinding(true, t('check.connectors.ok', { names }));
  }
  const sentences = failures.map((failure) => formatLookupFailure(failure, t));
  return createFinding(false, joinSentences(sentences, t), t('remedy.connectors'), ['connectors']);
}

async function checkConnector(connector: Connector): Promise<LookupFailure | null> {
  const { id, name } = connector;
  try {
    await connector.find(UNASSIGNED_NUMBER);
    return null;
  } catch (error) {
    const kind = error instanceof ConnectorError ? error.kind : 'not-understood';
    return { id, connector: name, kind };
  }
}

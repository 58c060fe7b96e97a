import type { ConnectorKind } from '../connector-kind.ts';
import { hubspot } from './hubspot.ts';

/** Every kind of CRM, by the `type` of its entry in settings.json. One line each. */
export const CONNECTOR_KINDS: ReadonlyMap<string, ConnectorKind> = new Map([['hubspot', hubspot]]);

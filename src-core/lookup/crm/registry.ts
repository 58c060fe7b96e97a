import type { ConnectorKind } from '../connector-kind.ts';
import { freshdesk } from './freshdesk.ts';
import { hubspot } from './hubspot.ts';
import { kintone } from './kintone.ts';
import { pipedrive } from './pipedrive.ts';
import { zendesk } from './zendesk.ts';
import { zoomContacts } from './zoom-contacts.ts';

/** Every kind of CRM, by the `type` of its entry in settings.json. One line each. */
export const CONNECTOR_KINDS: ReadonlyMap<string, ConnectorKind> = new Map([
  ['freshdesk', freshdesk],
  ['hubspot', hubspot],
  ['kintone', kintone],
  ['pipedrive', pipedrive],
  ['zendesk', zendesk],
  ['zoom-contacts', zoomContacts],
]);

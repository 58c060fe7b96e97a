import type { ConnectorKind } from '../connector-kind.ts';
import { dynamics } from './dynamics.ts';
import { freshdesk } from './freshdesk.ts';
import { hubspot } from './hubspot.ts';
import { kintone } from './kintone.ts';
import { pipedrive } from './pipedrive.ts';
import { rest } from './rest.ts';
import { salesforce } from './salesforce.ts';
import { zendesk } from './zendesk.ts';
import { zoho } from './zoho.ts';
import { zoomContacts } from './zoom-contacts.ts';

/** Every kind of CRM, by the `type` of its entry in settings.json. One line each. */
export const CONNECTOR_KINDS: ReadonlyMap<string, ConnectorKind> = new Map([
  ['dynamics', dynamics],
  ['freshdesk', freshdesk],
  ['hubspot', hubspot],
  ['kintone', kintone],
  ['pipedrive', pipedrive],
  ['rest', rest],
  ['salesforce', salesforce],
  ['zendesk', zendesk],
  ['zoho', zoho],
  ['zoom-contacts', zoomContacts],
]);

import type { ConnectorKind } from './connector-kind.ts';
import { dynamics } from './kinds/dynamics.ts';
import { freshdesk } from './kinds/freshdesk.ts';
import { hubspot } from './kinds/hubspot.ts';
import { kintone } from './kinds/kintone.ts';
import { pipedrive } from './kinds/pipedrive.ts';
import { rest } from './kinds/rest/rest.ts';
import { salesforce } from './kinds/salesforce.ts';
import { zendesk } from './kinds/zendesk.ts';
import { zoho } from './kinds/zoho.ts';
import { zoomContacts } from './kinds/zoom-contacts.ts';

/** Every kind of CRM, by the `type` of its entry in settings.json. */
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

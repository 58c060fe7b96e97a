/** Kinds of CRMs in the order of the menu: the most common in Japan first. */
export const CONNECTOR_TYPES = [
  'kintone',
  'salesforce',
  'zoho',
  'hubspot',
  'dynamics',
  'zendesk',
  'freshdesk',
  'pipedrive',
  'zoom-contacts',
  'rest',
] as const;

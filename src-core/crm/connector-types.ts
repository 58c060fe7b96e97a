/** The kinds of CRMs in the order in which they are offered: those met most in Japan first, the one for all else last. */
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

import { z } from 'zod';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import {
  BaseUrl,
  createSecretClient,
  defineConnectorKind,
  type ConnectorContext,
} from '../connector-kind.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import { LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/** Search requests a second, a look-up being two: https://developers.hubspot.com/docs/api/crm/search */
const PER_SECOND = 4;
const MAX_RESULTS = 10;

const Settings = z.object({
  /** the number of the account, as in the addresses of its pages */
  portalId: z.coerce.string().regex(/^\d{1,12}$/u),
  /** accounts in Europe have app-eu1.hubspot.com */
  url: BaseUrl.prefault('https://app.hubspot.com'),
  apiUrl: BaseUrl.prefault('https://api.hubapi.com'),
});

const Properties = z.object({
  firstname: LooseText,
  lastname: LooseText,
  name: LooseText,
  jobtitle: LooseText,
  company: LooseText,
  email: LooseText,
  phone: LooseText,
  mobilephone: LooseText,
  hubspot_owner_id: LooseText,
  num_associated_deals: LooseText,
  notes_last_contacted: LooseText,
  lifecyclestage: LooseText,
  hs_calculated_phone_number: LooseText,
});
const Results = z.object({
  results: z.array(z.object({ id: z.coerce.string(), properties: Properties })),
});

/** The types of records to search, with HubSpot's number for each in addresses. */
const OBJECTS = [
  { name: 'contacts', type: '0-1' },
  { name: 'companies', type: '0-2' },
] as const;
type ObjectName = (typeof OBJECTS)[number]['name'];

/**
 * HubSpot: contacts and companies, by its CRM search.
 *
 * Its searchable number is the national one without leading zeros. `phone` itself is compared as typed, and may be hidden
 * in accounts that mask personal data.
 */
export const hubspot = defineConnectorKind({
  title: 'HubSpot',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ portalId, url, apiUrl }, context) => {
    const { label, masks } = context;
    const request = createSecretClient(context, apiUrl, (token) => ({ Authorization: `Bearer ${token}` }));
    return {
      perSecond: PER_SECOND / OBJECTS.length,
      pagesUrl: url,
      // HubSpot has no documented address that fills in a number.
      getPageUrls: ({ e164 }) => ({
        search: `${url}/contacts/${portalId}/objects/0-1/views/all/list${encodeQuery({ query: formatAs(e164, 'significant')[0] ?? e164 })}`,
      }),
      async search(number, signal) {
        const found = await Promise.all(
          OBJECTS.map(async ({ name, type }) => {
            const { results } = await request({
              method: 'POST',
              path: `/crm/v3/objects/${name}/search`,
              body: createSearchBody(number.e164, masks, name),
              schema: Results,
              signal,
            });
            return results.map(({ id, properties }) => ({
              ...toCrmRecord(properties, name, label),
              id: `${type}:${id}`,
              url: `${url}/contacts/${portalId}/record/${type}/${encodeURIComponent(id)}`,
            }));
          }),
        );
        return found.flat();
      },
    };
  },
});

function toCrmRecord(
  properties: z.infer<typeof Properties>,
  object: ObjectName,
  label: ConnectorContext['label'],
): Omit<CrmRecord, 'id'> {
  const isCompany = object === 'companies';
  return {
    name: isCompany ? properties.name : formatFullName(properties.lastname, properties.firstname),
    company: isCompany ? null : properties.company,
    title: properties.jobtitle,
    ownedBy: [properties.hubspot_owner_id],
    lastActivity: parseTime(properties.notes_last_contacted),
    fields: [label('email', properties.email), label('stage', properties.lifecyclestage)],
    phones: [
      label('phone', properties.phone),
      label('mobile', properties.mobilephone),
      label('phone', properties.hs_calculated_phone_number),
    ],
  };
}

/** Filter groups are alternatives; a search takes five. */
function createSearchBody(e164: string, masks: readonly string[], object: ObjectName): unknown {
  const [significant = ''] = formatAs(e164, 'significant');
  // The searchable number is empty if HubSpot can't parse the typed one, such as full-width digits.
  const typedNotations = formatAllNotations(e164, ALL_NOTATIONS, masks);
  const createFilterGroup = (
    propertyName: string,
    operator: string,
    value: string | readonly string[],
  ): unknown => ({
    filters: [{ propertyName, operator, ...(typeof value === 'string' ? { value } : { values: value }) }],
  });
  const groups = [
    createFilterGroup('hs_searchable_calculated_phone_number', 'EQ', significant),
    createFilterGroup('phone', 'IN', typedNotations),
    ...(object === 'contacts'
      ? [
          createFilterGroup('hs_searchable_calculated_mobile_number', 'CONTAINS_TOKEN', `*${significant}`),
          createFilterGroup('mobilephone', 'IN', typedNotations),
        ]
      : []),
  ];
  return { filterGroups: groups, properties: Object.keys(Properties.shape), limit: MAX_RESULTS };
}

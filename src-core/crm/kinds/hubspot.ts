import { z } from 'zod';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import {
  BaseUrl,
  defineConnectorKind,
  createSecretAuthorization,
  type ConnectorContext,
} from '../connector-kind.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import { CrmHttp, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/** https://developers.hubspot.com/docs/api/crm/search: four requests a second for search, less the lag of its index. */
const PER_SECOND = 4;
const MAX_RESULTS = 10;

const Settings = z.object({
  /** the number of the account, as it stands in every address of its pages */
  portalId: z.coerce.string().regex(/^\d{1,12}$/u),
  /** where its pages are; accounts in Europe have app-eu1.hubspot.com */
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

/** The types of records that are asked for, and HubSpot's number for each in addresses. */
const OBJECTS = [
  { name: 'contacts', type: '0-1' },
  { name: 'companies', type: '0-2' },
] as const;
type ObjectName = (typeof OBJECTS)[number]['name'];

/**
 * HubSpot: contacts and companies, by its CRM search.
 *
 * Its searchable number is the national one without leading zeros; `phone` itself is compared as it was typed, and may
 * be hidden in accounts that mask personal data.
 */
export const hubspot = defineConnectorKind({
  title: 'HubSpot',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ portalId, url, apiUrl }, context) => {
    const { id, name, label, masks } = context;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      createSecretAuthorization(context, (token) => ({ Authorization: `Bearer ${token}` })),
    );
    return {
      id,
      name,
      perSecond: PER_SECOND / OBJECTS.length,
      pagesUrl: url,
      getPageUrls: ({ e164 }) => ({
        // No address of HubSpot's is known that fills in a number.
        create: null,
        search: `${url}/contacts/${portalId}/objects/0-1/views/all/list${encodeQuery({ query: formatAs(e164, 'significant')[0] ?? e164 })}`,
      }),
      async search(number, signal) {
        const found = await Promise.all(
          OBJECTS.map(async (object) => {
            const { results } = await http.request(
              {
                method: 'POST',
                path: `/crm/v3/objects/${object.name}/search`,
                body: createSearchBody(number.e164, masks, object.name),
                schema: Results,
              },
              signal,
            );
            return results.map(({ id: recordId, properties }) => ({
              ...toCrmRecord(properties, object.name, label),
              id: `${object.type}:${recordId}`,
              url: `${url}/contacts/${portalId}/record/${object.type}/${encodeURIComponent(recordId)}`,
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
): Omit<CrmRecord, 'id' | 'url'> {
  const isCompany = object === 'companies';
  return {
    name: (isCompany ? properties.name : formatFullName(properties.lastname, properties.firstname)) ?? '',
    reading: null,
    company: isCompany ? null : properties.company,
    title: properties.jobtitle,
    owner: null,
    ownedBy: properties.hubspot_owner_id === null ? [] : [properties.hubspot_owner_id],
    open: null,
    lastActivity: parseTime(properties.notes_last_contacted),
    fields: [
      { label: label('email'), value: properties.email ?? '' },
      { label: label('stage'), value: properties.lifecyclestage ?? '' },
    ],
    phones: [
      { field: label('phone'), text: properties.phone ?? '' },
      { field: label('mobile'), text: properties.mobilephone ?? '' },
      { field: label('phone'), text: properties.hs_calculated_phone_number ?? '' },
    ],
  };
}

/** Groups are alternatives, of which a search takes five. */
function createSearchBody(e164: string, masks: readonly string[], object: ObjectName): unknown {
  const [significant = ''] = formatAs(e164, 'significant');
  // The searchable number is empty where HubSpot can make nothing of what was typed, full-width digits for example.
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

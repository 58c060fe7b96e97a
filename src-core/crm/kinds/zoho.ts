import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, defineConnectorKind, RedirectPort, type ConnectorContext } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import {
  createCrmClient,
  createOptionalFieldsRunner,
  HiddenFieldError,
  LooseText,
  parseTime,
  type Authorization,
} from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Zoho limits concurrent requests, to five in the smallest edition: https://www.zoho.com/crm/developer/docs/api/v8/api-limits.html.
 * A look-up is one for each module.
 */
const PER_SECOND = 2;
const MAX_RESULTS = 50;
/** https://zoho.com/crm/developer/docs/api/v8/COQL-Limitations.html */
const MAX_VALUES = 50;
const MAX_CRITERIA = 25;

/** What follows "zoho." in addresses, except Canada's: https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html */
const DATA_CENTERS = ['jp', 'com', 'eu', 'in', 'com.au', 'com.cn', 'ca', 'sa'] as const;

const MODULES = ['Contacts', 'Leads', 'Accounts'] as const;
type ModuleName = (typeof MODULES)[number];

const Settings = z.object({
  /** the data center: "jp" of crm.zoho.jp */
  dc: z.enum(DATA_CENTERS).default('jp'),
  /** the organization in the addresses of its pages: "org746753262" */
  org: z.string().regex(/^[0-9A-Za-z_-]{1,60}$/u),
  url: BaseUrl.optional(),
  apiUrl: BaseUrl.optional(),
  /** of the server-based application registered at api-console.zoho.com */
  clientId: z.string().min(1),
  redirectPort: RedirectPort,
  /** what to search; a module that the user may not see fails the whole search */
  modules: z.array(z.enum(MODULES)).min(1).default(MODULES.slice()),
});

const FoundRecord = z.object({
  id: z.coerce.string().regex(/^\d{1,30}$/u),
  First_Name: LooseText,
  Last_Name: LooseText,
  Account_Name: LooseText,
  Company: LooseText,
  Title: LooseText,
  Designation: LooseText,
  Email: LooseText,
  Lead_Status: LooseText,
  Phone: LooseText,
  Mobile: LooseText,
  Home_Phone: LooseText,
  Other_Phone: LooseText,
  Asst_Phone: LooseText,
  Last_Activity_Time: LooseText,
  'Account_Name.Account_Name': LooseText,
  'Owner.first_name': LooseText,
  'Owner.last_name': LooseText,
  'Owner.email': LooseText,
});
type ZohoRecord = z.infer<typeof FoundRecord>;
const QueryResponse = z.object({ data: z.array(FoundRecord) });
const ErrorBody = z.object({ code: z.string() });

interface Columns {
  readonly phones: readonly string[];
  readonly otherFields: readonly string[];
}

/** Optional columns are those that an administrator may hide and that a record can be shown without. */
const COLUMNS: Readonly<Record<ModuleName, { readonly required: Columns; readonly optional: Columns }>> = {
  Contacts: {
    required: { phones: ['Phone', 'Mobile'], otherFields: ['First_Name', 'Last_Name'] },
    optional: {
      phones: ['Home_Phone', 'Other_Phone', 'Asst_Phone'],
      otherFields: ['Title', 'Email', 'Account_Name.Account_Name'],
    },
  },
  Leads: {
    required: { phones: ['Phone', 'Mobile'], otherFields: ['First_Name', 'Last_Name', 'Company'] },
    optional: { phones: [], otherFields: ['Designation', 'Email', 'Lead_Status'] },
  },
  Accounts: {
    required: { phones: ['Phone'], otherFields: ['Account_Name'] },
    optional: { phones: [], otherFields: [] },
  },
};
const COMMON_OPTIONAL_FIELDS = ['Owner.first_name', 'Owner.last_name', 'Owner.email', 'Last_Activity_Time'];

/**
 * Zoho CRM: contacts, unconverted leads and accounts, by a query for each module
 * (COQL, https://www.zoho.com/crm/developer/docs/api/v8/COQL-Overview.html).
 */
export const zoho = defineConnectorKind({
  title: 'Zoho CRM',
  settings: Settings,
  getSignIn: ({ dc, clientId, redirectPort }) => ({
    kind: 'oauth',
    provider: {
      authorizeUrl: `https://accounts.${getZohoDomain(dc)}/oauth/v2/auth`,
      tokenUrl: `https://accounts.${getZohoDomain(dc)}/oauth/v2/token`,
      clientId,
      requiresClientSecret: true,
      scope: ['coql', 'modules.contacts', 'modules.leads', 'modules.accounts']
        .map((scope) => `ZohoCRM.${scope}.READ`)
        .join(','),
      // Without `offline` Zoho gives no refresh token; without `consent`, none for a second sign-in.
      parameters: { access_type: 'offline', prompt: 'consent' },
      redirectPort,
    },
  }),
  createSearch: (settings, context) => {
    const { dc, org, modules } = settings;
    const { url = `https://crm.${getZohoDomain(dc)}`, apiUrl = `https://www.zohoapis.${dc}` } = settings;
    const { label, masks } = context;
    const request = createCrmClient(context.transport, apiUrl, toZohoAuthorization(context.bearer));
    const queries = modules.map((module) => ({ module, runQuery: createOptionalFieldsRunner() }));
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      async search(number, signal) {
        const found = await Promise.all(
          queries.map(async ({ module, runQuery }) => {
            const { data } = await runQuery((withOptional) =>
              request({
                method: 'POST',
                path: '/crm/v8/coql',
                body: { select_query: createCoql(module, number.e164, masks, withOptional) },
                schema: QueryResponse,
                empty: { data: [] },
                findError: toZohoError,
                signal,
              }),
            );
            return data.map((record) => ({
              ...toCrmRecord(record, module, label),
              url: `${url}/crm/${encodeURIComponent(org)}/tab/${module}/${encodeURIComponent(record.id)}`,
            }));
          }),
        );
        return found.flat();
      },
      // Zoho has no documented address that fills in a number or searches for one.
    };
  },
});

function getZohoDomain(dc: (typeof DATA_CENTERS)[number]): string {
  return dc === 'ca' ? 'zohocloud.ca' : `zoho.${dc}`;
}

/**
 * The header of Zoho CRM's documents. Those of Zoho Accounts allow "Bearer" as well:
 * https://www.zoho.com/accounts/protocol/oauth/use-access-token.html
 */
function toZohoAuthorization(bearer: Authorization): Authorization {
  return {
    renewable: bearer.renewable,
    headers: async (refused, signal) => {
      const { Authorization: value = '' } = await bearer.headers(refused, signal);
      return { Authorization: value.replace(/^Bearer /u, 'Zoho-oauthtoken ') };
    },
  };
}

function toCrmRecord(record: ZohoRecord, module: ModuleName, label: ConnectorContext['label']): CrmRecord {
  return {
    id: record.id,
    name: module === 'Accounts' ? record.Account_Name : formatFullName(record.Last_Name, record.First_Name),
    company: record.Company ?? record['Account_Name.Account_Name'],
    title: record.Title ?? record.Designation,
    owner: formatFullName(record['Owner.last_name'], record['Owner.first_name']),
    ownedBy: [record['Owner.email']],
    lastActivity: parseTime(record.Last_Activity_Time),
    fields: [label('email', record.Email), label('stage', record.Lead_Status)],
    phones: [
      label(module === 'Accounts' ? 'company-phone' : 'phone', record.Phone),
      label('mobile', record.Mobile),
      label('home', record.Home_Phone),
      label('other-phone', record.Other_Phone),
      label('other-phone', record.Asst_Phone),
    ],
  };
}

function createCoql(
  module: ModuleName,
  e164: string,
  masks: readonly string[],
  withOptional: boolean,
): string {
  const { required, optional } = COLUMNS[module];
  const phones = [...required.phones, ...(withOptional ? optional.phones : [])];
  const columns = [
    ...phones,
    ...required.otherFields,
    ...(withOptional ? [...optional.otherFields, ...COMMON_OPTIONAL_FIELDS] : []),
  ];
  const unconvertedCriteria = module === 'Leads' && withOptional ? ['Converted__s = false'] : [];
  const perField = Math.floor((MAX_CRITERIA - unconvertedCriteria.length) / phones.length);
  const criteria = phones.flatMap((field) => createCriteria(field, e164, masks).slice(0, perField));
  const where = [...unconvertedCriteria, joinWithOr(criteria)].join(' and ');
  return `select id, ${columns.join(', ')} from ${module} where (${where}) limit ${MAX_RESULTS}`;
}

/** Whole texts first, then parts, which also find a number among other text. */
function createCriteria(field: string, e164: string, masks: readonly string[]): readonly string[] {
  const [formatted = ''] = formatAs(e164, 'national-formatted');
  const [international = ''] = formatAs(e164, 'international');
  const [significant = ''] = formatAs(e164, 'significant');
  const [area = '', ...rest] = formatted.split('-');
  const typedTexts = [
    ...formatAllNotations(e164, ALL_NOTATIONS, masks),
    ...[' ', '.'].map((separator) => formatted.replaceAll('-', separator)),
    `(${area}) ${rest.join('-')}`,
  ];
  // Part of all notations: "90-1234-5678".
  const nationalPart = international.replace(/^\S+ /u, '');
  const substrings = [
    significant,
    nationalPart,
    nationalPart.replaceAll('-', ' '),
    nationalPart.replaceAll('-', '.'),
  ];
  const values = typedTexts.flatMap((text) => toLiteral(text) ?? []).slice(0, MAX_VALUES);
  return [
    `${field} in (${values.join(', ')})`,
    ...[...new Set(substrings)].flatMap((text) => {
      const value = toLiteral(`%${text}%`);
      return value === null ? [] : [`${field} like ${value}`];
    }),
  ];
}

/** (a or (b or c)): Zoho allows only two operands. */
function joinWithOr(criteria: readonly string[]): string {
  const [first = '', ...others] = criteria;
  return others.length === 0 ? first : `(${first} or ${joinWithOr(others)})`;
}

/**
 * A quoted text; a quote in it is doubled (https://help.zoho.com/portal/en/community/topic/kaizen-171-faqs-on-coql-api).
 * Null for a text with a backslash, whose meaning is not documented.
 */
function toLiteral(text: string): string | null {
  return text.includes('\\') ? null : `'${text.replaceAll("'", "''")}'`;
}

function toZohoError({ status, json }: HttpResponse): ConnectorError | null {
  if (status < 400) return null;
  switch (ErrorBody.safeParse(json).data?.code ?? '') {
    case 'INVALID_QUERY':
      return new HiddenFieldError();
    // Signed in, but without the right; the status may be 401.
    case 'OAUTH_SCOPE_MISMATCH':
    case 'NO_PERMISSION':
    case 'INVALID_MODULE':
      return new ConnectorError('forbidden');
    default:
      return null;
  }
}

import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import {
  BaseUrl,
  defineConnectorKind,
  RedirectPort,
  type ConnectorContext,
  type Label,
} from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { CrmHttp, LooseText, parseTime, type Authorization } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Calls under way at a time are counted (five in the smallest edition), and a look-up is one for each module.
 * https://www.zoho.com/crm/developer/docs/api/v8/api-limits.html
 */
const PER_SECOND = 2;
const MAX_RESULTS = 50;
/** https://zoho.com/crm/developer/docs/api/v8/COQL-Limitations.html */
const MAX_VALUES = 50;
const MAX_CRITERIA = 25;

/**
 * Where the account is kept, by what stands behind "zoho." in its addresses; Canada's are called otherwise.
 * https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html
 */
const DATA_CENTERS = ['jp', 'com', 'eu', 'in', 'com.au', 'com.cn', 'ca', 'sa'] as const;

const MODULES = ['Contacts', 'Leads', 'Accounts'] as const;
type ModuleName = (typeof MODULES)[number];

const Settings = z.object({
  /** the data center, as in the addresses: "jp" of crm.zoho.jp */
  dc: z.enum(DATA_CENTERS).default('jp'),
  /** the organization as it stands in every address of its pages: "org746753262" */
  org: z.string().regex(/^[0-9A-Za-z_-]{1,60}$/u),
  /** where the pages are, if not at the data center's usual address */
  url: BaseUrl.optional(),
  /** where the API is, if not at the data center's usual address */
  apiUrl: BaseUrl.optional(),
  /** the client that is registered at api-console.zoho.com as a server-based application */
  clientId: z.string().min(1),
  /** the port in the callback address that is registered with that client */
  redirectPort: RedirectPort,
  /** what is searched; a user who may not see one of these can search none, so leave that one out */
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

/** Fields by module: those without which there is nothing to show, and those that an administrator may hide or remove. */
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

/** A field that was asked for is hidden from this user, or is no more. */
class HiddenFieldError extends ConnectorError {}

/**
 * Zoho CRM: contacts, leads that are not converted yet, and accounts, by a query for each module (COQL,
 * https://www.zoho.com/crm/developer/docs/api/v8/COQL-Overview.html).
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
      // Without either, there is no token to renew the sign-in with, or none the second time.
      parameters: { access_type: 'offline', prompt: 'consent' },
      redirectPort,
    },
  }),
  createSearch: (settings, context) => {
    const { dc, org, modules } = settings;
    const { url = `https://crm.${getZohoDomain(dc)}`, apiUrl = `https://www.zohoapis.${dc}` } = settings;
    const { id, name, label, masks } = context;
    const http = new CrmHttp(context.transport, apiUrl, toZohoAuthorization(context.bearer));
    const modulesWithoutOptional = new Set<ModuleName>();
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      async search(number, signal) {
        const runQuery = async (
          module: ModuleName,
          withOptional: boolean,
        ): Promise<z.infer<typeof QueryResponse>> =>
          await http.request(
            {
              method: 'POST',
              path: '/crm/v8/coql',
              body: { select_query: createCoql(module, number.e164, masks, withOptional) },
              schema: QueryResponse,
              empty: { data: [] },
              findError: toZohoError,
            },
            signal,
          );
        const found = await Promise.all(
          modules.map(async (module) => {
            const usedOptional = !modulesWithoutOptional.has(module);
            const { data } = await runQuery(module, usedOptional).catch((error: unknown) => {
              if (!(error instanceof HiddenFieldError && usedOptional)) throw error;
              modulesWithoutOptional.add(module);
              return runQuery(module, false);
            });
            return data.map((record) => ({
              ...toCrmRecord(record, module, label),
              url: `${url}/crm/${encodeURIComponent(org)}/tab/${module}/${encodeURIComponent(record.id)}`,
            }));
          }),
        );
        return found.flat();
      },
      // No address of Zoho's is known that fills in a number or searches for one.
    };
  },
});

function getZohoDomain(dc: (typeof DATA_CENTERS)[number]): string {
  return dc === 'ca' ? 'zohocloud.ca' : `zoho.${dc}`;
}

/**
 * The header that the documents of Zoho CRM name. Those of Zoho's accounts allow "Bearer" as well
 * (https://www.zoho.com/accounts/protocol/oauth/use-access-token.html).
 */
function toZohoAuthorization(bearer: Authorization): Authorization {
  return {
    renewable: bearer.renewable,
    headers: async (refused, signal) =>
      Object.fromEntries(
        Object.entries(await bearer.headers(refused, signal)).map(([name, value]) => [
          name,
          value.replace(/^Bearer /u, 'Zoho-oauthtoken '),
        ]),
      ),
  };
}

function toCrmRecord(
  record: ZohoRecord,
  module: ModuleName,
  label: ConnectorContext['label'],
): Omit<CrmRecord, 'url'> {
  return {
    id: record.id,
    name:
      (module === 'Accounts' ? record.Account_Name : formatFullName(record.Last_Name, record.First_Name)) ??
      '',
    reading: null,
    company: record.Company ?? record['Account_Name.Account_Name'],
    title: record.Title ?? record.Designation,
    owner: formatFullName(record['Owner.last_name'], record['Owner.first_name']),
    ownedBy: record['Owner.email'] === null ? [] : [record['Owner.email']],
    open: null,
    lastActivity: parseTime(record.Last_Activity_Time),
    fields: [
      { label: label('email'), value: record.Email ?? '' },
      { label: label('stage'), value: record.Lead_Status ?? '' },
    ],
    phones: getPhones(module, record).map((phone) => ({
      field: label(phone.label),
      text: phone.text ?? '',
    })),
  };
}

function getPhones(
  module: ModuleName,
  record: ZohoRecord,
): readonly { readonly label: Label; readonly text: string | null }[] {
  return [
    { label: module === 'Accounts' ? 'company-phone' : 'phone', text: record.Phone },
    { label: 'mobile', text: record.Mobile },
    { label: 'home', text: record.Home_Phone },
    { label: 'other-phone', text: record.Other_Phone },
    { label: 'other-phone', text: record.Asst_Phone },
  ];
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

/** The surer ones first: texts as a whole, then parts, by which a number is found among other words. */
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
  // Without country and leading 0, it is part of them all: "90-1234-5678".
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

/** (a or (b or c)): Zoho takes no more than two side by side. */
function joinWithOr(criteria: readonly string[]): string {
  const [first = '', ...others] = criteria;
  return others.length === 0 ? first : `(${first} or ${joinWithOr(others)})`;
}

/**
 * A text within quotes, where a quote is written twice
 * (https://help.zoho.com/portal/en/community/topic/kaizen-171-faqs-on-coql-api). What a backslash means there is not
 * documented, and no number has one: null.
 */
function toLiteral(text: string): string | null {
  return text.includes('\\') ? null : `'${text.replaceAll("'", "''")}'`;
}

/** Errors say what they are in their body. */
function toZohoError({ status, json }: HttpResponse): ConnectorError | null {
  if (status < 400) return null;
  switch (ErrorBody.safeParse(json).data?.code ?? '') {
    case 'INVALID_QUERY':
      return new HiddenFieldError('not-found');
    // Signed in, but not for this: a 401 as well.
    case 'OAUTH_SCOPE_MISMATCH':
    case 'NO_PERMISSION':
    case 'INVALID_MODULE':
      return new ConnectorError('forbidden');
    default:
      return null;
  }
}

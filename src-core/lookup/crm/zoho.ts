import { z } from 'zod';
import type { HttpAnswer } from '../../http/transport.ts';
import { ALL_NOTATIONS, notationsOf, writtenAs } from '../../numbers/notations.ts';
import { BaseUrl, connectorKind, RedirectPort, type Label } from '../connector-kind.ts';
import { ConnectorTrouble } from '../connector-trouble.ts';
import { CrmHttp, LooseText, timeOf, type Authorization } from '../crm-http.ts';
import { joinName } from '../join-name.ts';
import type { Hit } from '../remote-connector.ts';

/**
 * Calls under way at a time are counted (five in the smallest edition), and a look-up is one for each module.
 * https://www.zoho.com/crm/developer/docs/api/v8/api-limits.html
 */
const PER_SECOND = 2;
const LIMIT = 50;
/** https://zoho.com/crm/developer/docs/api/v8/COQL-Limitations.html */
const MOST_VALUES = 50;
const MOST_CRITERIA = 25;

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
const Found = z.object({ data: z.array(FoundRecord) });
const ErrorBody = z.object({ code: z.string() });

interface Columns {
  readonly phones: readonly string[];
  readonly others: readonly string[];
}

/** Fields by module: those without which there is nothing to show, and those that an administrator may hide or remove. */
const COLUMNS: Readonly<Record<ModuleName, { readonly needed: Columns; readonly more: Columns }>> = {
  Contacts: {
    needed: { phones: ['Phone', 'Mobile'], others: ['First_Name', 'Last_Name'] },
    more: {
      phones: ['Home_Phone', 'Other_Phone', 'Asst_Phone'],
      others: ['Title', 'Email', 'Account_Name.Account_Name'],
    },
  },
  Leads: {
    needed: { phones: ['Phone', 'Mobile'], others: ['First_Name', 'Last_Name', 'Company'] },
    more: { phones: [], others: ['Designation', 'Email', 'Lead_Status'] },
  },
  Accounts: {
    needed: { phones: ['Phone'], others: ['Account_Name'] },
    more: { phones: [], others: [] },
  },
};
const MORE_OF_ALL = ['Owner.first_name', 'Owner.last_name', 'Owner.email', 'Last_Activity_Time'];

/** A field that was asked for is hidden from this user, or is no more. */
class HiddenField extends ConnectorTrouble {}

/**
 * Zoho CRM: contacts, leads that are not converted yet, and accounts, by a query for each module (COQL,
 * https://www.zoho.com/crm/developer/docs/api/v8/COQL-Overview.html).
 */
export const zoho = connectorKind({
  title: 'Zoho CRM',
  settings: Settings,
  signIn: ({ dc, clientId, redirectPort }) => ({
    kind: 'oauth',
    provider: {
      authorizeUrl: `https://accounts.${zohoDomain(dc)}/oauth/v2/auth`,
      tokenUrl: `https://accounts.${zohoDomain(dc)}/oauth/v2/token`,
      clientId,
      wantsClientSecret: true,
      scope: ['coql', 'modules.contacts', 'modules.leads', 'modules.accounts']
        .map((scope) => `ZohoCRM.${scope}.READ`)
        .join(','),
      // Without either, there is no token to renew the sign-in with, or none the second time.
      parameters: { access_type: 'offline', prompt: 'consent' },
      redirectPort,
    },
  }),
  search: (settings, context) => {
    const { dc, org, modules } = settings;
    const { url = `https://crm.${zohoDomain(dc)}`, apiUrl = `https://www.zohoapis.${dc}` } = settings;
    const { id, name, label, masks } = context;
    const http = new CrmHttp(context.transport, apiUrl, zohoToken(context.bearer));
    const withoutMore = new Set<ModuleName>();
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pages: url,
      async search(number, signal) {
        const ask = async (module: ModuleName, more: boolean): Promise<z.infer<typeof Found>> =>
          await http.ask(
            {
              method: 'POST',
              path: '/crm/v8/coql',
              body: { select_query: coql(module, number.e164, masks, more) },
              schema: Found,
              empty: { data: [] },
              trouble: troubleOf,
            },
            signal,
          );
        const found = await Promise.all(
          modules.map(async (module) => {
            const askedMore = !withoutMore.has(module);
            const { data } = await ask(module, askedMore).catch((error: unknown) => {
              if (!(error instanceof HiddenField && askedMore)) throw error;
              withoutMore.add(module);
              return ask(module, false);
            });
            return data.map((record): Hit => ({
              id: record.id,
              name:
                module === 'Accounts'
                  ? (record.Account_Name ?? '')
                  : (joinName(record.Last_Name, record.First_Name) ?? ''),
              reading: null,
              company: record.Company ?? record['Account_Name.Account_Name'],
              title: record.Title ?? record.Designation,
              owner: joinName(record['Owner.last_name'], record['Owner.first_name']),
              ownedBy: record['Owner.email'] === null ? [] : [record['Owner.email']],
              open: null,
              lastActivity: timeOf(record.Last_Activity_Time),
              url: `${url}/crm/${encodeURIComponent(org)}/tab/${module}/${encodeURIComponent(record.id)}`,
              fields: [
                { label: label('email'), value: record.Email ?? '' },
                { label: label('stage'), value: record.Lead_Status ?? '' },
              ],
              phones: phonesOf(module, record).map((phone) => ({
                field: label(phone.label),
                text: phone.text ?? '',
              })),
            }));
          }),
        );
        return found.flat();
      },
      // No address of Zoho's is known that fills in a number or searches for one.
    };
  },
});

function zohoDomain(dc: (typeof DATA_CENTERS)[number]): string {
  return dc === 'ca' ? 'zohocloud.ca' : `zoho.${dc}`;
}

/**
 * The header that the documents of Zoho CRM name. Those of Zoho's accounts allow "Bearer" as well
 * (https://www.zoho.com/accounts/protocol/oauth/use-access-token.html).
 */
function zohoToken(bearer: Authorization): Authorization {
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

function phonesOf(
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

function coql(module: ModuleName, e164: string, masks: readonly string[], withMore: boolean): string {
  const { needed, more } = COLUMNS[module];
  const phones = [...needed.phones, ...(withMore ? more.phones : [])];
  const columns = [...phones, ...needed.others, ...(withMore ? [...more.others, ...MORE_OF_ALL] : [])];
  const isOpen = module === 'Leads' && withMore ? ['Converted__s = false'] : [];
  const perField = Math.floor((MOST_CRITERIA - isOpen.length) / phones.length);
  const criteria = phones.flatMap((field) => criteriaFor(field, e164, masks).slice(0, perField));
  const where = [...isOpen, joined(criteria)].join(' and ');
  return `select id, ${columns.join(', ')} from ${module} where (${where}) limit ${LIMIT}`;
}

/** The surer ones first: texts as a whole, then parts, by which a number is found among other words. */
function criteriaFor(field: string, e164: string, masks: readonly string[]): readonly string[] {
  const [formatted = ''] = writtenAs(e164, 'national-formatted');
  const [international = ''] = writtenAs(e164, 'international');
  const [significant = ''] = writtenAs(e164, 'significant');
  const [area = '', ...rest] = formatted.split('-');
  const typed = [
    ...notationsOf(e164, ALL_NOTATIONS, masks),
    ...[' ', '.'].map((separator) => formatted.replaceAll('-', separator)),
    `(${area}) ${rest.join('-')}`,
  ];
  // Without country and leading 0, it is part of them all: "90-1234-5678".
  const part = international.replace(/^\S+ /u, '');
  const parts = [significant, part, part.replaceAll('-', ' '), part.replaceAll('-', '.')];
  const values = typed.flatMap((text) => literal(text) ?? []).slice(0, MOST_VALUES);
  return [
    `${field} in (${values.join(', ')})`,
    ...[...new Set(parts)].flatMap((text) => {
      const value = literal(`%${text}%`);
      return value === null ? [] : [`${field} like ${value}`];
    }),
  ];
}

/** (a or (b or c)): Zoho takes no more than two side by side. */
function joined(criteria: readonly string[]): string {
  const [first = '', ...others] = criteria;
  return others.length === 0 ? first : `(${first} or ${joined(others)})`;
}

/**
 * A text within quotes, where a quote is written twice
 * (https://help.zoho.com/portal/en/community/topic/kaizen-171-faqs-on-coql-api). What a backslash means there is not
 * documented, and no number has one: null.
 */
function literal(text: string): string | null {
  return text.includes('\\') ? null : `'${text.replaceAll("'", "''")}'`;
}

/** Errors say what they are in their body. */
function troubleOf({ status, json }: HttpAnswer): ConnectorTrouble | null {
  if (status < 400) return null;
  switch (ErrorBody.safeParse(json).data?.code ?? '') {
    case 'INVALID_QUERY':
      return new HiddenField('not-found');
    // Signed in, but not for this: a 401 as well.
    case 'OAUTH_SCOPE_MISMATCH':
    case 'NO_PERMISSION':
    case 'INVALID_MODULE':
      return new ConnectorTrouble('forbidden');
    default:
      return null;
  }
}

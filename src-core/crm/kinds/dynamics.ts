import { z } from 'zod';
import { formatNumber } from '../../phone-numbers/phone-number.ts';
import { toFullWidth, formatAs } from '../../phone-numbers/notations.ts';
import {
  BaseUrl,
  defineConnectorKind,
  RedirectPort,
  type ConnectorContext,
  type Label,
} from '../connector-kind.ts';
import { CrmHttp, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * 6,000 requests in five minutes are a user's, 20 a second; a look-up is one for each table.
 * https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
 */
const PER_SECOND = 5;
const API = '/api/data/v9.2';
const MAX_RESULTS = 50;
/** What a person reads in place of an id. */
const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

const TABLES = ['contacts', 'accounts', 'leads'] as const;
type TableName = (typeof TABLES)[number];

const Guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu);

const Settings = z.object({
  /** the environment, https://acme.crm7.dynamics.com: its pages, and what the sign-in is for */
  url: BaseUrl,
  /** where the Web API is, if elsewhere */
  apiUrl: BaseUrl.optional(),
  /** the directory of Microsoft Entra, by its id or a domain of its */
  tenant: z
    .string()
    .regex(/^[0-9A-Za-z.-]{1,100}$/u)
    .default('organizations'),
  /** the application that is registered there, a public client with the delegated permission user_impersonation */
  clientId: z.string().min(1),
  /** the port in the callback address that is registered with that application */
  redirectPort: RedirectPort,
  /** the app in which pages open, as in its addresses ("appid="); without it, the one that the user opened last */
  appId: Guid.optional(),
  /** what is searched; `leads` are there with Dynamics 365 Sales only */
  tables: z.array(z.enum(TABLES)).min(1).default(TABLES.slice()),
});

const Row = z.object({
  contactid: Guid.optional(),
  accountid: Guid.optional(),
  leadid: Guid.optional(),
  fullname: LooseText,
  firstname: LooseText,
  lastname: LooseText,
  yomifullname: LooseText,
  name: LooseText,
  yominame: LooseText,
  companyname: LooseText,
  jobtitle: LooseText,
  emailaddress1: LooseText,
  modifiedon: LooseText,
  telephone1: LooseText,
  telephone2: LooseText,
  telephone3: LooseText,
  mobilephone: LooseText,
  business2: LooseText,
  home2: LooseText,
  assistantphone: LooseText,
  _ownerid_value: LooseText,
  [`_ownerid_value@${FORMATTED}` as const]: LooseText,
  [`_parentcustomerid_value@${FORMATTED}` as const]: LooseText,
  owninguser: z.object({ internalemailaddress: LooseText }).nullish().catch(null),
});
/** Rows of one table: without its id, a row could be neither opened nor remembered. */
const createResponseSchema = (
  id: Table['id'],
): z.ZodType<{ readonly value: readonly z.infer<typeof Row>[] }> =>
  z.object({ value: z.array(Row.refine((row) => row[id] !== undefined)) });

interface Table {
  /** as pages call it */
  readonly entity: string;
  readonly id: 'contactid' | 'accountid' | 'leadid';
  /** columns of numbers, and what people call them */
  readonly phones: readonly (readonly [PhoneColumn, Label])[];
  readonly otherColumns: readonly string[];
}
type PhoneColumn =
  'telephone1' | 'telephone2' | 'telephone3' | 'mobilephone' | 'business2' | 'home2' | 'assistantphone';

/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact, likewise for the others */
const COLUMNS: Readonly<Record<TableName, Table>> = {
  contacts: {
    entity: 'contact',
    id: 'contactid',
    phones: [
      ['telephone1', 'work'],
      ['mobilephone', 'mobile'],
      ['telephone2', 'home'],
      ['telephone3', 'other-phone'],
      ['business2', 'work'],
      ['home2', 'home'],
      ['assistantphone', 'other-phone'],
    ],
    otherColumns: [
      ...['fullname', 'firstname', 'lastname', 'yomifullname', 'jobtitle', 'emailaddress1'],
      '_parentcustomerid_value',
    ],
  },
  accounts: {
    entity: 'account',
    id: 'accountid',
    phones: [
      ['telephone1', 'company-phone'],
      ['telephone2', 'other-phone'],
      ['telephone3', 'other-phone'],
    ],
    otherColumns: ['name', 'yominame', 'emailaddress1'],
  },
  leads: {
    entity: 'lead',
    id: 'leadid',
    phones: [
      ['telephone1', 'work'],
      ['mobilephone', 'mobile'],
      ['telephone2', 'home'],
      ['telephone3', 'other-phone'],
    ],
    otherColumns: [
      ...['fullname', 'firstname', 'lastname', 'yomifullname', 'companyname', 'jobtitle', 'emailaddress1'],
    ],
  },
};

/**
 * Dynamics 365, and whatever else keeps its contacts in Microsoft Dataverse: contacts, accounts and leads that are
 * active, by a query of each table (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows).
 */
export const dynamics = defineConnectorKind({
  title: 'Dynamics 365',
  settings: Settings,
  getSignIn: ({ url, tenant, clientId, redirectPort }) => ({
    kind: 'oauth',
    provider: {
      authorizeUrl: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
      tokenUrl: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
      clientId,
      requiresClientSecret: false,
      scope: `${url}/user_impersonation offline_access`,
      parameters: {},
      redirectPort,
    },
  }),
  createSearch: ({ url, apiUrl = url, appId, tables }, context) => {
    const { id, name, label, country } = context;
    const http = new CrmHttp(context.transport, apiUrl, context.bearer);
    const toPageUrl = (values: Readonly<Record<string, string>>): string =>
      `${url}/main.aspx${encodeQuery({ ...(appId !== undefined && { appid: appId }), pagetype: 'entityrecord', ...values })}`;
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      getPageUrls: (number) => ({
        create: toPageUrl({
          etn: 'contact',
          // A query within the query, so its value is encoded by itself as well.
          extraqs: `telephone1=${encodeURIComponent(formatNumber(number, country) ?? number.e164)}`,
        }),
        // Microsoft documents no address of its search.
        search: null,
      }),
      async search(number, signal) {
        const records = await Promise.all(
          tables.map(async (table) => {
            const columns = COLUMNS[table];
            const { value } = await http.request(
              {
                path: `${API}/${table}${createQuery(columns, number.e164)}`,
                headers: {
                  'OData-MaxVersion': '4.0',
                  'OData-Version': '4.0',
                  Prefer: 'odata.include-annotations="*"',
                },
                schema: createResponseSchema(columns.id),
              },
              signal,
            );
            return value.map((row) => toCrmRecord(row, columns, label, toPageUrl));
          }),
        );
        return records.flat();
      },
    };
  },
});

function toCrmRecord(
  row: z.infer<typeof Row>,
  { id, entity, phones }: Table,
  label: ConnectorContext['label'],
  toPageUrl: (values: Readonly<Record<string, string>>) => string,
): CrmRecord {
  const guid = row[id] ?? '';
  return {
    id: guid,
    name: formatFullName(row.lastname, row.firstname) ?? row.fullname ?? row.name ?? '',
    reading: row.yomifullname ?? row.yominame,
    company: row.companyname ?? row[`_parentcustomerid_value@${FORMATTED}`],
    title: row.jobtitle,
    owner: row[`_ownerid_value@${FORMATTED}`],
    ownedBy: [row._ownerid_value, row.owninguser?.internalemailaddress ?? null].filter(
      (text) => text !== null,
    ),
    open: null,
    lastActivity: parseTime(row.modifiedon),
    url: toPageUrl({ etn: entity, id: guid }),
    fields: [{ label: label('email'), value: row.emailaddress1 ?? '' }],
    phones: phones.map(([column, name]) => ({ field: label(name), text: row[column] ?? '' })),
  };
}

function createQuery({ id, phones, otherColumns }: Table, e164: string): string {
  const columns = phones.map(([column]) => column);
  const patterns = createPatterns(e164);
  const conditions = columns.flatMap((column) =>
    patterns.map((pattern) => `contains(${column},'${pattern}')`),
  );
  return encodeQuery({
    $select: [id, ...columns, ...otherColumns, '_ownerid_value', 'modifiedon'].join(','),
    $expand: 'owninguser($select=internalemailaddress)',
    // What is not active has been put aside, and a lead has become a contact.
    $filter: `statecode eq 0 and (${conditions.join(' or ')})`,
    $top: String(MAX_RESULTS),
  });
}

/**
 * The digits of the number without country and leading 0, whatever stands between them: `%` is any text, within
 * `contains` as well (https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters). All notations
 * are found so, and masks need not be asked for. Nothing but digits and `%`, so there is nothing to escape. It is no
 * slower than any other `contains`: each reads the whole table.
 *
 * Full-width digits are asked for by themselves: not every environment compares them as equal.
 */
function createPatterns(e164: string): readonly string[] {
  const [significant = ''] = formatAs(e164, 'significant');
  return [significant, toFullWidth(significant)].map((digits) => Array.from(digits).join('%'));
}

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
import { createCrmClient, encodeQuery, LooseText, parseTime } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * A user may send 6,000 requests in five minutes: https://learn.microsoft.com/power-apps/developer/data-platform/api-limits.
 * A look-up is one for each table.
 */
const PER_SECOND = 5;
const API = '/api/data/v9.2';
const MAX_RESULTS = 50;
/** The annotation with the name behind an id. */
const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

const TABLES = ['contacts', 'accounts', 'leads'] as const;
type TableName = (typeof TABLES)[number];

const Guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu);

const Settings = z.object({
  /** the environment, https://acme.crm7.dynamics.com, for pages and the sign-in's scope */
  url: BaseUrl,
  apiUrl: BaseUrl.optional(),
  /** the Microsoft Entra directory, by id or domain */
  tenant: z
    .string()
    .regex(/^[0-9A-Za-z.-]{1,100}$/u)
    .default('organizations'),
  /** of the registered public client with the delegated permission user_impersonation */
  clientId: z.string().min(1),
  redirectPort: RedirectPort,
  /** the app to open pages in ("appid=" in its addresses); by default the user's last one */
  appId: Guid.optional(),
  /** what to search; `leads` exist only with Dynamics 365 Sales */
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
/** Rows of one table. A row without its id could be neither opened nor remembered. */
const createResponseSchema = (
  id: Table['id'],
): z.ZodType<{ readonly value: readonly z.infer<typeof Row>[] }> =>
  z.object({ value: z.array(Row.refine((row) => row[id] !== undefined)) });

interface Table {
  /** its name in page addresses */
  readonly entity: string;
  readonly id: 'contactid' | 'accountid' | 'leadid';
  readonly phones: readonly (readonly [PhoneColumn, Label])[];
  readonly otherColumns: readonly string[];
}
type PhoneColumn =
  'telephone1' | 'telephone2' | 'telephone3' | 'mobilephone' | 'business2' | 'home2' | 'assistantphone';

const PERSON_COLUMNS = ['fullname', 'firstname', 'lastname', 'yomifullname', 'jobtitle', 'emailaddress1'];
/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact, …/account, …/lead */
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
    otherColumns: [...PERSON_COLUMNS, '_parentcustomerid_value'],
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
    otherColumns: [...PERSON_COLUMNS, 'companyname'],
  },
};

/**
 * Dynamics 365 and others with contacts in Microsoft Dataverse: active contacts, accounts and leads, by a query of each
 * table (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows).
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
    const { label, country } = context;
    const request = createCrmClient(context.transport, apiUrl, context.bearer);
    const toPageUrl: ToPageUrl = (values) =>
      `${url}/main.aspx${encodeQuery({ ...(appId !== undefined && { appid: appId }), pagetype: 'entityrecord', ...values })}`;
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      // Microsoft documents no address of its search.
      getPageUrls: (number) => ({
        create: toPageUrl({
          etn: 'contact',
          // A query within the query, so the value is encoded twice.
          extraqs: `telephone1=${encodeURIComponent(formatNumber(number, country) ?? number.e164)}`,
        }),
      }),
      async search(number, signal) {
        const records = await Promise.all(
          tables.map(async (name) => {
            const table = COLUMNS[name];
            const { value } = await request({
              path: `${API}/${name}${createQuery(table, number.e164)}`,
              headers: {
                'OData-MaxVersion': '4.0',
                'OData-Version': '4.0',
                Prefer: 'odata.include-annotations="*"',
              },
              schema: createResponseSchema(table.id),
              signal,
            });
            return value.map((row) => toCrmRecord(row, table, label, toPageUrl));
          }),
        );
        return records.flat();
      },
    };
  },
});

type ToPageUrl = (values: Readonly<Record<string, string>>) => string;

function toCrmRecord(
  row: z.infer<typeof Row>,
  { id, entity, phones }: Table,
  label: ConnectorContext['label'],
  toPageUrl: ToPageUrl,
): CrmRecord {
  const guid = row[id] ?? '';
  return {
    id: guid,
    name: formatFullName(row.lastname, row.firstname) ?? row.fullname ?? row.name,
    reading: row.yomifullname ?? row.yominame,
    company: row.companyname ?? row[`_parentcustomerid_value@${FORMATTED}`],
    title: row.jobtitle,
    owner: row[`_ownerid_value@${FORMATTED}`],
    ownedBy: [row._ownerid_value, row.owninguser?.internalemailaddress ?? null],
    lastActivity: parseTime(row.modifiedon),
    url: toPageUrl({ etn: entity, id: guid }),
    fields: [label('email', row.emailaddress1)],
    phones: phones.map(([column, name]) => label(name, row[column])),
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
    // An inactive lead has become a contact.
    $filter: `statecode eq 0 and (${conditions.join(' or ')})`,
    $top: String(MAX_RESULTS),
  });
}

/**
 * The significant digits with any text between them: `%` is a wildcard within `contains` as well
 * (https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters). This finds all notations, needs no
 * masks and no escaping, and is no slower than any other `contains`, which reads the whole table.
 *
 * Full-width digits have a pattern of their own because not every environment compares them as equal.
 */
function createPatterns(e164: string): readonly string[] {
  const [significant = ''] = formatAs(e164, 'significant');
  return [significant, toFullWidth(significant)].map((digits) => Array.from(digits).join('%'));
}

import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { formatNumber } from '../../phone-numbers/phone-number.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, defineConnectorKind, RedirectPort } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import {
  createCrmClient,
  createOptionalFieldsRunner,
  encodeQuery,
  HiddenFieldError,
  LooseText,
  parseTime,
} from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Salesforce counts the requests of all users by the day, 100,000 at least:
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
const PER_SECOND = 5;
const API_VERSION = 'v60.0';
const MAX_RESULTS = 50;

const OBJECTS = ['Contact', 'Lead', 'Account'] as const;
type ObjectName = (typeof OBJECTS)[number];

const Settings = z.object({
  /** the company's own domain, https://acme.my.salesforce.com, for pages and sign-in */
  url: BaseUrl,
  apiUrl: BaseUrl.optional(),
  /** the consumer key of the External Client App */
  clientId: z.string().min(1),
  redirectPort: RedirectPort,
  /** what to search; an object that the user may not see fails the whole search */
  objects: z.array(z.enum(OBJECTS)).min(1).default(OBJECTS.slice()),
});

const Related = z.object({ Name: LooseText, Email: LooseText }).nullish().catch(null);
const FoundRecord = z.object({
  attributes: z.object({ type: z.enum(OBJECTS) }),
  Id: z.string().regex(/^[0-9A-Za-z]{15,18}$/u),
  Name: LooseText,
  FirstName: LooseText,
  LastName: LooseText,
  Title: LooseText,
  Email: LooseText,
  Company: LooseText,
  Status: LooseText,
  Phone: LooseText,
  MobilePhone: LooseText,
  HomePhone: LooseText,
  OtherPhone: LooseText,
  AssistantPhone: LooseText,
  Fax: LooseText,
  LastActivityDate: LooseText,
  OwnerId: LooseText,
  Owner: Related,
  Account: Related,
});
const SearchResponse = z.object({ searchRecords: z.array(FoundRecord) });
const ErrorResponse = z.array(z.object({ errorCode: z.string() }));

const COMMON_FIELDS = ['Id', 'Name', 'Phone'];
const COMMON_OPTIONAL_FIELDS = ['OwnerId', 'Owner.Name', 'Owner.Email', 'LastActivityDate', 'Fax'];
/** Optional fields are those that an administrator may hide and that a record can be shown without. */
const FIELDS: Readonly<
  Record<ObjectName, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  Contact: {
    required: [...COMMON_FIELDS, 'MobilePhone'],
    optional: [
      ...[...COMMON_OPTIONAL_FIELDS, 'FirstName', 'LastName', 'Title', 'Email'],
      ...['HomePhone', 'OtherPhone', 'AssistantPhone', 'Account.Name'],
    ],
  },
  Lead: {
    required: [...COMMON_FIELDS, 'MobilePhone', 'Company'],
    optional: [...COMMON_OPTIONAL_FIELDS, 'FirstName', 'LastName', 'Title', 'Email', 'Status'],
  },
  Account: { required: COMMON_FIELDS, optional: COMMON_OPTIONAL_FIELDS },
};

/**
 * Salesforce: contacts, unconverted leads and accounts, in one search of its index
 * (SOSL, https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl.htm), which
 * can't return open cases or opportunities.
 */
export const salesforce = defineConnectorKind({
  title: 'Salesforce',
  settings: Settings,
  getSignIn: ({ url, clientId, redirectPort }) => ({
    kind: 'oauth',
    provider: {
      authorizeUrl: `${url}/services/oauth2/authorize`,
      tokenUrl: `${url}/services/oauth2/token`,
      clientId,
      requiresClientSecret: false,
      scope: 'api refresh_token',
      parameters: {},
      redirectPort,
    },
  }),
  createSearch: ({ url, apiUrl = url, objects }, context) => {
    const { label, masks, country } = context;
    const request = createCrmClient(context.transport, apiUrl, context.bearer);
    const runQuery = createOptionalFieldsRunner();
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      // Lightning documents no address of its search.
      getPageUrls: (number) => ({
        create: `${url}/lightning/o/Contact/new${encodeQuery({
          // Encoded twice, as Lightning's pageReferenceUtils does: the value alone, then the address.
          defaultFieldValues: `Phone=${encodeURIComponent(formatNumber(number, country) ?? number.e164)}`,
        })}`,
      }),
      async search(number, signal) {
        const { searchRecords } = await runQuery((withOptional) =>
          request({
            path: `/services/data/${API_VERSION}/search/${encodeQuery({ q: createSosl(number.e164, masks, objects, withOptional) })}`,
            schema: SearchResponse,
            findError: toSalesforceError,
            signal,
          }),
        );
        return searchRecords.map((record): CrmRecord => {
          const object = record.attributes.type;
          return {
            id: record.Id,
            name: formatFullName(record.LastName, record.FirstName) ?? record.Name,
            company: record.Company ?? record.Account?.Name ?? null,
            title: record.Title,
            owner: record.Owner?.Name ?? null,
            ownedBy: [record.OwnerId, record.Owner?.Email ?? null],
            lastActivity: parseTime(record.LastActivityDate),
            url: `${url}/lightning/r/${object}/${encodeURIComponent(record.Id)}/view`,
            fields: [label('email', record.Email), label('stage', record.Status)],
            phones: [
              label(object === 'Account' ? 'company-phone' : 'phone', record.Phone),
              label('mobile', record.MobilePhone),
              label('home', record.HomePhone),
              label('other-phone', record.OtherPhone),
              label('other-phone', record.AssistantPhone),
              label('other-phone', record.Fax),
            ],
          };
        });
      },
    };
  },
});

function createSosl(
  e164: string,
  masks: readonly string[],
  objects: readonly ObjectName[],
  withOptional: boolean,
): string {
  const returning = objects.map((object) => {
    const { required, optional } = FIELDS[object];
    const where = object === 'Lead' ? ' WHERE IsConverted = false' : '';
    return `${object}(${[...required, ...(withOptional ? optional : [])].join(', ')}${where})`;
  });
  return `FIND {${createTerms(e164, masks).join(' OR ')}} IN PHONE FIELDS RETURNING ${returning.join(', ')} LIMIT ${MAX_RESULTS}`;
}

/**
 * The digits in one piece, as phone fields are indexed, and the words left if the search takes punctuation for spaces.
 * Those words, or `*` at the end of one, also find a number among other text; `*` may not start a word.
 */
function createTerms(e164: string, masks: readonly string[]): readonly string[] {
  const format = (notation: Parameters<typeof formatAs>[1]): readonly string[] => formatAs(e164, notation);
  const [national = ''] = format('national');
  const [digits = ''] = format('digits');
  const [significant = ''] = format('significant');
  const code = digits.slice(0, digits.length - significant.length);
  const phrases = [
    ...formatAllNotations(e164, ALL_NOTATIONS, masks).map(toWords),
    // The end of "+81 (0)90-1234-5678".
    ...format('international').map((text) => toWords(text).replace(/^\S+ /u, '')),
  ];
  const terms = [
    ...[national, digits, significant, `${code}${national}`, `${national}*`],
    ...phrases
      .filter((phrase) => phrase !== '')
      .map((phrase) => (phrase.includes(' ') ? `"${phrase}"` : phrase)),
  ];
  return [...new Set(terms)];
}

/** Replaces punctuation by spaces, and with it all that SOSL reserves. */
function toWords(text: string): string {
  return text.replace(/[\p{P}\p{S}\p{C}\s]+/gu, ' ').trim();
}

function toSalesforceError({ status, json }: HttpResponse): ConnectorError | null {
  const errors = status >= 400 ? ErrorResponse.safeParse(json) : null;
  for (const { errorCode } of errors?.data ?? []) {
    // The daily requests are used up; the status is 403.
    if (errorCode === 'REQUEST_LIMIT_EXCEEDED') return new ConnectorError('rate-limited');
    if (errorCode === 'INVALID_FIELD') return new HiddenFieldError();
    // The user may not see one of the objects.
    if (errorCode === 'INVALID_TYPE') return new ConnectorError('forbidden');
  }
  return null;
}

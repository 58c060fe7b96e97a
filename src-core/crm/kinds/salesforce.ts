import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { formatNumber } from '../../phone-numbers/phone-number.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, defineConnectorKind, RedirectPort, type Label } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { CrmHttp, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Requests are counted by the day (100,000 and more), and those of all users together: far more than calls ring.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
const PER_SECOND = 5;
const API_VERSION = 'v60.0';
const MAX_RESULTS = 50;

const OBJECTS = ['Contact', 'Lead', 'Account'] as const;
type ObjectName = (typeof OBJECTS)[number];

const Settings = z.object({
  /** the company's own domain, https://acme.my.salesforce.com: of its pages and of the sign-in */
  url: BaseUrl,
  /** where the API is, if elsewhere */
  apiUrl: BaseUrl.optional(),
  /** the consumer key of the External Client App through which people sign in */
  clientId: z.string().min(1),
  /** the port in the callback address that is registered with that app */
  redirectPort: RedirectPort,
  /** what is searched; a user who may not see one of these can search none, so leave that one out */
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
/** Fields by object: those without which there is nothing to show, and those that an administrator may hide. */
const FIELDS: Readonly<
  Record<ObjectName, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  Contact: {
    required: [...COMMON_FIELDS, 'MobilePhone'],
    optional: [
      ...COMMON_OPTIONAL_FIELDS,
      ...[
        'FirstName',
        'LastName',
        'Title',
        'Email',
        'HomePhone',
        'OtherPhone',
        'AssistantPhone',
        'Account.Name',
      ],
    ],
  },
  Lead: {
    required: [...COMMON_FIELDS, 'MobilePhone', 'Company'],
    optional: [...COMMON_OPTIONAL_FIELDS, 'FirstName', 'LastName', 'Title', 'Email', 'Status'],
  },
  Account: { required: COMMON_FIELDS, optional: COMMON_OPTIONAL_FIELDS },
};

/** A field that was asked for is hidden from this user, or is no more. */
class HiddenFieldError extends ConnectorError {}

/**
 * Salesforce: contacts, leads that are not converted yet, and accounts, in one search of its index
 * (SOSL, https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl.htm).
 *
 * Of open cases and opportunities this one search can say nothing.
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
    const { id, name, label, masks, country } = context;
    const http = new CrmHttp(context.transport, apiUrl, context.bearer);
    let canUseOptional = true;
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      getPageUrls: (number) => ({
        create: `${url}/lightning/o/Contact/new${encodeQuery({
          // Each value is encoded by itself, as pageReferenceUtils of Lightning does, before the address is.
          defaultFieldValues: `Phone=${encodeURIComponent(formatNumber(number, country) ?? number.e164)}`,
        })}`,
        // Lightning documents no address of its search.
        search: null,
      }),
      async search(number, signal) {
        const runSearch = async (withOptional: boolean): Promise<z.infer<typeof SearchResponse>> =>
          await http.request(
            {
              path: `/services/data/${API_VERSION}/search/${encodeQuery({ q: createSosl(number.e164, masks, objects, withOptional) })}`,
              schema: SearchResponse,
              findError: toSalesforceError,
            },
            signal,
          );
        const usedOptional = canUseOptional;
        const { searchRecords } = await runSearch(usedOptional).catch((error: unknown) => {
          if (!(error instanceof HiddenFieldError && usedOptional)) throw error;
          canUseOptional = false;
          return runSearch(false);
        });
        return searchRecords.map((record): CrmRecord => {
          const object = record.attributes.type;
          const owner = record.Owner ?? null;
          return {
            id: record.Id,
            name: formatFullName(record.LastName, record.FirstName) ?? record.Name ?? '',
            reading: null,
            company: record.Company ?? record.Account?.Name ?? null,
            title: record.Title,
            owner: owner?.Name ?? null,
            ownedBy: [record.OwnerId, owner?.Email ?? null].filter((text) => text !== null),
            open: null,
            lastActivity: parseTime(record.LastActivityDate),
            url: `${url}/lightning/r/${object}/${encodeURIComponent(record.Id)}/view`,
            fields: [
              { label: label('email'), value: record.Email ?? '' },
              { label: label('stage'), value: record.Status ?? '' },
            ],
            phones: getPhones(record).map((phone) => ({ field: label(phone.label), text: phone.text ?? '' })),
          };
        });
      },
    };
  },
});

function getPhones(
  record: z.infer<typeof FoundRecord>,
): { readonly label: Label; readonly text: string | null }[] {
  return [
    { label: record.attributes.type === 'Account' ? 'company-phone' : 'phone', text: record.Phone },
    { label: 'mobile', text: record.MobilePhone },
    { label: 'home', text: record.HomePhone },
    { label: 'other-phone', text: record.OtherPhone },
    { label: 'other-phone', text: record.AssistantPhone },
    { label: 'other-phone', text: record.Fax },
  ];
}

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
 * What to look for: its digits in one, as phone fields are known to be indexed, and as the words that are left of a
 * number when the search takes its punctuation for spaces. A number among others, or with more behind it, is found by
 * these words or by how it begins: `*` may stand at the end of a word, never at its start.
 */
function createTerms(e164: string, masks: readonly string[]): readonly string[] {
  const format = (notation: Parameters<typeof formatAs>[1]): readonly string[] => formatAs(e164, notation);
  const [national = ''] = format('national');
  const [digits = ''] = format('digits');
  const [significant = ''] = format('significant');
  const code = digits.slice(0, digits.length - significant.length);
  const phrases = [
    ...formatAllNotations(e164, ALL_NOTATIONS, masks).map(toWords),
    // Without its country, the rest of "+81 (0)90-1234-5678".
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

/** Punctuation is space to the search; without it, nothing is left that SOSL reserves. */
function toWords(text: string): string {
  return text.replace(/[\p{P}\p{S}\p{C}\s]+/gu, ' ').trim();
}

/** Errors say what they are in their body. A day's requests may be used up, which is a 403 as well. */
function toSalesforceError({ status, json }: HttpResponse): ConnectorError | null {
  const errors = status >= 400 ? ErrorResponse.safeParse(json) : null;
  for (const { errorCode } of errors?.data ?? []) {
    if (errorCode === 'REQUEST_LIMIT_EXCEEDED') return new ConnectorError('rate-limited');
    if (errorCode === 'INVALID_FIELD') return new HiddenFieldError('not-found');
    // One of the objects is not for this user.
    if (errorCode === 'INVALID_TYPE') return new ConnectorError('forbidden');
  }
  return null;
}

/**
 * Salesforce's search by SOSL over REST
 * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm) for contacts, leads and
 * accounts.
 *
 * Its quirks: what is searched is an index of words, parted by spaces and punctuation, in the record as in the search;
 * "…" are words in a row; `*` stands for the rest of a word and never begins one; reserved characters must be escaped;
 * one field that a user may not see fails the whole search; more than a day's requests are a 403.
 *
 * Unconfirmed: how phone fields are indexed. Public code found them to be searched by their digits alone, whatever the
 * punctuation; the documents speak of words. `INDEX` has both, and a test can take either away.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { toAsciiDigits, orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const TOKEN = '00D000000000001!AQ.simulated.access.token';
const MAX_REQUESTS_PER_DAY = 100_000;
const MAX_SEARCH_LENGTH = 10_000;
const MAX_URI_LENGTH = 16_384;
/** What FIND takes only behind a backslash, https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm */
const RESERVED = '?&|!{}[]()^~*:\\"\'+-';
const INDEX: readonly IndexKind[] = ['words', 'digits'];

type IndexKind = 'words' | 'digits';

/** What else it can be made to be. */
export interface SalesforceOptions {
  readonly index?: readonly IndexKind[];
  /** fields that an administrator has hidden from the user */
  readonly hidden?: readonly string[];
  /** objects that the user may not see */
  readonly forbidden?: readonly string[];
  /** ids of leads that have become contacts */
  readonly converted?: readonly string[];
  readonly requestsADay?: number;
}

/** An error with its code, as the API words it. */
class SoslError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** @param records what it knows; ids of 15 or 18 letters and digits */
export function createSalesforceFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  {
    index = INDEX,
    hidden = [],
    forbidden = [],
    converted = [],
    requestsADay = MAX_REQUESTS_PER_DAY,
  }: SalesforceOptions = {},
): CrmFake {
  let usedRequests = 0;
  const rows = records.map((record) => toRow(record, converted.includes(record.id)));
  const refuse = (status: number, errorCode: string, message: string, now: number): ZoomAnswer =>
    answerWith({ status, body: [{ message, errorCode }] }, now);

  return {
    secret: TOKEN,
    errorBody: (status, _code, message) => [{ message, errorCode: getDefaultErrorCode(status) }],
    answer: ({ method, path, headers }: ZoomRequest, now) => {
      if (headers['authorization'] !== `Bearer ${TOKEN}`)
        return refuse(401, 'INVALID_SESSION_ID', 'Session expired or invalid', now);
      if (usedRequests >= requestsADay)
        return refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', now);
      usedRequests += 1;
      if (path.length > MAX_URI_LENGTH) return answerWith({ status: 414, body: '' }, now);
      const url = new URL(path, 'https://acme.my.salesforce.com');
      if (!/^\/services\/data\/v\d\d\.0\/search\/?$/u.test(url.pathname))
        return refuse(404, 'NOT_FOUND', 'The requested resource does not exist', now);
      if (method !== 'GET')
        return refuse(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`, now);
      try {
        const search = parseSosl(url.searchParams.get('q') ?? '');
        for (const { object, fields } of search.returning) checkAccess(object, fields, { hidden, forbidden });
        const found = search.returning.flatMap(({ object, fields, onlyOpenLeads }) =>
          rows
            .filter((row) => row.object === object && !(onlyOpenLeads && row.isConverted))
            .filter(
              (row) =>
                ignoresQuery || (search.find.length <= MAX_SEARCH_LENGTH && isMatch(search.find, row, index)),
            )
            .map((row) => toResponseRecord(row, fields, url.pathname)),
        );
        return answerWith(
          {
            status: 200,
            headers: { 'sforce-limit-info': `api-usage=${usedRequests}/${requestsADay}` },
            body: { searchRecords: found.slice(0, search.limit) },
          },
          now,
        );
      } catch (error) {
        if (!(error instanceof SoslError)) throw error;
        return refuse(400, error.code, error.message, now);
      }
    },
  };
}

function getDefaultErrorCode(status: number): string {
  switch (status) {
    case 401:
      return 'INVALID_SESSION_ID';
    case 403:
      return 'INSUFFICIENT_ACCESS';
    case 404:
      return 'NOT_FOUND';
    default:
      return status >= 500 ? 'UNKNOWN_EXCEPTION' : 'MALFORMED_SEARCH';
  }
}

/** A record as Salesforce keeps it: values by field, those of related records by "Owner.Name". */
interface Row {
  readonly object: string;
  readonly isConverted: boolean;
  readonly values: Readonly<Record<string, string | null>>;
}

/** Fields of type "phone", the ones that IN PHONE FIELDS searches. */
const PHONE_FIELDS = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone', 'Fax'];

function toRow(record: FakeCrmRecord, isConverted: boolean): Row {
  const common = {
    Id: record.id,
    Phone: orNull(record.phone),
    Fax: null,
    OwnerId: '005000000000001AAA',
    'Owner.Name': record.ownerEmail === '' ? 'Administrator' : (record.ownerEmail.split('@')[0] ?? ''),
    'Owner.Email': record.ownerEmail === '' ? 'admin@example.com' : record.ownerEmail,
    LastActivityDate: new Date(record.activeAt).toISOString().slice(0, 10),
  };
  const person = {
    ...common,
    MobilePhone: orNull(record.mobile),
    FirstName: orNull(record.givenName),
    LastName: record.familyName,
    Name: `${record.givenName} ${record.familyName}`.trim(),
    Title: null,
    Email: null,
  };
  switch (record.kind) {
    case 'person':
      return {
        object: 'Contact',
        isConverted,
        values: {
          ...person,
          HomePhone: null,
          OtherPhone: null,
          AssistantPhone: null,
          'Account.Name': orNull(record.company),
        },
      };
    case 'lead':
      return {
        object: 'Lead',
        isConverted,
        values: { ...person, Company: orNull(record.company), Status: 'Open - Not Contacted' },
      };
    case 'company':
      return { object: 'Account', isConverted, values: { ...common, Name: record.company } };
  }
}

const ANY_RECORD: FakeCrmRecord = {
  ...{ id: '', kind: 'person', familyName: '', givenName: '', company: '', phone: '', mobile: '' },
  ...{ ownerEmail: '', open: 0, activeAt: 0 },
};
/** The fields of each object, out of a record of each. */
const SCHEMA: ReadonlyMap<string, readonly string[]> = new Map(
  (['person', 'lead', 'company'] as const).map((kind) => {
    const { object, values } = toRow({ ...ANY_RECORD, kind }, false);
    return [object, Object.keys(values)];
  }),
);

function checkAccess(
  object: string,
  fields: readonly string[],
  { hidden, forbidden }: Required<Pick<SalesforceOptions, 'hidden' | 'forbidden'>>,
): void {
  const known = SCHEMA.get(object);
  if (known === undefined || forbidden.includes(object))
    throw new SoslError('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  for (const name of fields)
    if (!known.includes(name) || hidden.includes(name))
      throw new SoslError('INVALID_FIELD', `No such column '${name}' on entity '${object}'.`);
}

function toResponseRecord({ object, values }: Row, fields: readonly string[], path: string): unknown {
  const attributes = (type: string, id: string): unknown => ({
    type,
    url: `${path.replace(/\/search\/?$/u, '')}/sobjects/${type}/${id}`,
  });
  const record: Record<string, unknown> = { attributes: attributes(object, values['Id'] ?? '') };
  const related = new Set(fields.flatMap((name) => (name.includes('.') ? [name.split('.')[0] ?? ''] : [])));
  for (const name of fields) if (!name.includes('.')) record[name] = values[name] ?? null;
  for (const relation of related) {
    const relatedFields = fields.filter((name) => name.startsWith(`${relation}.`));
    record[relation] = relatedFields.every((name) => values[name] == null)
      ? null
      : {
          attributes: attributes(relation === 'Owner' ? 'User' : relation, values[`${relation}Id`] ?? ''),
          ...Object.fromEntries(relatedFields.map((name) => [name.split('.')[1], values[name] ?? null])),
        };
  }
  return record;
}

interface SoslQuery {
  /** between the braces, as sent */
  readonly find: string;
  readonly returning: readonly {
    readonly object: string;
    readonly fields: readonly string[];
    readonly onlyOpenLeads: boolean;
  }[];
  readonly limit: number;
}

/** As much of the language as searches of phone fields need. */
function parseSosl(text: string): SoslQuery {
  // A brace within the search is escaped.
  const parts =
    /^\s*FIND\s*\{((?:[^\\{}]|\\.)*)\}\s+IN\s+PHONE\s+FIELDS\s+RETURNING\s+(.+?)(?:\s+LIMIT\s+(\d+))?\s*$/isu.exec(
      text,
    );
  if (parts === null) throw new SoslError('MALFORMED_SEARCH', 'No search term found or unexpected token.');
  const [, find = '', returning = '', limit] = parts;
  if (find.trim().length < 2)
    throw new SoslError('MALFORMED_SEARCH', 'Search term must be longer than one character');
  const objects = returning.split(/(?<=\))\s*,\s*/u).map((spec) => {
    const [, object = '', fields = '', where] =
      /^(\w+)\s*\(\s*([\w.]+(?:\s*,\s*[\w.]+)*)(?:\s+WHERE\s+(.+?))?\s*\)$/isu.exec(spec.trim()) ?? [];
    if (object === '') throw new SoslError('MALFORMED_SEARCH', `unexpected token: '${spec}'`);
    if (where !== undefined && !/^IsConverted\s*=\s*false$/iu.test(where))
      throw new SoslError('MALFORMED_SEARCH', `unexpected token: '${where}'`);
    if (where !== undefined && object !== 'Lead')
      throw new SoslError('INVALID_FIELD', `No such column 'IsConverted' on entity '${object}'.`);
    return { object, fields: fields.split(/\s*,\s*/u), onlyOpenLeads: where !== undefined };
  });
  return { find, returning: objects, limit: Number(limit ?? 2_000) };
}

/** OR weaker than what stands side by side, which must all be there. */
function isMatch(find: string, row: Row, index: readonly IndexKind[]): boolean {
  const fields = PHONE_FIELDS.map((name) => row.values[name] ?? '').filter((text) => text !== '');
  return find
    .split(/\s+OR\s+/u)
    .some((alternative) =>
      parseTerms(alternative).every((term) =>
        fields.some((text) => containsTerm(getIndexedWords(text, index), term)),
      ),
    );
}

/** Words in a row, the last perhaps with its end left open. */
interface Term {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

function parseTerms(text: string): readonly Term[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)|(\S)/gu)].map(
    ([, phrase, word, invalid]): Term => {
      if (invalid !== undefined) throw new SoslError('MALFORMED_SEARCH', `unexpected token: '${invalid}'`);
      const raw = phrase ?? word ?? '';
      const isPrefix = /(?<!\\)\*$/u.test(raw);
      const rest = isPrefix ? raw.slice(0, -1) : raw;
      const withoutEscapes = rest.replace(/\\./gu, '');
      const reserved = Array.from(RESERVED).find((character) => withoutEscapes.includes(character));
      // Whether a wildcard at the start is refused or passed over is not documented; it finds nothing, surely.
      if (reserved !== undefined) throw new SoslError('MALFORMED_SEARCH', `unexpected token: '${reserved}'`);
      return { words: splitWords(rest.replace(/\\(.)/gu, '$1')), isPrefix };
    },
  );
}

function getIndexedWords(field: string, index: readonly IndexKind[]): readonly (readonly string[])[] {
  return index.map((kind) => (kind === 'words' ? splitWords(field) : [toAsciiDigits(field)]));
}

function splitWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\p{P}\p{S}\s]+/u)
    .filter((word) => word !== '');
}

function containsTerm(wordLists: readonly (readonly string[])[], { words, isPrefix }: Term): boolean {
  return wordLists.some((list) =>
    list.some((_, start) =>
      words.every((word, n) => {
        const other = list[start + n] ?? '';
        return isPrefix && n === words.length - 1 ? other.startsWith(word) : other === word;
      }),
    ),
  );
}

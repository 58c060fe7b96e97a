/**
 * Salesforce's search by SOSL over REST
 * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm) for contacts, leads and
 * accounts.
 *
 * Quirks: an index of words is searched, split at spaces and punctuation both in the record and in the search; "…" are
 * consecutive words; `*` matches the rest of a word and never begins one; reserved characters must be escaped; one
 * field that the user may not see fails the whole search; exceeding the daily limit is a 403.
 *
 * Unconfirmed: how phone fields are indexed. Public code found them searched by digits alone, whatever the punctuation;
 * the documents speak of words. `INDEX` has both, and a test can remove either.
 */
import { createEmptyRecord, getOwner, orNull, Refusal, toAsciiDigits } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';

const TOKEN = '00D000000000001!AQ.simulated.access.token';
const MAX_REQUESTS_PER_DAY = 100_000;
const MAX_SEARCH_LENGTH = 10_000;
const MAX_URI_LENGTH = 16_384;
/** FIND takes these only after a backslash: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm */
const RESERVED = '?&|!{}[]()^~*:\\"\'+-';
const INDEX: readonly IndexKind[] = ['words', 'digits'];

type IndexKind = 'words' | 'digits';

export interface SalesforceOptions {
  readonly index?: readonly IndexKind[];
  /** fields that the user may not see */
  readonly hidden?: readonly string[];
  /** objects that the user may not see */
  readonly forbidden?: readonly string[];
  /** ids of leads that have become contacts */
  readonly converted?: readonly string[];
  readonly requestsADay?: number;
}

/** @param records with ids of 15 or 18 letters and digits */
export function createSalesforceFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  options: SalesforceOptions = {},
): CrmFake {
  const { index = INDEX, converted = [], requestsADay = MAX_REQUESTS_PER_DAY } = options;
  let usedRequests = 0;
  const rows = records.map((record) => toRow(record, converted.includes(record.id)));

  return {
    secret: TOKEN,
    errorBody: (status, message) => [{ message, errorCode: getDefaultErrorCode(status) }],
    answer: ({ method, path, headers }) => {
      if (headers['authorization'] !== `Bearer ${TOKEN}`)
        throw toRefusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
      if (usedRequests >= requestsADay)
        throw toRefusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
      usedRequests += 1;
      if (path.length > MAX_URI_LENGTH) throw new Refusal(414, '');
      const { pathname, searchParams } = new URL(path, 'https://acme.my.salesforce.com');
      if (!/^\/services\/data\/v\d\d\.0\/search\/?$/u.test(pathname))
        throw toRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
      if (method !== 'GET')
        throw toRefusal(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`);
      const search = parseSosl(searchParams.get('q') ?? '');
      for (const { object, fields } of search.returning) checkAccess(object, fields, options);
      const isFound = (row: Row): boolean =>
        ignoresQuery || (search.find.length <= MAX_SEARCH_LENGTH && isMatch(search.find, row, index));
      const found = search.returning.flatMap(({ object, fields, onlyOpenLeads }) =>
        rows
          .filter((row) => row.object === object && !(onlyOpenLeads && row.isConverted) && isFound(row))
          .map((row) => toResponseRecord(row, fields, pathname)),
      );
      return {
        status: 200,
        headers: { 'sforce-limit-info': `api-usage=${usedRequests}/${requestsADay}` },
        body: { searchRecords: found.slice(0, search.limit) },
      };
    },
  };
}

function toRefusal(status: number, errorCode: string, message: string): Refusal {
  return new Refusal(status, [{ message, errorCode }]);
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

/** A record as Salesforce stores it: values by field, those of related records under names such as "Owner.Name". */
interface Row {
  readonly object: string;
  readonly isConverted: boolean;
  readonly values: Readonly<Record<string, string | null>>;
}

/** Fields of type "phone", which IN PHONE FIELDS searches. */
const PHONE_FIELDS = ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AssistantPhone', 'Fax'];

function toRow(record: FakeCrmRecord, isConverted: boolean): Row {
  const owner = getOwner(record);
  const common = {
    Id: record.id,
    Phone: orNull(record.phone),
    Fax: null,
    OwnerId: '005000000000001AAA',
    'Owner.Name': owner.name,
    'Owner.Email': owner.email,
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

/** The fields of each object. */
const SCHEMA: ReadonlyMap<string, readonly string[]> = new Map(
  (['person', 'lead', 'company'] as const).map((kind) => {
    const { object, values } = toRow(createEmptyRecord(kind), false);
    return [object, Object.keys(values)];
  }),
);

function checkAccess(
  object: string,
  fields: readonly string[],
  { hidden = [], forbidden = [] }: SalesforceOptions,
): void {
  const known = SCHEMA.get(object);
  if (known === undefined || forbidden.includes(object))
    throw toRefusal(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
  for (const name of fields)
    if (!known.includes(name) || hidden.includes(name))
      throw toRefusal(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object}'.`);
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

function toSyntaxError(message: string): Refusal {
  return toRefusal(400, 'MALFORMED_SEARCH', message);
}

/** Parses the part of SOSL that searches of phone fields need. `find` keeps its escapes. */
function parseSosl(text: string) {
  // A brace within the search must be escaped.
  const parts =
    /^\s*FIND\s*\{((?:[^\\{}]|\\.)*)\}\s+IN\s+PHONE\s+FIELDS\s+RETURNING\s+(.+?)(?:\s+LIMIT\s+(\d+))?\s*$/isu.exec(
      text,
    );
  if (parts === null) throw toSyntaxError('No search term found or unexpected token.');
  const [, find = '', returning = '', limit] = parts;
  if (find.trim().length < 2) throw toSyntaxError('Search term must be longer than one character');
  const objects = returning.split(/(?<=\))\s*,\s*/u).map((spec) => {
    const [, object = '', fields = '', where] =
      /^(\w+)\s*\(\s*([\w.]+(?:\s*,\s*[\w.]+)*)(?:\s+WHERE\s+(.+?))?\s*\)$/isu.exec(spec.trim()) ?? [];
    if (object === '') throw toSyntaxError(`unexpected token: '${spec}'`);
    if (where !== undefined && !/^IsConverted\s*=\s*false$/iu.test(where))
      throw toSyntaxError(`unexpected token: '${where}'`);
    if (where !== undefined && object !== 'Lead')
      throw toRefusal(400, 'INVALID_FIELD', `No such column 'IsConverted' on entity '${object}'.`);
    return { object, fields: fields.split(/\s*,\s*/u), onlyOpenLeads: where !== undefined };
  });
  return { find, returning: objects, limit: Number(limit ?? 2_000) };
}

/** OR binds weaker than adjacent terms, which must all match. */
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

/** Consecutive words. `isPrefix`: the last one may go on. */
interface Term {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

function parseTerms(text: string): readonly Term[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)|(\S)/gu)].map(
    ([, phrase, word, invalid]): Term => {
      if (invalid !== undefined) throw toSyntaxError(`unexpected token: '${invalid}'`);
      const raw = phrase ?? word ?? '';
      const isPrefix = /(?<!\\)\*$/u.test(raw);
      const rest = isPrefix ? raw.slice(0, -1) : raw;
      const withoutEscapes = rest.replace(/\\./gu, '');
      const reserved = Array.from(RESERVED).find((character) => withoutEscapes.includes(character));
      // Unconfirmed: here a leading wildcard is an error; Salesforce may ignore it instead.
      if (reserved !== undefined) throw toSyntaxError(`unexpected token: '${reserved}'`);
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

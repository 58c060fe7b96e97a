/**
 * The Web API of Microsoft Dataverse (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview)
 * with the tables of Dynamics 365 for contacts, accounts and leads.
 *
 * Its quirks: `contains` is a LIKE of SQL, so that `%`, `_` and `[…]` within are patterns; `eq` and `contains` overlook
 * case; a column that is not there fails the query, in $select and $filter alike; what a person reads of owner and company
 * comes only when it is asked for (Prefer); addresses of more than 32 KB are refused; too many requests are a 429 with
 * Retry-After.
 *
 * Unconfirmed: whether full-width digits equal the others, which hangs on the environment's collation; here they do not.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const TOKEN = 'eyJ0eXAiOiJKV1QifQ.simulated.access-token';
const MAX_URL_LENGTH = 32_768;
const MAX_ROWS = 5_000;
const MAX_REQUESTS_PER_WINDOW = 6_000;
const WINDOW_MS = 300_000;
const FORMATTED = '@OData.Community.Display.V1.FormattedValue';

/** What else it can be made to be. */
export interface DynamicsOptions {
  /** tables that the environment does not have */
  readonly missing?: readonly string[];
  /** ids of records that are deactivated, leads that are qualified */
  readonly inactive?: readonly string[];
  /** in five minutes */
  readonly requestsInWindow?: number;
}

class ODataError extends Error {
  constructor(
    message: string,
    readonly code = '0x0',
    readonly status = 400,
  ) {
    super(message);
  }
}

/** @param records what it knows; ids are GUIDs */
export function createDynamicsFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  { missing = [], inactive = [], requestsInWindow = MAX_REQUESTS_PER_WINDOW }: DynamicsOptions = {},
): CrmFake {
  let window = { from: -Infinity, requests: 0 };
  const refuse = (status: number, code: string, message: string, now: number): ZoomAnswer =>
    answerWith({ status, body: { error: { code, message } } }, now);

  return {
    secret: TOKEN,
    errorBody: (status, _code, message) => ({
      error: { code: status === 403 ? '0x80040220' : '0x0', message },
    }),
    answer: ({ method, path, headers }: ZoomRequest, now) => {
      if (headers['authorization'] !== `Bearer ${TOKEN}`)
        return {
          ...answerWith({ status: 401, body: '', headers: { 'www-authenticate': 'Bearer' } }, now),
          body: '',
        };
      if (now - window.from >= WINDOW_MS) window = { from: now, requests: 0 };
      window.requests += 1;
      if (window.requests > requestsInWindow)
        return answerRateLimit(requestsInWindow, window.from + WINDOW_MS - now, now);
      if (path.length > MAX_URL_LENGTH) return refuse(414, '0x0', 'URI Too Long', now);
      const url = new URL(path, 'https://acme.crm7.dynamics.com');
      const name = /^\/api\/data\/v9\.2\/(\w+)$/u.exec(url.pathname)?.[1] ?? '';
      if (method !== 'GET')
        return refuse(405, '0x0', `The requested method '${method}' is not allowed.`, now);
      try {
        const kind = TABLES.get(missing.includes(name) ? '' : name);
        if (kind === undefined)
          throw new ODataError(`Resource not found for the segment '${name}'.`, '0x8006088a', 404);
        const isAnnotated =
          /odata\.include-annotations="(?:\*|OData\.Community\.Display\.V1\.FormattedValue)"/u.test(
            headers['prefer'] ?? '',
          );
        const rows = records
          .filter((record) => record.kind === kind)
          .map((record) => ({ record, row: toRow(record, !inactive.includes(record.id)) }));
        const value = queryRows(rows, kind, url.searchParams, isAnnotated, ignoresQuery);
        return answerWith(
          {
            status: 200,
            headers: {
              'odata-version': '4.0',
              'x-ms-ratelimit-burst-remaining-xrm-requests': String(requestsInWindow - window.requests),
              ...(isAnnotated && { 'preference-applied': 'odata.include-annotations="*"' }),
            },
            body: { '@odata.context': `${url.origin}/api/data/v9.2/$metadata#${name}`, value },
          },
          now,
        );
      } catch (error) {
        if (!(error instanceof ODataError)) throw error;
        return refuse(error.status, error.code, error.message, now);
      }
    },
  };
}

function answerRateLimit(requestsInWindow: number, waitMs: number, now: number): ZoomAnswer {
  const message = `Number of requests exceeded the limit of ${requestsInWindow} over time window of 300 seconds.`;
  return answerWith(
    {
      status: 429,
      headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
      body: { error: { code: '0x80072322', message } },
    },
    now,
  );
}

/** What comes of a query: its columns of the rows that it finds. */
function queryRows(
  rows: readonly { readonly record: FakeCrmRecord; readonly row: Row }[],
  kind: FakeCrmRecord['kind'],
  searchParams: URLSearchParams,
  isAnnotated: boolean,
  ignoresQuery: boolean,
): readonly unknown[] {
  const knownRow = toRow({ ...ANY_RECORD, kind }, true);
  const checkColumn = (column: string): string => {
    if (!(column in knownRow))
      throw new ODataError(
        `Could not find a property named '${column}' on type 'Microsoft.Dynamics.CRM.${ENTITIES[kind]}'.`,
      );
    return column;
  };
  const parameters = Object.fromEntries(searchParams);
  const select = (parameters['$select'] ?? Object.keys(knownRow).join(',')).split(',').map(checkColumn);
  const expand = parseExpand(parameters['$expand']);
  const filter = new FilterParser(parameters['$filter'] ?? 'statecode ge 0', checkColumn).parse();
  const top = Number(parameters['$top'] ?? MAX_ROWS);
  return rows
    .filter(({ row }) => ignoresQuery || filter(row))
    .slice(0, top)
    .map(({ record, row }) => toResponseRow(record, row, select, expand, isAnnotated));
}

const TABLES: ReadonlyMap<string, FakeCrmRecord['kind']> = new Map([
  ['contacts', 'person'],
  ['accounts', 'company'],
  ['leads', 'lead'],
]);
const ENTITIES = { person: 'contact', company: 'account', lead: 'lead' } as const;

const ANY_RECORD: Omit<FakeCrmRecord, 'kind'> = {
  ...{ id: '', familyName: '', givenName: '', company: '', phone: '', mobile: '' },
  ...{ ownerEmail: '', open: 0, activeAt: 0 },
};
const OWNER_ID = '0a0a0a0a-0000-0000-0000-000000000001';
const COMPANY_ID = '0c0c0c0c-0000-0000-0000-000000000001';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

function toRow(record: FakeCrmRecord, isActive: boolean): Row {
  const common = {
    telephone1: orNull(record.phone),
    telephone2: null,
    telephone3: null,
    emailaddress1: null,
    statecode: isActive ? 0 : 1,
    _ownerid_value: OWNER_ID,
    modifiedon: new Date(record.activeAt).toISOString().replace(/\.000Z$/u, 'Z'),
  };
  const person = {
    ...common,
    mobilephone: orNull(record.mobile),
    firstname: orNull(record.givenName),
    lastname: orNull(record.familyName),
    fullname: orNull(`${record.familyName} ${record.givenName}`.trim()),
    yomifullname: orNull(record.familyName === '佐藤' ? 'サトウ' : ''),
    jobtitle: null,
  };
  switch (record.kind) {
    case 'person':
      return {
        ...person,
        contactid: record.id,
        business2: null,
        home2: null,
        assistantphone: null,
        _parentcustomerid_value: record.company === '' ? null : COMPANY_ID,
      };
    case 'lead':
      return { ...person, leadid: record.id, companyname: orNull(record.company) };
    case 'company':
      return { ...common, accountid: record.id, name: record.company, yominame: null };
  }
}

function toResponseRow(
  record: FakeCrmRecord,
  row: Row,
  select: readonly string[],
  expand: readonly string[],
  isAnnotated: boolean,
): unknown {
  const email = record.ownerEmail === '' ? 'admin@example.com' : record.ownerEmail;
  const ownerName = email.split('@')[0] ?? '';
  const user: Readonly<Record<string, string>> = {
    systemuserid: OWNER_ID,
    internalemailaddress: email,
    fullname: ownerName,
  };
  const formattedValues: Readonly<Record<string, string>> = {
    _ownerid_value: ownerName,
    _parentcustomerid_value: record.company,
    statecode: row['statecode'] === 0 ? 'Active' : 'Inactive',
  };
  return {
    '@odata.etag': 'W/"1"',
    ...Object.fromEntries(
      select.flatMap((column) => [
        [column, row[column] ?? null],
        ...(isAnnotated && row[column] !== null && column in formattedValues
          ? [[`${column}${FORMATTED}`, formattedValues[column]]]
          : []),
      ]),
    ),
    ...(expand.length > 0 && {
      owninguser: Object.fromEntries(
        expand.map((column) => {
          if (!(column in user))
            throw new ODataError(
              `Could not find a property named '${column}' on type 'Microsoft.Dynamics.CRM.systemuser'.`,
            );
          return [column, user[column]];
        }),
      ),
    }),
  };
}

/** Columns of the owner, the only related record that is known here. */
function parseExpand(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const columns = /^owninguser\(\$select=([\w,]+)\)$/u.exec(text)?.[1];
  if (columns === undefined) throw new ODataError(`Could not find a property named '${text}'.`);
  return columns.split(',');
}

type Filter = (row: Row) => boolean;

/** `or` weaker than `and`, brackets, `contains(column,'text')`, `column eq value`. */
class FilterParser {
  readonly #text: string;
  readonly #checkColumn: (column: string) => string;
  readonly #tokens: string[];

  constructor(text: string, checkColumn: (column: string) => string) {
    this.#text = text;
    this.#checkColumn = checkColumn;
    this.#tokens = tokenize(text);
  }

  parse(): Filter {
    const filter = this.#parseOr();
    const [token] = this.#tokens;
    if (token !== undefined) throw new ODataError(`Syntax error: '${token}' in '${this.#text}'.`);
    return filter;
  }

  #nextToken(): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw new ODataError(`Syntax error at the end of '${this.#text}'.`);
    return token;
  }

  #expectToken(word: string): void {
    const token = this.#nextToken();
    if (token !== word) throw new ODataError(`Syntax error: '${word}' expected, not '${token}'.`);
  }

  #parseValue(): Value {
    const token = this.#nextToken();
    if (token === 'null') return null;
    if (/^-?\d+$/u.test(token)) return Number(token);
    if (!token.startsWith("'")) throw new ODataError(`Syntax error: a value expected, not '${token}'.`);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  #parseJoined(word: string, parsePart: () => Filter, join: 'some' | 'every'): Filter {
    const parts = [parsePart()];
    while (this.#tokens[0] === word) {
      this.#expectToken(word);
      parts.push(parsePart());
    }
    return (row) => parts[join]((filter) => filter(row));
  }

  #parseOr(): Filter {
    return this.#parseJoined('or', () => this.#parseAnd(), 'some');
  }

  #parseAnd(): Filter {
    return this.#parseJoined('and', () => this.#parsePrimary(), 'every');
  }

  #parsePrimary(): Filter {
    const token = this.#nextToken();
    if (token === '(') {
      const inner = this.#parseOr();
      this.#expectToken(')');
      return inner;
    }
    if (token === 'contains') {
      this.#expectToken('(');
      const column = this.#checkColumn(this.#nextToken());
      this.#expectToken(',');
      const value = this.#parseValue();
      this.#expectToken(')');
      if (typeof value !== 'string') throw new ODataError('No function signature for contains matches.');
      const like = toLikePattern(value);
      return (row) => like.test(String(row[column] ?? ''));
    }
    const column = this.#checkColumn(token);
    const operator = this.#nextToken();
    const value = this.#parseValue();
    switch (operator) {
      case 'eq':
        return (row) => foldCase(row[column] ?? null) === foldCase(value);
      case 'ge':
        return (row) => Number(row[column]) >= Number(value);
      default:
        throw new ODataError(`Syntax error: operator '${operator}'.`);
    }
  }
}

function tokenize(text: string): string[] {
  return [...text.matchAll(/\s+|('(?:[^']|'')*'|-?\d+|[A-Za-z_]\w*|[(),])|(.)/gsu)].flatMap(
    ([, token, invalid]) => {
      if (invalid !== undefined)
        throw new ODataError(`Syntax error: character '${invalid}' is not valid in '${text}'.`);
      return token ?? [];
    },
  );
}

function foldCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** LIKE '%…%' of SQL Server. */
function toLikePattern(text: string): RegExp {
  const pattern = text.replace(/\[[^\]]+\]|[%_]|[\\^$.*+?()[\]{}|/]/gu, (part) =>
    part === '%' ? '.*?' : part === '_' ? '.' : part.length > 1 ? part.replaceAll('\\', '\\\\') : `\\${part}`,
  );
  return new RegExp(pattern, 'isu');
}

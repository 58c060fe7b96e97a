/**
 * The Web API of Microsoft Dataverse (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview)
 * with the tables of Dynamics 365 for contacts, accounts and leads.
 *
 * Quirks: `contains` is a LIKE of SQL, so `%`, `_` and `[…]` in it are patterns; `eq` and `contains` ignore case; an unknown
 * column fails the query, in $select and $filter alike; readable values of owner and company come only if the request asks
 * for them (Prefer); URLs above 32 KB are refused; too many requests are a 429 with Retry-After.
 *
 * Unconfirmed: whether full-width digits equal ASCII digits, which depends on the environment's collation (here: no).
 */
import { createEmptyRecord, getOwner, orNull, Refusal } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';
import { TokenReader } from './token-reader.ts';

const TOKEN = 'eyJ0eXAiOiJKV1QifQ.simulated.access-token';
const MAX_URL_LENGTH = 32_768;
const MAX_ROWS = 5_000;
const MAX_REQUESTS_PER_WINDOW = 6_000;
const WINDOW_MS = 300_000;
const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
const PREFERS_FORMATTED =
  /odata\.include-annotations="(?:\*|OData\.Community\.Display\.V1\.FormattedValue)"/u;

export interface DynamicsOptions {
  /** tables that the environment lacks */
  readonly missing?: readonly string[];
  /** ids of deactivated records and qualified leads */
  readonly inactive?: readonly string[];
  /** limit per five minutes */
  readonly requestsInWindow?: number;
}

/** @param records with GUIDs as ids */
export function createDynamicsFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  { missing = [], inactive = [], requestsInWindow = MAX_REQUESTS_PER_WINDOW }: DynamicsOptions = {},
): CrmFake {
  let window = { from: -Infinity, requests: 0 };

  return {
    secret: TOKEN,
    errorBody: (status, message) => ({ error: { code: status === 403 ? '0x80040220' : '0x0', message } }),
    answer: ({ method, path, headers }, now) => {
      if (headers['authorization'] !== `Bearer ${TOKEN}`)
        throw new Refusal(401, '', { 'www-authenticate': 'Bearer' });
      if (now - window.from >= WINDOW_MS) window = { from: now, requests: 0 };
      window.requests += 1;
      if (window.requests > requestsInWindow) {
        const message = `Number of requests exceeded the limit of ${requestsInWindow} over time window of 300 seconds.`;
        const retryAfter = Math.ceil((window.from + WINDOW_MS - now) / 1_000);
        throw toRefusal(429, message, '0x80072322', { 'retry-after': String(retryAfter) });
      }
      if (path.length > MAX_URL_LENGTH) throw toRefusal(414, 'URI Too Long');
      const { origin, pathname, searchParams } = new URL(path, 'https://acme.crm7.dynamics.com');
      const name = /^\/api\/data\/v9\.2\/(\w+)$/u.exec(pathname)?.[1] ?? '';
      if (method !== 'GET') throw toRefusal(405, `The requested method '${method}' is not allowed.`);
      const kind = missing.includes(name) ? undefined : TABLES.get(name);
      if (kind === undefined)
        throw toRefusal(404, `Resource not found for the segment '${name}'.`, '0x8006088a');
      const isAnnotated = PREFERS_FORMATTED.test(headers['prefer'] ?? '');
      const rows = records
        .filter((record) => record.kind === kind)
        .map((record) => ({ record, row: toRow(record, !inactive.includes(record.id)) }));
      const value = queryRows(rows, kind, searchParams, isAnnotated, ignoresQuery);
      return {
        status: 200,
        headers: {
          'odata-version': '4.0',
          'x-ms-ratelimit-burst-remaining-xrm-requests': String(requestsInWindow - window.requests),
          ...(isAnnotated && { 'preference-applied': 'odata.include-annotations="*"' }),
        },
        body: { '@odata.context': `${origin}/api/data/v9.2/$metadata#${name}`, value },
      };
    },
  };
}

function toRefusal(
  status: number,
  message: string,
  code = '0x0',
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal(status, { error: { code, message } }, headers);
}

function toUnknownProperty(name: string, entity: string): Refusal {
  const type = `Microsoft.Dynamics.CRM.${entity}`;
  return toRefusal(400, `Could not find a property named '${name}' on type '${type}'.`);
}

/** The rows that the query finds, with the columns that it selects. */
function queryRows(
  rows: readonly { readonly record: FakeCrmRecord; readonly row: Row }[],
  kind: FakeCrmRecord['kind'],
  searchParams: URLSearchParams,
  isAnnotated: boolean,
  ignoresQuery: boolean,
): readonly unknown[] {
  const knownRow = toRow(createEmptyRecord(kind), true);
  const checkColumn = (column: string): string => {
    if (!(column in knownRow)) throw toUnknownProperty(column, ENTITIES[kind]);
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
  const owner = getOwner(record);
  const user: Readonly<Record<string, string>> = {
    systemuserid: OWNER_ID,
    internalemailaddress: owner.email,
    fullname: owner.name,
  };
  const formattedValues: Readonly<Record<string, string>> = {
    _ownerid_value: owner.name,
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
          if (!(column in user)) throw toUnknownProperty(column, 'systemuser');
          return [column, user[column]];
        }),
      ),
    }),
  };
}

/** Columns of the owner, the only related record that is simulated. */
function parseExpand(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const columns = /^owninguser\(\$select=([\w,]+)\)$/u.exec(text)?.[1];
  if (columns === undefined) throw toRefusal(400, `Could not find a property named '${text}'.`);
  return columns.split(',');
}

type Filter = (row: Row) => boolean;

/** `or` binds weaker than `and`; brackets, `contains(column,'text')`, `column eq value`. */
class FilterParser extends TokenReader {
  readonly #checkColumn: (column: string) => string;

  constructor(text: string, checkColumn: (column: string) => string) {
    const createError = (near: string) => toRefusal(400, `Syntax error at '${near}' in '${text}'.`);
    super(text, /'(?:[^']|'')*'|-?\d+|[A-Za-z_]\w*|[(),]/u, createError, false);
    this.#checkColumn = checkColumn;
  }

  parse(): Filter {
    const filter = this.#parseOr();
    this.expectEnd();
    return filter;
  }

  #parseValue(): Value {
    const token = this.next();
    if (token === 'null') return null;
    if (/^-?\d+$/u.test(token)) return Number(token);
    if (!token.startsWith("'")) throw this.createError(token);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  #parseOr(): Filter {
    const filters = this.parseList('or', () => this.#parseAnd());
    return (row) => filters.some((filter) => filter(row));
  }

  #parseAnd(): Filter {
    const filters = this.parseList('and', () => this.#parsePrimary());
    return (row) => filters.every((filter) => filter(row));
  }

  #parsePrimary(): Filter {
    if (this.take('(')) {
      const inner = this.#parseOr();
      this.expect(')');
      return inner;
    }
    if (this.take('contains')) {
      this.expect('(');
      const column = this.#checkColumn(this.next());
      this.expect(',');
      const value = this.#parseValue();
      this.expect(')');
      if (typeof value !== 'string') throw toRefusal(400, 'No function signature for contains matches.');
      const like = toLikePattern(value);
      return (row) => like.test(String(row[column] ?? ''));
    }
    const column = this.#checkColumn(this.next());
    const operator = this.next();
    const value = this.#parseValue();
    switch (operator) {
      case 'eq':
        return (row) => foldCase(row[column] ?? null) === foldCase(value);
      case 'ge':
        return (row) => Number(row[column]) >= Number(value);
      default:
        throw this.createError(operator);
    }
  }
}

function foldCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** SQL Server's LIKE '%…%'. */
function toLikePattern(text: string): RegExp {
  const pattern = text.replace(/\[[^\]]+\]|[%_]|[\\^$.*+?()[\]{}|/]/gu, (part) =>
    part === '%' ? '.*?' : part === '_' ? '.' : part.length > 1 ? part.replaceAll('\\', '\\\\') : `\\${part}`,
  );
  return new RegExp(pattern, 'isu');
}

/**
 * Zoho CRM's queries (COQL, https://www.zoho.com/crm/developer/docs/api/v8/Get-Records-through-COQL-Query.html) for
 * contacts, leads and accounts.
 *
 * Quirks: an empty result is a 204 without a body; conditions are joined in pairs, each pair in brackets; 25 conditions, 50
 * values of `in`, 50 columns at most; `like` takes `%` only at the start and the end; a quote in a text is doubled; an
 * unknown or hidden column fails the query; a token without the right scope is a 401.
 *
 * Unconfirmed: whether width and case of texts matter (here: yes); what a backslash in a text means (here: an error).
 */
import { createEmptyRecord, getField, getOwner, orNull, Refusal } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';
import { TokenReader } from './token-reader.ts';
import { parseJson } from '../parse-json.ts';

const TOKEN = '1000.simulated.access-token';
const MAX_CRITERIA = 25;
const MAX_VALUES = 50;
const MAX_COLUMNS = 50;
const MAX_ROWS = 2_000;

export interface ZohoOptions {
  /** columns that the user may not see, or that were removed */
  readonly hidden?: readonly string[];
  /** modules that the user may not see */
  readonly forbidden?: readonly string[];
  /** ids of leads that have become contacts */
  readonly converted?: readonly string[];
  /** whether the token's scope lacks queries */
  readonly otherScope?: boolean;
}

/** @param records with ids of digits */
export function createZohoFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  { hidden = [], forbidden = [], converted = [], otherScope = false }: ZohoOptions = {},
): CrmFake {
  return {
    secret: TOKEN,
    errorBody: (status, message) => ({
      code: getDefaultCode(status),
      details: {},
      message,
      status: 'error',
    }),
    answer: ({ method, path, headers, body }) => {
      if (headers['authorization'] !== `Zoho-oauthtoken ${TOKEN}`) throw toRefusal('INVALID_TOKEN', {}, 401);
      if (otherScope) throw toRefusal('OAUTH_SCOPE_MISMATCH', {}, 401);
      if (path !== '/crm/v8/coql') throw toRefusal('INVALID_URL_PATTERN', {}, 404);
      if (method !== 'POST') throw toRefusal('INVALID_REQUEST_METHOD');
      const text = getField(parseJson(body), 'select_query');
      if (typeof text !== 'string') throw toRefusal('MANDATORY_NOT_FOUND', { api_name: 'select_query' });
      const query = new CoqlParser(text).parse();
      const kind = KINDS.get(query.module);
      if (kind === undefined)
        throw toRefusal('INVALID_QUERY', { reason: 'module name given seems to be invalid' });
      if (forbidden.includes(query.module)) throw toRefusal('NO_PERMISSION', {}, 403);
      const knownColumns = Object.keys(toRow(createEmptyRecord(kind), []));
      for (const column of query.usedColumns)
        if (!knownColumns.includes(column) || hidden.includes(column))
          throw toRefusal('INVALID_QUERY', {
            column_name: column,
            reason: 'column given seems to be invalid',
          });
      const data = records
        .filter((record) => record.kind === kind)
        .map((record) => toRow(record, converted))
        .filter((row) => ignoresQuery || query.where(row))
        .slice(0, query.limit)
        .map((row) =>
          Object.fromEntries(['id', ...query.columns].map((column) => [column, row[column] ?? null])),
        );
      if (data.length === 0) return { status: 204, body: '' };
      return { status: 200, body: { data, info: { count: data.length, more_records: false } } };
    },
  };
}

function toRefusal(code: string, details: Readonly<Record<string, string>> = {}, status = 400): Refusal {
  const message = code === 'INVALID_QUERY' ? 'invalid query formed' : code.toLowerCase().replaceAll('_', ' ');
  return new Refusal(status, { code, details, message, status: 'error' });
}

function getDefaultCode(status: number): string {
  switch (status) {
    case 401:
      return 'INVALID_TOKEN';
    case 403:
      return 'NO_PERMISSION';
    case 404:
      return 'INVALID_URL_PATTERN';
    case 429:
      return 'TOO_MANY_REQUESTS';
    default:
      return 'INTERNAL_ERROR';
  }
}

type Row = Readonly<Record<string, string | boolean | null>>;

const KINDS: ReadonlyMap<string, FakeCrmRecord['kind']> = new Map([
  ['Contacts', 'person'],
  ['Leads', 'lead'],
  ['Accounts', 'company'],
]);

function toRow(record: FakeCrmRecord, converted: readonly string[]): Row {
  const owner = getOwner(record);
  const common = {
    id: record.id,
    Phone: orNull(record.phone),
    'Owner.first_name': null,
    'Owner.last_name': owner.name,
    'Owner.email': owner.email,
    Last_Activity_Time: new Date(record.activeAt).toISOString().replace(/\.000Z$/u, '+00:00'),
  };
  const person = {
    ...common,
    Mobile: orNull(record.mobile),
    First_Name: orNull(record.givenName),
    Last_Name: record.familyName,
    Email: null,
  };
  switch (record.kind) {
    case 'person':
      return {
        ...person,
        Home_Phone: null,
        Other_Phone: null,
        Asst_Phone: null,
        Title: null,
        'Account_Name.Account_Name': orNull(record.company),
      };
    case 'lead':
      return {
        ...person,
        Company: orNull(record.company),
        Designation: null,
        Lead_Status: 'Attempted to Contact',
        Converted__s: converted.includes(record.id),
      };
    case 'company':
      return { ...common, Account_Name: record.company };
  }
}

type Condition = (row: Row) => boolean;

function limitExceeded(clause: string): Refusal {
  return toRefusal('LIMIT_EXCEEDED', { clause });
}

function toSyntaxError(near: string): Refusal {
  return toRefusal('SYNTAX_ERROR', { near });
}

/** Parses the part of COQL that searches for numbers need. */
class CoqlParser extends TokenReader {
  readonly #usedColumns: string[] = [];
  #criterionCount = 0;

  constructor(text: string) {
    super(text, /'(?:[^'\\]|'')*'|[A-Za-z][\w.]*|\d+|[(),=]/u, toSyntaxError);
  }

  /** `usedColumns` are those of all clauses. */
  parse() {
    this.expect('select');
    const columns = this.parseList(',', () => this.#parseName());
    if (columns.length > MAX_COLUMNS) throw limitExceeded('select');
    this.expect('from');
    const module = this.next();
    this.expect('where');
    const where = this.#parsePair();
    if (this.#criterionCount > MAX_CRITERIA) throw limitExceeded('where');
    const limit = this.take('limit') ? Number(this.next()) : 200;
    if (!(limit >= 1 && limit <= MAX_ROWS)) throw limitExceeded('limit');
    this.expectEnd();
    return { module, columns, usedColumns: this.#usedColumns, where, limit };
  }

  #parseText(): string {
    const token = this.next();
    if (!token.startsWith("'")) throw toSyntaxError(token);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  #parseName(): string {
    const token = this.next();
    if (!/^[A-Za-z][\w.]*$/u.test(token)) throw toSyntaxError(token);
    this.#usedColumns.push(token);
    return token;
  }

  #parseCriterion(): Condition {
    this.#criterionCount += 1;
    const name = this.#parseName();
    const operator = this.next().toLowerCase();
    switch (operator) {
      case 'in': {
        this.expect('(');
        const values = this.parseList(',', () => this.#parseText());
        this.expect(')');
        if (values.length > MAX_VALUES) throw limitExceeded('in');
        return (row) => values.some((value) => value === row[name]);
      }
      case 'like': {
        const [, start, pattern = '', end] = /^(%?)(.*?)(%?)$/su.exec(this.#parseText()) ?? [];
        return (row) => {
          const value = row[name];
          if (typeof value !== 'string') return false;
          if (start === '%') return end === '%' ? value.includes(pattern) : value.endsWith(pattern);
          return end === '%' ? value.startsWith(pattern) : value === pattern;
        };
      }
      case '=': {
        const isFlag = this.isNext('true') || this.isNext('false');
        const value = isFlag ? this.next().toLowerCase() === 'true' : this.#parseText();
        return (row) => row[name] === value;
      }
      default:
        throw toSyntaxError(operator);
    }
  }

  #parsePrimary(): Condition {
    if (!this.take('(')) return this.#parseCriterion();
    const condition = this.#parsePair();
    this.expect(')');
    return condition;
  }

  #parsePair(): Condition {
    const first = this.#parsePrimary();
    if (!this.isNext('and') && !this.isNext('or')) return first;
    const isAnd = this.next().toLowerCase() === 'and';
    const second = this.#parsePrimary();
    return (row) => (isAnd ? first(row) && second(row) : first(row) || second(row));
  }
}

/**
 * Zoho CRM's queries (COQL, https://www.zoho.com/crm/developer/docs/api/v8/Get-Records-through-COQL-Query.html) for
 * contacts, leads and accounts.
 *
 * Its quirks: nothing found is a 204 without a body; conditions stand side by side in twos, each pair in brackets;
 * 25 conditions, 50 values of `in`, 50 columns at most; `like` knows `%` at the start and the end only; a quote in a text
 * is written twice; a column that is not there or hidden fails the query; a token without the right scope is a 401.
 *
 * Unconfirmed: whether texts are compared with the same width and case, as here; what a backslash means in a text (here:
 * an error).
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';
import { getField, orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const TOKEN = '1000.simulated.access-token';
const MAX_CRITERIA = 25;
const MAX_VALUES = 50;
const MAX_COLUMNS = 50;
const MAX_ROWS = 2_000;

/** What else it can be made to be. */
export interface ZohoOptions {
  /** columns that are hidden from the user, or no more */
  readonly hidden?: readonly string[];
  /** modules that the user may not see */
  readonly forbidden?: readonly string[];
  /** ids of leads that have become contacts */
  readonly converted?: readonly string[];
  /** the token was given for other things */
  readonly otherScope?: boolean;
}

/** An error with its code, as the API words it. */
class CoqlError extends Error {
  constructor(
    readonly code: string,
    readonly details: Readonly<Record<string, string>> = {},
    readonly status = 400,
  ) {
    super(code);
  }
}

/** @param records what it knows; ids of digits */
export function createZohoFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  { hidden = [], forbidden = [], converted = [], otherScope = false }: ZohoOptions = {},
): CrmFake {
  const refuse = (status: number, code: string, details: unknown, now: number): ZoomAnswer =>
    answerWith({ status, body: { code, details, message: toMessage(code), status: 'error' } }, now);

  return {
    secret: TOKEN,
    errorBody: (status, _code, message) => ({
      code: getDefaultCode(status),
      details: {},
      message,
      status: 'error',
    }),
    answer: ({ method, path, headers, body }: ZoomRequest, now) => {
      if (headers['authorization'] !== `Zoho-oauthtoken ${TOKEN}`)
        return refuse(401, 'INVALID_TOKEN', {}, now);
      if (otherScope) return refuse(401, 'OAUTH_SCOPE_MISMATCH', {}, now);
      if (path !== '/crm/v8/coql') return refuse(404, 'INVALID_URL_PATTERN', {}, now);
      if (method !== 'POST') return refuse(400, 'INVALID_REQUEST_METHOD', {}, now);
      const text = getField(parseJson(body), 'select_query');
      try {
        if (typeof text !== 'string')
          throw new CoqlError('MANDATORY_NOT_FOUND', { api_name: 'select_query' });
        const query = new CoqlParser(text).parse();
        const rows = records
          .filter(({ kind }) => MODULES[kind] === query.module)
          .map((record) => toRow(record, converted));
        if (forbidden.includes(query.module)) throw new CoqlError('NO_PERMISSION', {}, 403);
        const knownColumns = Object.keys(toRow({ ...ANY_RECORD, kind: toKind(query.module) }, []));
        for (const column of query.usedColumns)
          if (!knownColumns.includes(column) || hidden.includes(column))
            throw new CoqlError('INVALID_QUERY', {
              column_name: column,
              reason: 'column given seems to be invalid',
            });
        const found = rows
          .filter((row) => ignoresQuery || query.where(row))
          .slice(0, query.limit)
          .map((row) =>
            Object.fromEntries(['id', ...query.columns].map((column) => [column, row[column] ?? null])),
          );
        if (found.length === 0) return { ...answerWith({ status: 204, body: '' }, now), body: '' };
        return answerWith(
          { status: 200, body: { data: found, info: { count: found.length, more_records: false } } },
          now,
        );
      } catch (error) {
        if (!(error instanceof CoqlError)) throw error;
        return refuse(error.status, error.code, error.details, now);
      }
    },
  };
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

function toMessage(code: string): string {
  return code === 'INVALID_QUERY' ? 'invalid query formed' : code.toLowerCase().replaceAll('_', ' ');
}

type Row = Readonly<Record<string, string | boolean | null>>;

const MODULES = { person: 'Contacts', lead: 'Leads', company: 'Accounts' } as const;

const ANY_RECORD: Omit<FakeCrmRecord, 'kind'> = {
  ...{ id: '', familyName: '', givenName: '', company: '', phone: '', mobile: '' },
  ...{ ownerEmail: '', open: 0, activeAt: 0 },
};

function toKind(module: string): FakeCrmRecord['kind'] {
  switch (module) {
    case 'Contacts':
      return 'person';
    case 'Leads':
      return 'lead';
    case 'Accounts':
      return 'company';
    default:
      throw new CoqlError('INVALID_QUERY', { reason: 'module name given seems to be invalid' });
  }
}

function toRow(record: FakeCrmRecord, converted: readonly string[]): Row {
  const email = record.ownerEmail === '' ? 'admin@example.com' : record.ownerEmail;
  const common = {
    id: record.id,
    Phone: orNull(record.phone),
    'Owner.first_name': null,
    'Owner.last_name': email.split('@')[0] ?? null,
    'Owner.email': email,
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

interface CoqlQuery {
  readonly module: string;
  readonly columns: readonly string[];
  /** every column that is spoken of */
  readonly usedColumns: readonly string[];
  readonly where: Condition;
  readonly limit: number;
}

type Condition = (row: Row) => boolean;

/** As much of the language as searches for numbers need. */
class CoqlParser {
  readonly #tokens: string[];
  readonly #usedColumns: string[] = [];
  #criterionCount = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): CoqlQuery {
    this.#expectToken('select');
    const columns = this.#parseList(() => this.#parseName());
    if (columns.length > MAX_COLUMNS) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'select' });
    this.#expectToken('from');
    const module = this.#nextToken();
    this.#expectToken('where');
    const where = this.#parsePair();
    if (this.#criterionCount > MAX_CRITERIA) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'where' });
    let limit = 200;
    if (this.#isNext('limit')) {
      this.#expectToken('limit');
      limit = Number(this.#nextToken());
      if (!(limit >= 1 && limit <= MAX_ROWS)) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'limit' });
    }
    if (this.#tokens.length > 0) throw this.#createSyntaxError(this.#tokens[0]);
    return { module, columns, usedColumns: this.#usedColumns, where, limit };
  }

  #createSyntaxError(near: string | undefined): CoqlError {
    return new CoqlError('SYNTAX_ERROR', { near: near ?? '' });
  }

  #nextToken(): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw this.#createSyntaxError('');
    return token;
  }

  #expectToken(word: string): void {
    const token = this.#nextToken();
    if (token.toLowerCase() !== word) throw this.#createSyntaxError(token);
  }

  #isNext(word: string): boolean {
    return this.#tokens[0]?.toLowerCase() === word;
  }

  #parseText(): string {
    const token = this.#nextToken();
    if (!token.startsWith("'")) throw this.#createSyntaxError(token);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  #parseName(): string {
    const token = this.#nextToken();
    if (!/^[A-Za-z][\w.]*$/u.test(token)) throw this.#createSyntaxError(token);
    this.#usedColumns.push(token);
    return token;
  }

  #parseList<T>(parseItem: () => T): readonly T[] {
    const list = [parseItem()];
    while (this.#isNext(',')) {
      this.#expectToken(',');
      list.push(parseItem());
    }
    return list;
  }

  #parseCriterion(): Condition {
    this.#criterionCount += 1;
    const name = this.#parseName();
    const operator = this.#nextToken().toLowerCase();
    switch (operator) {
      case 'in': {
        this.#expectToken('(');
        const values = this.#parseList(() => this.#parseText());
        this.#expectToken(')');
        if (values.length > MAX_VALUES) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'in' });
        return (row) => values.some((value) => value === row[name]);
      }
      case 'like': {
        const [, start, pattern = '', end] = /^(%?)(.*?)(%?)$/su.exec(this.#parseText()) ?? [];
        return (row) => {
          const value = row[name];
          if (typeof value !== 'string') return false;
          if (start === '%' && end === '%') return value.includes(pattern);
          return start === '%'
            ? value.endsWith(pattern)
            : end === '%'
              ? value.startsWith(pattern)
              : value === pattern;
        };
      }
      case '=': {
        const value =
          this.#isNext('true') || this.#isNext('false')
            ? this.#nextToken().toLowerCase() === 'true'
            : this.#parseText();
        return (row) => row[name] === value;
      }
      default:
        throw this.#createSyntaxError(operator);
    }
  }

  #parsePrimary(): Condition {
    if (!this.#isNext('(')) return this.#parseCriterion();
    this.#expectToken('(');
    const condition = this.#parsePair();
    this.#expectToken(')');
    return condition;
  }

  #parsePair(): Condition {
    const first = this.#parsePrimary();
    if (!this.#isNext('and') && !this.#isNext('or')) return first;
    const isAnd = this.#nextToken().toLowerCase() === 'and';
    const second = this.#parsePrimary();
    return (row) => (isAnd ? first(row) && second(row) : first(row) || second(row));
  }
}

function tokenize(text: string): string[] {
  const found = [...text.matchAll(/\s+|('(?:[^'\\]|'')*'|[A-Za-z][\w.]*|\d+|[(),=])|(.)/gsu)];
  return found.flatMap(([, token, invalid]) => {
    if (invalid !== undefined) throw new CoqlError('SYNTAX_ERROR', { near: invalid });
    return token ?? [];
  });
}

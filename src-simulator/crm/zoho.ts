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
import { field, orNull, type CrmFake, type CrmOptions, type CrmRecord } from './crm.ts';

const TOKEN = '1000.simulated.access-token';
const MOST_CRITERIA = 25;
const MOST_VALUES = 50;
const MOST_COLUMNS = 50;
const MOST_ROWS = 2_000;

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
  records: readonly CrmRecord[],
  { lies }: CrmOptions,
  { hidden = [], forbidden = [], converted = [], otherScope = false }: ZohoOptions = {},
): CrmFake {
  const refuse = (status: number, code: string, details: unknown, now: number): ZoomAnswer =>
    answerWith({ status, body: { code, details, message: messageOf(code), status: 'error' } }, now);

  return {
    secret: TOKEN,
    errorBody: (status, _code, message) => ({
      code: usualCode(status),
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
      const text = field(parseJson(body), 'select_query');
      try {
        if (typeof text !== 'string')
          throw new CoqlError('MANDATORY_NOT_FOUND', { api_name: 'select_query' });
        const query = parseCoql(text);
        const rows = records
          .filter(({ kind }) => MODULE_OF[kind] === query.module)
          .map((record) => rowOf(record, converted));
        if (forbidden.includes(query.module)) throw new CoqlError('NO_PERMISSION', {}, 403);
        const known = Object.keys(rowOf({ ...ANY_RECORD, kind: kindOf(query.module) }, []));
        for (const column of query.named)
          if (!known.includes(column) || hidden.includes(column))
            throw new CoqlError('INVALID_QUERY', {
              column_name: column,
              reason: 'column given seems to be invalid',
            });
        const found = rows
          .filter((row) => lies || query.where(row))
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

function usualCode(status: number): string {
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

function messageOf(code: string): string {
  return code === 'INVALID_QUERY' ? 'invalid query formed' : code.toLowerCase().replaceAll('_', ' ');
}

type Row = Readonly<Record<string, string | boolean | null>>;

const MODULE_OF = { person: 'Contacts', lead: 'Leads', company: 'Accounts' } as const;

const ANY_RECORD: Omit<CrmRecord, 'kind'> = {
  ...{ id: '', familyName: '', givenName: '', company: '', phone: '', mobile: '' },
  ...{ ownerEmail: '', open: 0, activeAt: 0 },
};

function kindOf(module: string): CrmRecord['kind'] {
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

function rowOf(record: CrmRecord, converted: readonly string[]): Row {
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

interface Coql {
  readonly module: string;
  readonly columns: readonly string[];
  /** every column that is spoken of */
  readonly named: readonly string[];
  readonly where: Condition;
  readonly limit: number;
}

type Condition = (row: Row) => boolean;

/** As much of the language as searches for numbers need. */
function parseCoql(text: string): Coql {
  const tokens = tokensOf(text);
  const named: string[] = [];
  let criteria = 0;
  const wrong = (near: string | undefined): CoqlError => new CoqlError('SYNTAX_ERROR', { near: near ?? '' });
  const next = (): string => {
    const token = tokens.shift();
    if (token === undefined) throw wrong('');
    return token;
  };
  const expect = (word: string): void => {
    const token = next();
    if (token.toLowerCase() !== word) throw wrong(token);
  };
  const isNext = (word: string): boolean => tokens[0]?.toLowerCase() === word;
  const takeText = (): string => {
    const token = next();
    if (!token.startsWith("'")) throw wrong(token);
    return token.slice(1, -1).replaceAll("''", "'");
  };
  const takeName = (): string => {
    const token = next();
    if (!/^[A-Za-z][\w.]*$/u.test(token)) throw wrong(token);
    named.push(token);
    return token;
  };
  const takeList = <T>(take: () => T): readonly T[] => {
    const list = [take()];
    while (isNext(',')) {
      expect(',');
      list.push(take());
    }
    return list;
  };

  const criterion = (): Condition => {
    criteria += 1;
    const name = takeName();
    const operator = next().toLowerCase();
    switch (operator) {
      case 'in': {
        expect('(');
        const values = takeList(takeText);
        expect(')');
        if (values.length > MOST_VALUES) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'in' });
        return (row) => values.some((value) => value === row[name]);
      }
      case 'like': {
        const [, start, held = '', end] = /^(%?)(.*?)(%?)$/su.exec(takeText()) ?? [];
        return (row) => {
          const value = row[name];
          if (typeof value !== 'string') return false;
          if (start === '%' && end === '%') return value.includes(held);
          return start === '%' ? value.endsWith(held) : end === '%' ? value.startsWith(held) : value === held;
        };
      }
      case '=': {
        const value = isNext('true') || isNext('false') ? next().toLowerCase() === 'true' : takeText();
        return (row) => row[name] === value;
      }
      default:
        throw wrong(operator);
    }
  };
  const primary = (): Condition => {
    if (!isNext('(')) return criterion();
    expect('(');
    const condition = pair();
    expect(')');
    return condition;
  };
  const pair = (): Condition => {
    const first = primary();
    if (!isNext('and') && !isNext('or')) return first;
    const isAnd = next().toLowerCase() === 'and';
    const second = primary();
    return (row) => (isAnd ? first(row) && second(row) : first(row) || second(row));
  };

  expect('select');
  const columns = takeList(takeName);
  if (columns.length > MOST_COLUMNS) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'select' });
  expect('from');
  const module = next();
  expect('where');
  const where = pair();
  if (criteria > MOST_CRITERIA) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'where' });
  let limit = 200;
  if (isNext('limit')) {
    expect('limit');
    limit = Number(next());
    if (!(limit >= 1 && limit <= MOST_ROWS)) throw new CoqlError('LIMIT_EXCEEDED', { clause: 'limit' });
  }
  if (tokens.length > 0) throw wrong(tokens[0]);
  return { module, columns, named, where, limit };
}

function tokensOf(text: string): string[] {
  const found = [...text.matchAll(/\s+|('(?:[^'\\]|'')*'|[A-Za-z][\w.]*|\d+|[(),=])|(.)/gsu)];
  return found.flatMap(([, token, odd]) => {
    if (odd !== undefined) throw new CoqlError('SYNTAX_ERROR', { near: odd });
    return token ?? [];
  });
}

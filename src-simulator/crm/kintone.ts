/**
 * kintone's REST API as far as reading records goes: https://cybozu.dev/ja/kintone/docs/rest-api/
 *
 * Its quirks: `in` compares whole texts, and full-width digits are others than half-width ones; `like` looks for whole
 * words, so that "1234" is not in "090-12345678"; fields are known by codes, which are not their labels; `=` is not
 * allowed in tables, nor `like` for numbers; an unknown code is an error; GET takes 8 KB of address, more goes as POST
 * with X-HTTP-Method-Override; a wrong token is a 400.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';
import { getField, toList, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const SECRET = 'Kt0nEsImUlAtEdT0KeNfOrOnEaPp0000000000AB';
const MAX_URL_LENGTH = 8 * 1024;
const MAX_RECORDS = 500;
const MAX_OFFSET = 10_000;

/** A field of an app, as `app/form/fields.json` tells of it. */
export interface KintoneField {
  readonly type: string;
  readonly label: string;
  readonly protocol?: 'WEB' | 'CALL' | 'MAIL';
  readonly enabled?: boolean;
  /** of a SUBTABLE, by code */
  readonly fields?: Readonly<Record<string, KintoneField>>;
}

/** An app; what of it is changed while the fake runs is so from then on. */
export interface KintoneApp {
  readonly id: number;
  /** the guest space that it is in; null = none */
  readonly guestSpace: number | null;
  /** by code */
  fields: Readonly<Record<string, KintoneField>>;
  /** the values of a record, by code: a list of rows for a SUBTABLE */
  fill: (record: FakeCrmRecord) => Readonly<Record<string, unknown>>;
  /** what every request is answered with instead, as when an administrator took the token's rights away; null = nothing */
  refusal: { readonly status: number; readonly code: string } | null;
}

/** An app for customers: some of its codes are those that kintone made, one label is full-width. */
export function createCustomerApp(): KintoneApp {
  return {
    id: 12,
    guestSpace: null,
    refusal: null,
    fields: {
      レコード番号: { type: 'RECORD_NUMBER', label: 'レコード番号' },
      更新日時_0: { type: 'UPDATED_TIME', label: '更新日時' },
      作成日時: { type: 'CREATED_TIME', label: '作成日時' },
      ステータス: { type: 'STATUS', label: 'ステータス', enabled: true },
      company: { type: 'SINGLE_LINE_TEXT', label: '会社名' },
      文字列__1行_: { type: 'SINGLE_LINE_TEXT', label: '氏名' },
      文字列__1行__0: { type: 'SINGLE_LINE_TEXT', label: 'フリガナ' },
      文字列__1行__1: { type: 'SINGLE_LINE_TEXT', label: '携帯電話' },
      リンク: { type: 'LINK', label: 'ＴＥＬ', protocol: 'CALL' },
      リンク_0: { type: 'LINK', label: 'FAX', protocol: 'CALL' },
      リンク_1: { type: 'LINK', label: '連絡先', protocol: 'MAIL' },
      担当者: { type: 'USER_SELECT', label: '担当者' },
    },
    fill: (record) => ({
      更新日時_0: new Date(record.activeAt).toISOString().replace('.000', ''),
      ステータス: '対応中',
      company: record.company,
      文字列__1行_: record.kind === 'company' ? '' : `${record.familyName} ${record.givenName}`,
      文字列__1行__0: 'サトウ',
      文字列__1行__1: record.mobile,
      リンク: record.phone,
      リンク_0: '03-0000-0000',
      リンク_1: record.ownerEmail,
      担当者: record.ownerEmail === '' ? [] : [{ code: record.ownerEmail, name: '高橋 健' }],
    }),
  };
}

/** @param records what the app holds, their ids as whole numbers */
export function createKintoneFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  app: KintoneApp = createCustomerApp(),
): CrmFake {
  const toErrorBody = (code: string, message = code): unknown => ({
    code,
    id: 'x2GLZLDXXEAZGfDwLmg6',
    message,
  });
  const refuse = (status: number, code: string, now: number): ZoomAnswer =>
    answerWith({ status, body: toErrorBody(code) }, now);
  const root = app.guestSpace === null ? '/k/v1' : `/k/guest/${app.guestSpace}/v1`;

  return {
    secret: SECRET,
    errorBody: (status, _code, message) => toErrorBody(DEFAULT_CODES.get(status) ?? 'CB_IL02', message),
    answer: (request: ZoomRequest, now) => {
      const { method, path, headers } = request;
      if (path.length > MAX_URL_LENGTH)
        return answerWith({ status: 414, body: '<html>414 Request-URI Too Large</html>' }, now);
      const url = new URL(path, 'https://sample.cybozu.com');
      const token = headers['x-cybozu-api-token'];
      if (token === undefined) return refuse(401, 'CB_AU01', now);
      // Tokens of several apps stand one behind the other.
      if (!token.split(',').includes(SECRET)) return refuse(400, 'GAIA_IA02', now);
      if (!/^\/k\/(?:guest\/\d+\/)?v1\//u.test(url.pathname)) return refuse(404, 'CB_IL02', now);
      if (app.refusal !== null) return refuse(app.refusal.status, app.refusal.code, now);
      const parameters = parseParameters(request, url);
      if (parameters === null) return refuse(400, 'CB_IJ01', now);
      if (method !== 'GET' && headers['x-http-method-override'] !== 'GET')
        return refuse(403, 'GAIA_NO01', now);
      if (app.guestSpace !== null && url.pathname.startsWith('/k/v1/')) return refuse(400, 'GAIA_IL23', now);
      if (!url.pathname.startsWith(`${root}/`) || parameters.app !== String(app.id))
        return refuse(404, 'GAIA_AP01', now);
      if (url.pathname === `${root}/app/form/fields.json`)
        return answerWith(
          { status: 200, body: { properties: toProperties(app.fields), revision: '7' } },
          now,
        );
      if (url.pathname !== `${root}/records.json`) return refuse(404, 'CB_IL02', now);

      const rows = records.map((record) => toRow(record, app));
      try {
        const { matches, order, limit, offset } = new QueryParser(parameters.query, app.fields).parse();
        const found = rows.filter((row) => ignoresQuery || matches(row)).sort(order);
        const answer = ignoresQuery ? found : found.slice(offset, offset + limit);
        const body = { records: answer.map((row) => pickFields(row, parameters.fields)), totalCount: null };
        return answerWith({ status: 200, body }, now);
      } catch (error) {
        if (error instanceof QueryError) return refuse(400, error.code, now);
        throw error;
      }
    },
  };
}

const DEFAULT_CODES: ReadonlyMap<number, string> = new Map([
  [401, 'CB_AU01'],
  [403, 'CB_NO02'],
  [404, 'GAIA_AP01'],
]);

interface RequestParameters {
  readonly app: string;
  readonly query: string;
  /** empty = all */
  readonly fields: readonly string[];
}

/** Out of the address, or out of the body of a POST; null = unreadable. */
function parseParameters(
  { method, headers, body }: ZoomRequest,
  { searchParams }: URL,
): RequestParameters | null {
  if (method === 'GET') {
    const fields = [...searchParams].flatMap(([name, value]) =>
      /^fields\[\d{1,2}\]$/u.test(name) ? [value] : [],
    );
    return { app: searchParams.get('app') ?? '', query: searchParams.get('query') ?? '', fields };
  }
  const json = parseJson(body);
  if (headers['content-type'] !== 'application/json' || typeof json !== 'object') return null;
  return {
    app: toText(getField(json, 'app')),
    query: toText(getField(json, 'query')),
    fields: toList(getField(json, 'fields')).map(String),
  };
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function toProperties(fields: Readonly<Record<string, KintoneField>>): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([code, { fields: columns, ...property }]) => [
      code,
      { ...property, code, noLabel: false, ...(columns !== undefined && { fields: toProperties(columns) }) },
    ]),
  );
}

type Cell = { readonly type: string; readonly value: unknown };
type Row = Readonly<Record<string, Cell>>;

/** As `records.json` has it. */
function toRow(record: FakeCrmRecord, app: KintoneApp): Row {
  return {
    ...toCells({ ...app.fill(record), レコード番号: record.id }, app.fields),
    $id: { type: '__ID__', value: record.id },
    $revision: { type: '__REVISION__', value: '1' },
  };
}

function toCells(values: unknown, fields: Readonly<Record<string, KintoneField>>): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([code, { type, fields: columns }]) => {
      const value = getField(values, code) ?? '';
      if (columns === undefined) return [code, { type, value }];
      const rows = toList(value).map((row, n) => ({ id: String(9_000 + n), value: toCells(row, columns) }));
      return [code, { type, value: rows }];
    }),
  );
}

/** Columns of tables cannot be asked for: the table can. */
function pickFields(row: Row, codes: readonly string[]): Row {
  return codes.length === 0
    ? row
    : Object.fromEntries(Object.entries(row).filter(([code]) => codes.includes(code)));
}

class QueryError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

type Condition = (row: Row) => boolean;
interface Query {
  readonly matches: Condition;
  readonly order: (a: Row, b: Row) => number;
  readonly limit: number;
  readonly offset: number;
}

/** Which operators a type has: https://cybozu.dev/ja/kintone/docs/overview/query/ */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  SINGLE_LINE_TEXT: ['=', '!=', 'in', 'not in', 'like', 'not like'],
  LINK: ['=', '!=', 'in', 'not in', 'like', 'not like'],
  NUMBER: ['=', '!=', 'in', 'not in'],
  MULTI_LINE_TEXT: ['like', 'not like'],
  RICH_TEXT: ['like', 'not like'],
  USER_SELECT: ['in', 'not in'],
  DROP_DOWN: ['in', 'not in'],
  __ID__: ['=', '!=', 'in', 'not in'],
};

class QueryParser {
  readonly #tokens: readonly string[];
  readonly #fields: Readonly<Record<string, KintoneField>>;
  #next = 0;

  constructor(text: string, fields: Readonly<Record<string, KintoneField>>) {
    this.#tokens = tokenize(text);
    this.#fields = fields;
  }

  parse(): Query {
    const matches = ['', 'order', 'limit', 'offset'].includes(this.#peek().toLowerCase())
      ? () => true
      : this.#parseOr();
    let order = (a: Row, b: Row): number => Number(b['$id']?.value) - Number(a['$id']?.value);
    if (this.#isNext('order')) {
      this.#nextToken();
      this.#expectToken('by');
      const code = this.#nextToken();
      if (this.#findField(code).table !== null) throw new QueryError('GAIA_IQ03');
      const sign = this.#isNext('asc') ? 1 : -1;
      if (this.#isNext('asc') || this.#isNext('desc')) this.#nextToken();
      order = (a, b) => sign * String(a[code]?.value).localeCompare(String(b[code]?.value));
    }
    const limit = this.#parseOption('limit', 100, MAX_RECORDS, 'GAIA_QU01');
    const offset = this.#parseOption('offset', 0, MAX_OFFSET, 'GAIA_QU02');
    if (this.#next < this.#tokens.length) throw new QueryError('CB_VA01');
    return { matches, order, limit, offset };
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? '';
  }

  #nextToken(): string {
    return this.#tokens[this.#next++] ?? '';
  }

  #isNext(word: string): boolean {
    return this.#peek().toLowerCase() === word;
  }

  #expectToken(word: string): void {
    if (this.#nextToken().toLowerCase() !== word) throw new QueryError('CB_VA01');
  }

  #parseLiteral(): string {
    const token = this.#nextToken();
    if (/^-?\d+$/u.test(token)) return token;
    if (!token.startsWith('"')) throw new QueryError('CB_VA01');
    return token.slice(1, -1).replace(/\\(.)/gu, '$1');
  }

  #findField(code: string): { type: string; table: string | null } {
    if (code === '$id') return { type: '__ID__', table: null };
    const top = this.#fields[code];
    if (top !== undefined) return { type: top.type, table: null };
    for (const [table, { fields: columns }] of Object.entries(this.#fields)) {
      const column = columns?.[code];
      if (column !== undefined) return { type: column.type, table };
    }
    throw new QueryError('GAIA_IQ11');
  }

  #parseCondition(): Condition {
    if (this.#isNext('(')) {
      this.#nextToken();
      const inner = this.#parseOr();
      this.#expectToken(')');
      return inner;
    }
    const code = this.#nextToken();
    if (!/^[\p{L}\p{M}\p{N}_＿・＄￥$]+$/u.test(code)) throw new QueryError('CB_VA01');
    const isNegated = this.#isNext('not') && this.#nextToken() !== '';
    const operator = `${isNegated ? 'not ' : ''}${this.#nextToken().toLowerCase()}`;
    const values: string[] = [];
    if (operator.endsWith('in')) {
      this.#expectToken('(');
      do values.push(this.#parseLiteral());
      while (this.#isNext(',') && this.#nextToken() !== '');
      this.#expectToken(')');
    } else if (['=', '!=', 'like', 'not like'].includes(operator)) values.push(this.#parseLiteral());
    else throw new QueryError('CB_VA01');
    const { type, table } = this.#findField(code);
    if (table !== null && (operator === '=' || operator === '!=')) throw new QueryError('GAIA_IQ07');
    if (OPERATORS[type]?.includes(operator) !== true) throw new QueryError('GAIA_IQ03');
    // Unconfirmed what comes of a text that is no number: here, an error.
    if (type === 'NUMBER' && values.some((value) => !/^-?\d+$/u.test(value))) throw new QueryError('CB_VA01');
    const isCellMatch = (cell: Cell | undefined): boolean =>
      values.some((value) => isMatch(operator, type, cell?.value, value));
    const isAnyMatch: Condition = (row) =>
      table === null
        ? isCellMatch(row[code])
        : toList(row[table]?.value).some((line) =>
            isCellMatch(toCell(getField(getField(line, 'value'), code))),
          );
    return operator.startsWith('not') || operator === '!=' ? (row) => !isAnyMatch(row) : isAnyMatch;
  }

  #parseAnd(): Condition {
    const conditions = [this.#parseCondition()];
    while (this.#isNext('and') && this.#nextToken() !== '') conditions.push(this.#parseCondition());
    return (row) => conditions.every((matches) => matches(row));
  }

  #parseOr(): Condition {
    const conditions = [this.#parseAnd()];
    while (this.#isNext('or') && this.#nextToken() !== '') conditions.push(this.#parseAnd());
    return (row) => conditions.some((matches) => matches(row));
  }

  #parseOption(word: string, defaultValue: number, max: number, code: string): number {
    if (!this.#isNext(word)) return defaultValue;
    this.#nextToken();
    const value = Number(this.#nextToken());
    if (value > max) throw new QueryError(code);
    if (!Number.isInteger(value)) throw new QueryError('CB_VA01');
    return value;
  }
}

/** Words, signs, and texts with their quotes; only \ escapes, and only " and \. */
function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  const token = /\s*(?:("(?:[^"\\\p{Cc}]|\\["\\])*")|(!=|[=(),])|([^\s"\\()=!,]+))/uy;
  let end = 0;
  const { length } = text.trimEnd();
  while (end < length) {
    token.lastIndex = end;
    const found = token.exec(text);
    if (found === null) throw new QueryError('CB_VA01');
    tokens.push(found[0].trimStart());
    end = token.lastIndex;
  }
  return tokens;
}

function toCell(cell: unknown): Cell {
  return { type: String(getField(cell, 'type')), value: getField(cell, 'value') };
}

function isMatch(operator: string, type: string, cellValue: unknown, value: string): boolean {
  if (operator.endsWith('like')) return containsWords(String(cellValue), value);
  if (type === 'NUMBER') return cellValue !== '' && Number(cellValue) === Number(value);
  if (type === 'USER_SELECT') return toList(cellValue).some((user) => getField(user, 'code') === value);
  return String(cellValue) === value;
}

/**
 * Whole words of letters and digits, in any order; of Japanese, two characters or more that stand together. Signs part
 * words, and are no part of what is looked for: https://jp.cybozu.help/k/ja/user/search/search_details.html
 *
 * Unconfirmed: whether full-width digits are the same words (it was not so for years, here they are not), and whether a
 * full stop between digits parts them (here it does not).
 */
function containsWords(text: string, query: string): boolean {
  const words = new Set(toIndexWords(text));
  const queryWords = toIndexWords(query);
  return queryWords.length > 0 && queryWords.every((word) => words.has(word));
}

function toIndexWords(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .match(/[a-z0-9]+(?:\.[0-9]+)*|[ａ-ｚ０-９]+|[^\p{P}\p{S}\p{Z}\p{Cc}a-z0-9ａ-ｚ０-９]+/gu) ?? [];
  return words.flatMap((word) => {
    const isSingleToken = /^[a-z0-9ａ-ｚ０-９]/u.test(word) || word.length < 2;
    return isSingleToken ? [word] : Array.from(word.slice(1), (_, n) => word.slice(n, n + 2));
  });
}

/**
 * kintone's REST API as far as reading records goes: https://cybozu.dev/ja/kintone/docs/rest-api/
 *
 * Quirks: `in` compares whole texts, full-width digits differ from ASCII ones; `like` finds whole words, so "1234" is not
 * in "090-12345678"; fields are addressed by codes, which are not their labels; `=` is not allowed in tables, nor `like`
 * for numbers; an unknown code is an error; a GET URL has 8 KB at most, longer queries are POSTed with
 * X-HTTP-Method-Override; a wrong token is a 400.
 */
import { getField, Refusal, toList, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';
import { TokenReader } from './token-reader.ts';
import type { ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';

const SECRET = 'Kt0nEsImUlAtEdT0KeNfOrOnEaPp0000000000AB';
const MAX_URL_LENGTH = 8 * 1024;
const MAX_RECORDS = 500;
const MAX_OFFSET = 10_000;

/** A field of an app as in `app/form/fields.json`. */
export interface KintoneField {
  readonly type: string;
  readonly label: string;
  readonly protocol?: 'WEB' | 'CALL' | 'MAIL';
  readonly enabled?: boolean;
  /** of a SUBTABLE, by code */
  readonly fields?: Readonly<Record<string, KintoneField>>;
}

/** An app. Changes take effect while the stand-in runs. */
export interface KintoneApp {
  readonly id: number;
  /** null = the app is in no guest space */
  readonly guestSpace: number | null;
  /** by code */
  fields: Readonly<Record<string, KintoneField>>;
  /** the values of a record, by code: a list of rows for a SUBTABLE */
  fill: (record: FakeCrmRecord) => Readonly<Record<string, unknown>>;
  /** replaces every answer, for example after an administrator removed the token's rights; null = no refusal */
  refusal: { readonly status: number; readonly code: string } | null;
}

/** An app for customers. kintone generated some of the codes, and one Japanese label is full-width. */
export function createCustomerApp(language: 'ja' | 'en' = 'ja'): KintoneApp {
  const form = language === 'ja' ? createJapaneseForm() : createEnglishForm();
  return { id: 12, guestSpace: null, refusal: null, ...form };
}

type KintoneForm = Pick<KintoneApp, 'fields' | 'fill'>;

function createEnglishForm(): KintoneForm {
  return {
    fields: {
      Record_number: { type: 'RECORD_NUMBER', label: 'Record number' },
      Updated_datetime: { type: 'UPDATED_TIME', label: 'Updated datetime' },
      Status: { type: 'STATUS', label: 'Status', enabled: true },
      company: { type: 'SINGLE_LINE_TEXT', label: 'Company name' },
      Text: { type: 'SINGLE_LINE_TEXT', label: 'Name' },
      Text_0: { type: 'SINGLE_LINE_TEXT', label: 'Mobile' },
      Link: { type: 'LINK', label: 'Phone', protocol: 'CALL' },
    },
    fill: (record) => ({
      Updated_datetime: new Date(record.activeAt).toISOString().replace('.000', ''),
      Status: 'In progress',
      company: record.company,
      Text: `${record.givenName} ${record.familyName}`,
      Text_0: record.mobile,
      Link: record.phone,
    }),
  };
}

function createJapaneseForm(): KintoneForm {
  return {
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

/** @param records with integers as ids */
export function createKintoneFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  app: KintoneApp = createCustomerApp(),
): CrmFake {
  const root = app.guestSpace === null ? '/k/v1' : `/k/guest/${app.guestSpace}/v1`;

  return {
    secret: SECRET,
    errorBody: (status, message) => toErrorBody(DEFAULT_CODES.get(status) ?? 'CB_IL02', message),
    answer: (request) => {
      const { method, path, headers } = request;
      if (path.length > MAX_URL_LENGTH) throw new Refusal(414, '<html>414 Request-URI Too Large</html>');
      const { pathname, searchParams } = new URL(path, 'https://sample.cybozu.com');
      const token = headers['x-cybozu-api-token'];
      if (token === undefined) throw toRefusal(401, 'CB_AU01');
      // A request may carry the tokens of several apps.
      if (!token.split(',').includes(SECRET)) throw toRefusal(400, 'GAIA_IA02');
      if (!/^\/k\/(?:guest\/\d+\/)?v1\//u.test(pathname)) throw toRefusal(404, 'CB_IL02');
      if (app.refusal !== null) throw toRefusal(app.refusal.status, app.refusal.code);
      const parameters = parseParameters(request, searchParams);
      if (method !== 'GET' && headers['x-http-method-override'] !== 'GET') throw toRefusal(403, 'GAIA_NO01');
      if (app.guestSpace !== null && pathname.startsWith('/k/v1/')) throw toRefusal(400, 'GAIA_IL23');
      if (!pathname.startsWith(`${root}/`) || parameters.app !== String(app.id))
        throw toRefusal(404, 'GAIA_AP01');
      if (pathname === `${root}/app/form/fields.json`)
        return { status: 200, body: { properties: toProperties(app.fields), revision: '7' } };
      if (pathname !== `${root}/records.json`) throw toRefusal(404, 'CB_IL02');

      const { matches, order, limit, offset } = new QueryParser(parameters.query, app.fields).parse();
      const found = records
        .map((record) => toRow(record, app))
        .filter((row) => ignoresQuery || matches(row))
        .sort(order);
      const page = ignoresQuery ? found : found.slice(offset, offset + limit);
      const body = { records: page.map((row) => pickFields(row, parameters.fields)), totalCount: null };
      return { status: 200, body };
    },
  };
}

function toErrorBody(code: string, message = code): unknown {
  return { code, id: 'x2GLZLDXXEAZGfDwLmg6', message };
}

function toRefusal(status: number, code: string): Refusal {
  return new Refusal(status, toErrorBody(code));
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

/** From the URL of a GET or the JSON body of a POST. */
function parseParameters(
  { method, headers, body }: ZoomRequest,
  searchParams: URLSearchParams,
): RequestParameters {
  if (method === 'GET') {
    const fields = [...searchParams].flatMap(([name, value]) =>
      /^fields\[\d{1,2}\]$/u.test(name) ? [value] : [],
    );
    return { app: searchParams.get('app') ?? '', query: searchParams.get('query') ?? '', fields };
  }
  const json = parseJson(body);
  if (headers['content-type'] !== 'application/json' || typeof json !== 'object')
    throw toRefusal(400, 'CB_IJ01');
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

/** A record as in `records.json`. */
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

/** A table can be selected, its columns cannot. */
function pickFields(row: Row, codes: readonly string[]): Row {
  return codes.length === 0
    ? row
    : Object.fromEntries(Object.entries(row).filter(([code]) => codes.includes(code)));
}

type Condition = (row: Row) => boolean;

/** The operators of each field type: https://cybozu.dev/ja/kintone/docs/overview/query/ */
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

/** By default a syntax error. */
function toQueryRefusal(code = 'CB_VA01'): Refusal {
  return toRefusal(400, code);
}

class QueryParser extends TokenReader {
  readonly #fields: Readonly<Record<string, KintoneField>>;

  constructor(text: string, fields: Readonly<Record<string, KintoneField>>) {
    // In a text, only " and \ can be escaped.
    const token = /"(?:[^"\\\p{Cc}]|\\["\\])*"|!=|[=(),]|[^\s"\\()=!,]+/u;
    super(text, token, () => toQueryRefusal());
    this.#fields = fields;
  }

  parse() {
    const hasCondition = !this.isAtEnd && !['order', 'limit', 'offset'].some((word) => this.isNext(word));
    const matches: Condition = hasCondition ? this.#parseOr() : () => true;
    const order = this.#parseOrder();
    const limit = this.#parseOption('limit', 100, MAX_RECORDS, 'GAIA_QU01');
    const offset = this.#parseOption('offset', 0, MAX_OFFSET, 'GAIA_QU02');
    this.expectEnd();
    return { matches, order, limit, offset };
  }

  #parseOrder(): (a: Row, b: Row) => number {
    if (!this.take('order')) return (a, b) => Number(b['$id']?.value) - Number(a['$id']?.value);
    this.expect('by');
    const code = this.next();
    if (this.#findField(code).table !== null) throw toQueryRefusal('GAIA_IQ03');
    const sign = this.take('asc') ? 1 : -1;
    if (sign === -1) this.take('desc');
    return (a, b) => sign * String(a[code]?.value).localeCompare(String(b[code]?.value));
  }

  #parseOption(word: string, defaultValue: number, max: number, code: string): number {
    if (!this.take(word)) return defaultValue;
    const value = Number(this.next());
    if (value > max) throw toQueryRefusal(code);
    if (!Number.isInteger(value)) throw toQueryRefusal();
    return value;
  }

  #parseOr(): Condition {
    const conditions = this.parseList('or', () => this.#parseAnd());
    return (row) => conditions.some((matches) => matches(row));
  }

  #parseAnd(): Condition {
    const conditions = this.parseList('and', () => this.#parseCondition());
    return (row) => conditions.every((matches) => matches(row));
  }

  #parseCondition(): Condition {
    if (this.take('(')) {
      const inner = this.#parseOr();
      this.expect(')');
      return inner;
    }
    const code = this.next();
    if (!/^[\p{L}\p{M}\p{N}_＿・＄￥$]+$/u.test(code)) throw toQueryRefusal();
    const isNegated = this.take('not');
    const operator = `${isNegated ? 'not ' : ''}${this.next().toLowerCase()}`;
    const values = this.#parseValues(operator);
    const { type, table } = this.#findField(code);
    if (table !== null && (operator === '=' || operator === '!=')) throw toQueryRefusal('GAIA_IQ07');
    if (OPERATORS[type]?.includes(operator) !== true) throw toQueryRefusal('GAIA_IQ03');
    // Unconfirmed: here a text that is no number is an error.
    if (type === 'NUMBER' && values.some((value) => !/^-?\d+$/u.test(value))) throw toQueryRefusal();
    const isCellMatch = (cell: unknown): boolean =>
      values.some((value) => isMatch(operator, type, getField(cell, 'value'), value));
    const isAnyMatch: Condition = (row) =>
      table === null
        ? isCellMatch(row[code])
        : toList(row[table]?.value).some((line) => isCellMatch(getField(getField(line, 'value'), code)));
    return isNegated || operator === '!=' ? (row) => !isAnyMatch(row) : isAnyMatch;
  }

  #parseValues(operator: string): readonly string[] {
    if (operator.endsWith('in')) {
      this.expect('(');
      const values = this.parseList(',', () => this.#parseLiteral());
      this.expect(')');
      return values;
    }
    if (!['=', '!=', 'like', 'not like'].includes(operator)) throw toQueryRefusal();
    return [this.#parseLiteral()];
  }

  #parseLiteral(): string {
    const token = this.next();
    if (/^-?\d+$/u.test(token)) return token;
    if (!token.startsWith('"')) throw toQueryRefusal();
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
    throw toQueryRefusal('GAIA_IQ11');
  }
}

function isMatch(operator: string, type: string, cellValue: unknown, value: string): boolean {
  if (operator.endsWith('like')) return containsWords(String(cellValue), value);
  if (type === 'NUMBER') return cellValue !== '' && Number(cellValue) === Number(value);
  if (type === 'USER_SELECT') return toList(cellValue).some((user) => getField(user, 'code') === value);
  return String(cellValue) === value;
}

/**
 * Finds whole words of letters and digits, in any order; of Japanese, two or more adjacent characters. Punctuation separates
 * words and is ignored in the query: https://jp.cybozu.help/k/ja/user/search/search_details.html
 *
 * Unconfirmed: whether full-width and ASCII digits are the same word (here: no, as it was for years), and whether a full
 * stop between digits separates words (here: no).
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

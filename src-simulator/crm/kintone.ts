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
import { field, listOf, type CrmFake, type CrmOptions, type CrmRecord } from './crm.ts';

const SECRET = 'Kt0nEsImUlAtEdT0KeNfOrOnEaPp0000000000AB';
const LONGEST_ADDRESS = 8 * 1024;
const MOST_RECORDS = 500;
const MOST_OFFSET = 10_000;

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
  fill: (record: CrmRecord) => Readonly<Record<string, unknown>>;
  /** what every request is answered with instead, as when an administrator took the token's rights away; null = nothing */
  refusal: { readonly status: number; readonly code: string } | null;
}

/** An app for customers: some of its codes are those that kintone made, one label is full-width. */
export function customerApp(): KintoneApp {
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
  records: readonly CrmRecord[],
  { lies }: CrmOptions,
  app: KintoneApp = customerApp(),
): CrmFake {
  const bodyOf = (code: string, message = code): unknown => ({ code, id: 'x2GLZLDXXEAZGfDwLmg6', message });
  const refuse = (status: number, code: string, now: number): ZoomAnswer =>
    answerWith({ status, body: bodyOf(code) }, now);
  const root = app.guestSpace === null ? '/k/v1' : `/k/guest/${app.guestSpace}/v1`;

  return {
    secret: SECRET,
    errorBody: (status, _code, message) => bodyOf(USUAL_CODES.get(status) ?? 'CB_IL02', message),
    answer: (request: ZoomRequest, now) => {
      const { method, path, headers } = request;
      if (path.length > LONGEST_ADDRESS)
        return answerWith({ status: 414, body: '<html>414 Request-URI Too Large</html>' }, now);
      const url = new URL(path, 'https://sample.cybozu.com');
      const token = headers['x-cybozu-api-token'];
      if (token === undefined) return refuse(401, 'CB_AU01', now);
      // Tokens of several apps stand one behind the other.
      if (!token.split(',').includes(SECRET)) return refuse(400, 'GAIA_IA02', now);
      if (!/^\/k\/(?:guest\/\d+\/)?v1\//u.test(url.pathname)) return refuse(404, 'CB_IL02', now);
      if (app.refusal !== null) return refuse(app.refusal.status, app.refusal.code, now);
      const asked = parametersOf(request, url);
      if (asked === null) return refuse(400, 'CB_IJ01', now);
      if (method !== 'GET' && headers['x-http-method-override'] !== 'GET')
        return refuse(403, 'GAIA_NO01', now);
      if (app.guestSpace !== null && url.pathname.startsWith('/k/v1/')) return refuse(400, 'GAIA_IL23', now);
      if (!url.pathname.startsWith(`${root}/`) || asked.app !== String(app.id))
        return refuse(404, 'GAIA_AP01', now);
      if (url.pathname === `${root}/app/form/fields.json`)
        return answerWith(
          { status: 200, body: { properties: propertiesOf(app.fields), revision: '7' } },
          now,
        );
      if (url.pathname !== `${root}/records.json`) return refuse(404, 'CB_IL02', now);

      const rows = records.map((record) => recordOf(record, app));
      try {
        const { fits, order, limit, offset } = readQuery(asked.query, app.fields);
        const found = rows.filter((row) => lies || fits(row)).sort(order);
        const answer = lies ? found : found.slice(offset, offset + limit);
        const body = { records: answer.map((row) => only(row, asked.fields)), totalCount: null };
        return answerWith({ status: 200, body }, now);
      } catch (error) {
        if (error instanceof QueryRefused) return refuse(400, error.code, now);
        throw error;
      }
    },
  };
}

const USUAL_CODES: ReadonlyMap<number, string> = new Map([
  [401, 'CB_AU01'],
  [403, 'CB_NO02'],
  [404, 'GAIA_AP01'],
]);

interface Parameters {
  readonly app: string;
  readonly query: string;
  /** empty = all */
  readonly fields: readonly string[];
}

/** Out of the address, or out of the body of a POST; null = unreadable. */
function parametersOf({ method, headers, body }: ZoomRequest, { searchParams }: URL): Parameters | null {
  if (method === 'GET') {
    const fields = [...searchParams].flatMap(([name, value]) =>
      /^fields\[\d{1,2}\]$/u.test(name) ? [value] : [],
    );
    return { app: searchParams.get('app') ?? '', query: searchParams.get('query') ?? '', fields };
  }
  const json = parseJson(body);
  if (headers['content-type'] !== 'application/json' || typeof json !== 'object') return null;
  return {
    app: textOf(field(json, 'app')),
    query: textOf(field(json, 'query')),
    fields: listOf(field(json, 'fields')).map(String),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function propertiesOf(fields: Readonly<Record<string, KintoneField>>): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([code, { fields: columns, ...property }]) => [
      code,
      { ...property, code, noLabel: false, ...(columns !== undefined && { fields: propertiesOf(columns) }) },
    ]),
  );
}

type Cell = { readonly type: string; readonly value: unknown };
type Row = Readonly<Record<string, Cell>>;

/** As `records.json` has it. */
function recordOf(record: CrmRecord, app: KintoneApp): Row {
  return {
    ...cellsOf({ ...app.fill(record), レコード番号: record.id }, app.fields),
    $id: { type: '__ID__', value: record.id },
    $revision: { type: '__REVISION__', value: '1' },
  };
}

function cellsOf(values: unknown, fields: Readonly<Record<string, KintoneField>>): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([code, { type, fields: columns }]) => {
      const value = field(values, code) ?? '';
      if (columns === undefined) return [code, { type, value }];
      const rows = listOf(value).map((row, n) => ({ id: String(9_000 + n), value: cellsOf(row, columns) }));
      return [code, { type, value: rows }];
    }),
  );
}

/** Columns of tables cannot be asked for: the table can. */
function only(row: Row, codes: readonly string[]): Row {
  return codes.length === 0
    ? row
    : Object.fromEntries(Object.entries(row).filter(([code]) => codes.includes(code)));
}

class QueryRefused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

type Condition = (row: Row) => boolean;
interface Query {
  readonly fits: Condition;
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

function readQuery(text: string, fields: Readonly<Record<string, KintoneField>>): Query {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (): string => tokens[next] ?? '';
  const take = (): string => tokens[next++] ?? '';
  const is = (word: string): boolean => peek().toLowerCase() === word;
  const expect = (word: string): void => {
    if (take().toLowerCase() !== word) throw new QueryRefused('CB_VA01');
  };
  const literal = (): string => {
    const token = take();
    if (/^-?\d+$/u.test(token)) return token;
    if (!token.startsWith('"')) throw new QueryRefused('CB_VA01');
    return token.slice(1, -1).replace(/\\(.)/gu, '$1');
  };
  const place = (code: string): { type: string; table: string | null } => {
    if (code === '$id') return { type: '__ID__', table: null };
    const top = fields[code];
    if (top !== undefined) return { type: top.type, table: null };
    for (const [table, { fields: columns }] of Object.entries(fields)) {
      const column = columns?.[code];
      if (column !== undefined) return { type: column.type, table };
    }
    throw new QueryRefused('GAIA_IQ11');
  };

  const condition = (): Condition => {
    if (is('(')) {
      take();
      const inner = either();
      expect(')');
      return inner;
    }
    const code = take();
    if (!/^[\p{L}\p{M}\p{N}_＿・＄￥$]+$/u.test(code)) throw new QueryRefused('CB_VA01');
    const not = is('not') && take() !== '';
    const operator = `${not ? 'not ' : ''}${take().toLowerCase()}`;
    const values: string[] = [];
    if (operator.endsWith('in')) {
      expect('(');
      do values.push(literal());
      while (is(',') && take() !== '');
      expect(')');
    } else if (['=', '!=', 'like', 'not like'].includes(operator)) values.push(literal());
    else throw new QueryRefused('CB_VA01');
    const { type, table } = place(code);
    if (table !== null && (operator === '=' || operator === '!=')) throw new QueryRefused('GAIA_IQ07');
    if (OPERATORS[type]?.includes(operator) !== true) throw new QueryRefused('GAIA_IQ03');
    // Unconfirmed what comes of a text that is no number: here, an error.
    if (type === 'NUMBER' && values.some((value) => !/^-?\d+$/u.test(value)))
      throw new QueryRefused('CB_VA01');
    const holds = (cell: Cell | undefined): boolean =>
      values.some((value) => compare(operator, type, cell?.value, value));
    const any: Condition = (row) =>
      table === null
        ? holds(row[code])
        : listOf(row[table]?.value).some((line) => holds(cellOf(field(field(line, 'value'), code))));
    return operator.startsWith('not') || operator === '!=' ? (row) => !any(row) : any;
  };
  const both = (): Condition => {
    const conditions = [condition()];
    while (is('and') && take() !== '') conditions.push(condition());
    return (row) => conditions.every((fits) => fits(row));
  };
  const either = (): Condition => {
    const conditions = [both()];
    while (is('or') && take() !== '') conditions.push(both());
    return (row) => conditions.some((fits) => fits(row));
  };

  const fits = ['', 'order', 'limit', 'offset'].includes(peek().toLowerCase()) ? () => true : either();
  let order = (a: Row, b: Row): number => Number(b['$id']?.value) - Number(a['$id']?.value);
  if (is('order')) {
    take();
    expect('by');
    const code = take();
    if (place(code).table !== null) throw new QueryRefused('GAIA_IQ03');
    const sign = is('asc') ? 1 : -1;
    if (is('asc') || is('desc')) take();
    order = (a, b) => sign * String(a[code]?.value).localeCompare(String(b[code]?.value));
  }
  const option = (word: string, usual: number, most: number, code: string): number => {
    if (!is(word)) return usual;
    take();
    const value = Number(take());
    if (value > most) throw new QueryRefused(code);
    if (!Number.isInteger(value)) throw new QueryRefused('CB_VA01');
    return value;
  };
  const limit = option('limit', 100, MOST_RECORDS, 'GAIA_QU01');
  const offset = option('offset', 0, MOST_OFFSET, 'GAIA_QU02');
  if (next < tokens.length) throw new QueryRefused('CB_VA01');
  return { fits, order, limit, offset };
}

/** Words, signs, and texts with their quotes; only \ escapes, and only " and \. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const token = /\s*(?:("(?:[^"\\\p{Cc}]|\\["\\])*")|(!=|[=(),])|([^\s"\\()=!,]+))/uy;
  let end = 0;
  const { length } = text.trimEnd();
  while (end < length) {
    token.lastIndex = end;
    const found = token.exec(text);
    if (found === null) throw new QueryRefused('CB_VA01');
    tokens.push(found[0].trimStart());
    end = token.lastIndex;
  }
  return tokens;
}

function cellOf(cell: unknown): Cell {
  return { type: String(field(cell, 'type')), value: field(cell, 'value') };
}

function compare(operator: string, type: string, held: unknown, value: string): boolean {
  if (operator.endsWith('like')) return hasWords(String(held), value);
  if (type === 'NUMBER') return held !== '' && Number(held) === Number(value);
  if (type === 'USER_SELECT') return listOf(held).some((user) => field(user, 'code') === value);
  return String(held) === value;
}

/**
 * Whole words of letters and digits, in any order; of Japanese, two characters or more that stand together. Signs part
 * words, and are no part of what is looked for: https://jp.cybozu.help/k/ja/user/search/search_details.html
 *
 * Unconfirmed: whether full-width digits are the same words (it was not so for years, here they are not), and whether a
 * full stop between digits parts them (here it does not).
 */
function hasWords(held: string, sought: string): boolean {
  const words = new Set(indexed(held));
  const wanted = indexed(sought);
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}

function indexed(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .match(/[a-z0-9]+(?:\.[0-9]+)*|[ａ-ｚ０-９]+|[^\p{P}\p{S}\p{Z}\p{Cc}a-z0-9ａ-ｚ０-９]+/gu) ?? [];
  return words.flatMap((word) => {
    const isOne = /^[a-z0-9ａ-ｚ０-９]/u.test(word) || word.length < 2;
    return isOne ? [word] : Array.from(word.slice(1), (_, n) => word.slice(n, n + 2));
  });
}

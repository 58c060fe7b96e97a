import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, createSecretClient, defineConnectorKind } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { encodeQuery, LooseId, parseTime, type CrmClient } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import { withTimeout } from '../../util/timeout.ts';
import type { CrmRecord } from '../remote-connector.ts';
import {
  detectForm,
  FormFields,
  Name,
  NamedFields,
  type FormField,
  type KintoneForm,
  type PersonFields,
} from './kintone-form.ts';
import type { Clock } from '../../util/clock.ts';
import { CachedResource } from '../cached-resource.ts';

/**
 * A domain allows 100 requests at once, and an app 10,000 a day; kintone sends a warning mail beyond that:
 * https://cybozu.dev/ja/kintone/docs/overview/limitations/. A look-up is two requests.
 */
const PER_SECOND = 5;
const MAX_RESULTS = 20;
/** A new phone field is searched after this time at the latest. */
const FORM_FRESH_MS = 30 * 60_000;
const FORM_LIMIT_MS = 15_000;
/** The search by words only adds to the exact one, so it gets less time than a look-up has. */
const WORDS_LIMIT_MS = 1_200;

const Settings = z.object({
  /** https://SUBDOMAIN.cybozu.com; a path behind it is dropped */
  url: BaseUrl.transform((url) => new URL(url).origin),
  apiUrl: BaseUrl.optional(),
  /** the number of the app: 12 in https://SUBDOMAIN.cybozu.com/k/12/ */
  app: z.coerce.number().int().positive(),
  /** the number of the app's guest space: 3 in https://SUBDOMAIN.cybozu.com/k/guest/3/12/ */
  guestSpace: z.coerce.number().int().positive().optional(),
  fields: NamedFields.default({}),
  /** codes or labels of the fields on the card, six at most; detected by default */
  show: z.array(Name).optional(),
});

const Cell = z.object({ value: z.unknown() }).nullable().catch(null);
const Cells = z.record(z.string(), Cell);
const Records = z.object({
  records: z.array(z.object({ $id: z.object({ value: LooseId }) }).catchall(Cell)),
});
type Row = z.infer<typeof Cells>;
type KintoneRecord = z.infer<typeof Records>['records'][number];

/**
 * kintone: the records of one app. The phone fields are detected from the app's form.
 *
 * `in` compares whole texts, so it lists every notation. `like` finds whole words, for numbers among other text
 * ("（代表）", a second number); the index of words lacks new records for a while.
 * https://cybozu.dev/ja/kintone/docs/overview/query/
 */
export const kintone = defineConnectorKind({
  title: 'kintone',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url, app, guestSpace, fields, show }, context) => {
    const { clock, masks } = context;
    const space = guestSpace === undefined ? '/k' : `/k/guest/${guestSpace}`;
    const pageUrl = `${url}${space}/${app}/`;
    const request = createSecretClient(context, apiUrl, (token) => ({ 'X-Cybozu-API-Token': token.trim() }));
    const formCache = new CachedResource(
      async (signal) => {
        const path = `${space}/v1/app/form/fields.json${encodeQuery({ app: String(app) })}`;
        const form = await request({ path, schema: FormFields, findError: toKintoneError, signal });
        return detectForm(form, fields, show);
      },
      { freshMs: FORM_FRESH_MS, limitMs: FORM_LIMIT_MS, clock },
    );
    const findRecords = async (
      e164: string,
      form: KintoneForm,
      signal: AbortSignal,
    ): Promise<readonly CrmRecord[]> => {
      const records = await queryNumber(e164, { request, clock, space, app, masks, form }, signal);
      return records.flatMap((record) =>
        toCrmRecords(record, form, `${pageUrl}show#record=${encodeURIComponent(record.$id.value)}`),
      );
    };
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      prepare: (signal) => formCache.get(signal),
      // kintone has no documented address that fills in a field.
      getPageUrls: ({ e164 }) => ({
        // https://cybozu.dev/ja/kintone/docs/js-api/app/specify-record-list-via-query-string/
        search:
          formCache.lastValue &&
          `${pageUrl}${encodeQuery({ query: createListQuery(formCache.lastValue, e164) })}`,
      }),
      async search({ e164 }, signal) {
        const formBefore = formCache.lastValue;
        const form = await formCache.get(signal);
        try {
          return await findRecords(e164, form, signal);
        } catch (error) {
          const mayBeStale =
            error instanceof ConnectorError && error.kind === 'not-found' && form === formBefore;
          if (!mayBeStale) throw error;
          // A field was deleted or its code changed.
          return await findRecords(e164, await formCache.reload(signal), signal);
        }
      },
    };
  },
});

interface QueryTarget {
  readonly request: CrmClient;
  readonly clock: Clock;
  /** path of the space that the app is in */
  readonly space: string;
  readonly app: number;
  readonly masks: readonly string[];
  readonly form: KintoneForm;
}

/** Records that may have this number; some may come twice. */
async function queryNumber(
  e164: string,
  target: QueryTarget,
  signal: AbortSignal,
): Promise<readonly KintoneRecord[]> {
  const exactConditions = createTextConditions(target.form, e164, target.masks);
  const wordConditions = createWordConditions(target.form, e164);
  if (exactConditions.length === 0) return await queryRecords(wordConditions, target, signal);
  const queryWords = (limited: AbortSignal): Promise<readonly KintoneRecord[]> =>
    queryRecords(wordConditions, target, limited);
  const found = await Promise.all([
    queryRecords(exactConditions, target, signal),
    withTimeout(WORDS_LIMIT_MS, target.clock, signal, queryWords, () => new ConnectorError('slow')).catch(
      (error: unknown) => {
        if (error instanceof ConnectorError) return [];
        throw error;
      },
    ),
  ]);
  return found.flat();
}

async function queryRecords(
  conditions: readonly string[],
  { request, space, app, form }: QueryTarget,
  signal: AbortSignal,
): Promise<readonly KintoneRecord[]> {
  if (conditions.length === 0) return [];
  const order = form.updated === null ? '' : ` order by ${form.updated.code} desc`;
  const { records } = await request({
    // The address of a GET is limited to 8 KB, too short for Japanese field codes and full-width digits:
    // https://cybozu.dev/ja/kintone/tips/best-practices/data-acquisition-operation/rest-api-get-3-ways
    method: 'POST',
    path: `${space}/v1/records.json`,
    headers: { 'X-HTTP-Method-Override': 'GET' },
    body: {
      app,
      query: `${conditions.join(' or ')}${order} limit ${MAX_RESULTS}`,
      fields: getFieldCodes(form),
    },
    schema: Records,
    findError: toKintoneError,
    signal,
  });
  return records;
}

/** Field types that allow `in`. */
const EXACT_MATCH_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER'];
/** Field types that allow `like`. */
const WORD_SEARCH_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'MULTI_LINE_TEXT'];

/** Conditions for fields that are the number in any notation; tables do not allow `=`. */
function createTextConditions(
  { phones }: KintoneForm,
  e164: string,
  masks: readonly string[],
): readonly string[] {
  // It is not documented whether a full stop within digits separates words.
  const dotted = formatAs(e164, 'national-formatted').map((text) => text.replaceAll('-', '.'));
  const texts = [...new Set([...formatAllNotations(e164, ALL_NOTATIONS, masks), ...dotted])];
  return phones
    .filter(({ type }) => EXACT_MATCH_TYPES.includes(type))
    .map(({ code, type }) => {
      const values = type === 'NUMBER' ? texts.filter((text) => /^[0-9]+$/u.test(text)) : texts;
      return `${code} in (${values.map(quote).join(',')})`;
    });
}

/** Conditions for fields that contain the words of the number, among any other text. */
function createWordConditions({ phones }: KintoneForm, e164: string): readonly string[] {
  const [international = ''] = formatAs(e164, 'international');
  const keywords = new Set([
    getDigitGroups(formatAs(e164, 'national-formatted')[0] ?? '').join('-'),
    getDigitGroups(international).slice(1).join('-'),
    ...formatAs(e164, 'national'),
    ...formatAs(e164, 'digits'),
  ]);
  keywords.delete('');
  return phones
    .filter(({ type }) => WORD_SEARCH_TYPES.includes(type))
    .flatMap(({ code }) => [...keywords].map((keyword) => `${code} like ${quote(keyword)}`));
}

/** Finds the number in the app's own list. */
function createListQuery(form: KintoneForm, e164: string): string {
  const wordConditions = createWordConditions(form, e164);
  return (wordConditions.length > 0 ? wordConditions : createTextConditions(form, e164, [])).join(' or ');
}

function getDigitGroups(text: string): readonly string[] {
  return text.match(/[0-9]+/gu) ?? [];
}

/** Quotes a text for a query, which may have no control characters. */
function quote(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/gu, '\\$&')}"`;
}

/** Codes of the fields to request; a table is requested as a whole. */
function getFieldCodes(form: KintoneForm): readonly string[] {
  const { phones, person, people, company, owner, updated, shown } = form;
  const { name, reading, title } = person;
  const fields = [...phones, ...name, ...reading, ...title, company, owner, updated, ...shown];
  const codes = fields.flatMap((field) => (field === null ? [] : [field.table ?? field.code]));
  return [...new Set(['$id', ...codes, ...people.keys()])];
}

/** The record itself and the people in its tables. */
function toCrmRecords(record: KintoneRecord, form: KintoneForm, url: string): readonly CrmRecord[] {
  const id = record.$id.value;
  const company = readText(record, form.company);
  const name = readName(record, form.person.name);
  const common = {
    owner: readText(record, form.owner),
    ownedBy: readUserCodes(record, form.owner),
    lastActivity: parseTime(getCell(record, form.updated)),
    url,
    fields: form.shown.map((field) => ({ label: field.label, text: readText(record, field) })),
  };
  const ownFields = form.phones.filter((field) => field.table === null);
  const ownPhones = [...readPhones(record, ownFields)];
  const people: CrmRecord[] = [];
  for (const table of new Set(form.phones.flatMap(({ table }) => table ?? []))) {
    const columns = form.phones.filter((field) => field.table === table);
    for (const { id: rowId, row } of readRows(record, table)) {
      const phones = readPhones(row, columns);
      const person = form.people.get(table);
      const personName = person === undefined ? null : readName(row, person.name);
      if (person === undefined || personName === null) ownPhones.push(...phones);
      else
        people.push({
          ...common,
          ...readPerson(row, person),
          id: `${id}-${rowId}`,
          name: personName,
          company: company ?? name,
          phones,
        });
    }
  }
  // A record without any name is shown by its number.
  const shownName = name ?? (company === null ? `#${id}` : null);
  return [
    { ...common, ...readPerson(record, form.person), id, name: shownName, company, phones: ownPhones },
    ...people,
  ];
}

function readPerson(row: Row, { reading, title }: PersonFields): Pick<CrmRecord, 'reading' | 'title'> {
  return { reading: readJoined(row, reading), title: readJoined(row, title) };
}

function readName(row: Row, fields: readonly FormField[]): string | null {
  const [whole, given] = fields.map((field) => readText(row, field));
  return formatFullName(whole ?? null, given ?? null);
}

function readJoined(row: Row, fields: readonly FormField[]): string | null {
  const texts = fields.flatMap((field) => readText(row, field) ?? []);
  return texts.length === 0 ? null : texts.join(' ');
}

function readPhones(row: Row, fields: readonly FormField[]): CrmRecord['phones'] {
  return fields.map((field) => ({ label: field.label, text: readText(row, field) }));
}

const TableRow = z.object({ id: LooseId, value: Cells });

function readRows(record: Row, table: string): readonly { readonly id: string; readonly row: Row }[] {
  const rows = record[table]?.value;
  return (Array.isArray(rows) ? rows : []).flatMap((row: unknown) => {
    const parsed = TableRow.safeParse(row);
    return parsed.success ? [{ id: parsed.data.id, row: parsed.data.value }] : [];
  });
}

function getCell(row: Row, field: FormField | null): unknown {
  return field === null ? null : row[field.code]?.value;
}

/** The field as a person reads it; null if it is empty. */
function readText(row: Row, field: FormField | null): string | null {
  const value = getCell(row, field);
  const time = field?.type === 'DATETIME' ? parseTime(value) : null;
  // Swedish has the same notation as the field: 2026-10-01 09:00.
  if (time !== null) return new Date(time).toLocaleString('sv-SE').slice(0, 16);
  const texts = toTexts(value);
  return texts.length === 0 ? null : texts.join(', ');
}

const KintoneUser = z.object({ code: z.string(), name: z.string() });

/** Values are texts, lists of texts, or users: https://cybozu.dev/ja/kintone/docs/overview/field-types/ */
function toTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => (Array.isArray(item) ? [] : toTexts(item)));
  const user = KintoneUser.safeParse(value);
  return user.success ? [user.data.name] : [];
}

/** Log-in names of the users in the field. */
function readUserCodes(row: Row, field: FormField | null): readonly string[] {
  const value = getCell(row, field);
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => {
    const user = KintoneUser.safeParse(item);
    return user.success ? [user.data.code] : [];
  });
}

const ErrorBody = z.object({ code: z.string() });

/** Errors by kintone's own codes, because their status varies: GAIA_IA02 comes with 400, and came with 520. */
function toKintoneError({ status, json }: HttpResponse): ConnectorError | null {
  const errorBody = ErrorBody.safeParse(json);
  if (status < 400 || !errorBody.success) return null;
  switch (errorBody.data.code) {
    // not signed in, wrong password, an unknown token or one of another app
    case 'CB_AU01':
    case 'CB_WA01':
    case 'GAIA_IA02':
      return new ConnectorError('credentials');
    // the token may not read records; no right to the app
    case 'CB_NO02':
    case 'GAIA_NO01':
      return new ConnectorError('forbidden');
    // no such app, an app of another or an unnamed guest space, no such field
    case 'GAIA_AP01':
    case 'GAIA_IL23':
    case 'GAIA_IQ11':
      return new ConnectorError('not-found');
    // the database is locked
    case 'GAIA_DA02':
    case 'GAIA_LT01':
      return new ConnectorError('fault');
    default:
      return null;
  }
}

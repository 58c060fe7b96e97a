import { z } from 'zod';
import type { HttpResponse } from '../../network/transport.ts';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, defineConnectorKind, createSecretAuthorization } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { CrmHttp, LooseId, encodeQuery, parseTime } from '../crm-client.ts';
import { formatFullName } from '../../lookup/full-name.ts';
import { withTimeout } from '../../util/timeout.ts';
import type { CrmRecord } from '../remote-connector.ts';
import {
  FormFields,
  detectForm,
  type FormField,
  type KintoneForm,
  type PersonFields,
} from './kintone-form.ts';
import type { Clock } from '../../util/clock.ts';
import { CachedResource } from '../cached-resource.ts';

/**
 * A look-up is two requests. A domain may have 100 under way at once, and each app has 10,000 a day; beyond these
 * kintone writes a mail: https://cybozu.dev/ja/kintone/docs/overview/limitations/
 */
const PER_SECOND = 5;
const MAX_RESULTS = 20;
/** Somebody who adds a telephone field waits for so long. */
const FORM_FRESH_MS = 30 * 60_000;
const FORM_LIMIT_MS = 15_000;
/** The search by words is an extra: nobody waits longer for it. */
const WORDS_LIMIT_MS = 1_200;

const Name = z.string().min(1);
const Settings = z.object({
  /** https://SUBDOMAIN.cybozu.com; what follows the host is not needed */
  url: BaseUrl.transform((url) => new URL(url).origin),
  /** where the API is, if not there */
  apiUrl: BaseUrl.optional(),
  /** the number of the app: 12 in https://SUBDOMAIN.cybozu.com/k/12/ */
  app: z.coerce.number().int().positive(),
  /** the number of the guest space that the app is in: 3 in https://SUBDOMAIN.cybozu.com/k/guest/3/12/ */
  guestSpace: z.coerce.number().int().positive().optional(),
  /** which fields hold what, by field code or label; what is not named here is detected */
  fields: z
    .object({
      phones: z.array(Name).min(1).optional(),
      name: Name.optional(),
      company: Name.optional(),
      /** furigana of the name */
      reading: Name.optional(),
      /** department or job title */
      title: Name.optional(),
      /** whose customer it is */
      owner: Name.optional(),
    })
    .default({}),
  /** the fields to be shown on the card, by field code or label, six at most; without it those that look worth it */
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
 * kintone: the records of one app.
 *
 * A text is compared whole by `in`, so every notation is asked for; what is written around a number ("（代表）", a second
 * number) is found by `like`, which looks for whole words. Records just saved are not in the index of words for a while.
 * Which fields hold the numbers is found out from the app's form. https://cybozu.dev/ja/kintone/docs/overview/query/
 */
export const kintone = defineConnectorKind({
  title: 'kintone',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url, app, guestSpace, fields, show }, context) => {
    const { id, name, clock, masks } = context;
    const space = guestSpace === undefined ? '/k' : `/k/guest/${guestSpace}`;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      createSecretAuthorization(context, (token) => ({ 'X-Cybozu-API-Token': token.trim() })),
    );
    const formCache = createFormCache(
      http,
      clock,
      `${space}/v1/app/form/fields.json${encodeQuery({ app: String(app) })}`,
      (form) => detectForm(form, fields, show ?? null),
    );
    const queries = new RecordQueries(http, clock, space, app);
    const findRecords = async (
      e164: string,
      form: KintoneForm,
      signal: AbortSignal,
    ): Promise<readonly CrmRecord[]> => {
      const records = await queries.findByNumber(e164, form, masks, signal);
      return records.flatMap((record) =>
        toCrmRecords(
          record,
          form,
          `${url}${space}/${app}/show#record=${encodeURIComponent(record.$id.value)}`,
        ),
      );
    };
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      prepare: (signal) => formCache.get(signal),
      getPageUrls: ({ e164 }) => ({
        // No documented address of kintone's fills in a field.
        create: null,
        // https://cybozu.dev/ja/kintone/docs/js-api/app/specify-record-list-via-query-string/
        search:
          formCache.lastValue &&
          `${url}${space}/${app}/${encodeQuery({ query: createListQuery(formCache.lastValue, e164) })}`,
      }),
      async search(number, signal) {
        const formBefore = formCache.lastValue;
        const form = await formCache.get(signal);
        try {
          return await findRecords(number.e164, form, signal);
        } catch (error) {
          const mayBeStale =
            error instanceof ConnectorError && error.kind === 'not-found' && form === formBefore;
          if (!mayBeStale) throw error;
          // A field was deleted or its code changed.
          return await findRecords(number.e164, await formCache.reload(signal), signal);
        }
      },
    };
  },
});

function createFormCache(
  http: CrmHttp,
  clock: Clock,
  path: string,
  detect: (fields: z.infer<typeof FormFields>) => KintoneForm,
): CachedResource<KintoneForm> {
  return new CachedResource(
    async (signal) =>
      detect(await http.request({ path, schema: FormFields, findError: toKintoneError }, signal)),
    { freshMs: FORM_FRESH_MS, limitMs: FORM_LIMIT_MS, clock },
  );
}

/** The records of an app, by conditions on its fields. */
class RecordQueries {
  readonly #http: CrmHttp;
  readonly #clock: Clock;
  readonly #space: string;
  readonly #app: number;

  /** @param space the path of the space that the app is in */
  constructor(http: CrmHttp, clock: Clock, space: string, app: number) {
    this.#http = http;
    this.#clock = clock;
    this.#space = space;
    this.#app = app;
  }

  /** Records that may have this number; some may come twice. */
  async findByNumber(
    e164: string,
    form: KintoneForm,
    masks: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly KintoneRecord[]> {
    const exactConditions = createTextConditions(form, e164, masks);
    const wordConditions = createWordConditions(form, e164);
    const found = await Promise.all([
      this.#query(exactConditions, form, signal),
      exactConditions.length > 0
        ? this.#queryBriefly(wordConditions, form, signal)
        : this.#query(wordConditions, form, signal),
    ]);
    return found.flat();
  }

  async #query(
    conditions: readonly string[],
    form: KintoneForm,
    signal: AbortSignal,
  ): Promise<readonly KintoneRecord[]> {
    if (conditions.length === 0) return [];
    const order = form.updated === null ? '' : ` order by ${form.updated.code} desc`;
    // A GET's address holds 8 KB, which Japanese field codes and full-width digits soon fill:
    // https://cybozu.dev/ja/kintone/tips/best-practices/data-acquisition-operation/rest-api-get-3-ways
    const { records } = await this.#http.request(
      {
        method: 'POST',
        path: `${this.#space}/v1/records.json`,
        headers: { 'X-HTTP-Method-Override': 'GET' },
        body: {
          app: this.#app,
          query: `${conditions.join(' or ')}${order} limit ${MAX_RESULTS}`,
          fields: getFieldCodes(form),
        },
        schema: Records,
        findError: toKintoneError,
      },
      signal,
    );
    return records;
  }

  /** Finds nothing where that takes too long or fails. */
  async #queryBriefly(
    conditions: readonly string[],
    form: KintoneForm,
    signal: AbortSignal,
  ): Promise<readonly KintoneRecord[]> {
    const query = (limitedSignal: AbortSignal): Promise<readonly KintoneRecord[]> =>
      this.#query(conditions, form, limitedSignal);
    try {
      return await withTimeout(WORDS_LIMIT_MS, this.#clock, signal, query, () => new ConnectorError('slow'));
    } catch (error) {
      if (error instanceof ConnectorError) return [];
      throw error;
    }
  }
}

/** Types that `in` may be used with. */
const EXACT_MATCH_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER'];
/** Types that `like` may be used with. */
const WORD_SEARCH_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'MULTI_LINE_TEXT'];

/** Conditions that hold when a field is the number in some notation; `=` is not allowed in tables. */
function createTextConditions(
  { phones }: KintoneForm,
  e164: string,
  masks: readonly string[],
): readonly string[] {
  // A full stop within digits may or may not part words.
  const dotted = formatAs(e164, 'national-formatted').map((text) => text.replaceAll('-', '.'));
  const texts = [...new Set([...formatAllNotations(e164, ALL_NOTATIONS, masks), ...dotted])];
  return phones
    .filter(({ type }) => EXACT_MATCH_TYPES.includes(type))
    .map(({ code, type }) => {
      const values = type === 'NUMBER' ? texts.filter((text) => /^[0-9]+$/u.test(text)) : texts;
      return `${code} in (${values.map(quote).join(',')})`;
    });
}

/** Conditions that hold when the words of the number stand in a field, whatever stands around and between them. */
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

/** What finds the number in the app's own list. */
function createListQuery(form: KintoneForm, e164: string): string {
  const wordConditions = createWordConditions(form, e164);
  return (wordConditions.length > 0 ? wordConditions : createTextConditions(form, e164, [])).join(' or ');
}

function getDigitGroups(text: string): readonly string[] {
  return text.match(/[0-9]+/gu) ?? [];
}

/** A text in a query; control characters are refused there. */
function quote(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/gu, '\\$&')}"`;
}

/** The fields that are wanted of each record; a table comes as a whole. */
function getFieldCodes({
  phones,
  person,
  people,
  company,
  owner,
  updated,
  shown,
}: KintoneForm): readonly string[] {
  const fields = [
    ...phones,
    ...person.name,
    ...person.reading,
    ...person.title,
    company,
    owner,
    updated,
    ...shown,
  ];
  const codes = fields.flatMap((field) => (field === null ? [] : [field.table ?? field.code]));
  return [...new Set(['$id', ...codes, ...people.keys()])];
}

/** The record, and each person in a table of it. */
function toCrmRecords(record: KintoneRecord, form: KintoneForm, url: string): readonly CrmRecord[] {
  const id = record.$id.value;
  const company = readText(record, form.company);
  const name = readName(record, form.person.name);
  const common = {
    owner: readText(record, form.owner),
    ownedBy: readUserCodes(record, form.owner),
    open: null,
    lastActivity: parseTime(getCell(record, form.updated)),
    url,
    fields: form.shown.map((field) => ({ label: field.label, value: readText(record, field) ?? '' })),
  };
  const ownPhones: CrmRecord['phones'][number][] = [];
  const people: CrmRecord[] = [];
  for (const field of form.phones) if (field.table === null) ownPhones.push(...readPhones(record, [field]));
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
  // Whoever it is, the record is there to be opened.
  const shownName = name ?? (company === null ? `#${id}` : '');
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
  return fields.map((field) => ({ field: field.label, text: readText(row, field) ?? '' }));
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

/** What people would read in the field; null = nothing. */
function readText(row: Row, field: FormField | null): string | null {
  const value = getCell(row, field);
  const time = field?.type === 'DATETIME' ? parseTime(value) : null;
  // The Swedish write the time of day here as the field shows it: 2026-10-01 09:00.
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

/** Login names of the users in the field. */
function readUserCodes(row: Row, field: FormField | null): readonly string[] {
  const value = getCell(row, field);
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => {
    const user = KintoneUser.safeParse(item);
    return user.success ? [user.data.code] : [];
  });
}

const ErrorBody = z.object({ code: z.string() });

/** What kintone means by its own codes, whatever the status: GAIA_IA02 comes with 400, and came with 520. */
function toKintoneError({ status, json }: HttpResponse): ConnectorError | null {
  const errorBody = ErrorBody.safeParse(json);
  if (status < 400 || !errorBody.success) return null;
  switch (errorBody.data.code) {
    // not signed in, wrong password, a token of no app or of another one
    case 'CB_AU01':
    case 'CB_WA01':
    case 'GAIA_IA02':
      return new ConnectorError('credentials');
    // the token may not read records; no right to the app
    case 'CB_NO02':
    case 'GAIA_NO01':
      return new ConnectorError('forbidden');
    // no such app, an app of a guest space without its number or with a wrong one, no such field
    case 'GAIA_AP01':
    case 'GAIA_IL23':
    case 'GAIA_IQ11':
      return new ConnectorError('not-found');
    // the database is locked for a moment
    case 'GAIA_DA02':
    case 'GAIA_LT01':
      return new ConnectorError('fault');
    default:
      return null;
  }
}

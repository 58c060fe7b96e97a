import { z } from 'zod';
import type { HttpAnswer } from '../../http/transport.ts';
import { ALL_NOTATIONS, notationsOf, writtenAs } from '../../numbers/notations.ts';
import { BaseUrl, connectorKind, secretHeader } from '../connector-kind.ts';
import { ConnectorTrouble } from '../connector-trouble.ts';
import { CrmHttp, LooseId, query, timeOf } from '../crm-http.ts';
import { joinName } from '../join-name.ts';
import type { Hit } from '../remote-connector.ts';
import { FormFields, formOf, type Field, type Form, type Person } from './kintone-form.ts';
import { Remembered } from './remembered.ts';

/**
 * A look-up is two requests. A domain may have 100 under way at once, and each app has 10,000 a day; beyond these
 * kintone writes a mail: https://cybozu.dev/ja/kintone/docs/overview/limitations/
 */
const PER_SECOND = 5;
const LIMIT = 20;
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
export const kintone = connectorKind({
  title: 'kintone',
  settings: Settings,
  signIn: () => ({ kind: 'secret' }),
  search: ({ url, apiUrl = url, app, guestSpace, fields, show }, context) => {
    const { id, name, clock, masks } = context;
    const space = guestSpace === undefined ? '/k' : `/k/guest/${guestSpace}`;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      secretHeader(context, (token) => ({ 'X-Cybozu-API-Token': token.trim() })),
    );
    const form = new Remembered(
      async (signal) => {
        const path = `${space}/v1/app/form/fields.json${query({ app: String(app) })}`;
        return formOf(
          await http.ask({ path, schema: FormFields, trouble: troubleOf }, signal),
          fields,
          show ?? null,
        );
      },
      { freshMs: FORM_FRESH_MS, limitMs: FORM_LIMIT_MS, clock },
    );
    const ask = async (
      conditions: readonly string[],
      known: Form,
      signal: AbortSignal,
    ): Promise<readonly KintoneRecord[]> => {
      if (conditions.length === 0) return [];
      // A GET's address holds 8 KB, which Japanese field codes and full-width digits soon fill:
      // https://cybozu.dev/ja/kintone/tips/best-practices/data-acquisition-operation/rest-api-get-3-ways
      const { records } = await http.ask(
        {
          method: 'POST',
          path: `${space}/v1/records.json`,
          headers: { 'X-HTTP-Method-Override': 'GET' },
          body: {
            app,
            query: `${conditions.join(' or ')}${known.updated === null ? '' : ` order by ${known.updated.code} desc`} limit ${LIMIT}`,
            fields: codesOf(known),
          },
          schema: Records,
          trouble: troubleOf,
        },
        signal,
      );
      return records;
    };
    const askWords = async (
      e164: string,
      known: Form,
      signal: AbortSignal,
    ): Promise<readonly KintoneRecord[]> => {
      const abort = new AbortController();
      const cancelLimit = clock.after(WORDS_LIMIT_MS, () => abort.abort());
      try {
        return await ask(byWords(known, e164), known, AbortSignal.any([signal, abort.signal]));
      } catch (error) {
        if (error instanceof ConnectorTrouble) return [];
        throw error;
      } finally {
        cancelLimit();
      }
    };
    const find = async (e164: string, known: Form, signal: AbortSignal): Promise<readonly Hit[]> => {
      const exactly = byText(known, e164, masks);
      const found = await Promise.all([
        ask(exactly, known, signal),
        exactly.length > 0 ? askWords(e164, known, signal) : ask(byWords(known, e164), known, signal),
      ]);
      return found
        .flat()
        .flatMap((record) =>
          hitsOf(record, known, `${url}${space}/${app}/show#record=${encodeURIComponent(record.$id.value)}`),
        );
    };
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pages: url,
      prepare: (signal) => form.get(signal),
      links: ({ e164 }) => ({
        // No documented address of kintone's fills in a field.
        create: null,
        // https://cybozu.dev/ja/kintone/docs/js-api/app/specify-record-list-via-query-string/
        search: form.last && `${url}${space}/${app}/${query({ query: forPeople(form.last, e164) })}`,
      }),
      async search(number, signal) {
        const before = form.last;
        const known = await form.get(signal);
        try {
          return await find(number.e164, known, signal);
        } catch (error) {
          const mayBeOld =
            error instanceof ConnectorTrouble && error.kind === 'not-found' && known === before;
          if (!mayBeOld) throw error;
          // A field was deleted or its code changed.
          return await find(number.e164, await form.renewed(signal), signal);
        }
      },
    };
  },
});

/** Types that `in` may be used with. */
const COMPARED: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER'];
/** Types that `like` may be used with. */
const INDEXED: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'MULTI_LINE_TEXT'];

/** Conditions that hold when a field is the number in some notation; `=` is not allowed in tables. */
function byText({ phones }: Form, e164: string, masks: readonly string[]): readonly string[] {
  // A full stop within digits may or may not part words.
  const dotted = writtenAs(e164, 'national-formatted').map((text) => text.replaceAll('-', '.'));
  const texts = [...new Set([...notationsOf(e164, ALL_NOTATIONS, masks), ...dotted])];
  return phones
    .filter(({ type }) => COMPARED.includes(type))
    .map(({ code, type }) => {
      const values = type === 'NUMBER' ? texts.filter((text) => /^[0-9]+$/u.test(text)) : texts;
      return `${code} in (${values.map(quoted).join(',')})`;
    });
}

/** Conditions that hold when the words of the number stand in a field, whatever stands around and between them. */
function byWords({ phones }: Form, e164: string): readonly string[] {
  const [international = ''] = writtenAs(e164, 'international');
  const keywords = new Set([
    wordsOf(writtenAs(e164, 'national-formatted')[0] ?? '').join('-'),
    wordsOf(international).slice(1).join('-'),
    ...writtenAs(e164, 'national'),
    ...writtenAs(e164, 'digits'),
  ]);
  keywords.delete('');
  return phones
    .filter(({ type }) => INDEXED.includes(type))
    .flatMap(({ code }) => [...keywords].map((keyword) => `${code} like ${quoted(keyword)}`));
}

/** What finds the number in the app's own list. */
function forPeople(form: Form, e164: string): string {
  const words = byWords(form, e164);
  return (words.length > 0 ? words : byText(form, e164, [])).join(' or ');
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[0-9]+/gu) ?? [];
}

/** A text in a query; control characters are refused there. */
function quoted(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/gu, '\\$&')}"`;
}

/** The fields that are wanted of each record; a table comes as a whole. */
function codesOf({ phones, person, people, company, owner, updated, shown }: Form): readonly string[] {
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
function hitsOf(record: KintoneRecord, form: Form, url: string): readonly Hit[] {
  const id = record.$id.value;
  const company = textIn(record, form.company);
  const name = nameIn(record, form.person.name);
  const common = {
    owner: textIn(record, form.owner),
    ownedBy: codesIn(record, form.owner),
    open: null,
    lastActivity: timeOf(cellIn(record, form.updated)),
    url,
    fields: form.shown.map((field) => ({ label: field.label, value: textIn(record, field) ?? '' })),
  };
  const own: Hit['phones'][number][] = [];
  const people: Hit[] = [];
  for (const field of form.phones) if (field.table === null) own.push(...phonesIn(record, [field]));
  for (const table of new Set(form.phones.flatMap(({ table }) => table ?? []))) {
    const columns = form.phones.filter((field) => field.table === table);
    for (const { id: rowId, row } of rowsIn(record, table)) {
      const phones = phonesIn(row, columns);
      const person = form.people.get(table);
      const personName = person === undefined ? null : nameIn(row, person.name);
      if (person === undefined || personName === null) own.push(...phones);
      else
        people.push({
          ...common,
          ...personIn(row, person),
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
    { ...common, ...personIn(record, form.person), id, name: shownName, company, phones: own },
    ...people,
  ];
}

function personIn(row: Row, { reading, title }: Person): Pick<Hit, 'reading' | 'title'> {
  return { reading: joined(row, reading), title: joined(row, title) };
}

function nameIn(row: Row, fields: readonly Field[]): string | null {
  const [whole, given] = fields.map((field) => textIn(row, field));
  return joinName(whole ?? null, given ?? null);
}

function joined(row: Row, fields: readonly Field[]): string | null {
  const texts = fields.flatMap((field) => textIn(row, field) ?? []);
  return texts.length === 0 ? null : texts.join(' ');
}

function phonesIn(row: Row, fields: readonly Field[]): Hit['phones'] {
  return fields.map((field) => ({ field: field.label, text: textIn(row, field) ?? '' }));
}

const TableRow = z.object({ id: LooseId, value: Cells });

function rowsIn(record: Row, table: string): readonly { readonly id: string; readonly row: Row }[] {
  const rows = record[table]?.value;
  return (Array.isArray(rows) ? rows : []).flatMap((row: unknown) => {
    const parsed = TableRow.safeParse(row);
    return parsed.success ? [{ id: parsed.data.id, row: parsed.data.value }] : [];
  });
}

function cellIn(row: Row, field: Field | null): unknown {
  return field === null ? null : row[field.code]?.value;
}

/** What people would read in the field; null = nothing. */
function textIn(row: Row, field: Field | null): string | null {
  const value = cellIn(row, field);
  const time = field?.type === 'DATETIME' ? timeOf(value) : null;
  // The Swedish write the time of day here as the field shows it: 2026-10-01 09:00.
  if (time !== null) return new Date(time).toLocaleString('sv-SE').slice(0, 16);
  const texts = textsOf(value);
  return texts.length === 0 ? null : texts.join(', ');
}

const Somebody = z.object({ code: z.string(), name: z.string() });

/** Values are texts, lists of texts, or users: https://cybozu.dev/ja/kintone/docs/overview/field-types/ */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => (Array.isArray(item) ? [] : textsOf(item)));
  const somebody = Somebody.safeParse(value);
  return somebody.success ? [somebody.data.name] : [];
}

/** Login names of the users in the field. */
function codesIn(row: Row, field: Field | null): readonly string[] {
  const value = cellIn(row, field);
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => {
    const somebody = Somebody.safeParse(item);
    return somebody.success ? [somebody.data.code] : [];
  });
}

const Refusal = z.object({ code: z.string() });

/** What kintone means by its own codes, whatever the status: GAIA_IA02 comes with 400, and came with 520. */
function troubleOf({ status, json }: HttpAnswer): ConnectorTrouble | null {
  const refusal = Refusal.safeParse(json);
  if (status < 400 || !refusal.success) return null;
  switch (refusal.data.code) {
    // not signed in, wrong password, a token of no app or of another one
    case 'CB_AU01':
    case 'CB_WA01':
    case 'GAIA_IA02':
      return new ConnectorTrouble('credentials');
    // the token may not read records; no right to the app
    case 'CB_NO02':
    case 'GAIA_NO01':
      return new ConnectorTrouble('forbidden');
    // no such app, an app of a guest space without its number or with a wrong one, no such field
    case 'GAIA_AP01':
    case 'GAIA_IL23':
    case 'GAIA_IQ11':
      return new ConnectorTrouble('not-found');
    // the database is locked for a moment
    case 'GAIA_DA02':
    case 'GAIA_LT01':
      return new ConnectorTrouble('fault');
    default:
      return null;
  }
}

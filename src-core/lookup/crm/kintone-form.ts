import { z } from 'zod';
import { ConnectorTrouble } from '../connector-trouble.ts';
import { mapColumns, type Columns } from '../csv-columns.ts';

/** More conditions than for so many fields make kintone slow. */
const MOST_PHONES = 10;
const MOST_SHOWN = 6;

const Property = z.object({
  type: z.string(),
  code: z.string(),
  label: z.string().catch(''),
  /** of a LINK: WEB, CALL or MAIL */
  protocol: z.string().nullable().catch(null),
  /** of STATUS: whether the app has process management */
  enabled: z.boolean().catch(true),
});
const Properties = z.record(z.string(), Property.nullable().catch(null));

/** The answer of `app/form/fields.json`: https://cybozu.dev/ja/kintone/docs/rest-api/apps/form/get-form-fields/ */
export const FormFields = z.object({
  properties: z.record(
    z.string(),
    Property.extend({ fields: Properties.catch({}) })
      .nullable()
      .catch(null),
  ),
});

/** A field of an app. */
export interface Field {
  readonly type: string;
  /** what queries and records call it; an administrator may have changed it */
  readonly code: string;
  /** what people call it */
  readonly label: string;
  /** code of the table that it is a column of; null = of none */
  readonly table: string | null;
}

/** What fields of an app hold what. */
export interface Form {
  /** one at least */
  readonly phones: readonly Field[];
  readonly person: Person;
  /** code of a table with a person in each row → its columns */
  readonly people: ReadonlyMap<string, Person>;
  readonly company: Field | null;
  readonly owner: Field | null;
  /** when a record was last changed */
  readonly updated: Field | null;
  /** worth seeing before hello */
  readonly shown: readonly Field[];
}

export interface Person {
  /** in one field, or the family name and the given name */
  readonly name: readonly Field[];
  readonly reading: readonly Field[];
  /** department and job title */
  readonly title: readonly Field[];
}

/** Fields as the settings name them: by code, or by label. */
interface NamedFields {
  readonly phones?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly company?: string | undefined;
  readonly reading?: string | undefined;
  readonly title?: string | undefined;
  readonly owner?: string | undefined;
}

/**
 * Finds out what the fields of an app hold by their types, labels and codes; what the settings name is taken as named.
 * Throws ConnectorTrouble: `not-found` when a named field is not there, `no-phone-field` when nothing holds numbers.
 *
 * @param shown names of fields to be shown; null = those that look worth it
 */
export function formOf(
  { properties }: z.infer<typeof FormFields>,
  named: NamedFields,
  shown: readonly string[] | null,
): Form {
  const inForm = Object.values(properties).filter((property) => property !== null);
  const top = inForm.filter(({ type }) => type !== 'SUBTABLE').filter(isUsable);
  const tables = inForm
    .filter(({ type }) => type === 'SUBTABLE')
    .map(({ code, fields }) => ({
      code,
      columns: Object.values(fields)
        .filter((property) => property !== null)
        .filter(isUsable)
        .map((column) => ({ ...column, table: code })),
    }));
  const fields: readonly Detail[] = [
    ...top.map((property) => ({ ...property, table: null })),
    ...tables.flatMap(({ columns }) => columns),
  ];
  const byName = (name: string): Detail => {
    const found = fields.find(({ code }) => code === name) ?? fields.find(({ label }) => label === name);
    if (found === undefined) throw new ConnectorTrouble('not-found');
    return found;
  };

  const phones = (named.phones?.map(byName) ?? fields.filter(holdsNumbers).slice(0, MOST_PHONES)).filter(
    ({ type }) => NUMBER_TYPES.includes(type),
  );
  if (phones.length === 0) throw new ConnectorTrouble('no-phone-field');
  const others = fields.filter((field) => field.table === null && !phones.includes(field));
  const found = whoIn(others);
  const oneOr = (name: string | undefined, detected: readonly Field[]): readonly Field[] =>
    name === undefined ? detected : [byName(name)];
  return {
    phones,
    person: {
      name: oneOr(named.name, found.name),
      reading: oneOr(named.reading, found.reading),
      title: oneOr(named.title, found.title),
    },
    people: new Map(
      tables.flatMap(({ code, columns }) => {
        const person = whoIn(columns.filter((column) => !holdsNumbers(column)));
        return person.name.length === 0 ? [] : [[code, person]];
      }),
    ),
    company: named.company === undefined ? found.company : byName(named.company),
    owner: named.owner === undefined ? found.owner : byName(named.owner),
    updated: fields.find(({ type }) => type === 'UPDATED_TIME') ?? null,
    shown: shown?.map(byName).slice(0, MOST_SHOWN) ?? worthSeeing(others),
  };
}

type Detail = z.infer<typeof Property> & Field;

/** A code stands in queries as it is: one with anything that means something there is none of kintone's. */
function isUsable({ code }: { readonly code: string }): boolean {
  return /^[^\s"'\\()=<>!,]+$/u.test(code);
}

/** Types that hold numbers and can be searched. */
const NUMBER_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER', 'MULTI_LINE_TEXT'];
const NO_NUMBER = /fax|ファックス|ファクス|ファクシミリ|mail|メール/iu;
/** Some write nothing but this, and mean the number. */
const CONTACT = /^(?:緊急|日中の?|昼間の?|ご)?連絡先(?:番号)?[0-9]*$/u;

function holdsNumbers({ type, code, label, protocol }: Detail): boolean {
  const names = [label, code].map((name) => name.normalize('NFKC'));
  if (!NUMBER_TYPES.includes(type) || names.some((name) => NO_NUMBER.test(name))) return false;
  if (type === 'LINK') return protocol === 'CALL';
  return names.some(
    (name) => mapColumns([name]).phones.length > 0 || (type === 'SINGLE_LINE_TEXT' && CONTACT.test(name)),
  );
}

/** Types that hold a name or a word. */
const TEXT_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'DROP_DOWN', 'RADIO_BUTTON', 'CALC'];
/** Names of something else than people. */
const NOT_A_NAME = /件名|品名|商品|製品|案件|建物|物件|ファイル|プロジェクト|キャンペーン/u;
const OURS = /営業|弊社|自社|当社|社内|受付|対応/u;
const CUSTOMER = /^(?:顧客|お?客様|取引先)名?$/u;

function whoIn(
  fields: readonly Detail[],
): Person & { readonly company: Field | null; readonly owner: Field | null } {
  const texts = fields.filter(({ type }) => TEXT_TYPES.includes(type));
  const users = fields.filter(({ type }) => type === 'USER_SELECT');
  const labels = mapColumns(texts.map(({ label }) => label));
  const codes = mapColumns(texts.map(({ code }) => code));
  const taken = new Set<Field>();
  const take = (kind: Exclude<keyof Columns, 'phones' | 'free'>): readonly Field[] => {
    for (const index of [labels[kind], codes[kind]]) {
      const field = index === null ? undefined : texts[index];
      if (field !== undefined && !taken.has(field)) {
        taken.add(field);
        return [field];
      }
    }
    return [];
  };
  const takeFirst = (fits: (label: string) => boolean): readonly Field[] => {
    const field = texts.find(
      (text) => !taken.has(text) && text.type === 'SINGLE_LINE_TEXT' && fits(text.label),
    );
    if (field !== undefined) taken.add(field);
    return field === undefined ? [] : [field];
  };

  const company = take('company');
  const whole = take('name');
  const parts = [...take('familyName'), ...take('givenName')];
  const readings = take('reading');
  const readingParts = [...take('familyReading'), ...take('givenReading')];
  const title = [...take('department'), ...take('title')];
  const ours = mapColumns(users.map(({ label }) => label));
  const user = users[ours.owner ?? ours.name ?? -1];
  const owner = user ?? null;
  let name = whole.length > 0 ? whole : parts;
  if (name.length === 0) name = takeFirst((label) => label.includes('担当') && !OURS.test(label));
  if (name.length === 0 && company.length === 0)
    name = takeFirst((label) => /名|name/iu.test(label) && !NOT_A_NAME.test(label));

  // A list of companies, such as kintone's own for sales: the customer, its department and the person there.
  const [customer] = name;
  if (company.length === 0 && title.length > 0 && customer !== undefined && CUSTOMER.test(customer.label)) {
    const person = takeFirst((label) => label.includes('担当者') && !OURS.test(label));
    if (person.length > 0)
      return {
        company: customer,
        name: person,
        reading: [],
        title,
        owner: owner ?? take('owner')[0] ?? null,
      };
  }
  return {
    company: company[0] ?? null,
    name,
    reading: readings.length > 0 ? readings : readingParts,
    title,
    owner: owner ?? take('owner')[0] ?? null,
  };
}

const SHOWN_TYPES: readonly string[] = [
  ...TEXT_TYPES,
  'STATUS',
  'NUMBER',
  'DATE',
  'DATETIME',
  'CHECK_BOX',
  'MULTI_SELECT',
  'MULTI_LINE_TEXT',
];
/** What an agent wants to know first, in this order. */
const WORTH_SEEING: readonly RegExp[] = [
  /^(?:対応|契約|進捗)?(?:ステータス|状況|状態)$/u,
  /(?:最終|前回|直近).*(?:対応|連絡|接触|訪問|架電|通話|来店|来院|購入|コンタクト)/u,
  /ランク|重要度|優先度|(?:会員|顧客)(?:区分|種別)/u,
  /注意|申し送り|引き?継ぎ/u,
  /^(?:備考|メモ|特記事項)$/u,
];

function worthSeeing(fields: readonly Detail[]): readonly Field[] {
  const candidates = fields.filter(
    ({ type, enabled }) => SHOWN_TYPES.includes(type) && (type !== 'STATUS' || enabled),
  );
  const found = WORTH_SEEING.flatMap((pattern) => candidates.filter(({ label }) => pattern.test(label)));
  return [...new Set([...candidates.filter(({ type }) => type === 'STATUS'), ...found])].slice(0, MOST_SHOWN);
}

import { z } from 'zod';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { mapColumns, type ContactColumns } from '../../contacts/csv-columns.ts';

/** More conditions than for so many fields make kintone slow. */
const MAX_PHONES = 10;
const MAX_SHOWN = 6;

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
export interface FormField {
  readonly type: string;
  /** what queries and records call it; an administrator may have changed it */
  readonly code: string;
  /** what people call it */
  readonly label: string;
  /** code of the table that it is a column of; null = of none */
  readonly table: string | null;
}

/** What fields of an app hold what. */
export interface KintoneForm {
  /** one at least */
  readonly phones: readonly FormField[];
  readonly person: PersonFields;
  /** code of a table with a person in each row → its columns */
  readonly people: ReadonlyMap<string, PersonFields>;
  readonly company: FormField | null;
  readonly owner: FormField | null;
  /** when a record was last changed */
  readonly updated: FormField | null;
  /** worth seeing before hello */
  readonly shown: readonly FormField[];
}

export interface PersonFields {
  /** in one field, or the family name and the given name */
  readonly name: readonly FormField[];
  readonly reading: readonly FormField[];
  /** department and job title */
  readonly title: readonly FormField[];
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
 * Throws ConnectorError: `not-found` when a named field is not there, `no-phone-field` when nothing holds numbers.
 *
 * @param shown names of fields to be shown; null = those that look worth it
 */
export function detectForm(
  { properties }: z.infer<typeof FormFields>,
  named: NamedFields,
  shown: readonly string[] | null,
): KintoneForm {
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
  const allFields: readonly DetailedField[] = [
    ...top.map((property) => ({ ...property, table: null })),
    ...tables.flatMap(({ columns }) => columns),
  ];
  const getByName = (name: string): DetailedField => {
    const found =
      allFields.find(({ code }) => code === name) ?? allFields.find(({ label }) => label === name);
    if (found === undefined) throw new ConnectorError('not-found');
    return found;
  };

  const phones = (named.phones?.map(getByName) ?? allFields.filter(holdsNumbers).slice(0, MAX_PHONES)).filter(
    ({ type }) => NUMBER_TYPES.includes(type),
  );
  if (phones.length === 0) throw new ConnectorError('no-phone-field');
  const others = allFields.filter((field) => field.table === null && !phones.includes(field));
  const detectedPerson = detectPerson(others);
  const namedOr = (name: string | undefined, detected: readonly FormField[]): readonly FormField[] =>
    name === undefined ? detected : [getByName(name)];
  return {
    phones,
    person: {
      name: namedOr(named.name, detectedPerson.name),
      reading: namedOr(named.reading, detectedPerson.reading),
      title: namedOr(named.title, detectedPerson.title),
    },
    people: new Map(
      tables.flatMap(({ code, columns }) => {
        const person = detectPerson(columns.filter((column) => !holdsNumbers(column)));
        return person.name.length === 0 ? [] : [[code, person]];
      }),
    ),
    company: named.company === undefined ? detectedPerson.company : getByName(named.company),
    owner: named.owner === undefined ? detectedPerson.owner : getByName(named.owner),
    updated: allFields.find(({ type }) => type === 'UPDATED_TIME') ?? null,
    shown: shown?.map(getByName).slice(0, MAX_SHOWN) ?? selectShownFields(others),
  };
}

type DetailedField = z.infer<typeof Property> & FormField;

/** A code stands in queries as it is: one with anything that means something there is none of kintone's. */
function isUsable({ code }: { readonly code: string }): boolean {
  return /^[^\s"'\\()=<>!,]+$/u.test(code);
}

/** Types that hold numbers and can be searched. */
const NUMBER_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER', 'MULTI_LINE_TEXT'];
const NOT_A_NUMBER = /fax|ファックス|ファクス|ファクシミリ|mail|メール/iu;
/** Some write nothing but this, and mean the number. */
const CONTACT_LABEL = /^(?:緊急|日中の?|昼間の?|ご)?連絡先(?:番号)?[0-9]*$/u;

function holdsNumbers({ type, code, label, protocol }: DetailedField): boolean {
  const names = [label, code].map((name) => name.normalize('NFKC'));
  if (!NUMBER_TYPES.includes(type) || names.some((name) => NOT_A_NUMBER.test(name))) return false;
  if (type === 'LINK') return protocol === 'CALL';
  return names.some(
    (name) =>
      mapColumns([name]).phones.length > 0 || (type === 'SINGLE_LINE_TEXT' && CONTACT_LABEL.test(name)),
  );
}

/** Types that hold a name or a word. */
const TEXT_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'DROP_DOWN', 'RADIO_BUTTON', 'CALC'];
/** Names of something else than people. */
const NOT_A_NAME = /件名|品名|商品|製品|案件|建物|物件|ファイル|プロジェクト|キャンペーン/u;
const OWN_STAFF = /営業|弊社|自社|当社|社内|受付|対応/u;
const CUSTOMER = /^(?:顧客|お?客様|取引先)名?$/u;

/** Gives each field out once: by the kind that its label or code is of, or the first text with a label that matches. */
function createTaker(texts: readonly DetailedField[]): {
  take: (kind: Exclude<keyof ContactColumns, 'phones' | 'free'>) => readonly FormField[];
  takeFirst: (matches: (label: string) => boolean) => readonly FormField[];
} {
  const labels = mapColumns(texts.map(({ label }) => label));
  const codes = mapColumns(texts.map(({ code }) => code));
  const usedFields = new Set<FormField>();
  const use = (field: FormField | undefined): readonly FormField[] => {
    if (field === undefined) return [];
    usedFields.add(field);
    return [field];
  };
  return {
    take: (kind) => {
      const named = [labels[kind], codes[kind]].map((index) => (index === null ? undefined : texts[index]));
      return use(named.find((field) => field !== undefined && !usedFields.has(field)));
    },
    takeFirst: (matches) =>
      use(
        texts.find(
          (text) => !usedFields.has(text) && text.type === 'SINGLE_LINE_TEXT' && matches(text.label),
        ),
      ),
  };
}

function detectPerson(
  fields: readonly DetailedField[],
): PersonFields & { readonly company: FormField | null; readonly owner: FormField | null } {
  const texts = fields.filter(({ type }) => TEXT_TYPES.includes(type));
  const users = fields.filter(({ type }) => type === 'USER_SELECT');
  const { take, takeFirst } = createTaker(texts);
  const company = take('company');
  const wholeName = take('name');
  const nameParts = [...take('familyName'), ...take('givenName')];
  const readings = take('reading');
  const readingParts = [...take('familyReading'), ...take('givenReading')];
  const title = [...take('department'), ...take('title')];
  const userColumns = mapColumns(users.map(({ label }) => label));
  const user = users[userColumns.owner ?? userColumns.name ?? -1];
  const owner = user ?? null;
  let name = wholeName.length > 0 ? wholeName : nameParts;
  if (name.length === 0) name = takeFirst((label) => label.includes('担当') && !OWN_STAFF.test(label));
  if (name.length === 0 && company.length === 0)
    name = takeFirst((label) => /名|name/iu.test(label) && !NOT_A_NAME.test(label));

  // A list of companies, such as kintone's own for sales: the customer, its department and the person there.
  const [customer] = name;
  if (company.length === 0 && title.length > 0 && customer !== undefined && CUSTOMER.test(customer.label)) {
    const person = takeFirst((label) => label.includes('担当者') && !OWN_STAFF.test(label));
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
const SHOWN_PATTERNS: readonly RegExp[] = [
  /^(?:対応|契約|進捗)?(?:ステータス|状況|状態)$/u,
  /(?:最終|前回|直近).*(?:対応|連絡|接触|訪問|架電|通話|来店|来院|購入|コンタクト)/u,
  /ランク|重要度|優先度|(?:会員|顧客)(?:区分|種別)/u,
  /注意|申し送り|引き?継ぎ/u,
  /^(?:備考|メモ|特記事項)$/u,
];

function selectShownFields(fields: readonly DetailedField[]): readonly FormField[] {
  const candidates = fields.filter(
    ({ type, enabled }) => SHOWN_TYPES.includes(type) && (type !== 'STATUS' || enabled),
  );
  const found = SHOWN_PATTERNS.flatMap((pattern) => candidates.filter(({ label }) => pattern.test(label)));
  return [...new Set([...candidates.filter(({ type }) => type === 'STATUS'), ...found])].slice(0, MAX_SHOWN);
}

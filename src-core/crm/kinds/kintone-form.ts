import { z } from 'zod';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { isPhoneHeader, mapColumns } from '../../contacts/csv-columns.ts';

/** More fields make the query too slow. */
const MAX_PHONES = 10;
const MAX_SHOWN = 6;

const Property = z.object({
  type: z.string(),
  code: z.string(),
  label: z.string().catch(''),
  /** of a LINK field: WEB, CALL or MAIL */
  protocol: z.string().nullable().catch(null),
  /** of the STATUS field: whether the app has process management */
  enabled: z.boolean().catch(true),
});
const Properties = z.record(z.string(), Property.nullable().catch(null));

/** The response of `app/form/fields.json`: https://cybozu.dev/ja/kintone/docs/rest-api/apps/form/get-form-fields/ */
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
  /** its name in queries and records, which an administrator can change */
  readonly code: string;
  /** its name on screen */
  readonly label: string;
  /** code of its table; null = not in a table */
  readonly table: string | null;
}

/** The meanings of an app's fields. */
export interface KintoneForm {
  /** at least one */
  readonly phones: readonly FormField[];
  readonly person: PersonFields;
  /** by code of a table with a person in each row */
  readonly people: ReadonlyMap<string, PersonFields>;
  readonly company: FormField | null;
  readonly owner: FormField | null;
  /** the time of a record's last change */
  readonly updated: FormField | null;
  /** on the card */
  readonly shown: readonly FormField[];
}

export interface PersonFields {
  /** one field, or family name and given name */
  readonly name: readonly FormField[];
  readonly reading: readonly FormField[];
  /** department and job title */
  readonly title: readonly FormField[];
}

export const Name = z.string().min(1);
/** Codes or labels of fields that are not to be detected. */
export const NamedFields = z.object({
  phones: z.array(Name).min(1).optional(),
  name: Name.optional(),
  company: Name.optional(),
  /** furigana of the name */
  reading: Name.optional(),
  /** department or job title */
  title: Name.optional(),
  owner: Name.optional(),
});

/**
 * Detects the meanings of an app's fields from their types, labels and codes, except those that the settings name.
 * Throws ConnectorError: `not-found` if a named field does not exist, `no-phone-field` if there is no phone field.
 *
 * @param shown codes or labels of the fields on the card; undefined = detect them
 */
export function detectForm(
  { properties }: z.infer<typeof FormFields>,
  named: z.infer<typeof NamedFields>,
  shown: readonly string[] | undefined,
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

/** A code goes into queries unquoted, so it may have no query syntax; kintone allows none in codes. */
function isUsable({ code }: { readonly code: string }): boolean {
  return /^[^\s"'\\()=<>!,]+$/u.test(code);
}

/** Field types that can be searched for a number. */
const NUMBER_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'LINK', 'NUMBER', 'MULTI_LINE_TEXT'];
const NOT_A_NUMBER = /fax|ファックス|ファクス|ファクシミリ|mail|メール/iu;
/** "Contact": some apps label the phone field only so. */
const CONTACT_LABEL = /^(?:緊急|日中の?|昼間の?|ご)?連絡先(?:番号)?[0-9]*$/u;

function holdsNumbers({ type, code, label, protocol }: DetailedField): boolean {
  const names = [label, code].map((name) => name.normalize('NFKC'));
  if (!NUMBER_TYPES.includes(type) || names.some((name) => NOT_A_NUMBER.test(name))) return false;
  if (type === 'LINK') return protocol === 'CALL';
  return names.some(
    (name) => isPhoneHeader(name) || (type === 'SINGLE_LINE_TEXT' && CONTACT_LABEL.test(name)),
  );
}

/** Field types for a name or a word. */
const TEXT_TYPES: readonly string[] = ['SINGLE_LINE_TEXT', 'DROP_DOWN', 'RADIO_BUTTON', 'CALC'];
/** Labels of names that are not people's. */
const NOT_A_NAME = /件名|品名|商品|製品|案件|建物|物件|ファイル|プロジェクト|キャンペーン/u;
const OWN_STAFF = /営業|弊社|自社|当社|社内|受付|対応/u;
const CUSTOMER = /^(?:顧客|お?客様|取引先)名?$/u;

type MainColumns = ReturnType<typeof mapMainColumns>;

/** The columns of a record’s person. */
function mapMainColumns(headers: readonly string[]) {
  const { people, owner } = mapColumns(headers);
  return { ...people[0], owner };
}

/** Finds fields by the meaning of their label or code, or by a test of the label; never returns a field twice. */
function createTaker(texts: readonly DetailedField[]): {
  take: (kind: Exclude<keyof MainColumns, 'phones'>) => readonly FormField[];
  takeFirst: (matches: (label: string) => boolean) => readonly FormField[];
} {
  const labels = mapMainColumns(texts.map(({ label }) => label));
  const codes = mapMainColumns(texts.map(({ code }) => code));
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
  let [company = null] = take('company');
  const wholeName = take('name');
  const nameParts = [...take('familyName'), ...take('givenName')];
  const wholeReading = take('reading');
  const readingParts = [...take('familyReading'), ...take('givenReading')];
  const title = [...take('department'), ...take('title')];
  let name = wholeName.length > 0 ? wholeName : nameParts;
  let reading = wholeReading.length > 0 ? wholeReading : readingParts;
  if (name.length === 0) name = takeFirst((label) => label.includes('担当') && !OWN_STAFF.test(label));
  if (name.length === 0 && company === null)
    name = takeFirst((label) => /名|name/iu.test(label) && !NOT_A_NAME.test(label));

  // A list of companies, such as kintone's sales app: the customer, its department and the person there.
  const [customer] = name;
  if (company === null && title.length > 0 && customer !== undefined && CUSTOMER.test(customer.label)) {
    const person = takeFirst((label) => label.includes('担当者') && !OWN_STAFF.test(label));
    if (person.length > 0) [company, name, reading] = [customer, person, []];
  }
  const userColumns = mapMainColumns(users.map(({ label }) => label));
  const owner = users[userColumns.owner ?? userColumns.name ?? -1] ?? take('owner')[0] ?? null;
  return { company, name, reading, title, owner };
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
/** The fields to show by default, in this order. */
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

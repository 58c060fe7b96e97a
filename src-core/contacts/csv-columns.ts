import type { ColumnOverride, ColumnRole } from '../settings/contacts-columns.ts';

/** Indices of a table's columns from 0; null if there is none. */
export interface ContactColumns {
  /** the main person of the rows, and the others in them, such as the recipient of an order */
  readonly people: readonly [PersonColumns, ...PersonColumns[]];
  readonly id: number | null;
  readonly owner: number | null;
  readonly url: number | null;
  /** all other columns */
  readonly free: readonly Column[];
  /** of each column */
  readonly roles: readonly ColumnRole[];
  /** columns of overrides that the table does not have */
  readonly missing: readonly string[];
}

export interface PersonColumns extends Readonly<Record<keyof typeof PERSON_HEADERS, number | null>> {
  readonly phones: readonly PhoneColumn[];
}

interface Column {
  readonly index: number;
  readonly header: string;
}

export interface PhoneColumn extends Column {
  /** the column with the number's label, as in Google's exports ("Phone 1 - Label") */
  readonly label: number | null;
  /** the columns with the second and third part, if the number may be divided ("電話番号1", "電話番号2", "電話番号3") */
  readonly parts: readonly Column[];
}

/** Headers of address books, shops, phone systems and CRMs, best first; only the best one in a table is used. */
const PERSON_HEADERS = {
  name: `氏名 名前 お名前 姓名 フルネーム 氏名漢字 名前漢字 表示名 お客様名 お客様氏名 顧客名 患者名 患者氏名
    会員名 連絡先名 取引先責任者名 取引先責任者
    name fullname displayname contactname customername clientname contact customer`,
  familyName: '姓 苗字 名字 氏 姓漢字 ラストネーム lastname familyname surname lname',
  givenName: '名 名漢字 ファーストネーム firstname givenname forename fname',
  middleName: 'ミドルネーム middlename additionalname',
  reading: `ふりがな よみがな よみ 読み 読みがな 読み仮名 振り仮名 氏名かな 氏名ふりがな 氏名よみ 名前かな 名前ふりがな
    お名前ふりがな かな氏名 かな 患者名かな 患者名ふりがな 顧客名かな 顧客名ふりがな
    yominame phoneticname reading furigana namekana kana`,
  familyReading: `せい 姓かな 姓ふりがな 姓よみ 姓よみがな かな姓 ふりがな姓 ふりがなせい よみ姓 よみがな姓 名字かな 名字ふりがな
    phoneticlastname lastnamephonetic lastnamekana familynamekana familynameyomi lastnameyomi surnameyomi`,
  givenReading: `めい 名かな 名ふりがな 名よみ 名よみがな かな名 ふりがな名 ふりがなめい よみ名 よみがな名
    phoneticfirstname firstnamephonetic firstnamekana givennamekana givennameyomi firstnameyomi givenyomi`,
  company: `会社名 会社 社名 法人名 企業名 組織名 組織 団体名 勤務先 勤務先名 取引先名 取引先 所属 屋号
    company companyname organization organisation organizationname organization1name org account accountname employer
    associatedcompany`,
  // A bare "Title" is Mr. or Ms. where there is a column for the job.
  title: '役職 役職名 jobtitle position organizationtitle organization1title 肩書 肩書き title',
  department:
    '部署 部署名 所属部署 部門 部課名 department dept organizationdepartment organization1department',
};
const ROW_HEADERS = {
  id: `レコード番号 レコードID 顧客ID 顧客番号 顧客コード 会員番号 会員ID 患者番号 患者ID 取引先責任者ID
    id uid recordid contactid customerid leadid`,
  owner: `担当 担当者 弊社担当 弊社担当者 自社担当者 当社担当者 社内担当 営業担当 営業担当者 所有者 連絡先所有者
    取引先責任者所有者 取引先所有者
    owner ownername contactowner recordowner accountowner leadowner owneralias assignedto accountmanager`,
  url: 'レコードURL 詳細URL CRMURL リンク recordurl recordlink crmurl crmlink link url',
};
/** The customer's name in kintone's customer list, which has no other; else our owner. */
const CONTACT_PERSON = '担当者名';

/** Phone headers have too many variants to list. */
const PHONE = new RegExp(
  [
    '電話|でんわ|携帯|けいたい|すまほ|直通|ふぁっくす|ふぁくす|fax|phone|mobile|cell',
    '(?:^|[^a-z]|work|home|office|company|business|direct|main|other)tel(?:no|number)?(?:[^a-z]|$)',
  ].join('|'),
  'u',
);
/** Columns with something else about a phone. */
const NOT_A_PHONE = new RegExp(
  [
    'phonetic|date|time|type|label|note|memo|count|optout|donot|extension|ext$|provider|carrier',
    'mail|address|flag|speeddial|locale|めーる|あどれす|国番号',
    '日時|日付|日$|時間|時刻|めも|備考|種別|種類|区分|回数|有無|可否|拒否|対応|履歴|結果|内容|内線|きゃりあ',
  ].join('|'),
  'u',
);
/** Phone systems (3CX, Yealink, Yeastar) name the places of numbers only; elsewhere these words are something else. */
const PLACE_OF_PHONE = /^(?:home|business|work|office|other|pager|main|direct)(?:number)?\d?$/u;
const SIGN_OF_PHONE_SYSTEM = /^(?:mobile|cell)(?:number)?\d?$|^(?:business|home|office)fax$/u;

/** Exports of user accounts have one, which belongs on no card. */
const SECRET = /パスワード|password/iu;

/** Begin the headers of another person in the row, or of its main person. */
const OTHER_PERSON = new RegExp(
  `^(?:${[
    '(?<main>person)',
    '(?<ship>shipping|shipto|ship|recipients?|receivers?)',
    '(?<bill>billing|billto|bill|buyers?|purchasers?|orderer)',
    'お?(?<own>注文者|注文主|購入者|買い上げ者|発注者|申込者|依頼主|請求先|配送先|送付先|送り先|届け先|届先|納品先|発送先|受取人)',
    'ご(?<polite>注文者|注文主|購入者|発注者|申込者|依頼主|請求先)',
    '(?<contact>緊急連絡先|保護者|親権者|配偶者|家族|代理人|紹介者|保証人|後見人|秘書の?|あしすたんと|連名)',
    '(?<role>deliver(?:y|ed)?(?:to)?|consignee|assistants?|managers?|spouses?|emergency(?:contact)?|guardians?|parents?|nextofkin)',
  ].join('|')})の?(?=.)`,
  'u',
);
const BUYER = /^(?:bill|注文|購入者|買い上げ者|発注者|申込者)/u;
/** Without a name of their own they are not the row's main person. */
const RECIPIENT = /^(?:ship|deliver|consignee|配送先|送付先|送り先|届け先|届先|納品先|発送先|受取人)/u;

/** A header for the comparison with the lists. */
interface Key {
  /** of the column; '' = the row's main one */
  readonly person: string;
  /** only letters and digits, with width, case and kana unified */
  readonly text: string;
}

/** Maps columns by their headers, regardless of case, width and kind of kana, and by the user's decisions. */
export function mapColumns(
  headers: readonly string[],
  overrides: readonly ColumnOverride[] = [],
): ContactColumns {
  const { decided, missing } = applyOverrides(headers, overrides);
  const table = new HeaderTable(headers, decided);
  const people = mergePeople(
    mapPerson(table, ''),
    table.others.map((person) => mapPerson(table, person)),
  );
  const row = {
    id: table.claim('id', ROW_HEADERS.id, ''),
    owner: table.claim('owner', `${ROW_HEADERS.owner} ${CONTACT_PERSON}`, ''),
    url: table.claim('url', ROW_HEADERS.url, ''),
  };
  const others = people.others.filter(isFindable);
  const used = [people.main, ...others];
  const roles = headers.map(
    (header, index) => decided.get(index) ?? (SECRET.test(header) ? 'ignore' : findRole(index, used, row)),
  );
  const labels = new Set(used.flatMap(({ phones }) => phones.map(({ label }) => label)));
  return {
    people: [toColumns(people.main), ...others.map(toColumns)],
    ...row,
    free: roles.flatMap((role, index) =>
      role === 'extra' && !labels.has(index) ? [{ index, header: headers[index] ?? '' }] : [],
    ),
    roles,
    missing,
  };
}

/** The columns of the overrides by their exact headers, else by similar ones, else by their positions. */
function applyOverrides(
  headers: readonly string[],
  overrides: readonly ColumnOverride[],
): { readonly decided: ReadonlyMap<number, ColumnRole>; readonly missing: readonly string[] } {
  const decided = new Map<number, ColumnRole>();
  const missing: string[] = [];
  for (const { column, role } of overrides) {
    const find = (isColumn: (header: string, index: number) => boolean): number =>
      headers.findIndex((header, index) => !decided.has(index) && isColumn(header, index));
    const key = unifyHeader(column);
    const index = [
      find((header) => header.trim() === column),
      find((header) => key !== '' && unifyHeader(header) === key),
      // A title above the header may be as wide as the table, but empty there.
      find((header, at) => column === `#${at + 1}` && header.trim() !== ''),
    ].find((found) => found !== -1);
    if (index === undefined) missing.push(column);
    else decided.set(index, role);
  }
  return { decided, missing };
}

/** Whether a column with this header holds numbers, of any person. */
export function isPhoneHeader(header: string): boolean {
  return isPhoneKey(unifyHeader(header));
}

function isPhoneKey(text: string): boolean {
  return PHONE.test(text) && !NOT_A_PHONE.test(text);
}

interface MappedPerson {
  readonly person: string;
  readonly columns: Record<keyof typeof PERSON_HEADERS, number | null>;
  readonly phones: readonly PhoneColumn[];
}

/** The columns that are not used yet. */
class HeaderTable {
  readonly #headers: readonly string[];
  readonly #keys: readonly Key[];
  readonly #decided: ReadonlyMap<number, ColumnRole>;
  readonly #free: Set<number>;

  constructor(headers: readonly string[], decided: ReadonlyMap<number, ColumnRole>) {
    this.#headers = headers;
    this.#keys = toKeys(headers);
    this.#decided = decided;
    this.#free = new Set(headers.keys());
    for (const index of decided.keys()) this.#free.delete(index);
  }

  /** the people in a row besides its main one */
  get others(): readonly string[] {
    return [...new Set(this.#keys.map(({ person }) => person).filter((person) => person !== ''))];
  }

  /** The column that the user chose, or the best one with these headers. */
  claim(role: ColumnRole, names: string, person: string): number | null {
    const chosen = person === '' ? this.#findDecided(role) : null;
    if (chosen !== null) return chosen;
    for (const name of unifyNames(names)) {
      const index = this.#find(name, person);
      if (index !== null && this.#free.delete(index)) return index;
    }
    return null;
  }

  claimPhones(person: string): readonly PhoneColumn[] {
    const isPhoneSystem = this.#keys.some(({ text }) => SIGN_OF_PHONE_SYSTEM.test(text));
    const isPhone = ({ text }: Key): boolean =>
      isPhoneKey(text) || (isPhoneSystem && PLACE_OF_PHONE.test(text));
    const phones: PhoneColumn[] = [];
    for (const [index, key] of this.#keys.entries()) {
      const isDecided = person === '' && this.#decided.get(index) === 'phone';
      if (!isDecided && (!this.#free.has(index) || key.person !== person || !isPhone(key))) continue;
      this.#free.delete(index);
      phones.push({ index, header: this.#headers[index] ?? '', label: this.#claimLabel(key), parts: [] });
    }
    return this.#joinParts(phones);
  }

  #claimLabel({ person, text }: Key): number | null {
    const stem = /^(.*)(?:value|number)$/u.exec(text)?.[1];
    return stem === undefined ? null : this.claim('extra', `${stem}label ${stem}type`, person);
  }

  /** Joins columns that end in 1, 2 and 3. */
  #joinParts(phones: readonly PhoneColumn[]): readonly PhoneColumn[] {
    const stem = (phone: PhoneColumn | undefined, end: string): string | null => {
      const text = phone === undefined ? '' : (this.#keys[phone.index]?.text ?? '');
      return text.endsWith(end) ? text.slice(0, -1) : null;
    };
    return phones.flatMap((phone, at) => {
      const first = [0, 1, 2].find((back) => {
        const start = stem(phones[at - back], '1');
        return (
          start !== null &&
          stem(phones[at - back + 1], '2') === start &&
          stem(phones[at - back + 2], '3') === start
        );
      });
      if (first === undefined) return [phone];
      return first === 0 ? [{ ...phone, parts: phones.slice(at + 1, at + 3) }] : [];
    });
  }

  #findDecided(role: ColumnRole): number | null {
    if (role === 'extra' || role === 'ignore') return null;
    return [...this.#decided].find(([, decided]) => decided === role)?.[0] ?? null;
  }

  #find(text: string, person: string): number | null {
    const index = this.#keys.findIndex(
      (key, at) => key.text === text && key.person === person && this.#free.has(at),
    );
    return index === -1 ? null : index;
  }

  /** Whether the user chose a column for this. */
  isDecided(role: ColumnRole): boolean {
    return this.#findDecided(role) !== null;
  }
}

function mapPerson(table: HeaderTable, person: string): MappedPerson {
  const claim = (role: ColumnRole, names: string): number | null => table.claim(role, names, person);
  const isOwn = person === '';
  const isNameDecided = isOwn && table.isDecided('name');
  const arePartsDecided = isOwn && (table.isDecided('family-name') || table.isDecided('given-name'));
  const familyName = isNameDecided ? null : claim('family-name', PERSON_HEADERS.familyName);
  // Where there is a family name, 名前 is the given one.
  const givenNames = `${PERSON_HEADERS.givenName}${familyName === null ? '' : ' 名前'}`;
  const givenName = isNameDecided ? null : claim('given-name', givenNames);
  const hasParts = familyName !== null || givenName !== null;
  const names = isOwn && !hasParts ? `${PERSON_HEADERS.name} ${CONTACT_PERSON}` : PERSON_HEADERS.name;
  const name = arePartsDecided ? null : claim('name', names);
  const familyReading = claim('family-reading', PERSON_HEADERS.familyReading);
  const givenReadings = `${PERSON_HEADERS.givenReading}${familyReading === null ? '' : ' 名前ふりがな'}`;
  return {
    person,
    columns: {
      name,
      familyName,
      givenName,
      middleName: claim('middle-name', PERSON_HEADERS.middleName),
      familyReading,
      givenReading: claim('given-reading', givenReadings),
      reading: claim('reading', PERSON_HEADERS.reading),
      company: claim('company', PERSON_HEADERS.company),
      title: claim('title', PERSON_HEADERS.title),
      department: claim('department', PERSON_HEADERS.department),
    },
    phones: table.claimPhones(person),
  };
}

/**
 * Makes the buyer of an order, or the only person, the row's main person. Numbers of people without a name
 * column ("緊急連絡先電話") belong to that one.
 */
function mergePeople(
  own: MappedPerson,
  others: readonly MappedPerson[],
): { readonly main: MappedPerson; readonly others: readonly MappedPerson[] } {
  const buyer = others.find((other) => isNamed(other.columns) && BUYER.test(other.person));
  const main = isNamed(own.columns)
    ? undefined
    : (buyer ?? (own.phones.length === 0 ? others.find(isFindable) : undefined));
  const columns = { ...own.columns };
  for (const key of Object.keys(PERSON_HEADERS).filter(isPersonKey))
    columns[key] ??= main?.columns[key] ?? null;
  const unnamed = others.filter((other) => !isNamed(other.columns) && !RECIPIENT.test(other.person));
  const phones = [own, ...(main === undefined ? [] : [main]), ...unnamed].flatMap((person) => person.phones);
  return { main: { person: '', columns, phones }, others: others.filter((other) => other !== main) };
}

function toColumns({ columns, phones }: MappedPerson): PersonColumns {
  return { ...columns, phones };
}

function isPersonKey(key: string): key is keyof typeof PERSON_HEADERS {
  return Object.hasOwn(PERSON_HEADERS, key);
}

/** Whether there is a column for what these people are called. */
export function isNamed({ name, familyName, givenName, company }: MappedPerson['columns']): boolean {
  return [name, familyName, givenName, company].some((column) => column !== null);
}

function isFindable(person: MappedPerson): boolean {
  return isNamed(person.columns) && person.phones.length > 0;
}

const ROLE_BY_KEY: Readonly<Record<keyof typeof PERSON_HEADERS, ColumnRole>> = {
  name: 'name',
  familyName: 'family-name',
  givenName: 'given-name',
  middleName: 'middle-name',
  reading: 'reading',
  familyReading: 'family-reading',
  givenReading: 'given-reading',
  company: 'company',
  title: 'title',
  department: 'department',
};

function findRole(
  index: number,
  people: readonly MappedPerson[],
  row: Readonly<Record<'id' | 'owner' | 'url', number | null>>,
): ColumnRole {
  for (const role of ['id', 'owner', 'url'] as const) if (row[role] === index) return role;
  for (const { columns, phones } of people) {
    if (
      phones.some(({ index: phone, parts }) => phone === index || parts.some((part) => part.index === index))
    )
      return 'phone';
    for (const key of Object.keys(columns).filter(isPersonKey))
      if (columns[key] === index) return ROLE_BY_KEY[key];
  }
  return 'extra';
}

/** The person of each column, and its header without that. */
function toKeys(headers: readonly string[]): readonly Key[] {
  const keys = headers.map((header) => {
    const text = unifyHeader(header);
    const found = OTHER_PERSON.exec(text);
    if (found === null) return { person: '', text: simplifyName(text) };
    const { main, ship, bill, own, polite, contact, role } = found.groups ?? {};
    const person = main !== undefined ? '' : ship !== undefined ? 'ship' : bill !== undefined ? 'bill' : null;
    return {
      person: person ?? own ?? polite ?? contact?.replace(/の$/u, '') ?? role ?? '',
      text: simplifyName(text.slice(found[0].length)),
    };
  });
  // 氏名, 電話, 氏名2, 電話2
  const names = new Set(unifyNames(`${PERSON_HEADERS.name} ${PERSON_HEADERS.familyName}`));
  const findNumber = ({ text }: Key): string => /\d$/u.exec(text)?.[0] ?? '';
  const numbers = new Set(keys.filter((key) => names.has(key.text.replace(/\d$/u, ''))).map(findNumber));
  return keys.map((key) => {
    const number = findNumber(key);
    if (number === '' || key.person !== '' || !numbers.has(number)) return key;
    return { person: number === '1' ? '' : number, text: key.text.slice(0, -1) };
  });
}

/** "お名前(姓)", "名前（姓・フリガナ）" are "姓", "姓フリガナ". */
function simplifyName(text: string): string {
  return text.replace(
    /^(?:お?名前|氏名)(?=(?:姓|名字|名|せい|めい)(?:漢字|かな|ふりがな|よみがな|よみ)?\d?$)/u,
    '',
  );
}

/** Unified once: several rows are tried as headers within one time slice. */
const unifiedNames = new Map<string, readonly string[]>();

function unifyNames(names: string): readonly string[] {
  const known = unifiedNames.get(names) ?? names.split(/\s+/u).map(unifyHeader);
  unifiedNames.set(names, known);
  return known;
}

/** Only letters and digits, with width, case and kana unified. */
function unifyHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .replace(/必須$/u, '')
    .replace(/[ァ-ヶ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

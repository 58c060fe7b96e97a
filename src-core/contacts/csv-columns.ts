/** Indices of a table's columns from 0; null if there is none. */
export interface ContactColumns extends Readonly<
  Record<Exclude<keyof typeof KNOWN_HEADERS, 'person'>, number | null>
> {
  /** `label`: the column with the number's label, as in Google's exports ("Phone 1 - Label") */
  readonly phones: readonly (Column & { readonly label: number | null })[];
  /** all other columns */
  readonly free: readonly Column[];
}

interface Column {
  readonly index: number;
  readonly header: string;
}

/** Headers of address books and CRMs, best first; only the best one in a table is used. */
const KNOWN_HEADERS = {
  id: `レコード番号 レコードID 顧客ID 顧客番号 顧客コード 会員番号 患者番号 患者ID 取引先責任者ID
    id uid recordid contactid customerid leadid`,
  name: `氏名 名前 お名前 姓名 フルネーム 氏名漢字 名前漢字 表示名 お客様名 お客様氏名 顧客名 患者名 患者氏名
    会員名 連絡先名 取引先責任者名 取引先責任者
    name fullname displayname contactname customername clientname contact customer`,
  familyName: '姓 苗字 名字 氏 姓漢字 lastname familyname surname',
  givenName: '名 名漢字 firstname givenname forename',
  middleName: 'middlename additionalname',
  reading: `ふりがな よみがな よみ 読み 読みがな 読み仮名 振り仮名 氏名かな 氏名ふりがな 氏名よみ 名前かな 名前ふりがな
    お名前ふりがな かな氏名 かな 患者名かな 患者名ふりがな 顧客名かな 顧客名ふりがな
    yominame phoneticname reading furigana namekana kana`,
  familyReading: `せい 姓かな 姓ふりがな 姓よみ かな姓 ふりがな姓 ふりがなせい
    phoneticlastname lastnamephonetic lastnamekana familynamekana familynameyomi lastnameyomi`,
  givenReading: `めい 名かな 名ふりがな 名よみ かな名 ふりがな名 ふりがなめい
    phoneticfirstname firstnamephonetic firstnamekana givennamekana givennameyomi firstnameyomi`,
  company: `会社名 会社 社名 法人名 企業名 組織名 組織 団体名 勤務先 勤務先名 取引先名 取引先 所属
    company companyname organization organisation organizationname organization1name org account accountname employer`,
  title: '役職 役職名 肩書 肩書き title jobtitle position organizationtitle organization1title',
  department: '部署 部署名 所属部署 部門 department dept organizationdepartment organization1department',
  owner: `担当 担当者 弊社担当 弊社担当者 自社担当者 当社担当者 社内担当 営業担当 営業担当者 所有者 連絡先所有者
    取引先責任者所有者 取引先所有者
    owner ownername contactowner recordowner accountowner leadowner owneralias assignedto accountmanager`,
  /** the customer's name in kintone's customer list, which has no other; else our owner */
  person: '担当者名',
  url: 'レコードURL 詳細URL CRMURL リンク recordurl recordlink crmurl crmlink link url',
};

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
    '日時|日付|日$|時間|時刻|めも|備考|種別|種類|区分|回数|有無|可否|拒否|対応|履歴|結果|内容|内線|きゃりあ',
  ].join('|'),
  'u',
);

/** Maps columns by their headers, regardless of case, width and kind of kana. */
export function mapColumns(headers: readonly string[]): ContactColumns {
  const keys = headers.map(headerKey);
  const free = new Set(keys.keys());

  /** Takes the best column of a kind from the free ones. */
  function claimColumn(names: string): number | null {
    for (const name of names.split(/\s+/u)) {
      const index = keys.indexOf(headerKey(name));
      if (index !== -1 && free.delete(index)) return index;
    }
    return null;
  }

  const familyName = claimColumn(KNOWN_HEADERS.familyName);
  const givenName = claimColumn(KNOWN_HEADERS.givenName);
  const nameColumn = claimColumn(KNOWN_HEADERS.name);
  const name =
    nameColumn ?? (familyName === null && givenName === null ? claimColumn(KNOWN_HEADERS.person) : null);
  const single = {
    id: claimColumn(KNOWN_HEADERS.id),
    name,
    familyName,
    givenName,
    middleName: claimColumn(KNOWN_HEADERS.middleName),
    reading: claimColumn(KNOWN_HEADERS.reading),
    familyReading: claimColumn(KNOWN_HEADERS.familyReading),
    givenReading: claimColumn(KNOWN_HEADERS.givenReading),
    company: claimColumn(KNOWN_HEADERS.company),
    title: claimColumn(KNOWN_HEADERS.title),
    department: claimColumn(KNOWN_HEADERS.department),
    owner: claimColumn(KNOWN_HEADERS.owner) ?? claimColumn(KNOWN_HEADERS.person),
    url: claimColumn(KNOWN_HEADERS.url),
  };

  const phones = [...free]
    .filter((index) => PHONE.test(keys[index] ?? '') && !NOT_A_PHONE.test(keys[index] ?? ''))
    .map((index) => {
      free.delete(index);
      const key = keys[index] ?? '';
      const label = key.endsWith('value')
        ? claimColumn(key.replace(/value$/u, 'label') + ' ' + key.replace(/value$/u, 'type'))
        : null;
      return { index, header: headers[index] ?? '', label };
    });

  return { ...single, phones, free: [...free].map((index) => ({ index, header: headers[index] ?? '' })) };
}

/** Only letters and digits, with width, case and kana unified. */
function headerKey(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .replace(/必須$/u, '')
    .replace(/[ァ-ヶ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

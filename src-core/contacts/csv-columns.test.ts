import { describe, expect, it } from 'vitest';
import type { ColumnOverride } from '../settings/contacts-columns.ts';
import { parseColumnOverrides } from '../settings/contacts-columns.ts';
import type { Contacts } from './contact-index.ts';
import { readContacts } from './read-contacts.ts';

const MOBILE = '+819012345678';
const OFFICE = '+81312345678';
const HOME = '+81451234567';

function read(text: string, columns: readonly ColumnOverride[] = []): Promise<Contacts> {
  const { signal } = new AbortController();
  const bytes = new TextEncoder().encode(text);
  return readContacts([bytes], { connector: 'contacts', file: 'x.csv', country: 'JP', columns, signal });
}
const names = (contacts: Contacts, number: string): readonly string[] =>
  contacts.byNumber.get(number).map(({ name }) => name);
/** A row with these cells, by their headers. */
const toTable = (headers: string, cells: Readonly<Record<string, string>>): string => {
  const row = headers.split(',').map((header) => cells[header.replaceAll('"', '')] ?? '');
  return `${headers}\n${row.join(',')}`;
};

describe('exports of other programs', () => {
  const KEIKO = { name: 'Keiko Tanaka' };
  const TANAKA = { name: '田中 恵子', reading: 'タナカ ケイコ' };
  it.each([
    [
      '3CX',
      'FirstName,LastName,Company,Mobile,Mobile2,Home,Home2,Business,Business2,Email,Other,BusinessFax,HomeFax,Pager',
      { FirstName: 'Keiko', LastName: 'Tanaka', Mobile: MOBILE, Home: HOME, Business: OFFICE },
      { [MOBILE]: KEIKO, [HOME]: KEIKO, [OFFICE]: KEIKO },
    ],
    [
      'Yealink',
      'display_name,office_number,mobile_number,other_number,line,ring,auto_divert,priority,group_id_name',
      {
        display_name: 'Keiko Tanaka',
        office_number: OFFICE,
        mobile_number: MOBILE,
        other_number: HOME,
        line: '-1',
      },
      { [MOBILE]: KEIKO, [HOME]: KEIKO, [OFFICE]: KEIKO },
    ],
    [
      'FreePBX',
      'groupname,grouptype,displayname,fname,lname,title,company,address,phone_1_type,phone_1_number,phone_1_extension,phone_1_flags,phone_1_speeddial',
      {
        displayname: 'Keiko Tanaka',
        title: 'Director',
        phone_1_type: 'work',
        phone_1_number: OFFICE,
        phone_1_flags: '0451234567',
        phone_1_speeddial: '0312345679',
      },
      { [OFFICE]: { ...KEIKO, title: 'Director', matchedField: 'work' }, [HOME]: null, '+81312345679': null },
    ],
    [
      'Thunderbird',
      'First Name,Last Name,Display Name,Nickname,Primary Email,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Job Title,Department,Organization',
      { 'Display Name': 'Keiko Tanaka', 'Mobile Number': MOBILE, 'Work Phone': OFFICE, Organization: 'Acme' },
      { [MOBILE]: { ...KEIKO, company: 'Acme' }, [OFFICE]: KEIKO },
    ],
    [
      'Pipedrive',
      'Person - Name,Person - Organization,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Person - Owner,Person - ID',
      {
        'Person - Name': 'Keiko Tanaka',
        'Person - Organization': 'Acme',
        'Person - Phone - Work': OFFICE,
        'Person - Phone - Mobile': MOBILE,
        'Person - Owner': 'Bob',
        'Person - ID': '7',
      },
      { [MOBILE]: { ...KEIKO, company: 'Acme', owner: 'Bob', id: '7' }, [OFFICE]: KEIKO },
    ],
    [
      'Outlook in English',
      "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Phone,Mobile Phone,Assistant's Phone,Assistant's Name",
      {
        Title: 'Ms.',
        'First Name': 'Keiko',
        'Last Name': 'Tanaka',
        Department: 'Sales',
        'Job Title': 'Director',
        'Business Phone': OFFICE,
        "Assistant's Phone": HOME,
        "Assistant's Name": 'Bob',
      },
      { [OFFICE]: { ...KEIKO, title: 'Sales Director' }, [HOME]: { name: 'Bob' } },
    ],
    [
      'Outlook in Japanese',
      '肩書き,名,ミドル ネーム,姓,敬称,会社名,部署,役職,秘書の電話,会社 FAX,会社電話,会社電話 2,携帯電話,会社名フリガナ,姓フリガナ,秘書の氏名,名前フリガナ',
      {
        肩書き: '博士',
        名: '恵子',
        姓: '田中',
        役職: '院長',
        会社電話: OFFICE,
        携帯電話: MOBILE,
        姓フリガナ: 'タナカ',
        名前フリガナ: 'ケイコ',
        秘書の電話: HOME,
        秘書の氏名: '佐藤 花',
      },
      { [OFFICE]: { ...TANAKA, title: '院長' }, [MOBILE]: TANAKA, [HOME]: { name: '佐藤 花' } },
    ],
    [
      'outlook.com',
      "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,Home Phone,Business Phone,Mobile Phone,Job Title,Department,Company,Manager's Name,Assistant's Name,Assistant's Phone",
      {
        'First Name': '恵子',
        'Last Name': '田中',
        'Given Yomi': 'ケイコ',
        'Surname Yomi': 'タナカ',
        'Business Phone': OFFICE,
        Title: 'Ms.',
        'Job Title': '院長',
      },
      { [OFFICE]: { ...TANAKA, title: '院長' } },
    ],
    [
      'EC-CUBE',
      '会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,メールアドレス,TEL',
      {
        会員ID: '2',
        'お名前(姓)': '田中',
        'お名前(名)': '恵子',
        'お名前(セイ)': 'タナカ',
        'お名前(メイ)': 'ケイコ',
        TEL: OFFICE,
      },
      { [OFFICE]: { ...TANAKA, id: '2' } },
    ],
    [
      'Aipo',
      'ユーザー名,パスワード,名前（姓）,名前（名）,名前（姓・フリガナ）,名前（名・フリガナ）,電話番号（外線）,電話番号（内線）,電話番号（携帯）,携帯メールアドレス,役職',
      {
        パスワード: 'geheim',
        '名前（姓）': '田中',
        '名前（名）': '恵子',
        '名前（姓・フリガナ）': 'タナカ',
        '名前（名・フリガナ）': 'ケイコ',
        '電話番号（外線）': OFFICE,
        '電話番号（携帯）': MOBILE,
        携帯メールアドレス: 'k0451234567@mobile.example',
      },
      {
        [OFFICE]: {
          ...TANAKA,
          fields: [{ label: '携帯メールアドレス', value: 'k0451234567@mobile.example' }],
        },
        [MOBILE]: TANAKA,
        [HOME]: null,
      },
    ],
    [
      'Cybozu Office',
      '名前(姓),名前(名),よみ(姓),よみ(名),役職,Tel,E-mail,会社名,部課名,会社よみ,会社Tel,会社Fax,URL',
      {
        '名前(姓)': '田中',
        '名前(名)': '恵子',
        'よみ(姓)': 'タナカ',
        'よみ(名)': 'ケイコ',
        役職: '部長',
        部課名: '営業部',
        Tel: OFFICE,
        会社Tel: HOME,
      },
      { [OFFICE]: { ...TANAKA, title: '営業部 部長' }, [HOME]: TANAKA },
    ],
    [
      'Sansan and Eight',
      '会社名,部署名,役職,姓,名,e-mail,郵便番号,住所,TEL会社,TEL部門,TEL直通,Fax,携帯電話,URL,名刺交換日',
      { 会社名: 'みどり', 姓: '田中', 名: '恵子', TEL会社: OFFICE, TEL直通: HOME, 携帯電話: MOBILE },
      { [OFFICE]: { name: '田中 恵子', company: 'みどり' }, [HOME]: { name: '田中 恵子' }, [MOBILE]: {} },
    ],
  ])('are understood: %s', async (_, headers, cells, expected) => {
    const contacts = await read(toTable(headers, cells));
    expect(contacts.problems).toEqual([]);
    for (const [number, match] of Object.entries(expected))
      expect(contacts.byNumber.get(number)).toMatchObject(match === null ? [] : [match]);
  });
});

describe('two people in a row', () => {
  it.each([
    [
      'EC-CUBE',
      'お名前(姓),お名前(名),TEL,配送先_お名前(姓),配送先_お名前(名),配送先_TEL',
      '田中,恵子,M,佐藤,花,O',
    ],
    [
      'Rakuten',
      '注文者姓,注文者名,注文者電話番号1,注文者電話番号2,注文者電話番号3,送付先姓,送付先名,送付先電話番号1,送付先電話番号2,送付先電話番号3',
      '田中,恵子,090,1234,5678,佐藤,花,03,1234,5678',
    ],
    [
      'Rakuten before',
      '注文者名字,注文者名前,注文者電話番号1,注文者電話番号2,注文者電話番号3,送付先名字,送付先名前,送付先電話番号1,送付先電話番号2,送付先電話番号3',
      '田中,恵子,090,1234,5678,佐藤,花,03,1234,5678',
    ],
    [
      'Yahoo',
      'OrderId,BillLastName,BillFirstName,BillPhoneNumber,ShipLastName,ShipFirstName,ShipPhoneNumber',
      'a-1,田中,恵子,M,佐藤,花,O',
    ],
    [
      'Amazon',
      'order-id,buyer-name,buyer-phone-number,recipient-name,ship-phone-number',
      '1,田中 恵子,M,佐藤 花,O',
    ],
    ['numbers', '氏名,電話,氏名2,電話2', '田中 恵子,M,佐藤 花,O'],
    [
      'WooCommerce',
      'Order Number,Billing Name,Billing Phone,Shipping Name,Shipping Phone',
      '1,田中 恵子,M,佐藤 花,O',
    ],
  ])('each have their own number: %s', async (_, headers, cells) => {
    const contacts = await read(`${headers}\n${cells.replace('M', MOBILE).replace('O', OFFICE)}`);
    expect([names(contacts, MOBILE), names(contacts, OFFICE)]).toEqual([['田中 恵子'], ['佐藤 花']]);
    expect(contacts).toMatchObject({ rows: 1, people: 2, problems: [] });
  });

  it('do not give the recipient’s number to the buyer if the recipient has no name', async () => {
    const contacts = await read(`氏名,電話,配送先電話\n田中,${MOBILE},${OFFICE}`);
    expect([names(contacts, MOBILE), names(contacts, OFFICE)]).toEqual([['田中'], []]);
  });

  it('are one person if the buyer is the recipient', async () => {
    const contacts = await read(
      `氏名,会社名,電話,配送先氏名,配送先会社名,配送先電話\n田中 恵子,A社,${MOBILE},田中　恵子,,${OFFICE}`,
    );
    expect(contacts.byNumber.get(OFFICE)).toMatchObject([{ name: '田中 恵子', company: 'A社' }]);
    expect(contacts.people).toBe(1);
  });

  it('are not seen in the number of a guardian without a name', async () => {
    const contacts = await read(`氏名,保護者電話\n田中,${MOBILE}`);
    expect(contacts.byNumber.get(MOBILE)).toMatchObject([{ name: '田中', matchedField: '保護者電話' }]);
  });
});

describe('a number in three columns', () => {
  it('is joined, unless there are three numbers', async () => {
    const contacts = await read(
      `氏名,電話番号1,電話番号2,電話番号3\n田中,090,1234,5678\n佐藤,${OFFICE},${HOME},\n鈴木,０３,１２３４,５６７９`,
    );
    expect(contacts.byNumber.get(MOBILE)).toMatchObject([
      { name: '田中', matchedField: '電話番号', matchedNumber: '090-1234-5678' },
    ]);
    expect([names(contacts, OFFICE), names(contacts, HOME)]).toEqual([['佐藤'], ['佐藤']]);
    expect(names(contacts, '+81312345679')).toEqual(['鈴木']);
    expect(contacts.problems).toEqual([]);
  });
});

describe('the header', () => {
  it.each([
    ['a line for Excel', 'sep=;\nName;Phone\nTanaka;090-1234-5678'],
    ['a line for Excel in quotes', '"sep=|"\nName|Phone\nTanaka|090-1234-5678'],
    ['a title', '顧客一覧 2026\n\nName;Phone\nTanaka;090-1234-5678'],
    ['a title as wide as the table', '顧客一覧,,\n出力日,2026/1/1,\nName,Phone,Note\nTanaka,090-1234-5678,x'],
    ['a title with another delimiter', 'Customers, of all shops\nName;Phone\nTanaka;090-1234-5678'],
  ])('is found below %s', async (_, text) => {
    const contacts = await read(text);
    expect(names(contacts, MOBILE)).toEqual(['Tanaka']);
    expect(contacts).toMatchObject({ rows: 1, problems: [] });
  });

  it.each(['\n', '\uFEFF', '\n\uFEFF', '\x1a', '\n\x1a'])(
    'may come again, with other columns, where files were joined by %j',
    async (joint) => {
      const contacts = await read(
        `氏名,電話,担当\n田中,${MOBILE},高橋${joint}担当,電話,氏名\n木村,${OFFICE},佐藤`,
      );
      expect([names(contacts, MOBILE), names(contacts, OFFICE)]).toEqual([['田中'], ['佐藤']]);
      expect(contacts).toMatchObject({ rows: 2, problems: [] });
    },
  );
});

describe('the user’s decisions', () => {
  const TABLE = `名称,担当,電話1,FAX\n本社,佐藤,${OFFICE},${HOME}`;
  const decide = (text: string): readonly ColumnOverride[] => {
    const overrides = parseColumnOverrides(text);
    if (typeof overrides === 'string') throw new Error(overrides);
    return overrides;
  };

  it('come before the headers', async () => {
    const contacts = await read(TABLE, decide('company=名称,name=担当,ignore=ＦＡＸ'));
    expect(contacts.byNumber.get(OFFICE)).toMatchObject([
      { name: '佐藤', company: '本社', owner: null, fields: [] },
    ]);
    expect(contacts.byNumber.size).toBe(1);
  });

  it('may name a column by its position', async () => {
    const contacts = await read(`a,b,c\nx,${OFFICE},佐藤`, decide('phone=#2,name=#3,ignore=#1'));
    expect(contacts.byNumber.get(OFFICE)).toMatchObject([{ name: '佐藤', fields: [] }]);
  });

  it('are reported if the table has no such column, and all others apply', async () => {
    const contacts = await read(TABLE, decide('name=担当,phone=携帯,extra=#9'));
    expect(names(contacts, OFFICE)).toEqual(['佐藤']);
    expect(contacts.problems.map(({ code, params }) => [code, params.column])).toEqual([
      ['contacts-no-such-column', '携帯'],
      ['contacts-no-such-column', '#9'],
    ]);
  });

  it.each([
    ['phone=電話2,name=担当', ['phone=電話2', 'name=担当']],
    [' Phone = "a, ""b""" , ignore=#3', ['phone=a, "b"', 'ignore=#3']],
    ['', []],
  ])('are parsed from %j', (text, expected) => {
    expect(decide(text).map(({ role, column }) => `${role}=${column}`)).toEqual(expected);
  });

  it.each(['telefon=x', 'phone', 'phone=', 'name=a,=b', 'name="a'])('are not parsed from %j', (text) => {
    expect(typeof parseColumnOverrides(text)).toBe('string');
  });
});

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toE164 } from '../phone-numbers/phone-number.ts';
import type { Contacts } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { readContacts } from './read-contacts.ts';

/** @param chunk bytes per chunk; small chunks split characters and line ends */
function read(content: string | Uint8Array, file = 'contacts.csv', chunk = 64 * 1024): Promise<Contacts> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  return readContacts(chunks, {
    connector: 'contacts-file',
    file,
    country: 'JP',
    columns: [],
    signal: new AbortController().signal,
  });
}

const refusal = (code: string, line: number | null = null): object => ({
  name: 'ContactsError',
  code,
  line,
});
const names = (contacts: Contacts, number: string): string[] =>
  contacts.byNumber.get(number).map((match) => match.name);
const TANAKA = '+819012345678';

/** "氏名,電話番号\r\n髙橋 恵子,０９０－1234-5678\r\n" as Excel in Japan writes it. Only Windows-31J has 髙. */
const SHIFT_JIS = Buffer.from(
  '8e8196bc2c9364986294d48d860d0aeee08bb4208c628e712c824f8258824f817c313233342d353637380d0a',
  'hex',
);

describe('a table', () => {
  it('reads every column of a row about a person', async () => {
    const contacts = await read(
      'レコード番号,氏名,フリガナ,会社名,部署,役職,電話番号,携帯電話,担当,レコードURL,未対応,空,プラン\n' +
        '17,田中 恵子,タナカ ケイコ,みどり歯科,診療部,院長,03-5555-0001,０９０（１２３４）５６７８,高橋,https://crm.example.com/17,2件,,A\n',
    );
    expect(contacts.byNumber.get(TANAKA)).toEqual([
      {
        connector: 'contacts-file',
        id: '17',
        name: '田中 恵子',
        reading: 'タナカ ケイコ',
        company: 'みどり歯科',
        title: '診療部 院長',
        owner: '高橋',
        isMine: false,
        open: null,
        lastActivity: null,
        grade: 'exact',
        matchReason: 'exact',
        matchedField: '携帯電話',
        matchedNumber: '０９０（１２３４）５６７８',
        url: 'https://crm.example.com/17',
        fields: [
          { label: '未対応', value: '2件' },
          { label: 'プラン', value: 'A' },
        ],
      },
    ]);
    expect(contacts.byNumber.get('+81355550001')[0]).toMatchObject({ id: '17', matchedField: '電話番号' });
    expect(contacts).toMatchObject({ people: 1, rows: 1, problems: [] });
  });

  it.each([
    [
      'Outlook',
      'First Name,Last Name,Company,Job Title,Business Phone,Home Fax',
      'Priya,Raman,Northwind,CTO,090-1234-5678,',
    ],
    [
      'Google',
      'Given Name,Family Name,Organization 1 - Name,Organization 1 - Title,Phone 1 - Type,Phone 1 - Value',
      'Priya,Raman,Northwind,CTO,Work,090-1234-5678 ::: 03-5555-0001',
    ],
    [
      'Google, new',
      'First Name,Last Name,Phonetic First Name,Organization Name,Organization Title,Phone 1 - Label,Phone 1 - Value',
      'Priya,Raman,,Northwind,CTO,Work,090-1234-5678',
    ],
    [
      'Salesforce',
      'First Name,Last Name,Account Name,Title,Phone,Contact Owner',
      'Priya,Raman,Northwind,CTO,090-1234-5678,Bob',
    ],
    ['in capitals', 'FULL_NAME,ORGANIZATION,TITLE,TEL1,TEL2', 'Priya Raman,Northwind,CTO,,090-1234-5678'],
    ['kintone', '会社名,担当者名,役職,ＴＥＬ,FAX', 'Northwind,Priya Raman,CTO,090-1234-5678,'],
    ['姓 and 名', 'セイ,メイ,姓,名,組織,肩書き,勤務先電話', ',,Raman,Priya,Northwind,CTO,090-1234-5678'],
  ])('understands the header of %s', async (_, header, row) => {
    const contacts = await read(`${header}\n${row}\n`);
    expect(contacts.byNumber.get(TANAKA)[0]).toMatchObject({
      name: 'Priya Raman',
      company: 'Northwind',
      title: 'CTO',
    });
  });

  it('names a number by the label in its label column', async () => {
    const contacts = await read(
      'Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\nA,Work,03-5555-0001,,090-1234-5678',
    );
    expect(contacts.byNumber.get('+81355550001')[0]?.matchedField).toBe('Work');
    expect(contacts.byNumber.get(TANAKA)[0]?.matchedField).toBe('Phone 2 - Value');
  });

  it('reads 担当者名 as the owner if there is a column for the customer’s name', async () => {
    const contacts = await read('氏名,担当者名,電話\n田中,高橋,090-1234-5678');
    expect(contacts.byNumber.get(TANAKA)[0]).toMatchObject({ name: '田中', owner: '高橋' });
  });

  it('reads no numbers from columns that only mention a phone', async () => {
    const contacts = await read(
      '氏名,電話,最終電話日,電話メモ,Phonetic First Name\n田中,090-1234-5678,2024/01/05,03-5555-0001,x',
    );
    expect(contacts.byNumber.size).toBe(1);
    expect(contacts.byNumber.get(TANAKA)[0]?.fields.map((field) => field.label)).toEqual([
      '最終電話日',
      '電話メモ',
    ]);
  });

  it('puts the family name of a Japanese name first, regardless of the header', async () => {
    const contacts = await read('First Name,Last Name,Phone\n恵子,田中,090-1234-5678');
    expect(names(contacts, TANAKA)).toEqual(['田中 恵子']);
  });

  it.each([',', ';', '\t'])('detects the delimiter %j in the header', async (delimiter) => {
    const cells = [
      ['氏名', '"会社;,\t名"', '電話'],
      ['田中', '"A,B;C\tD"', '090-1234-5678'],
    ];
    const contacts = await read(cells.map((row) => row.join(delimiter)).join('\n'));
    expect(contacts.byNumber.get(TANAKA)[0]).toMatchObject({ name: '田中', company: 'A,B;C D' });
  });

  it('returns at most six further non-empty fields, in column order', async () => {
    const contacts = await read('a,b,氏名,c,d,電話,e,f,g,h\n1,,田中,3,4,090-1234-5678,5,6,7,8');
    expect(contacts.byNumber.get(TANAKA)[0]?.fields.map(({ label, value }) => label + value)).toEqual([
      'a1',
      'c3',
      'd4',
      'e5',
      'f6',
      'g7',
    ]);
  });

  it('counts quoted line breaks and blank lines in line numbers', async () => {
    const text =
      '\n氏名,住所,電話\n田中,"東京\n千代田\n丸の内",090-1234-5678\n\n佐藤,,12\n,,090-1234-5679\n鈴木,,none\n';
    for (const lines of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
      const contacts = await read(lines, 'people.csv', 3);
      expect(contacts.byNumber.get(TANAKA)[0]?.fields).toEqual([
        { label: '住所', value: '東京 千代田 丸の内' },
      ]);
      expect(contacts.problems).toEqual([
        { code: 'contacts-bad-number', file: 'people.csv', line: 7, params: { column: '電話' } },
        { code: 'contacts-no-name', file: 'people.csv', line: 8, params: {} },
      ]);
      expect(contacts).toMatchObject({
        rows: 4,
        rowsRefused: 2,
        rowsWithoutNumber: 1,
        people: 1,
        problemCount: 2,
      });
    }
  });

  it.each(['03-1234-567', '携帯1090-1234-5678', '1-800-FLOWERS', '9.01235E+09', '090-1234-5678 9'])(
    'reports %j with its line',
    async (text) => {
      const { problems, rows } = await read(`氏名,電話\n佐藤,03-5555-0009\n田中,${text}`, 'people.csv');
      expect(problems).toEqual([
        { code: 'contacts-bad-number', file: 'people.csv', line: 3, params: { column: '電話' } },
      ]);
      expect(rows).toBe(2);
    },
  );

  it('uses the valid number of a row whose other number is invalid', async () => {
    const contacts = await read('氏名,電話,携帯\n田中,12,="09012345678"');
    expect(names(contacts, TANAKA)).toEqual(['田中']);
    expect(contacts).toMatchObject({
      rowsRefused: 0,
      problemCount: 1,
      problems: [{ line: 2, params: { column: '電話' } }],
    });
  });

  it('never mixes two rows when a quote was not closed', async () => {
    const contacts = await read('氏名,電話\n"田中,090-1234-5678\n"佐藤",03-5555-0001\n鈴木,03-5555-0002\n');
    expect(contacts.byNumber.size).toBe(1);
    expect(names(contacts, '+81355550002')).toEqual(['鈴木']);
    expect(contacts.problems).toMatchObject([{ code: 'contacts-bad-row', line: 2 }]);
  });

  it('refuses a row with more cells than the header', async () => {
    const contacts = await read('会社,氏名,電話\nAcme, Inc.,田中,090-1234-5678\nAcme,佐藤,03-5555-0001,,\n');
    expect(contacts.byNumber.size).toBe(1);
    expect(names(contacts, '+81355550001')).toEqual(['佐藤']);
    expect(contacts.problems).toMatchObject([{ code: 'contacts-bad-row', line: 2 }]);
  });

  it('accepts only https addresses without credentials', async () => {
    const urls = [
      'http://crm.example.com/1',
      'javascript:alert(1)',
      'https://user:pw@crm.example.com/',
      'nonsense',
    ];
    const contacts = await read(
      ['氏名,電話,URL', ...urls.map((url) => `田中,090-1234-5678,${url}`)].join('\n'),
    );
    expect(contacts.byNumber.get(TANAKA)[0]?.url).toBeNull();
    expect(contacts.problems.map(({ code, line }) => [code, line])).toEqual(
      [2, 3, 4, 5].map((line) => ['contacts-bad-url', line]),
    );
  });

  it('lists fifty problems and counts all', async () => {
    const contacts = await read(`氏名,電話\n${'田中,12\n'.repeat(70)}佐藤,03-5555-0001`);
    expect(contacts.problems).toHaveLength(50);
    expect(contacts).toMatchObject({ problemCount: 70, rowsRefused: 70, people: 1 });
  });

  it('uses the company as name of a row without a person', async () => {
    const contacts = await read('氏名,会社,電話\n,みどり歯科,090-1234-5678');
    expect(contacts.byNumber.get(TANAKA)[0]).toMatchObject({ name: 'みどり歯科', company: null });
  });
});

describe('people', () => {
  it('finds all people with the same number, in file order', async () => {
    const contacts = await read('氏名,電話\n青木 進,03-5555-0000\n青木 花,0355550000');
    expect(names(contacts, '+81355550000')).toEqual(['青木 進', '青木 花']);
  });

  it('returns one match for a person listed twice or with the number in two columns', async () => {
    const contacts = await read(
      '氏名,会社,電話,携帯\n田中 恵子,Ａ社,090-1234-5678,+81 90 1234 5678\n田中恵子,A社,,09012345678',
    );
    expect(contacts.byNumber.get(TANAKA)).toMatchObject([{ name: '田中 恵子', matchedField: '電話' }]);
    expect(contacts.people).toBe(1);
  });

  it('uses the file’s key as id, or else an id that stays the same when rows move', async () => {
    const findId = async (text: string): Promise<string | undefined> =>
      (await read(text)).byNumber.get(TANAKA)[0]?.id;
    const id = await findId('氏名,電話,携帯\n田中,03-5555-0001,090-1234-5678');
    expect(id).toMatch(/^[\w-]{16}$/u);
    expect(await findId('携帯,氏名,メモ,電話\n,佐藤,,06-1234-5678\n090-1234-5678,田中,x,03-5555-0001')).toBe(
      id,
    );
    expect(await findId('氏名,電話\n佐藤,090-1234-5678')).not.toBe(id);
    expect(await findId('ID,氏名,電話\nA-1,田中,090-1234-5678')).toBe('A-1');
  });

  it('gives people different ids even if the file gives them the same key', async () => {
    const contacts = await read('ID,氏名,電話\n1,青木 進,03-5555-0000\n1,青木 花,03-5555-0000');
    const ids = contacts.byNumber.get('+81355550000').map((match) => match.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('finds a person by any notation of the number', async () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const mark = fc.constantFrom('', '-', ' ', '‐', '－', '−', '　');
    const wide = (text: string): string =>
      text.replace(/\d/gu, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('070', '080', '090'),
        fc.array(digit, { minLength: 8, maxLength: 8 }),
        mark,
        mark,
        fc.boolean(),
        fc.constantFrom('0', '+81', '0081'),
        async (prefix, rest, one, two, full, start) => {
          const tail = rest.join('').replace(/^0/u, '1');
          const e164 = `+81${prefix.slice(1)}${tail}`;
          expect(toE164(e164, 'JP')).toBe(e164);
          const formatted = `${start}${start === '0' ? '' : one}${prefix.slice(1)}${one}${tail.slice(0, 4)}${two}${tail.slice(4)}`;
          const contacts = await read(`氏名,電話\n田中,${full ? wide(formatted) : formatted}`);
          expect(names(contacts, e164)).toEqual(['田中']);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('encodings', () => {
  const text = '氏名,電話番号\r\n髙橋 恵子,090-1234-5678\r\n';
  const utf16 = (order: 'le' | 'be'): Uint8Array => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 little endian', utf16('le')],
    ['UTF-16 big endian', utf16('be')],
    ['Shift_JIS', SHIFT_JIS],
  ])('%s is recognized, wherever the file is cut into chunks', async (_, bytes) => {
    for (const chunk of [1, 2, 3, 7, 1000])
      expect(names(await read(bytes, 'x.csv', chunk), TANAKA)).toEqual(['髙橋 恵子']);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['nothing', '', refusal('contacts-empty')],
    ['blank lines', '\n \r\n', refusal('contacts-empty')],
    ['a header alone', '氏名,電話\n', refusal('contacts-empty')],
    ['only a quote that does not end', '氏名,電話\n\n"佐藤,0355\n550001\n', refusal('contacts-truncated', 3)],
    [
      'half a character at its end',
      Buffer.from('氏名,電話\n佐藤').subarray(0, -1),
      refusal('contacts-truncated', 2),
    ],
    ['no header', '田中,090-1234-5678\n佐藤,03-5555-0001', refusal('contacts-no-header')],
    ['no phone column', '氏名,会社\n田中,みどり歯科', refusal('contacts-no-phone-column')],
    ['no name column', '電話,メモ\n090-1234-5678,x', refusal('contacts-no-name-column')],
    [
      'a zipped spreadsheet',
      Buffer.from('504b03041400060008000000210062ee9d68', 'hex'),
      refusal('contacts-binary'),
    ],
  ])('refuses a file that holds %s', async (_, content, reason) => {
    await expect(read(content)).rejects.toMatchObject(reason);
  });

  it('refuses a quote longer than a megabyte at the line where it opens', async () => {
    await expect(read(`氏名,電話\n"田中,1\n${'佐藤,03-5555-0001\n'.repeat(80_000)}`)).rejects.toMatchObject(
      refusal('contacts-truncated', 2),
    );
  });

  it('puts no contact data into the error', async () => {
    const error: unknown = await read('田中,090-1234-5678').catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toMatch(/田中|1234/u);
  });

  it('reads arbitrary bytes or rejects with a ContactsError', async () => {
    const marks = ['', '氏名,電話\n', '\uFEFF', 'BEGIN:VCARD\nVERSION:4.0\n', 'BEGIN:VCARD\nTEL;TYPE="'].map(
      (mark) => Buffer.from(mark),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...marks, Buffer.from([0xff, 0xfe])),
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('a.csv', 'a.vcf'),
        fc.integer({ min: 1, max: 50 }),
        async (mark, bytes, file, chunk) => {
          const result = await read(Buffer.concat([mark, bytes]), file, chunk).catch(
            (error: unknown) => error,
          );
          if (result instanceof Error) expect(result).toBeInstanceOf(ContactsError);
          else expect(result).toHaveProperty('byNumber');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads arbitrary text or rejects with a ContactsError', async () => {
    const scrap = fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r',
      ';',
      ':',
      '氏名,電話',
      '090-1234-5678',
      'BEGIN:VCARD\n',
      'END:VCARD\n',
      'TEL',
      'N:',
      'FN:x\n',
      ' ',
      '=',
      'a.',
      'VERSION:4.0\n',
      '\\',
      '😀',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scrap, { maxLength: 40 }), async (scraps) => {
        const result = await read(scraps.join('')).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(ContactsError);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a vCard file', () => {
  const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

  it('reads the properties of a version 3 card', async () => {
    const contacts = await read(
      card(
        'VERSION:3.0',
        'N:田中;恵子;;;',
        'X-PHONETIC-FIRST-NAME:けいこ',
        'X-PHONETIC-LAST-NAME:たなか',
        'ORG:みどり歯科;診療部',
        'TITLE:院長',
        'TEL;TYPE=CELL;TYPE=pref:090-1234-5678',
        'TEL;TYPE=WORK,FAX:03-5555-0001',
        'item1.TEL:03-5555-0002',
        'item1.X-ABLabel:受付',
        'item2.TEL:03-5555-0003',
        'item2.X-ABLabel:_$!<Mobile>!$_',
        'NOTE:長い\\nメモ\\, 続',
        '  き',
        'CATEGORIES:A,B',
        'URL:https://crm.example.com/1',
        'UID:u-1',
        'PHOTO;ENCODING=b:AAAA',
        ' BBBB',
      ),
      'people.txt',
    );
    expect(contacts.problems).toEqual([]);
    expect(contacts.byNumber.get(TANAKA)).toEqual([
      {
        connector: 'contacts-file',
        id: 'u-1',
        name: '田中 恵子',
        reading: 'たなか けいこ',
        company: 'みどり歯科',
        title: '診療部 院長',
        owner: null,
        isMine: false,
        open: null,
        lastActivity: null,
        grade: 'exact',
        matchReason: 'exact',
        matchedField: 'mobile',
        matchedNumber: '090-1234-5678',
        url: 'https://crm.example.com/1',
        fields: [
          { label: 'note', value: '長い メモ, 続 き' },
          { label: 'categories', value: 'A, B' },
        ],
      },
    ]);
    const field = (number: string): string | undefined => contacts.byNumber.get(number)[0]?.matchedField;
    expect(['+81355550001', '+81355550002', '+81355550003'].map(field)).toEqual(['fax', '受付', 'Mobile']);
  });

  it('reads the properties of a version 4 card', async () => {
    const contacts = await read(
      card(
        'VERSION:4.0',
        'FN:田中 恵子',
        'N;SORT-AS="たなか,けいこ":田中;恵子;;;',
        'TEL;VALUE=uri;TYPE="voice,home":tel:+81-90-1234-5678;ext=5',
        'TEL:03-5555-0001',
      ) +
        card(
          'VERSION:4.0',
          'FN:Priya Raman',
          'N;SORT-AS="Raman,Priya":Raman;Priya;;;',
          'TEL;VALUE=uri;TYPE=work:tel:+44-20-7946-0018',
        ),
    );
    expect(contacts.problems).toEqual([]);
    expect(contacts.byNumber.get(TANAKA)[0]).toMatchObject({
      name: '田中 恵子',
      reading: 'たなか けいこ',
      matchedField: 'home',
    });
    expect(contacts.byNumber.get('+81355550001')[0]).toMatchObject({ matchedField: 'phone' });
    expect(contacts.byNumber.get('+442079460018')[0]).toMatchObject({
      reading: null,
      matchedField: 'work',
      matchedNumber: '+44-20-7946-0018',
    });
  });

  it('skips only invalid lines and cards and reports their lines', async () => {
    const good = (name: string, number: string): string => card('VERSION:3.0', `FN:${name}`, `TEL:${number}`);
    const contacts = await read(
      good('A', '03-5555-0001') + // 1-5
        card('VERSION:3.0', 'FN:B', 'TEL;TYPE="CELL:03-5555-0002') + // 6-10
        'BEGIN:VCARD\nFN:C\n' + // 11-12
        card('VERSION:3.0', 'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=8E=52', 'TEL:03-5555-0003') + // 13-17
        card('VERSION:3.0', 'FN:D', 'TEL:12', 'URL:http://x.example') + // 18-23
        good('E', '03-5555-0005'),
    );
    expect(contacts.byNumber.size).toBe(2);
    expect(['+81355550001', '+81355550005'].map((number) => names(contacts, number).join())).toEqual([
      'A',
      'E',
    ]);
    expect(contacts.problems.map(({ code, line, params }) => [code, line, params.column])).toEqual([
      ['contacts-bad-line', 9, undefined],
      ['contacts-bad-card', 11, undefined],
      ['contacts-bad-text', 15, undefined],
      ['contacts-bad-number', 21, 'TEL'],
    ]);
    expect(contacts).toMatchObject({ rows: 6, rowsRefused: 3, rowsWithoutNumber: 1, people: 2 });
  });

  it('refuses a file without cards or with no finished card', async () => {
    await expect(read('BEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:A')).rejects.toMatchObject(
      refusal('contacts-truncated', 3),
    );
    await expect(read('氏名,電話\nA,03-5555-0001', 'people.VCF')).rejects.toMatchObject(
      refusal('contacts-no-cards'),
    );
  });
});

describe('the sample files', () => {
  const sample = async (file: string): Promise<Contacts> =>
    read(await readFile(new URL(`../../resources/${file}`, import.meta.url)), file);

  it.each(['contacts.csv', 'contacts.vcf'])('%s has no problems', async (file) => {
    expect(await sample(file)).toMatchObject({ problemCount: 0, rowsWithoutNumber: 0 });
  });

  it('contain the callers of the demo', async () => {
    const contacts = await sample('contacts.csv');
    const callers = [
      '090-1234-5678',
      '+44 20 7946 0018',
      '03-5555-0000',
      '+1 209-259-2844',
      '050-1234-5678',
      '0120-444-444',
      '080-1234-5678',
      '045-123-4567',
    ];
    expect(callers.map((number) => names(contacts, toE164(number, 'JP')!).join())).toEqual([
      '田中 恵子',
      'Priya Raman',
      '青木 進,青木 花',
      'Alice Johnson',
      '鈴木 一郎',
      '佐々木 真理子',
      '山本 健',
      '伊藤 さくら',
    ]);
    const [long] = contacts.byNumber.get('+81661234567');
    expect(Math.min(long!.name.length, long!.company!.length)).toBeGreaterThan(60);
  });
});

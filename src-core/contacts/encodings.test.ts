import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { encodeText } from '../test-support/encode-text.ts';
import type { Contacts } from './contact-index.ts';
import { readContacts } from './read-contacts.ts';

const TANAKA = '+819012345678';
const SATO = '+81312345678';

function read(bytes: Uint8Array, file = 'contacts.csv', country: CountryCode = 'JP'): Promise<Contacts> {
  const { signal } = new AbortController();
  return readContacts([bytes], { connector: 'contacts', file, country, columns: [], signal });
}
const names = (contacts: Contacts, number: string): readonly string[] =>
  contacts.byNumber.get(number).map(({ name }) => name);
const problems = (contacts: Contacts): readonly unknown[] =>
  contacts.problems.map(({ code, line }) => [code, line]);

const FAMILIES = fc.constantFrom('佐藤', '鈴木', '高橋', '田中', '澤田', '齋藤', '廣瀬', '長谷川', '林');
const GIVEN_NAMES = fc.constantFrom('花', '恵子', '翔', 'さくら', '一郎', '眞子', 'ケン', '陽菜');
const JAPANESE = fc.tuple(FAMILIES, GIVEN_NAMES).map((parts) => parts.join(' '));
const WESTERN = fc.constantFrom(
  'Hélène Müller',
  'André Noël',
  'JOSÉ MUÑOZ',
  'Björn Ångström',
  'Günther Weiß',
  'François d’Été',
  'Zoë Brontë',
  'Æsa Øst',
);

describe('the encoding of a table', () => {
  it.each(['shift_jis', 'euc-jp'] as const)('is recognized as %s by any Japanese names', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(JAPANESE, fc.constantFrom('氏名,電話', 'Name,Phone'), async (name, header) => {
        const contacts = await read(encodeText(`${header}\r\n${name},090-1234-5678\r\n`, encoding));
        expect(names(contacts, TANAKA)).toEqual([name]);
      }),
    );
  });

  it('is recognized as Windows-1252 by any Western names', async () => {
    await fc.assert(
      fc.asyncProperty(WESTERN, async (name) => {
        const contacts = await read(
          encodeText(`Name;Company;Phone\r\n${name};Société Générale;090-1234-5678`, 'windows-1252'),
        );
        expect(names(contacts, TANAKA)).toEqual([name]);
        expect(problems(contacts)).toEqual([]);
      }),
    );
  });

  it('is recognized as ISO-2022-JP by its escape sequences', async () => {
    const bytes = Buffer.from('Name,Phone\r\n\x1b$BEDCf\x1b(B,090-1234-5678\r\n', 'latin1');
    expect(names(await read(bytes), TANAKA)).toEqual(['田中']);
  });

  it('stays UTF-8 with a damaged byte anywhere, and shows no damaged name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(JAPANESE, { minLength: 4, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 0x80, max: 0xff }),
        async (people, at, byte) => {
          const header = Buffer.from('氏名,電話\n');
          const rows = Buffer.from(people.map((name, n) => `${name},090-1234-567${n}\n`).join(''));
          rows[at % rows.length] = byte;
          const contacts = await read(Buffer.concat([header, rows]));
          for (let n = 0; n < people.length; n += 1)
            for (const name of names(contacts, `+81901234567${n}`)) expect(name).not.toMatch(/\uFFFD|縺|繧/u);
          const found = people.filter((name, n) => names(contacts, `+81901234567${n}`).includes(name));
          expect(found.length).toBeGreaterThanOrEqual(people.length - 2);
        },
      ),
    );
  });

  it('is UTF-8 with a byte order mark, whatever is damaged', async () => {
    const contacts = await read(
      Buffer.concat([
        Buffer.from('\uFEFFName,Phone\n佐藤,03-1234-5678\n'),
        Buffer.from([0x93, 0x63, 0x2c, 0x31]),
      ]),
    );
    expect(names(contacts, SATO)).toEqual(['佐藤']);
  });

  it('reports a damaged cell with its line, and leaves only this cell out', async () => {
    const damaged = Buffer.from('Name,Phone,Note\n田中 恵子,090-1234-5678,東京\xff\n', 'utf8');
    damaged[damaged.indexOf(Buffer.from('ÿ'))] = 0xe9;
    const cut = damaged.indexOf(0xe9, damaged.length - 4);
    const contacts = await read(
      Buffer.concat([damaged.subarray(0, cut + 1), Buffer.from('\n佐藤 花,03-1234-5678,x\n')]),
    );
    expect(names(contacts, SATO)).toEqual(['佐藤 花']);
    expect(contacts.byNumber.get(TANAKA)).toMatchObject([{ name: '田中 恵子', fields: [] }]);
    expect(problems(contacts)).toEqual([['contacts-bad-text', 2]]);
  });

  it('leaves out a row with a damaged name', async () => {
    const contacts = await read(
      Buffer.concat([
        Buffer.from('氏名,会社,電話\n佐藤 花,みどり商店,03-1234-5678\n田'),
        Buffer.from([0xe4, 0xb8]),
        Buffer.from(' 恵子,みどり歯科,090-1234-5678\n'),
      ]),
    );
    expect(names(contacts, TANAKA)).toEqual([]);
    expect(contacts).toMatchObject({ rows: 2, rowsRefused: 1 });
    expect(problems(contacts)).toEqual([['contacts-bad-text', 3]]);
  });

  it.each([
    ['Mac OS Roman', 'H\x8el\x8fne M\x9fller', 'FR'],
    ['Windows-1251', '\xc0\xeb\xe5\xea\xf1\xe0\xed\xe4\xf0 \xca\xf3\xe7\xed\xe5\xf6\xee\xe2', 'JP'],
    ['Windows-1250', 'Ale\xb9 Nov\xe1k', 'CZ'],
    ['EUC-KR', '\xb1\xe8\xc3\xb6\xbc\xf6', 'KR'],
    ['GB 2312', '\xd5\xc5\xce\xb0', 'CN'],
  ] as const)('is refused if it is another one: %s', async (_, name, country) => {
    const bytes = Buffer.from(`Name,Phone\n${name},+33 1 23 45 67 89\n`, 'latin1');
    await expect(read(bytes, 'x.csv', country)).rejects.toMatchObject({ code: 'contacts-encoding' });
  });

  it('cuts no emoji between two pieces', async () => {
    const contacts = await read(Buffer.from(`氏名,電話\n${'x'.repeat(2039)}😀,1\n田中,090-1234-5678`));
    expect(problems(contacts)).toEqual([['contacts-bad-number', 2]]);
  });
});

describe('a file that ends within an entry', () => {
  it.each([
    ['a quote that does not end', '氏名,電話\n田中,090-1234-5678\n\n"佐藤,0355\n550001\n', 4],
    ['half a character', Buffer.from('氏名,電話\n田中,090-1234-5678\n佐藤').subarray(0, -1), 3],
  ])('with %s still gives its complete entries and reports the line', async (_, content, line) => {
    const contacts = await read(Buffer.from(content));
    expect(names(contacts, TANAKA)).toEqual(['田中']);
    expect(contacts).toMatchObject({ cutAtLine: line, people: 1 });
    expect(problems(contacts)).toEqual([['contacts-incomplete', line]]);
  });

  it('lists the cut first, even after many other problems', async () => {
    const contacts = await read(Buffer.from(`氏名,電話\n田中,090-1234-5678\n${'佐藤,1\n'.repeat(60)}"鈴木,`));
    expect(contacts.problems[0]).toMatchObject({ code: 'contacts-incomplete', line: 63 });
  });
});

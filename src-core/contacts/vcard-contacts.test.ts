import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../test-support/encode-text.ts';
import type { Contacts } from './contact-index.ts';
import { readContacts } from './read-contacts.ts';

const TANAKA = '+819012345678';
const SATO = '+81312345678';

function read(content: string | Uint8Array, chunk = 64 * 1024): Promise<Contacts> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  const { signal } = new AbortController();
  return readContacts(chunks, { connector: 'contacts', file: 'x.vcf', country: 'JP', columns: [], signal });
}
const names = (contacts: Contacts, number: string): readonly string[] =>
  contacts.byNumber.get(number).map(({ name }) => name);
const problems = (contacts: Contacts): readonly unknown[] =>
  contacts.problems.map(({ code, line }) => [code, line]);
const card = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
/** The name of a card of version 2.1 as Windows-31J in quoted-printable. */
const quote = (text: string): string =>
  Array.from(encodeText(text, 'shift_jis'), (byte) => `=${byte.toString(16).toUpperCase()}`).join('');

describe('files that were joined', () => {
  const people = ['田中 恵子', '佐藤 花', '鈴木 一郎'];
  const numbers = [TANAKA, SATO, '+81612345678'];
  it.each([
    ['nothing', ''],
    ['a byte order mark', '\uFEFF'],
    ['the end mark of DOS', '\x1a'],
    ['a line break and a byte order mark', '\r\n\uFEFF'],
    ['an end mark, a line break and a byte order mark', '\x1a\r\n\uFEFF'],
    ['spaces', '  '],
  ])('give each number its own person, with %s between the cards', async (_, joint) => {
    const cards = people.map((name, n) => card(`FN:${name}`, `TEL:${numbers[n] ?? ''}`).trimEnd());
    for (const chunk of [1, 7, 1_000]) {
      const contacts = await read(cards.join(joint), chunk);
      expect(numbers.flatMap((number) => names(contacts, number))).toEqual(people);
      expect(problems(contacts)).toEqual([]);
    }
  });

  it('never give a number to the person of another card', async () => {
    const joint = fc.constantFrom('', '\n', '\r\n', '\uFEFF', '\x1a', ' ', '\n\n', '\t');
    const kind = fc.constantFrom('END:VCARD', 'end:vcard', '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(kind, joint), { minLength: 2, maxLength: 6 }), async (ends) => {
        const text = ends
          .map(([end, after], n) => `BEGIN:VCARD\nFN:Person ${n}\nTEL:+8190123456${10 + n}\n${end}${after}`)
          .join('');
        const contacts = await read(text).catch(() => null);
        for (let n = 0; n < ends.length; n += 1)
          for (const name of contacts === null ? [] : names(contacts, `+8190123456${10 + n}`))
            expect(name).toBe(`Person ${n}`);
      }),
    );
  });

  it('keep a note that mentions a mark in its card', async () => {
    const contacts = await read(card('FN:A', 'NOTE:see', ' END:VCARD', `TEL:${TANAKA}`));
    expect(names(contacts, TANAKA)).toEqual(['A']);
  });
});

describe('a property', () => {
  it('may have types without a name and a charset in version 3', async () => {
    const contacts = await read(
      card(
        'REV:2026-06-08T23:24:49Z',
        'N;CHARSET=utf-8:Doe;John;;;',
        `TEL;PREF;WORK:${TANAKA}`,
        'URL;WORK:x',
      ) + card('FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BD=90=E8=97=A4', `TEL;TYPE=CELL:${SATO}`),
    );
    expect(contacts.byNumber.get(TANAKA)).toMatchObject([{ name: 'John Doe', matchedField: 'work' }]);
    expect(names(contacts, SATO)).toEqual(['佐藤']);
  });

  it('may be folded within a character', async () => {
    const name = Buffer.from('FN:田中 恵子');
    for (let at = 4; at < name.length; at += 1) {
      const folded = Buffer.concat([
        Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\n'),
        name.subarray(0, at),
        Buffer.from('\r\n '),
        name.subarray(at),
        Buffer.from(`\r\nTEL:${TANAKA}\r\nEND:VCARD\r\n`),
      ]);
      const contacts = await read(folded);
      expect(names(contacts, TANAKA)).toEqual(['田中 恵子']);
      expect(problems(contacts)).toEqual([]);
    }
  });

  it('that is damaged costs its line, not the card', async () => {
    const contacts = await read(
      card('FN:田中', 'TITLE;TYPE="x:y', `TEL:${TANAKA}`) +
        card('FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BD', 'N:佐藤;花', 'ORG:みどり', `TEL:${SATO}`) +
        card('FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BD', 'ORG:みどり', 'TEL:+81612345678'),
    );
    expect(names(contacts, TANAKA)).toEqual(['田中']);
    expect(names(contacts, SATO)).toEqual(['佐藤 花']);
    expect(names(contacts, '+81612345678')).toEqual([]);
    expect(problems(contacts)).toEqual([
      ['contacts-bad-line', 4],
      ['contacts-bad-text', 9],
      ['contacts-bad-text', 16],
    ]);
  });
});

it('reads a note of many folded lines in linear time', async () => {
  const measure = async (lines: number): Promise<number> => {
    const text = card(
      'FN:田中',
      `TEL:${TANAKA}`,
      'NOTE;ENCODING=QUOTED-PRINTABLE:a=',
      ...Array<string>(lines).fill(`${'b'.repeat(70)}=`),
      'c',
      `N:${'\\;'.repeat(lines)}`,
    );
    const before = process.cpuUsage();
    expect(names(await read(text), TANAKA)).toEqual(['田中']);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await measure(1_000);
  // Quadratic time would take four hundred times as long.
  expect((await measure(100_000)) / (await measure(5_000))).toBeLessThan(150);
}, 60_000);

describe('version 2.1', () => {
  const phone = (...lines: readonly string[]): string =>
    ['BEGIN:VCARD', 'VERSION:2.1', ...lines, 'END:VCARD', ''].join('\r\n');

  it('is read with quoted-printable, soft line breaks, bare types and readings', async () => {
    const contacts = await read(
      phone(
        `N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:${quote('田中;恵子')};;;`,
        `SOUND;X-IRMC-N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:${quote('ﾀﾅｶ;ｹｲｺ')};;;`,
        'ORG;CHARSET=UTF-8;QUOTED-PRINTABLE:=E3=81=BF=E3=81=A9=',
        '=E3=82=8A;=E5=96=B6=',
        '=E6=A5=AD',
        'PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ',
        'TELAAQABAAD/2wBDAAgGBgcGBQg=',
        '',
        'TEL;CELL;VOICE:090-1234-5678',
        'TEL;WORK;FAX:03-1234-5678',
      ),
    );
    expect(problems(contacts)).toEqual([]);
    expect(contacts.byNumber.get(TANAKA)).toMatchObject([
      {
        name: '田中 恵子',
        reading: 'タナカ ケイコ',
        company: 'みどり',
        title: '営業',
        matchedField: 'mobile',
      },
    ]);
    expect(contacts.byNumber.get(SATO)).toMatchObject([{ matchedField: 'fax' }]);
  });

  it('is read as Shift_JIS, with and without a charset, also where a character ends in a backslash', async () => {
    for (const charset of ['', ';CHARSET=SHIFT_JIS', ';CHARSET=x-sjis']) {
      const text = phone(`N${charset}:表;ソ;;;`, 'X-PHONETIC-LAST-NAME:おもて', 'TEL;CELL:090-1234-5678');
      const contacts = await read(encodeText(text, 'shift_jis'));
      expect(contacts.byNumber.get(TANAKA)).toMatchObject([{ name: '表 ソ', reading: 'おもて' }]);
    }
  });

  it('is read with the right name after an editor converted it, and without a charset in an ASCII file', async () => {
    const converted = await read(phone('FN;CHARSET=SHIFT_JIS:田中', 'TEL:090-1234-5678'));
    expect(names(converted, TANAKA)).toEqual(['田中']);
    const ascii = await read(
      phone(`FN;ENCODING=QUOTED-PRINTABLE:${quote('田中 恵子')}`, 'TEL:090-1234-5678'),
    );
    expect(names(ascii, TANAKA)).toEqual(['田中 恵子']);
  });

  it('gives a card within a card no number of the outer one', async () => {
    const contacts = await read(
      phone(
        'FN:田中',
        'AGENT:',
        'BEGIN:VCARD',
        'FN:秘書',
        'TEL:03-1234-5678',
        'END:VCARD',
        'TEL:090-1234-5678',
      ),
    );
    expect(names(contacts, TANAKA)).toEqual(['田中']);
    expect(contacts.byNumber.size).toBe(1);
  });

  it('keeps the cards before one that the file cuts off', async () => {
    const contacts = await read(
      `${phone('FN:田中', 'TEL:090-1234-5678')}BEGIN:VCARD\nFN:佐藤\nTEL:03-1234-5`,
    );
    expect(names(contacts, TANAKA)).toEqual(['田中']);
    expect(problems(contacts)).toEqual([['contacts-incomplete', 6]]);
  });
});

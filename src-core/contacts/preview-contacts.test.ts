import { expect, it } from 'vitest';
import type { ColumnOverride } from '../settings/contacts-columns.ts';
import { previewContacts, type ContactsPreview } from './preview-contacts.ts';

function preview(
  text: string,
  { columns = [], file = 'x.csv' }: { columns?: readonly ColumnOverride[]; file?: string } = {},
): Promise<ContactsPreview> {
  const { signal } = new AbortController();
  const context = { connector: 'contacts', file, country: 'JP', columns, signal } as const;
  return previewContacts([new TextEncoder().encode(text)], context);
}

const TABLE =
  '顧客一覧\n氏名,連絡先,電話,電話2メモ,FAX,備考\n田中,090-1234-5678,03-1234-5678,x,,1\n佐藤,080-1234-5678,12,x,,2\n';

it('shows roles, cells, numbers and problems of the first rows', async () => {
  const { columns, rows, numbers, problems } = await preview(TABLE);
  expect(columns.map(({ header, role }) => [header, role])).toEqual([
    ['氏名', 'name'],
    ['連絡先', 'extra'],
    ['電話', 'phone'],
    ['電話2メモ', 'extra'],
    ['FAX', 'phone'],
    ['備考', 'extra'],
  ]);
  expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
    [3, '田中'],
    [4, '佐藤'],
  ]);
  expect(numbers).toBe(1);
  expect(problems).toMatchObject([{ code: 'contacts-bad-number', line: 4, params: { column: '電話' } }]);
});

it('names the columns that look like numbers and are not used, until the user decides', async () => {
  const before = await preview(TABLE);
  expect(before.columns.filter(({ isUnusedNumber }) => isUnusedNumber)).toMatchObject([{ header: '連絡先' }]);
  const after = await preview(TABLE, { columns: [{ column: '連絡先', role: 'phone' }] });
  expect(after.columns.some(({ isUnusedNumber }) => isUnusedNumber)).toBe(false);
  expect(after.numbers).toBe(3);
});

it('reads only the first rows of a long table', async () => {
  const text = Array.from({ length: 500 }, (_, n) => `田中${n},03-1234-${1000 + n}\n`).join('');
  const { rows, numbers } = await preview(`氏名,電話\n${text}`);
  expect([rows.length, numbers]).toEqual([50, 50]);
});

it('counts the numbers of vCards, which have no columns', async () => {
  const text = 'BEGIN:VCARD\nFN:A\nTEL:03-1234-5678\nEND:VCARD\n';
  expect(await preview(text, { file: 'x.vcf' })).toMatchObject({
    columns: [],
    rows: [],
    numbers: 1,
    problems: [],
  });
});

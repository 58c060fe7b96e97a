import { expect, test } from 'vitest';
import { ColumnLayout } from './columns.ts';

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

test('rows stand beneath each other, with Japanese, half-width, accents and emoji', () => {
  const columns = new ColumnLayout();
  const rows = [
    cells('着信中', '1'),
    cells('ringing', '2'),
    cells('ﾀﾅｶ', '3'),
    cells('e\u0301te\u0301', '4'),
    cells('📞', '5'),
    cells('ー、（', '6'),
  ];
  for (const row of rows) columns.measure(row);
  expect(rows.map((row) => columns.formatRow(row))).toEqual([
    '着信中   1',
    'ringing  2',
    'ﾀﾅｶ      3',
    'e\u0301te\u0301      4',
    '📞       5',
    'ー、（   6',
  ]);
});

test('a column in which nothing was takes no room, and later rows follow the widest', () => {
  const columns = new ColumnLayout();
  expect(columns.formatRow(cells('a', '', 'b', ''))).toBe('a  b');
  expect(columns.formatRow(cells('long', 'x', 'b'))).toBe('long  x  b');
  expect(columns.formatRow(cells('a', '', 'b'))).toBe('a        b');
});

test('room that was asked for is there from the first row', () => {
  expect(new ColumnLayout([3, 4]).formatRow(cells('a', '', 'b'))).toBe('a          b');
});

test('a text that is very long moves its own row only', () => {
  const columns = new ColumnLayout();
  expect(columns.formatRow(cells('x'.repeat(33), 'b'))).toBe(`${'x'.repeat(33)}  b`);
  expect(columns.formatRow(cells('a', 'b'))).toBe('a  b');
});

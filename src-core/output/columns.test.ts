import { expect, test } from 'vitest';
import { ColumnLayout } from './columns.ts';

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

test('aligns rows with Japanese, half-width, accents and emoji', () => {
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

test('an empty column takes no space, and later rows follow the widest cell', () => {
  const columns = new ColumnLayout();
  expect(columns.formatRow(cells('a', '', 'b', ''))).toBe('a  b');
  expect(columns.formatRow(cells('long', 'x', 'b'))).toBe('long  x  b');
  expect(columns.formatRow(cells('a', '', 'b'))).toBe('a        b');
});

test('reserved width applies from the first row', () => {
  expect(new ColumnLayout([3, 4]).formatRow(cells('a', '', 'b'))).toBe('a          b');
});

test('a very long text shifts only its own row', () => {
  const columns = new ColumnLayout();
  expect(columns.formatRow(cells('x'.repeat(33), 'b'))).toBe(`${'x'.repeat(33)}  b`);
  expect(columns.formatRow(cells('a', 'b'))).toBe('a  b');
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberIndex, type Person } from './number-index.ts';

const EMPTY_PERSON: Person = {
  id: '1',
  name: '田中 恵子',
  reading: null,
  company: null,
  title: null,
  owner: null,
  url: null,
  numbers: [],
  fields: [],
};
const clean = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
const maybe = fc.option(clean, { nil: null });
const person = fc.record({
  id: clean,
  name: clean,
  reading: maybe,
  company: maybe,
  title: maybe,
  owner: maybe,
  url: maybe,
  numbers: fc.uniqueArray(
    fc.record({
      e164: fc.integer({ min: 1, max: 5 }).map((digit) => `+8190${digit}`),
      field: clean,
      text: clean,
    }),
    { selector: ({ e164 }) => e164, minLength: 1 },
  ),
  fields: fc.array(fc.record({ label: clean, value: clean }), { maxLength: 6 }),
});

it('returns the people added under a number, complete and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, fc.nat(4)), { maxLength: 30 }), (added) => {
      const index = new NumberIndex('file');
      const expected = new Map<string, object[]>();
      for (const [{ numbers, ...rest }, skipped] of added) {
        const listed = numbers.slice(skipped);
        const entries = index.add(
          { ...rest, numbers },
          listed.map(({ e164 }) => e164),
        );
        expect(entries.map((entry) => index.getNumber(entry))).toEqual(listed.map(({ e164 }) => e164));
        for (const { e164, field, text } of listed) {
          const match = { ...rest, matchedField: field, matchedNumber: text };
          expected.set(e164, [...(expected.get(e164) ?? []), match]);
        }
      }
      expect(index.size).toBe(expected.size);
      for (const e164 of ['+81901', '+81902', '+81903', '+81904', '+81905'])
        expect(index.get(e164)).toMatchObject(expected.get(e164) ?? []);
    }),
  );
});

it('uses the company as name if there is no name', () => {
  const index = new NumberIndex('file');
  index.add(
    {
      ...EMPTY_PERSON,
      name: null,
      company: 'みどり歯科',
      numbers: [{ e164: '+1', field: '電話', text: '1' }],
    },
    ['+1'],
  );
  expect(index.get('+1')).toEqual([
    {
      connector: 'file',
      id: '1',
      name: 'みどり歯科',
      reading: null,
      company: null,
      title: null,
      owner: null,
      isMine: false,
      open: null,
      lastActivity: null,
      grade: 'exact',
      matchReason: 'exact',
      matchedField: '電話',
      matchedNumber: '1',
      url: null,
      fields: [],
    },
  ]);
});

it('adds fifty thousand people to one number without rescanning them', () => {
  const index = new NumberIndex('file');
  const numbers = [{ e164: '+81300000000', field: '電話', text: '03-0000-0000' }];
  for (let id = 0; id < 50_000; id += 1)
    index.add({ ...EMPTY_PERSON, id: String(id), numbers }, ['+81300000000']);
  expect(index.get('+81300000000').map(({ id }) => Number(id))).toEqual([...Array(50_000).keys()]);
});

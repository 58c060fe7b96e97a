import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aMatch } from '../fakes.test-support.ts';
import { afterChange, NO_CHOICE, readChoice, writeChoice, type ChoiceChange } from './choices.ts';
import type { Match } from './connector.ts';
import { judged, onlyPerson, surelyThePerson, type Lookup } from './lookup.ts';
import { onePerPerson, ranked } from './rank.ts';

const names = (matches: readonly Match[]): string[] => matches.map(({ name }) => name);
const recordOf = ({ connector, id }: Match): { connector: string; id: string } => ({ connector, id });

describe('who stands first', () => {
  const weak = aMatch('weak', { grade: 'weak' });
  const national = aMatch('national', { grade: 'national' });
  const plain = aMatch('plain');
  const active = aMatch('active', { lastActivity: 5 });
  const older = aMatch('older', { lastActivity: 4 });
  const open = aMatch('open', { open: 2 });
  const mine = aMatch('mine', { mine: true });
  const chosen = aMatch('chosen', { grade: 'weak' });

  test('chosen, then by surety, mine, open tickets, last activity, order of connectors', () => {
    const order = [chosen, mine, open, active, older, plain, national, weak];
    expect(names(ranked(order.toReversed(), recordOf(chosen)))).toEqual(names(order));
    expect(ranked([], null)).toEqual([]);
  });

  test('a count of no open tickets is none, and equals keep their order', () => {
    const [a, b] = [aMatch('a', { open: 0 }), aMatch('b', { open: null })];
    expect(names(ranked([a, b], null))).toEqual(['a', 'b']);
    expect(names(ranked([b, a], null))).toEqual(['b', 'a']);
  });

  test('it does not matter in which order they came, as far as something tells them apart', () => {
    const all = [chosen, mine, open, active, older, plain, national, weak];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(names(ranked(shuffled, recordOf(chosen)))).toEqual(names(all));
      }),
    );
  });
});

describe('a person in several CRMs', () => {
  const inFile = aMatch('田中 恵子', { connector: 'contacts', company: 'みどり歯科', url: null });
  const inCrm = aMatch('田中　恵子', { connector: 'kintone', id: '7', company: null });
  const other = aMatch('田中 恵子', { connector: 'kintone', id: '8', company: 'さくら歯科' });
  const ids = (matches: readonly Match[]): string[] =>
    matches.map(({ connector, id }) => `${connector}/${id}`);

  test('is one person: the first record, or the one that can be opened', () => {
    expect(ids(onePerPerson([inFile, inCrm], null))).toEqual(['kintone/7']);
    expect(ids(onePerPerson([{ ...inFile, url: 'https://a.example/' }, inCrm], null))).toEqual([
      'contacts/田中 恵子',
    ]);
    expect(ids(onePerPerson([inFile, inCrm], recordOf(inFile)))).toEqual(['contacts/田中 恵子']);
    const sure = { ...inFile, url: 'https://a.example/' };
    expect(ids(onePerPerson([sure, inCrm], recordOf(inCrm)))).toEqual(['kintone/7']);
    expect(ids(onePerPerson([{ ...sure, grade: 'weak' }, inCrm], null))).toEqual(['kintone/7']);
    expect(ids(onePerPerson([sure, { ...inCrm, grade: 'weak' }], null))).toEqual(['contacts/田中 恵子']);
  });

  test('two of the same name in one CRM, or in different companies, are two', () => {
    expect(onePerPerson([inCrm, other], null)).toHaveLength(2);
    expect(onePerPerson([inFile, other], null)).toHaveLength(2);
  });

  test('opens by itself, and is rejected everywhere at once', () => {
    const found: Lookup = {
      status: 'found',
      matches: [inFile, inCrm],
      chosen: null,
      rejected: 0,
      sources: [],
      troubles: [],
      searching: false,
      decided: true,
      elapsedMs: 1,
    };
    expect(surelyThePerson(judged(found, NO_CHOICE))?.id).toBe('7');
    const rejected = afterChange(NO_CHOICE, { kind: 'rejected', record: recordOf(inCrm) });
    expect(judged(found, rejected)).toMatchObject({ status: 'none', rejected: 1 });
  });
});

describe('what the agent says of the people on a number', () => {
  const [a, b, c] = [aMatch('a'), aMatch('b'), aMatch('c')];
  const found: Lookup = {
    status: 'found',
    matches: [a, b, c],
    chosen: null,
    rejected: 0,
    sources: [],
    troubles: [],
    searching: false,
    decided: true,
    elapsedMs: 1,
  };
  const after = (...changes: readonly ChoiceChange[]): Lookup =>
    judged(found, changes.reduce(afterChange, NO_CHOICE));
  const chosen = (match: Match): ChoiceChange => ({ kind: 'chosen', record: recordOf(match) });
  const rejected = (match: Match): ChoiceChange => ({ kind: 'rejected', record: recordOf(match) });

  test('nothing said: several people, nobody opened', () => {
    expect(after()).toEqual(found);
    expect(surelyThePerson(after())).toBeNull();
    expect(onlyPerson(after())).toBeNull();
  });

  test('the chosen one stands first, is who it is, and opens', () => {
    expect(after(chosen(c))).toMatchObject({ matches: [{ name: 'c' }, {}, {}], chosen: recordOf(c) });
    expect(onlyPerson(after(chosen(c)))?.name).toBe('c');
    expect(surelyThePerson(after(chosen(c)))?.name).toBe('c');
    expect(surelyThePerson(after(chosen(c), chosen(b)))?.name).toBe('b');
  });

  test('a chosen one whose number is not exactly the caller’s does not open by itself', () => {
    const lookup: Lookup = { ...found, matches: [a, b, aMatch('c', { grade: 'weak' })] };
    const told = judged(lookup, afterChange(NO_CHOICE, chosen(c)));
    expect(onlyPerson(told)?.name).toBe('c');
    expect(surelyThePerson(told)).toBeNull();
  });

  test('who was rejected is gone, and whoever is left alone is sure', () => {
    expect(after(rejected(b))).toMatchObject({ matches: [{ name: 'a' }, { name: 'c' }], rejected: 1 });
    expect(surelyThePerson(after(rejected(b), rejected(a)))?.name).toBe('c');
    expect(after(rejected(a), rejected(b), rejected(c))).toMatchObject({ status: 'none', rejected: 3 });
  });

  test('the last word counts: chosen after rejected, rejected after chosen, undone', () => {
    expect(after(rejected(c), chosen(c))).toMatchObject({ rejected: 0, chosen: recordOf(c) });
    expect(after(chosen(c), rejected(c))).toMatchObject({ rejected: 1, chosen: null });
    expect(after(chosen(c), rejected(a), { kind: 'undo' })).toEqual(found);
  });

  test('a chosen record that is not among them any more chooses nobody', () => {
    expect(after(chosen(aMatch('left')))).toEqual(found);
  });

  test('is read as it was written, and what cannot be read is nothing', () => {
    const choice = [chosen(c), rejected(a)].reduce(afterChange, NO_CHOICE);
    expect(readChoice(writeChoice(choice))).toEqual(choice);
    for (const text of [null, '', '{', '[]', '{"chosen":1,"rejected":[]}', 'null'])
      expect(readChoice(text)).toEqual(NO_CHOICE);
  });

  test('the same is rejected once, and only so many are remembered', () => {
    const many = Array.from({ length: 80 }, (_, n) => rejected(aMatch(String(n % 60))));
    const { rejected: kept } = many.reduce(afterChange, NO_CHOICE);
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)?.id).toBe('19');
    expect(new Set(kept.map(({ id }) => id)).size).toBe(50);
  });
});

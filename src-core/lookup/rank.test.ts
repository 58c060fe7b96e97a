import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aMatch } from '../test-support/fakes.ts';
import { applyChange, NO_CHOICE, readChoice, writeChoice, type ChoiceChange } from './choices.ts';
import type { Match } from './connector.ts';
import { applyChoice, findSingleMatch, findConfidentMatch, type Lookup } from './lookup.ts';
import { deduplicatePeople, rankMatches } from './rank.ts';

const names = (matches: readonly Match[]): string[] => matches.map(({ name }) => name);
const toRecordId = ({ connector, id }: Match): { connector: string; id: string } => ({ connector, id });

describe('rankMatches', () => {
  const weak = aMatch('weak', { grade: 'weak' });
  const national = aMatch('national', { grade: 'national' });
  const plain = aMatch('plain');
  const active = aMatch('active', { lastActivity: 5 });
  const older = aMatch('older', { lastActivity: 4 });
  const open = aMatch('open', { open: 2 });
  const mine = aMatch('mine', { isMine: true });
  const chosen = aMatch('chosen', { grade: 'weak' });

  test('orders by chosen, grade, mine, open tickets, last activity, connector', () => {
    const order = [chosen, mine, open, active, older, plain, national, weak];
    expect(names(rankMatches(order.toReversed(), toRecordId(chosen)))).toEqual(names(order));
    expect(rankMatches([], null)).toEqual([]);
  });

  test('treats zero open tickets as none and keeps the order of equals', () => {
    const [a, b] = [aMatch('a', { open: 0 }), aMatch('b', { open: null })];
    expect(names(rankMatches([a, b], null))).toEqual(['a', 'b']);
    expect(names(rankMatches([b, a], null))).toEqual(['b', 'a']);
  });

  test('does not depend on the input order if the matches differ in rank', () => {
    const all = [chosen, mine, open, active, older, plain, national, weak];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(names(rankMatches(shuffled, toRecordId(chosen)))).toEqual(names(all));
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

  test('is merged into the first record, or into the one with a URL', () => {
    expect(ids(deduplicatePeople([inFile, inCrm], null))).toEqual(['kintone/7']);
    expect(ids(deduplicatePeople([{ ...inFile, url: 'https://a.example/' }, inCrm], null))).toEqual([
      'contacts/田中 恵子',
    ]);
    expect(ids(deduplicatePeople([inFile, inCrm], toRecordId(inFile)))).toEqual(['contacts/田中 恵子']);
    const sure = { ...inFile, url: 'https://a.example/' };
    expect(ids(deduplicatePeople([sure, inCrm], toRecordId(inCrm)))).toEqual(['kintone/7']);
    expect(ids(deduplicatePeople([{ ...sure, grade: 'weak' }, inCrm], null))).toEqual(['kintone/7']);
    expect(ids(deduplicatePeople([sure, { ...inCrm, grade: 'weak' }], null))).toEqual(['contacts/田中 恵子']);
  });

  test('two people with one name in one CRM or in different companies stay separate', () => {
    expect(deduplicatePeople([inCrm, other], null)).toHaveLength(2);
    expect(deduplicatePeople([inFile, other], null)).toHaveLength(2);
  });

  test('is confirmed as one match and rejected in all CRMs at once', () => {
    const found: Lookup = {
      status: 'found',
      matches: [inFile, inCrm],
      chosen: null,
      rejected: 0,
      sources: [],
      failures: [],
      searching: false,
      decided: true,
      elapsedMs: 1,
    };
    expect(findConfidentMatch(applyChoice(found, NO_CHOICE))?.id).toBe('7');
    const rejected = applyChange(NO_CHOICE, { kind: 'rejected', record: toRecordId(inCrm) });
    expect(applyChoice(found, rejected)).toMatchObject({ status: 'none', rejected: 1 });
  });
});

describe('the agent’s choice for a number', () => {
  const [a, b, c] = [aMatch('a'), aMatch('b'), aMatch('c')];
  const found: Lookup = {
    status: 'found',
    matches: [a, b, c],
    chosen: null,
    rejected: 0,
    sources: [],
    failures: [],
    searching: false,
    decided: true,
    elapsedMs: 1,
  };
  const after = (...changes: readonly ChoiceChange[]): Lookup =>
    applyChoice(found, changes.reduce(applyChange, NO_CHOICE));
  const chosen = (match: Match): ChoiceChange => ({ kind: 'chosen', record: toRecordId(match) });
  const rejected = (match: Match): ChoiceChange => ({ kind: 'rejected', record: toRecordId(match) });

  test('without a choice returns all people and confirms none', () => {
    expect(after()).toEqual(found);
    expect(findConfidentMatch(after())).toBeNull();
    expect(findSingleMatch(after())).toBeNull();
  });

  test('lists the chosen person first and confirms it', () => {
    expect(after(chosen(c))).toMatchObject({ matches: [{ name: 'c' }, {}, {}], chosen: toRecordId(c) });
    expect(findSingleMatch(after(chosen(c)))?.name).toBe('c');
    expect(findConfidentMatch(after(chosen(c)))?.name).toBe('c');
    expect(findConfidentMatch(after(chosen(c), chosen(b)))?.name).toBe('b');
  });

  test('does not confirm a chosen person with a weak number match', () => {
    const lookup: Lookup = { ...found, matches: [a, b, aMatch('c', { grade: 'weak' })] };
    const result = applyChoice(lookup, applyChange(NO_CHOICE, chosen(c)));
    expect(findSingleMatch(result)?.name).toBe('c');
    expect(findConfidentMatch(result)).toBeNull();
  });

  test('removes rejected people and confirms the only one left', () => {
    expect(after(rejected(b))).toMatchObject({ matches: [{ name: 'a' }, { name: 'c' }], rejected: 1 });
    expect(findConfidentMatch(after(rejected(b), rejected(a)))?.name).toBe('c');
    expect(after(rejected(a), rejected(b), rejected(c))).toMatchObject({ status: 'none', rejected: 3 });
  });

  test('the last change wins: chosen after rejected, rejected after chosen, undo', () => {
    expect(after(rejected(c), chosen(c))).toMatchObject({ rejected: 0, chosen: toRecordId(c) });
    expect(after(chosen(c), rejected(c))).toMatchObject({ rejected: 1, chosen: null });
    expect(after(chosen(c), rejected(a), { kind: 'undo' })).toEqual(found);
  });

  test('ignores a chosen record that is no longer found', () => {
    expect(after(chosen(aMatch('left')))).toEqual(found);
  });

  test('is read as it was written, and unreadable text is no choice', () => {
    const choice = [chosen(c), rejected(a)].reduce(applyChange, NO_CHOICE);
    expect(readChoice(writeChoice(choice))).toEqual(choice);
    for (const text of [null, '', '{', '[]', '{"chosen":1,"rejected":[]}', 'null'])
      expect(readChoice(text)).toEqual(NO_CHOICE);
  });

  test('stores each rejection once and at most 50', () => {
    const many = Array.from({ length: 80 }, (_, n) => rejected(aMatch(String(n % 60))));
    const { rejected: rejectedIds } = many.reduce(applyChange, NO_CHOICE);
    expect(rejectedIds).toHaveLength(50);
    expect(rejectedIds.at(-1)?.id).toBe('19');
    expect(new Set(rejectedIds.map(({ id }) => id)).size).toBe(50);
  });
});

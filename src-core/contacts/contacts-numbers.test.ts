import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finishLookup, toExternalNumber, NOTATIONS, NUMBERS } from '../test-support/crm-contract.ts';
import { loadContacts } from './contacts-file.ts';
import type { Connector } from '../lookup/connector.ts';
import { findConfidentMatch } from '../lookup/lookup.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contacts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a contacts file in which the contact with the id `n` has the n-th of these numbers. */
async function createFile(numbers: readonly string[]): Promise<Connector> {
  const path = join(folder, 'contacts.csv');
  const rows = numbers.map((text, n) => `${n},名前 ${n},"${text}",https://crm.example.com/${n}`);
  writeFileSync(path, ['レコード番号,氏名,電話番号,レコードURL', ...rows].join('\n'));
  const contacts = await loadContacts(
    { contacts: path, country: 'JP', contactsColumns: [] },
    new AbortController().signal,
  );
  if (contacts === null) throw new Error('given up');
  return contacts;
}

describe('numbers in a contacts file', () => {
  test.each(Object.entries(NOTATIONS))('finds numbers typed as: %s', async (_name, { write, grade }) => {
    const numbers = NUMBERS.filter((e164) => e164.startsWith('+81'));
    const contacts = await createFile(numbers.map(write));
    for (const [n, e164] of numbers.entries()) {
      const lookup = await finishLookup(contacts, toExternalNumber(e164));
      const ownMatches = lookup.status === 'found' ? lookup.matches.filter(({ id }) => id === String(n)) : [];
      expect([e164, ownMatches.map((match) => match.grade)]).toEqual([e164, [grade]]);
    }
  });

  test.each(Object.entries(NOTATIONS))(
    'opens no other person, with all numbers typed as: %s',
    async (_name, { write }) => {
      const contacts = await createFile(NUMBERS.map(write));
      for (const [n, e164] of NUMBERS.entries()) {
        const confident = findConfidentMatch(await finishLookup(contacts, toExternalNumber(e164)));
        if (confident !== null) expect([e164, confident.id]).toEqual([e164, String(n)]);
      }
    },
  );

  test.each<[string, readonly string[], string, string]>([
    ['of a spreadsheet', ['09012345678.0'], '+819012345678', 'exact'],
    ['of a spreadsheet without its zero', ['312345678.0'], '+81312345678', 'national'],
    ['of a spreadsheet without its plus', ['819087654321.0'], '+819087654321', 'exact'],
    ['after another one', ['045-123-4567　011-123-4567'], '+81111234567', 'exact'],
    ['before "or"', ['052-123-4567 or 092-123-4567'], '+81521234567', 'exact'],
    ['that is abbreviated', ['03-1234-5678/79'], '+81312345679', 'exact'],
    [
      'of another country',
      ['0312345677;phone-context=+82', '0312345678;phone-context=+82'],
      '+82312345678',
      'exact',
    ],
    ['of Mexico before 2019', ['+52 1 55 1234 5678'], '+525512345678', 'exact'],
    ['of Brazil before the ninth digit', ['+55 11 8765-4321'], '+5511987654321', 'exact'],
    ['of Argentina without the 9', ['+54 11 2345-6789'], '+5491123456789', 'weak'],
    ['of Argentina with the 9', ['+54 9 11 2345-6789'], '+541123456789', 'weak'],
  ])('finds a number %s', async (_what, texts, e164, grade) => {
    const contacts = await createFile(texts);
    const lookup = await finishLookup(contacts, toExternalNumber(e164));
    expect(lookup).toMatchObject({ status: 'found', matches: [{ id: String(texts.length - 1), grade }] });
  });

  test('does not find a number of another country under the same digits', async () => {
    const contacts = await createFile(['0312345677;phone-context=+82', '0312345678;phone-context=+82']);
    expect(await finishLookup(contacts, toExternalNumber('+81312345678'))).toMatchObject({ status: 'none' });
  });

  test('a US number without country code is no confident match for a Japanese number', async () => {
    const contacts = await createFile(['(901) 234-5678']);
    const lookup = await finishLookup(contacts, toExternalNumber('+819012345678'));
    expect(lookup).toMatchObject({ status: 'found', matches: [{ grade: 'national' }] });
    expect(findConfidentMatch(lookup)).toBeNull();
  });
});

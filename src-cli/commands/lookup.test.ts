import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COLUMN_ROLES } from '../../src-core/settings/contacts-columns.ts';
import { ISO, parseLine, CliProcess } from '../../src-core/test-support/terminal.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

let home: string;
let contacts: string;
let running: CliProcess[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-lookup-'));
  contacts = join(home, 'customers.csv');
  running = [];
  writeFileSync(
    contacts,
    [
      'Name,Company,Phone,URL',
      'Mary Major,Example Corp,+1 209-259-2844,https://crm.example.com/contacts/7',
      '田中 恵子,,090-1234-5678,',
      '田中 一郎,みどり歯科,090-1234-5678,',
      'Nobody,,not a number 5,',
      '',
    ].join('\n'),
  );
});
afterEach(() => {
  for (const terminal of running) terminal.kill();
  rmSync(home, { recursive: true, force: true });
});

async function lookup(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const terminal = new CliProcess(['lookup', ...args], {
    home,
    env: { CHAKUSHIN_CONTACTS: contacts, ...env },
  });
  running.push(terminal);
  const code = await terminal.end();
  return { code, lines: terminal.lines.all, errors: terminal.errors };
}

const A_TEXT: unknown = expect.any(String);
const line = (status: string, matches: readonly unknown[], elapsedMs: unknown = expect.any(Number)) => ({
  type: 'match',
  at: ISO,
  callId: null,
  status,
  matches,
  elapsedMs,
});

describe('--json prints one match line', () => {
  const MARY = {
    connector: 'contacts',
    id: A_TEXT,
    name: 'Mary Major',
    company: 'Example Corp',
    grade: 'exact',
    reason: inEnglish('grade.exact', { field: 'Phone' }),
    url: 'https://crm.example.com/contacts/7',
  };

  test.each(['+12092592844', '＋１　２０９－２５９－２８４４'])('%s', async (typed) => {
    const { code, lines, errors } = await lookup([typed, '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines.map(parseLine)).toEqual([line('found', [MARY])]);
  });

  test('accepts a number typed as several words, in the configured country', async () => {
    const { code, lines } = await lookup(['(209)', '259', '2844', '--json'], { CHAKUSHIN_COUNTRY: 'US' });
    expect(code).toBe(0);
    expect(lines.map(parseLine)).toEqual([line('found', [MARY])]);
  });

  test('prints both of two matching people', async () => {
    const { code, lines } = await lookup(['０９０－１２３４－５６７８', '--json']);
    expect(code).toBe(0);
    expect(lines.map(parseLine)).toMatchObject([
      { status: 'found', matches: [{ name: '田中 恵子' }, { name: '田中 一郎', company: 'みどり歯科' }] },
    ]);
  });

  test('prints no match and names the rows that were skipped', async () => {
    const { code, lines, errors } = await lookup(['03-1111-2222', '--json']);
    expect(code).toBe(0);
    expect(lines.map(parseLine)).toEqual([line('none', [])]);
    expect(errors).toBe(
      inEnglish('notice.contacts-bad-number', { file: 'customers.csv', line: '5', column: 'Phone' }),
    );
  });

  test.each(['1045', '非通知'])('%s is skipped', async (typed) => {
    const { code, lines, errors } = await lookup([typed, '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines.map(parseLine)).toEqual([line('skipped', [], 0)]);
  });

  test.each([
    ['en', 'Keiko Tanaka'],
    ['ja', '田中 恵子'],
  ])('--demo uses its own contacts (%s), whatever the configuration', async (language, name) => {
    const { code, lines } = await lookup(['090-1234-5678', '--json', '--demo'], {
      TMPDIR: home,
      CHAKUSHIN_LANG: language,
      CHAKUSHIN_CONTACTS: '/nowhere.csv',
      ZOOM_CLIENT_SECRET: 'half an account',
    });
    expect(code).toBe(0);
    expect(lines.map(parseLine)).toMatchObject([{ status: 'found', matches: [{ name }] }]);
    expect(readdirSync(home).filter((name) => name.startsWith('chakushin-demo-'))).toEqual([]);
  });
});

test('names the damaged lines of the file, even if the number is found', async () => {
  writeFileSync(
    contacts,
    Buffer.concat([
      Buffer.from('Name,Phone,Note\n田中 恵子,090-1234-5678,東京'),
      Buffer.from([0xe9]),
      Buffer.from('\n佐藤 花,03-1234-5678,x\nNobody,not a number 5,\n'),
    ]),
  );
  const { code, lines, errors } = await lookup(['0312345678']);
  expect({ code, lines }).toEqual({
    code: 0,
    lines: [`03-1234-5678  佐藤 花  ${inEnglish('grade.exact', { field: 'Phone' })}`],
  });
  expect(errors).toBe(
    inEnglish('notice.contacts-bad-text', { file: 'customers.csv', line: '2', column: 'Note' }),
  );
});

describe('--columns', () => {
  beforeEach(() => writeFileSync(contacts, '会社,担当,連絡先\nみどり歯科,田中 恵子,090-1234-5678\n'));
  const READABLE = `090-1234-5678  田中 恵子 / みどり歯科  ${inEnglish('grade.exact', { field: '連絡先' })}`;

  test('decides what columns of the contacts file hold', async () => {
    const { code, lines } = await lookup(['--columns', 'phone=連絡先,name=担当', '090-1234-5678']);
    expect({ code, lines }).toEqual({ code: 0, lines: [READABLE] });
  });

  test('overrides the setting', async () => {
    const contactsColumns = [
      { column: '連絡先', role: 'phone' },
      { column: '担当', role: 'name' },
    ];
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ contactsColumns }));
    expect((await lookup(['090-1234-5678'])).lines).toEqual([READABLE]);
    const { code } = await lookup(['--columns', 'phone=会社', '090-1234-5678']);
    expect(code).toBe(1);
  });

  test('exits with 2 and names the roles if it cannot be read', async () => {
    const { code, lines, errors } = await lookup(['--columns', 'phone=連絡先,telefon=x', '090-1234-5678']);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(errors).toBe(
      inEnglish('cli.lookup.bad-columns', { part: 'telefon=x', roles: COLUMN_ROLES.join(', ') }),
    );
  });
});

describe('readable output', () => {
  test('prints one line per person, in columns', async () => {
    const { code, lines, errors } = await lookup(['+81 90 1234 5678']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines).toEqual([
      `090-1234-5678  田中 恵子               ${inEnglish('grade.exact', { field: 'Phone' })}`,
      `090-1234-5678  田中 一郎 / みどり歯科  ${inEnglish('grade.exact', { field: 'Phone' })}`,
    ]);
  });

  test('prints Japanese under a Japanese locale', async () => {
    const { lines } = await lookup(['03-1111-2222'], { LANG: 'ja_JP.UTF-8' });
    expect(lines).toEqual([`03-1111-2222  ${inJapanese('crm.none')}`]);
  });

  test('says that extensions are not looked up', async () => {
    const { code, lines } = await lookup(['1045']);
    expect(code).toBe(0);
    expect(lines).toEqual([`1045  ${inEnglish('cli.lookup.skipped')}`]);
  });
});

describe('exit codes', () => {
  test.each(['12ab', ''])('exits with 2 if %j is not a number', async (typed) => {
    const { code, lines, errors } = await lookup([typed, '--json']);
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(errors).toBe(inEnglish('cli.lookup.no-number', { text: typed }));
  });

  test('exits with 3 if no contacts are configured', async () => {
    const { code, lines, errors } = await lookup(['090-1234-5678', '--json'], { CHAKUSHIN_CONTACTS: '' });
    expect(code).toBe(3);
    expect(lines).toEqual([]);
    expect(errors).toBe(inEnglish('cli.lookup.no-contacts'));
  });

  test('exits with 3 if a setting that lookup needs is invalid', async () => {
    const { code, lines, errors } = await lookup(['090-1234-5678'], { CHAKUSHIN_COUNTRY: 'XX' });
    expect(code).toBe(3);
    expect(lines).toEqual([]);
    const name = inEnglish('setting.named', {
      label: inEnglish('setting.country'),
      name: 'CHAKUSHIN_COUNTRY',
    });
    expect(errors).toBe(inEnglish('notice.setting-unusable', { name }));
  });

  test('exits with 0 despite an invalid account, using the contacts file of settings.json', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ contacts }));
    const { code, errors } = await lookup(['+12092592844'], {
      CHAKUSHIN_CONTACTS: '',
      ZOOM_CLIENT_ID: 'alone',
      ZOOM_WS_URL: 'nonsense',
    });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  test.each([
    ['is missing', null, 'notice.contacts-missing'],
    ['has no phone column', 'Name,Company\nMary,Example\n', 'notice.contacts-no-phone-column'],
    ['is empty', '', 'notice.contacts-empty'],
  ] as const)('exits with 1 if the file %s', async (_what, content, key) => {
    if (content === null) rmSync(contacts);
    else writeFileSync(contacts, content);
    const readable = await lookup(['090-1234-5678']);
    expect(readable.code).toBe(1);
    expect(readable.lines).toEqual([]);
    expect(readable.errors).toBe(inEnglish(key, { file: 'customers.csv' }));
    const json = await lookup(['090-1234-5678', '--json']);
    expect(json.code).toBe(1);
    expect(json.lines.map(parseLine)).toEqual([line('error', [], 0)]);
    expect(json.errors).toBe(readable.errors);
  });
});

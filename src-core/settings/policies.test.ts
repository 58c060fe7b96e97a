import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getValueAt } from './layers.ts';
import { readManagedSettings, type ManagedSettings, type ManagedOptions } from './policies.ts';
import { SETTING_PATHS } from './setting-paths.ts';
import { SettingsSchema } from './schema.ts';

const HKLM = 'HKLM\\SOFTWARE\\Policies\\Chakushin';
const HKCU = 'HKCU\\SOFTWARE\\Policies\\Chakushin';
const LINUX_FILE = '/etc/chakushin/managed.json';
const WINDOWS_FILE = 'C:\\ProgramData\\Chakushin\\managed.json';
const MAC_FILE = '/Library/Application Support/Chakushin/managed.json';
const USER_PLIST = '/Library/Managed Preferences/sato/jp.chakushin.app.plist';
const MACHINE_PLIST = '/Library/Managed Preferences/jp.chakushin.app.plist';
const DOMAIN = 'jp.chakushin.app';

const NO_KEY = { status: 1, stdout: Buffer.alloc(0) };

class SystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Stub of the file system. */
function files(
  contents: Readonly<Record<string, string | SystemError>>,
): NonNullable<ManagedOptions['readFile']> {
  return (path) => {
    const content = contents[path] ?? new SystemError('ENOENT');
    if (typeof content === 'string') return content;
    throw content;
  };
}

/** A Windows machine with these files and registry keys: the output of reg.exe for each key, or its status. */
function windows(
  keys: Readonly<Record<string, string | Buffer | number | null>>,
  contents: Readonly<Record<string, string>> = {},
  env: Record<string, string> = {},
): { managed: ManagedSettings; runs: (readonly string[])[] } {
  const runs: (readonly string[])[] = [];
  const managed = readManagedSettings({
    platform: 'win32',
    env,
    readFile: files(contents),
    run: (program, args) => {
      runs.push([program, ...args]);
      const output = keys[args[1] ?? ''];
      if (output === undefined) return NO_KEY;
      if (output === null || typeof output === 'number') return { status: output, stdout: Buffer.alloc(0) };
      return { status: 0, stdout: Buffer.from(output) };
    },
  });
  return { managed, runs };
}

function mac(contents: Readonly<Record<string, unknown>>): ManagedSettings {
  return readManagedSettings({
    platform: 'darwin',
    user: 'sato',
    readFile: (path) => {
      if (!(path in contents)) throw new SystemError('ENOENT');
      return path.endsWith('.plist') ? 'bplist00' : String(contents[path]);
    },
    run: (program, args) => {
      expect([program, ...args.slice(0, 4)]).toEqual(['/usr/bin/plutil', '-convert', 'json', '-o', '-']);
      const content = contents[args[4] ?? ''];
      // plutil reports "invalid object in plist for destination format" for dates and data.
      if (content === null) return { status: 1, stdout: Buffer.from('{}') };
      return { status: 0, stdout: Buffer.from(JSON.stringify(content)) };
    },
  });
}

function linux(content: string | SystemError): ManagedSettings {
  return readManagedSettings({ platform: 'linux', readFile: files({ [LINUX_FILE]: content }) });
}

/** Returns the managed values, and the names of what could not be read. */
const summarize = ({ values, problems }: ManagedSettings): unknown[] => [
  values,
  problems.map(({ name }) => name),
];

/** Formats lines as reg.exe prints them. */
const formatRegOutput = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

const RECORDED = formatRegOutput(
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin',
  '    (既定)    REG_SZ    ',
  '    language    REG_SZ    ja',
  '    contacts    REG_EXPAND_SZ    %ProgramData%\\Shared Files\\contacts.csv',
  '    startAtLogin    REG_DWORD    0x1',
  '    popup.textSize    REG_DWORD    0x96',
  '    privacy.hideFromSharing    REG_SZ    true',
  '    screenPop    REG_SZ    click',
  '    connectors    REG_SZ    [{"type":"kintone","url":"https://acme.cybozu.com","app":12}]',
  '    pause.schedule    REG_MULTI_SZ    {"days":[6,0],"from":"00:00","to":"23:59"}\\0{"days":[1],"from":"12:00","to":"13:00"}',
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin\\popup',
  '    corner    REG_SZ    top-left',
  '    wrapUpSeconds    REG_DWORD    0x14',
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin\\zoom',
  '    accountId    REG_SZ    12345',
  '    agent    REG_SZ    ',
  '',
);

describe('the policy file', () => {
  test('fixes known and unknown settings, nested as in settings.json', () => {
    const values = { popup: { corner: 'top-left' }, contacts: null, future: { thing: [1] } };
    const managed = linux(`\uFEFF${JSON.stringify(values)}`);
    expect(managed.values).toEqual(values);
    expect(managed.problems).toEqual([]);
    expect(
      ['popup.corner', 'contacts', 'future.thing', 'future.thing.0', 'popup'].map((path) =>
        managed.findSource(path),
      ),
    ).toEqual(Array.from({ length: 5 }, () => LINUX_FILE));
    expect(
      ['popup.size', 'language', 'popup.corner.x', 'popups', ''].map((path) => managed.findSource(path)),
    ).toEqual([null, null, LINUX_FILE, null, null]);
  });

  test('fixes nothing if it does not exist', () => {
    for (const code of ['ENOENT', 'ENOTDIR'])
      expect(summarize(linux(new SystemError(code)))).toEqual([{}, []]);
    expect(linux('{}').findSource('language')).toBe(null);
  });

  test.each([
    ['invalid JSON', '{"language": "ja",}'],
    ['truncated', '{"language": "ja"'],
    ['empty', ''],
    ['a list', '["ja"]'],
    ['null', 'null'],
    ['UTF-16', '\u7b00\u2200'],
    ['endlessly nested', '['.repeat(100_000)],
    ['not readable', new SystemError('EACCES')],
  ])('that is %s is reported and ignored entirely', (_what, content) => {
    const managed = linux(content);
    expect(managed.values).toEqual({});
    expect(managed.problems).toEqual([{ name: LINUX_FILE }]);
    expect(managed.findSource('language')).toBe(null);
  });

  test('is read from the system’s location', () => {
    const readPaths: string[] = [];
    const readFile = (path: string): string => {
      readPaths.push(path);
      throw new SystemError('ENOENT');
    };
    const run = (): typeof NO_KEY => NO_KEY;
    for (const platform of ['linux', 'freebsd', 'win32', 'darwin'] as const)
      readManagedSettings({ platform, readFile, run, user: 'sato' });
    readManagedSettings({ platform: 'win32', readFile, run, env: { ProgramData: 'D:\\Data' } });
    expect(readPaths).toEqual([
      LINUX_FILE,
      LINUX_FILE,
      WINDOWS_FILE,
      MAC_FILE,
      USER_PLIST,
      MACHINE_PLIST,
      'D:\\Data\\Chakushin\\managed.json',
    ]);
  });

  test('can be replaced by CHAKUSHIN_MANAGED, which is then the only source', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const managed = readManagedSettings({
        platform,
        env: { CHAKUSHIN_MANAGED: '/tmp/mine.json' },
        readFile: files({ '/tmp/mine.json': '{"language":"en"}', [LINUX_FILE]: '{"country":"FR"}' }),
        run: () => expect.unreachable(),
      });
      expect([managed.values, managed.findSource('language')]).toEqual([
        { language: 'en' },
        '/tmp/mine.json',
      ]);
    }
    const readFile = files({ [LINUX_FILE]: '{"country":"FR"}' });
    const unnamed = readManagedSettings({ platform: 'linux', env: { CHAKUSHIN_MANAGED: '' }, readFile });
    expect(unnamed.values).toEqual({ country: 'FR' });
  });
});

describe('the registry', () => {
  test('is read with reg.exe and converted to the types of the settings', () => {
    const { managed, runs } = windows({ [HKLM]: RECORDED });
    expect(runs).toEqual([
      ['C:\\Windows\\System32\\reg.exe', 'query', HKCU, '/s', '/reg:64'],
      ['C:\\Windows\\System32\\reg.exe', 'query', HKLM, '/s', '/reg:64'],
    ]);
    expect(managed.problems).toEqual([]);
    expect(managed.values).toEqual({
      language: 'ja',
      contacts: '%ProgramData%\\Shared Files\\contacts.csv',
      startAtLogin: true,
      popup: { textSize: 150, corner: 'top-left', wrapUpSeconds: 20 },
      privacy: { hideFromSharing: true },
      screenPop: 'click',
      connectors: [{ type: 'kintone', url: 'https://acme.cybozu.com', app: 12 }],
      pause: {
        schedule: [
          { days: [6, 0], from: '00:00', to: '23:59' },
          { days: [1], from: '12:00', to: '13:00' },
        ],
      },
      zoom: { accountId: '12345', agent: '' },
    });
    expect(SettingsSchema.parse(managed.values).pause.schedule).toHaveLength(2);
    expect(['popup.corner', 'popup.size', 'zoom.accountId'].map((path) => managed.findSource(path))).toEqual([
      HKLM,
      null,
      HKLM,
    ]);
  });

  test.each([
    ['a text instead of a number', 'popup.textSize    REG_SZ    150', 150],
    ['a number instead of a text', 'popup.display    REG_DWORD    0x2a', '42'],
    ['a large number', 'popup.display    REG_QWORD    0x1f0000000000', '34084860461056'],
    ['0 for a switch', 'privacy.hideWhenLocked    REG_DWORD    0x0', false],
    ['a text 1 for a switch', 'privacy.hideWhenLocked    REG_SZ    1', true],
    ['digits as a text', 'zoom.agent    REG_SZ    1002', '1002'],
    ['digits as a number for a text setting', 'zoom.agent    REG_DWORD    0x3ea', '1002'],
    ['a group', 'privacy    REG_SZ    {"retentionDays":30}', { retentionDays: 30 }],
    [
      'screen pop rules',
      'screenPop    REG_SZ    {"external":{"ring":"pane"}}',
      { external: { ring: 'pane' } },
    ],
    ['a text that looks like JSON', 'contacts    REG_SZ    [shared].csv', '[shared].csv'],
    ['JSON for a text setting', 'contacts    REG_SZ    ["a"]', '["a"]'],
    ['a value of no valid type', 'startAtLogin    REG_SZ    perhaps', 'perhaps'],
    ['a number out of range', 'popup.textSize    REG_DWORD    0x3e8', 1_000],
    ['an unknown number', 'future    REG_DWORD    0x1', 1],
    ['an unknown list', 'future    REG_MULTI_SZ    a b\\0{c\\0{"d":1}\\0', ['a b', '{c', { d: 1 }]],
    ['an empty list', 'connectors    REG_MULTI_SZ    ', []],
    ['binary data', 'language    REG_BINARY    0102', '0102'],
    ['four spaces in a text', 'contacts    REG_SZ    C:\\a    b.csv', 'C:\\a    b.csv'],
  ])('accepts %s', (_what, line, expected) => {
    const { managed } = windows({
      [HKLM]: formatRegOutput('', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin', `    ${line}`, ''),
    });
    const [path = ''] = line.split(' ');
    const value = getValueAt(managed.values, path.split('.'));
    expect(value).toEqual(expected);
    expect(managed.findSource(path)).toBe(HKLM);
  });

  test('machine overrides user, user overrides file', () => {
    const key = (hive: string, ...lines: readonly string[]): string =>
      formatRegOutput(
        '',
        `${hive}\\Software\\Policies\\CHAKUSHIN`,
        ...lines.map((line) => `    ${line}`),
        '',
      );
    const { managed } = windows(
      {
        [HKLM]: key('HKEY_LOCAL_MACHINE', 'popup.corner    REG_SZ    top-left'),
        [HKCU]: key(
          'HKEY_CURRENT_USER',
          'popup.corner    REG_SZ    top-right',
          'popup.size    REG_SZ    large',
        ),
      },
      { [WINDOWS_FILE]: '{"popup":{"corner":"bottom-left","size":"small","copy":"e164"}}' },
    );
    expect(managed.values).toEqual({ popup: { corner: 'top-left', size: 'large', copy: 'e164' } });
    expect(['popup.corner', 'popup.size', 'popup.copy'].map((path) => managed.findSource(path))).toEqual([
      HKLM,
      HKCU,
      WINDOWS_FILE,
    ]);
  });

  test('a group replaces a value at its path, and the replaced value has no source', () => {
    const output = formatRegOutput(
      'HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Chakushin',
      '    popup.corner    REG_SZ    top-left',
    );
    const { managed } = windows({ [HKCU]: output }, { [WINDOWS_FILE]: '{"popup":"small"}' });
    expect(managed.values).toEqual({ popup: { corner: 'top-left' } });
    expect(['popup.corner', 'popup.size'].map((path) => managed.findSource(path))).toEqual([HKCU, null]);
  });

  test('decodes Japanese text in code page 932 and in UTF-8', () => {
    const line = (path: string): string =>
      formatRegOutput(
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin',
        `    contacts    REG_SZ    ${path}`,
      );
    // 「共有表.csv」 in Shift_JIS. The second byte of 表 is a backslash in ASCII.
    const shiftJis = Buffer.concat([
      Buffer.from(line('C:\\').trimEnd()),
      Buffer.from([0x8b, 0xa4, 0x97, 0x4c, 0x95, 0x5c, 0x2e, 0x63, 0x73, 0x76, 0x0d, 0x0a]),
    ]);
    for (const output of [shiftJis, line('C:\\共有表.csv')])
      expect(windows({ [HKLM]: output }).managed.values).toEqual({ contacts: 'C:\\共有表.csv' });
  });

  test.each([
    ['that cannot be queried', null],
    ['that answers with an error', 3],
    ['in an unknown encoding', Buffer.from([0x20, 0xff, 0xfe, 0x0d])],
  ])('a key %s is reported, and the other sources apply', (_what, output) => {
    const { managed } = windows(
      { [HKLM]: output, [HKCU]: RECORDED.replaceAll('LOCAL_MACHINE', 'CURRENT_USER') },
      { [WINDOWS_FILE]: '{"country":"FR"}' },
    );
    expect(managed.problems).toEqual([{ name: HKLM }]);
    expect(managed.values).toMatchObject({ country: 'FR', language: 'ja' });
    expect([managed.findSource('country'), managed.findSource('language')]).toEqual([WINDOWS_FILE, HKCU]);
  });

  test('a missing, empty or foreign key fixes nothing', () => {
    const { managed } = windows({
      [HKLM]: formatRegOutput(
        '',
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin',
        '',
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\ChakushinToo',
        '    language    REG_SZ    ja',
        '検索の完了: 1 件一致しました',
      ),
    });
    expect(summarize(managed)).toEqual([{}, []]);
  });
});

describe('managed preferences', () => {
  test('are read with plutil; machine overrides user, both override the file', () => {
    const managed = mac({
      [MAC_FILE]: '{"language":"en","country":"FR","popup":{"size":"small"}}',
      [USER_PLIST]: { language: 'auto', 'popup.size': 'large', startAtLogin: 1 },
      [MACHINE_PLIST]: { language: 'ja', popup: { corner: 'top-left', textSize: '125' }, future: { a: [] } },
    });
    expect(managed.values).toEqual({
      language: 'ja',
      country: 'FR',
      popup: { size: 'large', corner: 'top-left', textSize: 125 },
      startAtLogin: true,
      future: { a: [] },
    });
    expect(managed.problems).toEqual([]);
    expect(['language', 'popup.size', 'country', 'contacts'].map((path) => managed.findSource(path))).toEqual(
      [DOMAIN, DOMAIN, MAC_FILE, null],
    );
  });

  test('unreadable ones are reported, and the others apply', () => {
    const managed = mac({ [USER_PLIST]: null, [MACHINE_PLIST]: { language: 'ja' } });
    expect(managed.problems).toEqual([{ name: USER_PLIST }]);
    expect(managed.values).toEqual({ language: 'ja' });
    expect(mac({ [MACHINE_PLIST]: ['a'] }).problems).toEqual([{ name: MACHINE_PLIST }]);
  });
});

describe('on this machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chakushin-managed-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const atFile = (path: string): ManagedSettings => readManagedSettings({ env: { CHAKUSHIN_MANAGED: path } });

  test('reads real files', () => {
    const path = join(folder, 'managed.json');
    expect(summarize(atFile(path))).toEqual([{}, []]);
    writeFileSync(path, '\uFEFF{ "language": "ja" }\r\n');
    expect(summarize(atFile(path))).toEqual([{ language: 'ja' }, []]);
    writeFileSync(path, Buffer.from('{ "language": "ja" }', 'utf16le'));
    expect(summarize(atFile(path))).toEqual([{}, [path]]);
    mkdirSync(join(folder, 'folder'));
    expect(atFile(join(folder, 'folder')).problems).toEqual([{ name: join(folder, 'folder') }]);
    expect(summarize(atFile(join(path, 'below.json')))).toEqual([{}, []]);
  });

  test('reports no problem without policies', () => {
    expect(readManagedSettings().problems).toEqual([]);
  });

  /** Stub of reg.exe. Outside of Windows, its whole path is a file name, which is looked up in PATH. */
  function regExe(script: string): ManagedSettings {
    const program = join(folder, 'Windows\\System32\\reg.exe');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
    try {
      return readManagedSettings({ platform: 'win32', env: { SystemRoot: 'Windows', ProgramData: folder } });
    } finally {
      vi.unstubAllEnvs();
    }
  }

  test.skipIf(process.platform === 'win32')('runs a real program without a shell', () => {
    const managed = regExe(`
      [ "$*" = 'query ${HKLM} /s /reg:64' ] || exit 1
      printf '\\r\\nHKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Policies\\\\Chakushin\\r\\n    language    REG_SZ    $(ja)\\r\\n'`);
    expect(summarize(managed)).toEqual([{ language: '$(ja)' }, []]);
  });

  test.skipIf(process.platform === 'win32')(
    'stops waiting for a program that hangs and ignores SIGTERM',
    () => {
      const ended = join(folder, 'ended');
      const managed = regExe(`trap '' TERM; sleep 60; : > '${ended}'`);
      expect(existsSync(ended)).toBe(false);
      expect(summarize(managed)).toEqual([{}, [HKCU, HKLM]]);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'reports a program that prints too much or does not exist',
    () => {
      const both = [{ name: HKCU }, { name: HKLM }];
      expect(regExe('echo; yes').problems).toEqual(both);
      expect(regExe('echo').problems).toEqual([]);
      expect(readManagedSettings({ platform: 'win32', env: { SystemRoot: folder } }).problems).toEqual(both);
    },
  );
});

describe('for any input', () => {
  const key = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'popup',
      'corner',
      'language',
      'toString',
      'a.b',
      '__proto__.x',
    ),
    fc.string({ maxLength: 8 }),
  );
  const { tree } = fc.letrec<{ tree: unknown; group: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie('group')),
    group: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((all) => Object.fromEntries(all)),
  }));
  const group = fc.array(fc.tuple(key, tree), { maxLength: 5 }).map((all) => Object.fromEntries(all));
  const anyText = fc.oneof(
    group.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string(),
  );
  const lines = fc
    .array(
      fc.oneof(
        fc
          .tuple(key, fc.constantFrom('REG_SZ', 'REG_DWORD', 'REG_MULTI_SZ', 'REG_NONE'), anyText)
          .map(([name, type, data]) => `    ${name}    ${type}    ${data.replaceAll(/[\r\n]/gu, ' ')}`),
        key.map((name) => `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin\\${name}`),
        fc.string(),
      ),
      { maxLength: 8 },
    )
    .map((all) => formatRegOutput('HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Chakushin', ...all));

  /** Returns the dotted paths of everything in `value`, except below keys with dots, which cannot be addressed. */
  function collectPaths(value: unknown, above = ''): string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([name, inner]) => {
      const path = above === '' ? name : `${above}.${name}`;
      return name.includes('.') || name === '' ? [] : [path, ...collectPaths(inner, path)];
    });
  }
  function collectKeys(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => [name, ...collectKeys(inner)]);
  }
  function expectSound(managed: ManagedSettings, sources: readonly string[]): void {
    expect(collectKeys(managed.values)).not.toContain('__proto__');
    expect(Object.getPrototypeOf(managed.values)).toBe(Object.prototype);
    expect(Object.keys(Object.prototype)).toEqual([]);
    for (const path of collectPaths(managed.values)) expect(sources).toContain(managed.findSource(path));
    for (const path of SETTING_PATHS) {
      const source = managed.findSource(path);
      const top = path.split('.')[0] ?? '';
      if (!Object.hasOwn(managed.values, top)) expect(source).toBe(null);
    }
  }

  test('reading a file does not throw or pollute, and every value has a source', () => {
    fc.assert(
      fc.property(anyText, (text) => expectSound(linux(text), [LINUX_FILE])),
      { numRuns: 500 },
    );
  });

  test('the same holds for the registry and the file together', () => {
    fc.assert(
      fc.property(lines, anyText, (output, text) => {
        const { managed } = windows({ [HKLM]: output }, { [WINDOWS_FILE]: text });
        expectSound(managed, [HKLM, WINDOWS_FILE]);
      }),
      { numRuns: 300 },
    );
  });

  test('the same holds for managed preferences', () => {
    fc.assert(
      fc.property(fc.oneof(group, tree), anyText, (plist, text) => {
        expectSound(mac({ [MACHINE_PLIST]: plist, [MAC_FILE]: text }), [DOMAIN, MAC_FILE]);
      }),
      { numRuns: 300 },
    );
  });

  test('every setting has the value and source of highest precedence', () => {
    const sources = [HKLM, HKCU, WINDOWS_FILE] as const;
    const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
    const settings = ['popup.corner', 'popup.size', 'language', 'zoom.agent', 'contacts'];
    const fixed = fc.dictionary(fc.constantFrom(...settings), fc.constantFrom(...corners));
    fc.assert(
      fc.property(fixed, fixed, fixed, (machine, user, file) => {
        const output = (hive: string, values: Record<string, string>): string =>
          formatRegOutput(
            `HKEY_${hive}\\SOFTWARE\\Policies\\Chakushin`,
            ...Object.entries(values).map(([name, value]) => `    ${name}    REG_SZ    ${value}`),
          );
        const nested: Record<string, unknown> = {};
        for (const [path, value] of Object.entries(file)) {
          const [top = '', inner] = path.split('.');
          nested[top] = inner === undefined ? value : { ...Object(nested[top]), [inner]: value };
        }
        const { managed } = windows(
          { [HKLM]: output('LOCAL_MACHINE', machine), [HKCU]: output('CURRENT_USER', user) },
          { [WINDOWS_FILE]: JSON.stringify(nested) },
        );
        for (const path of settings) {
          const at = [machine, user, file].findIndex((values) => Object.hasOwn(values, path));
          const value = getValueAt(managed.values, path.split('.'));
          expect(managed.findSource(path)).toBe(sources[at] ?? null);
          expect(value).toBe([machine, user, file][at]?.[path]);
        }
      }),
    );
  });
});

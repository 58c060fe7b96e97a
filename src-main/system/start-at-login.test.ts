import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  applyStartAtLogin,
  createAutostartEntry,
  getAutostartFile,
  getProgram,
  type LoginSystem,
} from './start-at-login.ts';

/** Parses the Exec line into arguments, as a desktop does: the file's escapes, then quotes, then field codes. */
function readExec(entry: string): string[] {
  const line = entry.split('\n').find((one) => one.startsWith('Exec='))!;
  const escapes: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  const value = line.slice('Exec='.length).replace(/\\(.)/gu, (_all, mark: string) => escapes[mark]!);
  const args: string[] = [];
  const pattern = /"((?:[^"\\`$]|\\["`$\\])*)"|([^\s"'\\><~|&;$*?#()`]+)/uy;
  while (pattern.lastIndex < value.length) {
    const found = pattern.exec(value);
    if (found === null) throw new Error(`cannot be read from here: ${value}`);
    args.push(found[1]?.replace(/\\(.)/gu, '$1') ?? found[2] ?? '');
    if (pattern.lastIndex < value.length && value[pattern.lastIndex] !== ' ') throw new Error('no space');
    pattern.lastIndex += 1;
  }
  return args.map((arg) => {
    if (/%[^%]/u.test(arg.replaceAll('%%', ''))) throw new Error('a field code');
    return arg.replaceAll('%%', '%');
  });
}

describe('createAutostartEntry', () => {
  test('starts the program hidden, on X11', () => {
    expect(readExec(createAutostartEntry('/opt/Chakushin/chakushin'))).toEqual([
      '/opt/Chakushin/chakushin',
      '--ozone-platform=x11',
      '--hidden',
    ]);
    expect(createAutostartEntry('/opt/Chakushin/chakushin')).toContain(
      '\nExec="/opt/Chakushin/chakushin" --ozone-platform=x11 --hidden\n',
    );
  });

  test('quotes any program path', () => {
    const marks = fc.constantFrom(...Array.from('abc /\\"`$%\'~&;()<>|*?#=\n\t着信é'));
    fc.assert(
      fc.property(fc.string({ unit: marks, minLength: 1 }), (name) => {
        expect(readExec(createAutostartEntry(`/opt/${name}`))[0]).toBe(`/opt/${name}`);
      }),
    );
  });

  test('allows no line break in a path to add a line', () => {
    expect(createAutostartEntry('/opt/a\nHidden=true').split('\n')).not.toContain('Hidden=true"');
    expect(createAutostartEntry('/opt/a\nb').split('\n')).toHaveLength(
      createAutostartEntry('/opt/a').split('\n').length,
    );
  });
});

test('getAutostartFile uses an absolute XDG_CONFIG_HOME, else ~/.config', () => {
  expect(getAutostartFile({}, '/home/me')).toBe('/home/me/.config/autostart/chakushin.desktop');
  expect(getAutostartFile({ XDG_CONFIG_HOME: '/c' }, '/home/me')).toBe('/c/autostart/chakushin.desktop');
  for (const odd of ['', 'c'])
    expect(getAutostartFile({ XDG_CONFIG_HOME: odd }, '/home/me')).toBe(
      '/home/me/.config/autostart/chakushin.desktop',
    );
});

test('getProgram returns the AppImage only if the app runs from it', () => {
  const env = { APPIMAGE: '/home/me/Chakushin.AppImage', APPDIR: '/tmp/.mount_abc' };
  expect(getProgram(env, '/tmp/.mount_abc/chakushin')).toBe('/home/me/Chakushin.AppImage');
  expect(getProgram(env, '/tmp/.mount_abcdef/chakushin')).toBe('/tmp/.mount_abcdef/chakushin');
  expect(getProgram(env, '/opt/Chakushin/chakushin')).toBe('/opt/Chakushin/chakushin');
  expect(getProgram({}, '/opt/Chakushin/chakushin')).toBe('/opt/Chakushin/chakushin');
});

/** Stub of the login items of Windows and macOS. If `allows` is false, the system rejects changes. */
function fakeApp(options: {
  readonly isPackaged?: boolean;
  readonly allows?: boolean;
  readonly on?: boolean;
}): {
  readonly app: LoginSystem['app'];
  readonly requests: unknown[];
} {
  let isOn = options.on ?? false;
  const requests: unknown[] = [];
  return {
    requests,
    app: {
      isPackaged: options.isPackaged ?? true,
      getLoginItemSettings: () => ({
        openAtLogin: isOn,
        wasOpenedAtLogin: false,
        status: isOn ? 'enabled' : 'not-registered',
        executableWillLaunchAtLogin: isOn,
        launchItems: [],
      }),
      setLoginItemSettings: (settings) => {
        requests.push(settings);
        if (options.allows ?? true) isOn = settings.openAtLogin ?? false;
      },
    },
  };
}

describe('applyStartAtLogin', () => {
  const home = mkdtempSync(join(tmpdir(), 'chakushin-login-'));
  afterAll(() => {
    chmodSync(home, 0o700);
    rmSync(home, { recursive: true });
  });
  const system = (app: LoginSystem['app'], platform: NodeJS.Platform): LoginSystem => ({
    app,
    platform,
    env: {},
    home,
    execPath: '/opt/Chakushin/chakushin',
  });

  test.each(['win32', 'darwin'] as const)(
    '%s: adds and removes the login item only if it changes',
    async (platform) => {
      const { app, requests } = fakeApp({});
      const args = platform === 'win32' ? { args: ['--hidden'] } : {};
      expect(await applyStartAtLogin(false, system(app, platform))).toBe('done');
      expect(requests).toEqual([]);
      expect(await applyStartAtLogin(true, system(app, platform))).toBe('done');
      expect(await applyStartAtLogin(true, system(app, platform))).toBe('done');
      expect(await applyStartAtLogin(false, system(app, platform))).toBe('done');
      expect(requests).toEqual([
        { openAtLogin: true, ...args },
        { openAtLogin: false, ...args },
      ]);
    },
  );

  test('returns “failed” if the system refuses', async () => {
    const { app } = fakeApp({ allows: false });
    expect(await applyStartAtLogin(true, system(app, 'darwin'))).toBe('failed');
  });

  test('changes nothing when run from source', async () => {
    for (const platform of ['win32', 'darwin', 'linux'] as const)
      for (const on of [true, false]) {
        const { app, requests } = fakeApp({ isPackaged: false, on: !on });
        expect(await applyStartAtLogin(on, system(app, platform))).toBe('not-packaged');
        expect(requests).toEqual([]);
      }
    expect(readdirSync(home)).toEqual([]);
  });

  describe('on Linux', () => {
    const file = getAutostartFile({}, home);
    const { app } = fakeApp({});
    beforeEach(() => rmSync(join(home, '.config'), { recursive: true, force: true }));

    test('writes the entry, replaces an older one and removes it', async () => {
      expect(await applyStartAtLogin(true, system(app, 'linux'))).toBe('done');
      writeFileSync(file, 'half a');
      expect(await applyStartAtLogin(true, system(app, 'linux'))).toBe('done');
      expect(readFileSync(file, 'utf8')).toBe(createAutostartEntry('/opt/Chakushin/chakushin'));
      expect(readdirSync(join(home, '.config', 'autostart'))).toEqual(['chakushin.desktop']);
      expect(await applyStartAtLogin(false, system(app, 'linux'))).toBe('done');
      expect(existsSync(file)).toBe(false);
      expect(await applyStartAtLogin(false, system(app, 'linux'))).toBe('done');
    });

    test('leaves changes by the desktop unless the program has moved', async () => {
      await applyStartAtLogin(true, system(app, 'linux'));
      const edited = `${readFileSync(file, 'utf8')}Hidden=true\n`;
      writeFileSync(file, edited);
      expect(await applyStartAtLogin(true, system(app, 'linux'))).toBe('done');
      expect(readFileSync(file, 'utf8')).toBe(edited);
      const moved = { ...system(app, 'linux'), execPath: '/home/me/chakushin' };
      expect(await applyStartAtLogin(true, moved)).toBe('done');
      expect(readFileSync(file, 'utf8')).toBe(createAutostartEntry('/home/me/chakushin'));
    });

    test('returns “failed” if the entry cannot be written', async () => {
      writeFileSync(join(home, '.config'), 'no folder');
      expect(await applyStartAtLogin(true, system(app, 'linux'))).toBe('failed');
    });
  });
});

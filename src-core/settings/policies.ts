import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { win32 } from 'node:path';
import { z } from 'zod';
import { mergeValues, getValueAt, withValueAt, type Values } from './layers.ts';
import { SettingsSchema } from './schema.ts';

/** What the administrators of this machine have fixed (docs/managed.md). */
export interface ManagedSettings {
  /** nested as settings.json is, and as little checked: only what is fixed */
  readonly values: Values;
  /**
   * Who fixed the setting with this dotted path ("popup.corner"): a file's path, a registry key or a preferences domain; null =
   * nobody. What is fixed higher up, e.g. "popup" to something that is no group, counts for all below.
   */
  findSource(path: string): string | null;
  /** what could not be read: a file's path or a registry key, each once */
  readonly problems: readonly { readonly name: string }[];
}

/** How a program ended: `status` null = it could not be started, took too long or said too much. */
interface ProgramResult {
  readonly status: number | null;
  readonly stdout: Uint8Array;
}

/** All but `env` for tests. */
export interface ManagedOptions {
  /** {} where the environment must not count (a packaged app). CHAKUSHIN_MANAGED names the one file to read instead of all places */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** the account's name */
  readonly user?: string;
  /** Throws the system's error. */
  readonly readFile?: (path: string) => string;
  readonly run?: (program: string, args: readonly string[]) => ProgramResult;
}

/** A place where something may be fixed. */
interface ManagedSource {
  /** as the user is told */
  readonly source: string;
  /** as a problem is told */
  readonly name: string;
  /** null = nothing is there; throws when it cannot be read */
  readonly read: () => Values | null;
}

/** A value of a policy, and where it belongs. */
interface PolicyEntry {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Two programs are run at most, one after the other. */
const MAX_RUN_MS = 1_400;
const MAX_OUTPUT_BYTES = 4 * 1_024 * 1_024;

const DOMAIN = 'jp.chakushin.app';
const POLICIES = 'SOFTWARE\\Policies\\Chakushin';

/** Reads what the administrators have fixed. Never throws; takes three seconds at most, and usually milliseconds. */
export function readManagedSettings(options: ManagedOptions = {}): ManagedSettings {
  const layers: { readonly source: string; readonly values: Values }[] = [];
  const problems: { readonly name: string }[] = [];
  let values: Values = {};
  for (const { source, name, read } of getManagedSources(options)) {
    try {
      const layer = read();
      if (layer === null) continue;
      values = mergeValues(values, layer);
      layers.push({ source, values: layer });
    } catch {
      problems.push({ name });
    }
  }
  return {
    values,
    findSource: (path) => {
      const keys = path.split('.');
      if (!isFixed(values, keys)) return null;
      return layers.findLast((layer) => isFixed(layer.values, keys))?.source ?? null;
    },
    problems,
  };
}

/** Where to look, what counts least first. */
function getManagedSources(options: ManagedOptions): readonly ManagedSource[] {
  const { env = {}, platform = process.platform, readFile = readText, run = runProgram } = options;
  const file = (path: string): ManagedSource => ({
    source: path,
    name: path,
    read: () => readJsonFile(path, readFile),
  });
  const overridePath = env['CHAKUSHIN_MANAGED'] ?? '';
  if (overridePath !== '') return [file(overridePath)];
  if (platform === 'win32') {
    const data = env['ProgramData'] ?? 'C:\\ProgramData';
    const program = win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
    const key = (hive: 'HKLM' | 'HKCU'): ManagedSource => {
      const name = `${hive}\\${POLICIES}`;
      return { source: name, name, read: () => readRegistry(hive, () => run(program, toQueryArgs(name))) };
    };
    return [file(win32.join(data, 'Chakushin', 'managed.json')), key('HKCU'), key('HKLM')];
  }
  if (platform === 'darwin') {
    const preferences = (folder: string): ManagedSource => {
      const path = `${folder}/${DOMAIN}.plist`;
      const convert = (): ProgramResult => run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', path]);
      return {
        source: DOMAIN,
        name: path,
        read: () => (readIfExists(path, readFile) === null ? null : readPreferences(convert)),
      };
    };
    const folder = '/Library/Managed Preferences';
    const user = options.user ?? getUserName();
    return [
      file('/Library/Application Support/Chakushin/managed.json'),
      ...(user === null ? [] : [preferences(`${folder}/${user}`)]),
      preferences(folder),
    ];
  }
  return [file('/etc/chakushin/managed.json')];
}

function toQueryArgs(key: string): readonly string[] {
  return ['query', key, '/s', '/reg:64'];
}

function isFixed(values: Values, keys: readonly string[]): boolean {
  return keys.some((_, index) => {
    const value = getValueAt(values, keys.slice(0, index + 1));
    return value !== undefined && (index + 1 === keys.length || toGroup(value) === null);
  });
}

function readJsonFile(path: string, readFile: (path: string) => string): Values | null {
  const text = readIfExists(path, readFile);
  return text === null ? null : parseGroup(parseJson(text.replace(/^\uFEFF/u, '')));
}

function readIfExists(path: string, readFile: (path: string) => string): string | null {
  try {
    return readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}

function readPreferences(convert: () => ProgramResult): Values {
  const { status, stdout } = convert();
  if (status !== 0) throw new Error('not a property list of texts, numbers, booleans, lists and groups');
  return toValues(toEntries(parseGroup(parseJson(new TextDecoder().decode(stdout))), []));
}

function toEntries(values: Values, parentPath: readonly string[]): readonly PolicyEntry[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const path = [...parentPath, ...name.split('.')];
    const inner = toGroup(value);
    return inner === null ? [{ path, value }] : toEntries(inner, path);
  });
}

function readRegistry(hive: 'HKLM' | 'HKCU', query: () => ProgramResult): Values | null {
  const { status, stdout } = query();
  // It says so of a key that is not there, in the system's language only.
  if (status === 1) return null;
  if (status !== 0) throw new Error('reg.exe does not answer');
  const root = `${hive === 'HKLM' ? 'HKEY_LOCAL_MACHINE' : 'HKEY_CURRENT_USER'}\\${POLICIES}`;
  return toValues(parseRegistryEntries(decodeConsole(stdout), root));
}

/** The values in what `reg.exe query KEY /s` prints: keys at the beginning of a line, their values behind four spaces. */
function parseRegistryEntries(text: string, root: string): readonly PolicyEntry[] {
  const entries: PolicyEntry[] = [];
  /** null = within a key that was not asked for */
  let parentPath: readonly string[] | null = null;
  for (const line of text.split(/\r?\n/u)) {
    const [, name, type, data = ''] = /^ {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/u.exec(line) ?? [];
    if (/^HKEY_/iu.test(line)) parentPath = toRelativePath(line, root);
    if (name === undefined || type === undefined || parentPath === null) continue;
    // A key's value without a name: "(Default)", in the system's language.
    if (/^[(（].*[)）]$/u.test(name)) continue;
    entries.push({ path: [...parentPath, ...name.split('.')], value: parseRegistryValue(type, data) });
  }
  return entries;
}

function toRelativePath(key: string, root: string): readonly string[] | null {
  const [start, rest] = [key.slice(0, root.length), key.slice(root.length).trimEnd()];
  if (start.toLowerCase() !== root.toLowerCase()) return null;
  if (rest === '') return [];
  return rest.startsWith('\\') ? rest.slice(1).split(/[\\.]/u) : null;
}

function parseRegistryValue(type: string, data: string): unknown {
  switch (type) {
    case 'REG_DWORD':
    case 'REG_QWORD':
      return Number(data);
    case 'REG_MULTI_SZ':
      return data.split('\\0').flatMap((item) => (item === '' ? [] : [parseListItem(item)]));
    default:
      return data;
  }
}

/** Lists hold texts, or groups as JSON. */
function parseListItem(text: string): unknown {
  return text.startsWith('{') ? (tryParseJson(text) ?? text) : text;
}

/** Programs print in the console's code page: that of Japan, where it is not UTF-8. Throws when it is neither. */
function decodeConsole(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  }
}

function toValues(entries: readonly PolicyEntry[]): Values {
  return entries
    .filter(({ path }) => !path.includes('__proto__'))
    .map(({ path, value }) => withValueAt({}, path, toExpectedType(path, value)))
    .reduce<Values>(mergeValues, {});
}

/** Policies know texts and numbers, hardly anything else: the form in which the schema takes the value, else as it is. */
function toExpectedType(path: readonly string[], value: unknown): unknown {
  const isValid = (form: unknown): boolean => SettingsSchema.safeParse(withValueAt({}, path, form)).success;
  const match = [value, ...getAlternatives(value)]
    .map((form) => ({ form }))
    .find(({ form }) => isValid(form));
  return match === undefined ? value : match.form;
}

function getAlternatives(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [...(value === 0 || value === 1 ? [value === 1] : []), String(value)];
  if (typeof value === 'string') {
    const parsed = tryParseJson(value);
    return parsed === undefined ? [] : [parsed, ...(parsed === 0 || parsed === 1 ? [parsed === 1] : [])];
  }
  return [];
}

/** Deletes the key that would become an object's prototype wherever it is assigned. Throws when it is no JSON. */
function parseJson(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}

function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const Group = z.record(z.string(), z.unknown());

/** Throws when it is none. */
function parseGroup(value: unknown): Values {
  return Group.parse(value);
}

function toGroup(value: unknown): Values | null {
  const parsed = Group.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function getUserName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // An account that is in no directory has no preferences of its own either.
    return null;
  }
}

function runProgram(program: string, args: readonly string[]): ProgramResult {
  return spawnSync(program, args, {
    timeout: MAX_RUN_MS,
    // Whoever hangs may not hear the polite signal.
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

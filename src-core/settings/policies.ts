import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { win32 } from 'node:path';
import { GroupSchema, getValueAt, mergeValues, toGroup, withValueAt, type Values } from './layers.ts';
import { isUsableSetting } from './schema.ts';
import type { Environment } from '../util/environment.ts';
import { isMissing, toErrorCode } from '../util/file-watcher.ts';

/** The settings that administrators of this computer manage (docs/managed.md). */
export interface ManagedSettings {
  /** the managed settings only, nested and not validated like those of settings.json */
  readonly values: Values;
  /**
   * The file, registry key or preferences domain that manages the setting with this dotted path ("popup.corner"); null if
   * it is not managed. A group that is managed as a whole, such as "popup" set to a text, manages all its settings.
   */
  findSource(path: string): string | null;
  /** the files and registry keys that could not be read */
  readonly problems: readonly { readonly name: string }[];
}

/** The result of a program; `status` is null if it did not start, took too long or printed too much. */
interface ProgramResult {
  readonly status: number | null;
  readonly stdout: Uint8Array;
}

/** All but `env` are for tests. */
export interface ManagedOptions {
  /** {} in a packaged app, which ignores the environment. CHAKUSHIN_MANAGED names one file to read instead of all sources */
  readonly env?: Environment;
  readonly platform?: NodeJS.Platform;
  /** the user's account name */
  readonly user?: string;
  /** throws the system's error */
  readonly readFile?: (path: string) => string;
  readonly run?: (program: string, args: readonly string[]) => ProgramResult;
}

interface ManagedSource {
  /** shown as the source of a setting */
  readonly source: string;
  /** shown in a problem */
  readonly name: string;
  /** returns null if the source does not exist; throws if it cannot be read */
  readonly read: () => Values | null;
}

/** The value of a policy and the path of its setting. */
interface PolicyEntry {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** At most two programs run, one after the other. */
const MAX_RUN_MS = 1_400;
const MAX_OUTPUT_BYTES = 4 * 1_024 * 1_024;

const DOMAIN = 'jp.chakushin.app';
const POLICIES = 'SOFTWARE\\Policies\\Chakushin';

/** Reads the managed settings. Never throws; takes at most three seconds, usually milliseconds. */
export function readManagedSettings(options: ManagedOptions = {}): ManagedSettings {
  const layers: { source: string; values: Values }[] = [];
  const problems: { name: string }[] = [];
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
      if (!isManaged(values, keys)) return null;
      return layers.findLast((layer) => isManaged(layer.values, keys))?.source ?? null;
    },
    problems,
  };
}

/** The sources, lowest precedence first. */
function getManagedSources(options: ManagedOptions): readonly ManagedSource[] {
  const { env = {}, platform = process.platform, run = runProgram } = options;
  const { readFile = (path: string) => readFileSync(path, 'utf8') } = options;
  const file = (path: string): ManagedSource => {
    const read = (): Values | null => {
      const text = readIfExists(path, readFile);
      return text === null ? null : GroupSchema.parse(parseJson(text.replace(/^\uFEFF/u, '')));
    };
    return { source: path, name: path, read };
  };
  const overridePath = env['CHAKUSHIN_MANAGED'] ?? '';
  if (overridePath !== '') return [file(overridePath)];
  if (platform === 'win32') {
    const data = env['ProgramData'] ?? 'C:\\ProgramData';
    const program = win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
    const key = (hive: 'HKLM' | 'HKCU'): ManagedSource => {
      const name = `${hive}\\${POLICIES}`;
      const query = (): ProgramResult => run(program, ['query', name, '/s', '/reg:64']);
      return { source: name, name, read: () => readRegistry(hive, query) };
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

function isManaged(values: Values, keys: readonly string[]): boolean {
  return keys.some((_, index) => {
    const value = getValueAt(values, keys.slice(0, index + 1));
    return value !== undefined && (index + 1 === keys.length || toGroup(value) === null);
  });
}

function readIfExists(path: string, readFile: (path: string) => string): string | null {
  try {
    return readFile(path);
  } catch (error) {
    if (isMissing(toErrorCode(error))) return null;
    throw error;
  }
}

function readPreferences(convert: () => ProgramResult): Values {
  const { status, stdout } = convert();
  if (status !== 0) throw new Error('not a property list of texts, numbers, booleans, lists and groups');
  return toValues(toEntries(GroupSchema.parse(parseJson(new TextDecoder().decode(stdout))), []));
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
  // A missing key: the message is in the system's language, and other errors have other codes.
  if (status === 1) return null;
  if (status !== 0) throw new Error('reg.exe does not answer');
  const root = `${hive === 'HKLM' ? 'HKEY_LOCAL_MACHINE' : 'HKEY_CURRENT_USER'}\\${POLICIES}`;
  return toValues(parseRegistryEntries(decodeConsole(stdout), root));
}

/** Parses the output of `reg.exe query KEY /s`: keys at the start of a line, their values indented by four spaces. */
function parseRegistryEntries(text: string, root: string): readonly PolicyEntry[] {
  const entries: PolicyEntry[] = [];
  /** null within a key that was not queried */
  let parentPath: readonly string[] | null = null;
  for (const line of text.split(/\r?\n/u)) {
    const [, name, type, data = ''] = /^ {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/u.exec(line) ?? [];
    if (/^HKEY_/iu.test(line)) parentPath = toRelativePath(line, root);
    if (name === undefined || type === undefined || parentPath === null) continue;
    // The unnamed value of a key: "(Default)" in the system's language.
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

/** Items of a list are texts, or groups as JSON. */
function parseListItem(text: string): unknown {
  return text.startsWith('{') ? (tryParseJson(text) ?? text) : text;
}

/** Programs print in the console's code page: UTF-8 or Japan's. Throws if the bytes are neither. */
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

/** Policies hold little but texts and numbers: returns the form that the schema accepts, or the value unchanged. */
function toExpectedType(path: readonly string[], value: unknown): unknown {
  return [value, ...getAlternatives(value)].find((form) => isUsableSetting(path, form)) ?? value;
}

function getAlternatives(value: unknown): readonly unknown[] {
  const toFlags = (number: unknown): boolean[] => (number === 0 || number === 1 ? [number === 1] : []);
  if (typeof value === 'number') return [...toFlags(value), String(value)];
  if (typeof value !== 'string') return [];
  const parsed = tryParseJson(value);
  return [parsed, ...toFlags(parsed)];
}

/** Removes the key that would become the prototype of an object that it is assigned to. Throws if it is not JSON. */
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

function getUserName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // An account without a directory entry has no preferences of its own.
    return null;
  }
}

function runProgram(program: string, args: readonly string[]): ProgramResult {
  return spawnSync(program, args, {
    timeout: MAX_RUN_MS,
    // A hanging program may ignore SIGTERM.
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

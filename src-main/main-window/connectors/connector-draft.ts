import { getConnectorFields, type ConnectorField } from '../../../src-core/crm/connector-fields.ts';
import type { WrongSetting } from '../../../src-core/crm/open-connectors.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import { parseJson } from '../../../src-core/util/parse-json.ts';
import { findJsonError } from './json-position.ts';

/** The content of a form: the entry of the settings, and unsaved changes to it. */
export interface Draft {
  readonly type: string;
  /** of the edited entry; null = a new one */
  readonly key: string | null;
  /** names its secret */
  readonly id: string;
  /** as in the settings; empty for a new one */
  readonly original: Values;
  /** input by key of the entry: texts as typed */
  readonly entered: ReadonlyMap<string, string | boolean>;
}

/** Why a text is not a value of its field. */
export type FieldParseError =
  | { readonly kind: 'number' }
  | { readonly kind: 'json'; readonly line: number; readonly column: number }
  | { readonly kind: 'unusable' };

/** A field's text: one line per item of a list, a selection comma-separated. */
export function getFieldText(field: ConnectorField, { original, entered }: Draft): string {
  const typed = entered.get(field.key);
  if (typed !== undefined) return String(typed);
  const value = original[field.key] ?? (field.choices === undefined ? null : field.default);
  if (value === null) return '';
  switch (field.kind) {
    case 'list':
      return Array.isArray(value) ? value.map(String).join(field.choices === undefined ? '\n' : ',') : '';
    case 'json':
      return JSON.stringify(value, null, 2);
    case 'text':
    case 'url':
    case 'number':
    case 'choice':
    case 'flag':
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** The only field that names a file of the user's. */
export function isFileField({ key }: ConnectorField): boolean {
  return key === 'file';
}

export function isFlagSet(field: ConnectorField, { original, entered }: Draft): boolean {
  return (entered.get(field.key) ?? original[field.key] ?? field.default) === true;
}

/** The entry to save. Fields without input stay as in the settings. */
export function toEntry(draft: Draft): {
  readonly entry: Values;
  readonly parseErrors: ReadonlyMap<string, FieldParseError>;
} {
  const { type, id, original, entered } = draft;
  const values = new Map(Object.entries(original));
  const parseErrors = new Map<string, FieldParseError>();
  values.set('type', type);
  // An id that equals the type is left out.
  if (id === type) values.delete('id');
  else values.set('id', id);
  for (const field of getConnectorFields(type)) {
    const typed = entered.get(field.key);
    if (typed === undefined) continue;
    const result =
      typeof typed === 'boolean' ? { value: typed } : parseFieldText(field, typed, original[field.key]);
    if ('kind' in result) parseErrors.set(field.key, result);
    else if (result.value === undefined) values.delete(field.key);
    else values.set(field.key, result.value);
  }
  return { entry: Object.fromEntries(values), parseErrors };
}

function parseFieldText(
  field: ConnectorField,
  typed: string,
  before: unknown,
): { readonly value: unknown } | FieldParseError {
  const text = typed.trim();
  // An empty field is left out, so that a later version may change its default.
  if (text === '' && field.choices === undefined) return { value: undefined };
  switch (field.kind) {
    case 'text':
    case 'url':
      return { value: text };
    case 'choice':
      return field.choices?.includes(text) === true ? { value: text } : { kind: 'unusable' };
    case 'number': {
      const plain = text.normalize('NFKC');
      return /^-?\d{1,15}$/u.test(plain) ? { value: Number(plain) } : { kind: 'number' };
    }
    case 'list':
      return field.choices === undefined
        ? { value: splitItems(text, before) }
        : parseSelection(text, field.choices);
    case 'json': {
      const position = findJsonError(text);
      return position === null ? { value: parseJson(text) } : { kind: 'json', ...position };
    }
    case 'flag':
      return { kind: 'unusable' };
  }
}

/** Splits at lines and commas. A name with commas that was there before stays whole. */
function splitItems(text: string, before: unknown): readonly string[] {
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  return text
    .split(/[\r\n]+/u)
    .map((line) => line.trim())
    .flatMap((line) => (known.includes(line) ? [line] : line.split(/[,、，]/u)))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function parseSelection(
  text: string,
  choices: readonly string[],
): { readonly value: unknown } | FieldParseError {
  const chosen = text.split(',').filter((item) => item !== '');
  if (!chosen.every((item) => choices.includes(item))) return { kind: 'unusable' };
  // All of them is the default.
  if (choices.every((choice) => chosen.includes(choice))) return { value: undefined };
  return { value: choices.filter((choice) => chosen.includes(choice)) };
}

/**
 * Fields that do not affect where a secret is sent or whose it is. Any other field may, so an unlisted new one asks for the
 * secret once too often rather than leaking it.
 */
const NON_DESTINATION_FIELDS: readonly string[] = [
  ...['name', 'me', 'country', 'masks', 'enabled'],
  ...['app', 'guestSpace', 'fields', 'show', 'objects', 'modules', 'tables'],
  ...['appId', 'org', 'portalId', 'phoneFields', 'redirectPort'],
];

/** Where the secret is sent, comparable. Only entries with the same destination may use the same stored secret. */
export function getDestination(type: string, entry: Values): string {
  const fields = getConnectorFields(type).filter(({ key }) => !NON_DESTINATION_FIELDS.includes(key));
  return JSON.stringify([
    type,
    ...fields.map((field) => [field.key, toComparable(field, entry[field.key] ?? field.default)]),
  ]);
}

function toComparable({ kind }: ConnectorField, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return kind === 'url' && URL.canParse(text) ? new URL(text).href.replace(/\/+$/u, '') : text;
}

/** A free id for a new entry of this kind: "kintone", "kintone-2" … */
export function findFreeId(type: string, taken: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? type : `${type}-${count}`;
    if (!taken.includes(id)) return id;
  }
}

/** The error of each field. @param all also of fields without input */
export function findFieldErrors(
  draft: Draft,
  parseErrors: ReadonlyMap<string, FieldParseError>,
  wrong: readonly WrongSetting[],
  all: boolean,
): ReadonlyMap<string, FieldError> {
  const errors = new Map<string, FieldError>();
  for (const field of getConnectorFields(draft.type)) {
    const { key } = field;
    const parseError = parseErrors.get(key);
    const found = wrong.find((one) => one.key === key);
    const text = getFieldText(field, draft).trim();
    if (parseError !== undefined) errors.set(key, parseError);
    else if (found !== undefined && (all || (draft.entered.has(key) && text !== ''))) {
      errors.set(key, toFieldError(field, found, text));
    }
  }
  return errors;
}

export type FieldError =
  | FieldParseError
  | { readonly kind: 'missing' | 'url' | 'file' }
  /** at this place within the value */
  | { readonly kind: 'place'; readonly place: string };

function toFieldError({ key, kind }: ConnectorField, { place }: WrongSetting, text: string): FieldError {
  const within = place.slice(key.length).replace(/^[.:\s]+/u, '');
  if (within !== '') return { kind: 'place', place: within };
  if (text === '') return { kind: 'missing' };
  if (kind === 'url') return { kind: 'url' };
  return { kind: key === 'file' ? 'file' : 'unusable' };
}

import { z } from 'zod';
import {
  ALL_NOTATIONS,
  formatAllNotations,
  formatAs,
  type Notation,
} from '../../../phone-numbers/notations.ts';
import { BaseUrl } from '../../connector-kind.ts';

/** A file that describes a CRM is not valid. Has no values of records or secrets. */
export class RestFileError extends Error {
  override readonly name = 'RestFileError';
  /** @param location where in the file, and why, for its author: "lookups.0.list" */
  constructor(readonly location: string) {
    super(location);
  }
}

/** Returns the value of a placeholder by its name: "number", "parameters.Domain". */
export type PlaceholderResolver = (name: string) => string;

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/gu;
const MAX_TEXT_LENGTH = 2_000;
/** URL parsers resolve percent-encoded dots too. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/iu;
/** Set by us or by the transport. */
const RESERVED_HEADERS: readonly string[] = ['host', 'connection', 'content-length', 'transfer-encoding'];
/** Excludes characters that end a text in any query language. */
const SAFE_NUMBER = /^[0-9０-９+＋().（）/ \-－ー]{1,40}$/u;
const PARAMETER = /^parameters\.[\w-]+$/u;

function isNotation(text: string): text is Notation {
  return ALL_NOTATIONS.some((notation) => notation === text);
}

function isNumberPlaceholder(name: string): boolean {
  return name === 'number' || (name.startsWith('number.') && isNotation(name.slice('number.'.length)));
}

/** Names of all placeholders in a template, with repetitions. */
export function findPlaceholders(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Replaces the placeholders by unencoded values. */
export function fill(template: string, resolve: PlaceholderResolver): string {
  return template.replace(PLACEHOLDER, (_whole, name: string) => resolve(name));
}

/** A template with no other placeholders than known ones and parameters. */
function templateSchema(isKnown: (name: string) => boolean): z.ZodString {
  return z
    .string()
    .max(MAX_TEXT_LENGTH)
    .refine((text) => !/\{\{|\}\}/u.test(fill(text, () => '')), 'not a name in double braces')
    .refine(
      (text) => findPlaceholders(text).every((name) => isKnown(name) || PARAMETER.test(name)),
      'unknown name',
    );
}

const NumberTemplate = templateSchema((name) => isNumberPlaceholder(name) || name === 'numbers');
const SecretTemplate = templateSchema((name) => name === 'secret').refine(
  (text) => /^[\x20-\x7e]*$/u.test(text),
  'not what a header can hold',
);

/** A path from the root, which can't change the host in front of it. */
function pathSchema(text: z.ZodString): z.ZodString {
  return text
    .refine((path) => path.startsWith('/') && !/[\s\\]/u.test(fill(path, () => '')), 'not a path')
    .refine((path) => !hasDotSegment(path), 'a path with dots');
}

function hasDotSegment(path: string): boolean {
  const [segments = ''] = path.split(/[?#]/u, 1);
  return segments.split('/').some((segment) => DOT_SEGMENT.test(segment));
}

/**
 * Fills a path with percent-encoded values, which can't end a segment, a query or a fragment. Null if a value makes a
 * segment of dots.
 */
export function renderPath(template: string, resolve: PlaceholderResolver): string | null {
  const path = fill(template, (name) => encode(resolve(name)));
  return hasDotSegment(path) ? null : path;
}

/** Replaces lone surrogates, which can't be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

export type Json = z.infer<ReturnType<typeof z.json>>;

/** Replaces every text in JSON, except keys. */
export function mapTexts(json: Json, replace: (text: string) => Json): Json {
  if (typeof json === 'string') return replace(json);
  if (Array.isArray(json)) return json.map((item) => mapTexts(item, replace));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, mapTexts(item, replace)]));
}

/** Fills the texts in JSON; a text that is only `{{numbers}}` becomes the list. */
export function renderJson(template: Json, resolve: PlaceholderResolver, numbers: readonly string[]): Json {
  return mapTexts(template, (text) =>
    /^\{\{\s*numbers\s*\}\}$/u.test(text) ? [...numbers] : fill(text, resolve),
  );
}

/** "?a=1", encoded; values other than texts are sent as JSON. '' for no values. */
export function renderQuery(
  template: Readonly<Record<string, Json>>,
  resolve: PlaceholderResolver,
  numbers: readonly string[],
): string {
  const pairs = Object.entries(template).map(([name, item]) => {
    const text =
      typeof item === 'string' ? fill(item, resolve) : JSON.stringify(renderJson(item, resolve, numbers));
    return `${encode(name)}=${encode(text)}`;
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Fills a header's value; null if a header can't have that value. */
export function renderHeader(template: string, resolve: PlaceholderResolver): string | null {
  const text = fill(template, resolve);
  return /^[\x20-\x7e]*$/u.test(text) ? text : null;
}

/** All texts in JSON, except keys. */
function collectTexts(json: unknown): readonly string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(collectTexts) : [];
}

const JsonTemplate = z
  .json()
  .refine(
    (json) => collectTexts(json).every((text) => NumberTemplate.safeParse(text).success),
    'unknown name',
  );

/**
 * A notation of the number to search for: its name, `mask:0##-####-####`, or `last:8` for the last digits of the
 * significant number.
 */
const Candidate = z
  .string()
  .refine(
    (text) =>
      isNotation(text) ||
      /^last:(?:[4-9]|1[0-5])$/u.test(text) ||
      (text.startsWith('mask:') &&
        text.includes('#') &&
        SAFE_NUMBER.test(text.slice(5).replaceAll('#', '0'))),
    'unknown notation',
  );

/** The number in these notations and the user's own masks, without repetitions. */
export function formatCandidates(
  e164: string,
  candidates: readonly string[],
  masks: readonly string[],
): readonly string[] {
  const texts = candidates.flatMap((candidate) => {
    if (isNotation(candidate)) return formatAs(e164, candidate);
    const argument = candidate.slice('mask:'.length);
    if (candidate.startsWith('mask:')) return formatAllNotations(e164, [], [argument]);
    return formatAs(e164, 'significant').map((digits) => digits.slice(-Number(argument)));
  });
  return [...new Set([...texts, ...formatAllNotations(e164, [], masks)])].filter((text) =>
    SAFE_NUMBER.test(text),
  );
}

/** The value of `{{number}}` and `{{number.national}}` outside of a search. */
export function formatNumberAs(e164: string, name: string): string {
  const notation = name.slice('number.'.length);
  return (isNotation(notation) ? formatAs(e164, notation)[0] : undefined) ?? e164;
}

/**
 * A path into a response: names with dots between them, `[0]` or `.0` for an item of a list, `[*]` for each. A name on a
 * list applies to each item.
 */
const Path = z
  .string()
  .max(200)
  .regex(/^(?:[^.[\]]+|\[(?:\d+|\*)\])(?:\.[^.[\]]+|\[(?:\d+|\*)\])*$/u)
  .transform((text): readonly string[] => text.match(/[^.[\]]+/gu) ?? []);

export type Path = z.infer<typeof Path>;

/** Values at a path; undefined if a name on it is missing, an empty list if a list on it is empty. */
export function findValuesAt(json: unknown, path: Path): readonly unknown[] | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return [json];
  if (Array.isArray(json)) {
    const items: readonly unknown[] = json;
    if (/^\d+$/u.test(step))
      return items.length > Number(step) ? findValuesAt(items[Number(step)], rest) : [];
    return items.flatMap((item) => findValuesAt(item, step === '*' ? rest : path) ?? []);
  }
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, step)) return undefined;
  return findValuesAt(Reflect.get(json, step), rest);
}

const Paths = z.union([Path.transform((path) => [path]), z.array(Path).min(1).max(20)]);
/** Paths by label: one that Chakushin translates ("mobile"), or any other. */
const LabelledPaths = z.record(z.string().trim().min(1).max(40), Paths);

const Headers = z.record(
  z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/u)
    .refine((name) => !RESERVED_HEADERS.includes(name.toLowerCase()), 'not for a file to say'),
  SecretTemplate,
);

const Auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  /** `Authorization: Basic`; credentials such as "anna@example.com/token:{{secret}}" */
  z.strictObject({ type: z.literal('basic'), credentials: templateSchema((name) => name === 'secret') }),
  /** `Authorization: Bearer` with the secret */
  z.strictObject({ type: z.literal('bearer') }),
  z.strictObject({ type: z.literal('header'), name: z.string().regex(/^[\w-]+$/u), value: SecretTemplate }),
  /** https://www.rfc-editor.org/rfc/rfc6749#section-4.4; the secret is the client's */
  z.strictObject({
    type: z.literal('client-credentials'),
    /** of the token endpoint, behind `api` */
    path: pathSchema(templateSchema(() => false)),
    clientId: templateSchema(() => false),
    scope: z.string().max(MAX_TEXT_LENGTH).optional(),
  }),
]);

const LookupTemplate = z
  .strictObject({
    /** the CRM's name for these records, part of their ids: "contact" */
    object: z.string().regex(/^[\w-]{1,40}$/u),
    request: z.strictObject({
      method: z.enum(['GET', 'POST']).default('GET'),
      /** behind `api`; without a query */
      path: pathSchema(NumberTemplate).refine((path) => !/[?#]/u.test(path), 'a query stands in `query`'),
      query: z.record(z.string(), JsonTemplate).default({}),
      headers: Headers.default({}),
      /** sent as JSON */
      body: JsonTemplate.optional(),
    }),
    /** how `{{numbers}}` is made of the candidates, for CRMs with a query language */
    numbers: z
      .strictObject({
        each: templateSchema((name) => name === 'number').default('{{number}}'),
        join: z.string().max(40).default(','),
      })
      .prefault({}),
    /** path of the records in the response; by default the response is the list, or the only record */
    list: Path.default([]),
    /** whether the CRM omits the list if it finds no one */
    listMayBeMissing: z.boolean().default(false),
    /** whether the CRM answers 404 if it finds no one */
    notFoundIsNone: z.boolean().default(false),
    map: z.strictObject({
      id: Path,
      name: z.union([Path, z.strictObject({ family: Path, given: Path })]).optional(),
      reading: Path.optional(),
      company: Path.optional(),
      title: Path.optional(),
      /** the owner's name */
      owner: Path.optional(),
      /** what the CRM knows the owner by: id, email address */
      ownedBy: Paths.default([]),
      /** open tickets or deals: their count, or the list of them */
      open: Path.optional(),
      /** a date as text, or seconds or milliseconds since 1970 */
      updatedAt: Path.optional(),
      /** the record's page in the response; overrides `recordUrl` */
      url: Path.optional(),
      phones: LabelledPaths.refine((phones) => Object.keys(phones).length > 0, 'no phone'),
      /** other fields to show */
      fields: LabelledPaths.default({}),
    }),
    /** the record's page, behind `pages` */
    recordUrl: pathSchema(templateSchema((name) => name === 'id')).optional(),
  })
  .superRefine(({ request }, context) => {
    const names = findRequestPlaceholders(request);
    const [hasNumber, hasNumbers] = [names.includes('number'), names.includes('numbers')];
    const hasNotation = names.some((name) => name.startsWith('number.'));
    if (hasNumber === hasNumbers && (hasNumber || !hasNotation))
      context.addIssue({ code: 'custom', path: ['request'], message: 'either {{number}} or {{numbers}}' });
    if (request.method === 'GET' && request.body !== undefined)
      context.addIssue({ code: 'custom', path: ['request', 'body'], message: 'GET has no body' });
  });

/** Names of all placeholders in a request, except its headers. */
function findRequestPlaceholders(
  request: Pick<RestLookup['request'], 'path' | 'query' | 'body'>,
): readonly string[] {
  const { path, query, body } = request;
  return collectTexts([path, query, body]).flatMap(findPlaceholders);
}

/** Whether each notation takes a request of its own. */
export function hasRequestPerNotation({ request }: RestLookup): boolean {
  return findRequestPlaceholders(request).includes('number');
}

/** A file that describes a CRM; see docs/connectors-rest.md. Refuses unknown keys, which are typos. */
export const RestFile = z
  .strictObject({
    /** for people */
    about: z.string().optional(),
    /** address of the API, the only host to send requests to */
    api: z.string().optional(),
    /** address of the site, the only host to open pages of */
    pages: z.string().optional(),
    /** allows http to other computers, for trusted networks */
    allowHttp: z.boolean().default(false),
    /** requests a second */
    maxRps: z.number().min(1).max(100).default(4),
    auth: Auth.default({ type: 'bearer' }),
    /** sent with every look-up */
    headers: Headers.default({}),
    /** notations of the number; by default all if one request takes them all, else the usual four */
    candidates: z.array(Candidate).min(1).max(30).optional(),
    lookups: z.array(LookupTemplate).min(1).max(5),
    /** page for a new record, behind `pages` */
    newUrl: pathSchema(templateSchema(isNumberPlaceholder)).optional(),
    /** the CRM's search page, behind `pages` */
    searchUrl: pathSchema(templateSchema(isNumberPlaceholder)).optional(),
  })
  .superRefine(({ api, pages, allowHttp }, context) => {
    for (const [name, url] of Object.entries({ api, pages }))
      if (url !== undefined && parseBaseUrl(url, allowHttp) === null)
        context.addIssue({ code: 'custom', path: [name], message: 'not an https address' });
  });

export type RestFile = z.infer<typeof RestFile>;
export type RestLookup = RestFile['lookups'][number];
export type RestFileInput = z.input<typeof RestFile>;

/** Like `BaseUrl`, with http to other computers if allowed; null if not valid. */
export function parseBaseUrl(text: string, allowHttp: boolean): string | null {
  // The URL parser accepts braces in a host.
  if (/[{}]/u.test(text)) return null;
  const safe = BaseUrl.safeParse(text);
  if (safe.success) return safe.data;
  const [, rest] = /^\s*http:(.*)$/su.exec(text) ?? [];
  if (!allowHttp || rest === undefined) return null;
  const asHttps = BaseUrl.safeParse(`https:${rest}`);
  return asHttps.success ? asHttps.data.replace(/^https:/u, 'http:') : null;
}

/** Names of the parameters that the settings must have for a file. */
export function getParameters({ auth, headers, newUrl, searchUrl, lookups }: RestFile): readonly string[] {
  const parts = lookups.map(({ request, recordUrl }) => [request, recordUrl]);
  const names = collectTexts([auth, headers, newUrl, searchUrl, parts])
    .flatMap(findPlaceholders)
    .filter((name) => PARAMETER.test(name));
  return [...new Set(names.map((name) => name.slice('parameters.'.length)))];
}

/** Throws RestFileError with the first location that is not valid. */
export function parseRestFile(json: unknown): RestFile {
  const parsed = RestFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  throw new RestFileError([...(issue?.path ?? []), ...unknown].map(String).join('.'));
}

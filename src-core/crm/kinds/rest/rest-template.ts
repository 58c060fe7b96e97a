import { z } from 'zod';
import {
  ALL_NOTATIONS,
  formatAllNotations,
  formatAs,
  type Notation,
} from '../../../phone-numbers/notations.ts';
import { BaseUrl } from '../../connector-kind.ts';

/** A file that describes a CRM cannot be used. Holds nothing of what a record or a secret may hold. */
export class RestFileError extends Error {
  override readonly name = 'RestFileError';
  /** @param location the place in the file, and why, for the person who wrote it: "lookups.0.list" */
  constructor(readonly location: string) {
    super(location);
  }
}

/** What stands in double braces, by its name: "number", "parameters.Domain". */
export type PlaceholderResolver = (name: string) => string;

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/gu;
const MAX_TEXT_LENGTH = 2_000;
/** Percent-encoded dots are dots to whoever resolves an address. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/iu;
/** The header is ours or the transport's. */
const RESERVED_HEADERS: readonly string[] = ['host', 'connection', 'content-length', 'transfer-encoding'];
/** No character that ends a text in any query language. */
const SAFE_NUMBER = /^[0-9０-９+＋().（）/ \-－ー]{1,40}$/u;

const PARAMETER = /^parameters\.[\w-]+$/u;

function isNotation(text: string): text is Notation {
  return ALL_NOTATIONS.some((notation) => notation === text);
}

function isNumberPlaceholder(name: string): boolean {
  return name === 'number' || (name.startsWith('number.') && isNotation(name.slice('number.'.length)));
}

/** Names in double braces, each as often as it stands there. */
export function findPlaceholders(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** A text with what is in the braces put in as it is: for positions that take any text. */
export function fill(template: string, resolve: PlaceholderResolver): string {
  return template.replace(PLACEHOLDER, (_whole, name: string) => resolve(name));
}

/** A text in whose double braces stands what is known in its position, and nothing else. */
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

/** Begins at the root, so that it can be put behind a host and change nothing of it. */
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
 * A path of names with what is in the braces put in, percent-encoded: no value can end a segment, a query or a
 * fragment. Null where a value would make a segment of dots, which leads elsewhere.
 */
export function renderPath(template: string, resolve: PlaceholderResolver): string | null {
  const path = fill(template, (name) => encode(resolve(name)));
  return hasDotSegment(path) ? null : path;
}

/** Half a surrogate pair cannot be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

export type Json = z.infer<ReturnType<typeof z.json>>;

/** JSON with what is in the braces put into its texts; a text that is `{{numbers}}` alone becomes the list. */
export function renderJson(template: Json, resolve: PlaceholderResolver, numbers: readonly string[]): Json {
  if (typeof template === 'string')
    return /^\{\{\s*numbers\s*\}\}$/u.test(template) ? [...numbers] : fill(template, resolve);
  if (Array.isArray(template)) return template.map((item) => renderJson(item, resolve, numbers));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, item]) => [key, renderJson(item, resolve, numbers)]),
  );
}

/** "?a=1", each name and value encoded; a value that is no text is sent as JSON. '' where there is none. */
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

/** A header's value; null where what is put in cannot stand in one. */
export function renderHeader(template: string, resolve: PlaceholderResolver): string | null {
  const text = fill(template, resolve);
  return /^[\x20-\x7e]*$/u.test(text) ? text : null;
}

function collectTexts(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  if (json === null || typeof json !== 'object') return [];
  return (Array.isArray(json) ? json : Object.values(json)).flatMap(collectTexts);
}

const JsonTemplate = z
  .json()
  .refine(
    (json) => collectTexts(json).every((text) => NumberTemplate.safeParse(text).success),
    'unknown name',
  );

/**
 * How the number is written when it is asked for: a notation, `mask:0##-####-####`, or `last:8` for the last digits of
 * the significant number.
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

/**
 * The number in each of these ways of writing, in this order, each text once.
 *
 * @param masks the user's own, asked for behind them
 */
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

/** What `{{number}}` and `{{number.national}}` stand for outside of a search. */
export function formatNumberAs(e164: string, name: string): string {
  const notation = name.slice('number.'.length);
  return (isNotation(notation) ? formatAs(e164, notation)[0] : undefined) ?? e164;
}

/**
 * A way to something in an answer: names with dots between them, `[0]` or `.0` for one of a list, `[*]` for each. A name
 * asked of a list is asked of each of its items.
 */
const Path = z
  .string()
  .max(200)
  .regex(/^(?:[^.[\]]+|\[(?:\d+|\*)\])(?:\.[^.[\]]+|\[(?:\d+|\*)\])*$/u)
  .transform((text): readonly string[] => text.match(/[^.[\]]+/gu) ?? []);

export type Path = z.infer<typeof Path>;

/**
 * What a path leads to in an answer.
 *
 * @returns undefined where a name on the way is missing; an empty list where a list on it is empty
 */
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
/** Paths by the word for what they lead to: a word that Chakushin knows ("mobile"), or any other. */
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
  /** `Authorization: Basic` with these in base64: "anna@example.com/token:{{secret}}" */
  z.strictObject({ type: z.literal('basic'), credentials: templateSchema((name) => name === 'secret') }),
  /** `Authorization: Bearer` with the secret */
  z.strictObject({ type: z.literal('bearer') }),
  z.strictObject({ type: z.literal('header'), name: z.string().regex(/^[\w-]+$/u), value: SecretTemplate }),
  /** https://www.rfc-editor.org/rfc/rfc6749#section-4.4, with the secret as the client's */
  z.strictObject({
    type: z.literal('client-credentials'),
    /** of the token, behind `api` */
    path: pathSchema(templateSchema(() => false)),
    clientId: templateSchema(() => false),
    scope: z.string().max(MAX_TEXT_LENGTH).optional(),
  }),
]);

const LookupTemplate = z
  .strictObject({
    /** what the CRM calls these records; makes their ids unique: "contact" */
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
    /** how `{{numbers}}` is made of the candidates, for CRMs that are asked in a language of their own */
    numbers: z
      .strictObject({
        each: templateSchema((name) => name === 'number').default('{{number}}'),
        join: z.string().max(40).default(','),
      })
      .prefault({}),
    /** where the records are in the answer; not given = the answer itself is the list, or the one record */
    list: Path.default([]),
    /** the CRM leaves out the list when it found nobody */
    listMayBeMissing: z.boolean().default(false),
    /** the CRM answers 404 when it found nobody */
    notFoundIsNone: z.boolean().default(false),
    map: z.strictObject({
      id: Path,
      name: z.union([Path, z.strictObject({ family: Path, given: Path })]).optional(),
      reading: Path.optional(),
      company: Path.optional(),
      title: Path.optional(),
      /** the owner's name */
      owner: Path.optional(),
      /** by what the owner is known: id, e-mail address */
      ownedBy: Paths.default([]),
      /** open tickets or deals: their count, or the list of them */
      open: Path.optional(),
      /** a date as text, or seconds or milliseconds since 1970 */
      updatedAt: Path.optional(),
      /** the record's page, where the CRM says it; counts more than `recordUrl` */
      url: Path.optional(),
      phones: LabelledPaths.refine((phones) => Object.keys(phones).length > 0, 'no phone'),
      /** further ones worth seeing */
      fields: LabelledPaths.default({}),
    }),
    /** the record's page, behind `pages` */
    recordUrl: pathSchema(templateSchema((name) => name === 'id')).optional(),
  })
  .superRefine(({ request }, context) => {
    const names = findPlaceholders(
      [request.path, ...collectTexts(request.query), ...collectTexts(request.body ?? null)].join('\n'),
    );
    const kinds = new Set(names.map((name) => (name.startsWith('number.') ? 'number.' : name)));
    const placeholderCount = [kinds.has('number'), kinds.has('numbers')].filter(Boolean).length;
    if (placeholderCount > 1 || (placeholderCount === 0 && !kinds.has('number.')))
      context.addIssue({ code: 'custom', path: ['request'], message: 'either {{number}} or {{numbers}}' });
    if (request.method === 'GET' && request.body !== undefined)
      context.addIssue({ code: 'custom', path: ['request', 'body'], message: 'GET has no body' });
  });

/** Asked for each notation in a request of its own, or for all in one. */
export function hasRequestPerNotation({ request }: RestLookup): boolean {
  const texts = [request.path, ...collectTexts(request.query), ...collectTexts(request.body ?? null)];
  return findPlaceholders(texts.join('\n')).includes('number');
}

/** The file that describes a CRM; docs/connectors-rest.md explains it. What it does not know it refuses: a typo. */
export const RestFile = z
  .strictObject({
    /** for people */
    about: z.string().optional(),
    /** where the API is: the one host that is asked */
    api: z.string().optional(),
    /** the site whose pages people open: the one host that pages may be on */
    pages: z.string().optional(),
    /** plain http to another computer, on a network that is trusted */
    allowHttp: z.boolean().default(false),
    /** requests a second that the CRM allows */
    maxRps: z.number().min(1).max(100).default(4),
    auth: Auth.default({ type: 'bearer' }),
    /** sent with every look-up */
    headers: Headers.default({}),
    /** how the number is written; not given: in every way where one request carries all, else in the usual four */
    candidates: z.array(Candidate).min(1).max(30).optional(),
    lookups: z.array(LookupTemplate).min(1).max(5),
    /** a new record, behind `pages` */
    newUrl: pathSchema(templateSchema(isNumberPlaceholder)).optional(),
    /** the CRM's own search, behind `pages` */
    searchUrl: pathSchema(templateSchema(isNumberPlaceholder)).optional(),
  })
  .superRefine(({ api, pages, allowHttp }, context) => {
    for (const [name, url] of Object.entries({ api, pages }))
      if (url !== undefined && parseBaseUrl(url, allowHttp) === null)
        context.addIssue({ code: 'custom', path: [name], message: 'not an https address' });
  });

export type RestFile = z.infer<typeof RestFile>;
export type RestLookup = RestFile['lookups'][number];
/** The file as it is written. */
export type RestFileInput = z.input<typeof RestFile>;

/** The beginning of addresses, as `BaseUrl` has it; null = it cannot be one. */
export function parseBaseUrl(text: string, allowHttp: boolean): string | null {
  // The parser of addresses lets braces stand in a host.
  if (/[{}]/u.test(text)) return null;
  const safe = BaseUrl.safeParse(text);
  if (safe.success) return safe.data;
  const [, rest] = /^\s*http:(.*)$/su.exec(text) ?? [];
  if (!allowHttp || rest === undefined) return null;
  const asHttps = BaseUrl.safeParse(`https:${rest}`);
  return asHttps.success ? asHttps.data.replace(/^https:/u, 'http:') : null;
}

/** The names of parameters that a file wants from the settings. */
export function getParameters(file: RestFile): readonly string[] {
  const auth = file.auth;
  const texts = [
    ...(auth.type === 'basic' ? [auth.credentials] : []),
    ...(auth.type === 'header' ? [auth.value] : []),
    ...(auth.type === 'client-credentials' ? [auth.clientId, auth.path] : []),
    ...Object.values(file.headers),
    file.newUrl ?? '',
    file.searchUrl ?? '',
    ...file.lookups.flatMap(({ request, recordUrl }) => [
      request.path,
      ...collectTexts(request.query),
      ...collectTexts(request.body ?? null),
      ...Object.values(request.headers),
      recordUrl ?? '',
    ]),
  ];
  const names = findPlaceholders(texts.join('\n')).filter((name) => PARAMETER.test(name));
  return [...new Set(names.map((name) => name.slice('parameters.'.length)))];
}

/** Checks what was read from a file. Throws RestFileError with the place that is wrong. */
export function parseRestFile(json: unknown): RestFile {
  const parsed = RestFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  throw new RestFileError([...(issue?.path ?? []), ...unknown].map(String).join('.'));
}

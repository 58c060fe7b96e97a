import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { ALL_NOTATIONS, type Notation } from '../../../phone-numbers/notations.ts';
import { parseJson } from '../../../util/parse-json.ts';
import { toBasicAuth, defineConnectorKind, LABELS, type ConnectorContext } from '../../connector-kind.ts';
import { ConnectorError } from '../../../lookup/connector-error.ts';
import {
  createCrmClient,
  LooseText,
  parseTime,
  fromTransportError,
  findStatusError,
  type Authorization,
  type CrmClient,
} from '../../crm-client.ts';
import { postForm } from '../../oauth/token-request.ts';
import { importRingCentral, isRingCentral } from './import-ringcentral.ts';
import { import3cx } from './import-3cx.ts';
import { formatFullName } from '../../../lookup/full-name.ts';
import type { CrmRecord, LabelledText } from '../../remote-connector.ts';
import {
  hasRequestPerNotation,
  parseBaseUrl,
  formatCandidates,
  fill,
  formatNumberAs,
  getParameters,
  findPlaceholders,
  renderHeader,
  renderJson,
  renderPath,
  renderQuery,
  parseRestFile,
  findValuesAt,
  RestFileError,
  type Path,
  type RestFile,
  type RestLookup,
  type PlaceholderResolver,
} from './rest-template.ts';

const MAX_FILE_BYTES = 1024 * 1024;
/** For one look-up. */
const MAX_CONCURRENT_REQUESTS = 4;
/** A token is not used in its last seconds: it could expire during the request. */
const TOKEN_MARGIN_MS = 30_000;
/** The notations to search for if each takes a request of its own. */
const COMMON_NOTATIONS: readonly Notation[] = ['e164', 'national', 'national-formatted', 'digits'];
/** A number with as many notations as any, to count the requests of a look-up. */
const SAMPLE_NUMBER = '+81312345678';

const Entry = z.object({
  /** describes the CRM: our own JSON, a template of 3CX (.xml), or a proxy configuration of RingCentral */
  file: z.string().min(1),
  /** the site with the pages; overrides the file's `pages` */
  url: z.string().meta({ format: 'uri' }).optional(),
  /** the API if elsewhere; overrides the file's `api` */
  apiUrl: z.string().meta({ format: 'uri' }).optional(),
  /** by name; no secrets */
  parameters: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
});
const Settings = Entry.transform((entry, context) => {
  try {
    return resolveSettings(entry);
  } catch (error) {
    context.addIssue({ code: 'custom', path: [toInvalidSetting(error)], message: 'unusable' });
    return z.NEVER;
  }
});

/** A CRM as described by settings and file. */
interface RestCrm {
  readonly file: RestFile;
  readonly api: string;
  readonly pages: string;
  readonly parameters: Readonly<Record<string, string>>;
}

class InvalidSettingError extends Error {
  constructor(readonly setting: string) {
    super(setting);
  }
}

function toInvalidSetting(error: unknown): string {
  if (error instanceof InvalidSettingError) return error.setting;
  return error instanceof RestFileError && error.location !== '' ? `file: ${error.location}` : 'file';
}

/** Throws RestFileError, InvalidSettingError, or an error of the file system. */
function resolveSettings(entry: z.infer<typeof Entry>): RestCrm {
  const { url, apiUrl } = entry;
  const description = readDescription(entry.file, entry.parameters);
  const file = parseRestFile(description.file);
  const parameters = { ...description.parameters, ...entry.parameters };
  const missing = getParameters(file).find((name) => !Object.hasOwn(parameters, name));
  if (missing !== undefined) throw new InvalidSettingError(`parameters.${missing}`);
  const pages = url ?? file.pages ?? apiUrl ?? file.api;
  const api = apiUrl ?? file.api ?? url;
  if (pages === undefined || api === undefined) throw new InvalidSettingError('url');
  const [safePages, safeApi] = [parseBaseUrl(pages, file.allowHttp), parseBaseUrl(api, file.allowHttp)];
  if (safePages === null) throw new InvalidSettingError('url');
  if (safeApi === null) throw new InvalidSettingError('apiUrl');
  return { file, pages: safePages, api: safeApi, parameters };
}

/** Our own description, or one made of another product's. */
function readDescription(
  path: string,
  parameters: Readonly<Record<string, string>>,
): { readonly file: unknown; readonly parameters?: Readonly<Record<string, string>> } {
  if (statSync(path).size > MAX_FILE_BYTES) throw new RestFileError('larger than 1 MB');
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/u, '');
  if (path.toLowerCase().endsWith('.xml')) return import3cx(text, parameters);
  const json = parseJson(text);
  if (json === undefined) throw new RestFileError('not JSON');
  return isRingCentral(json) ? importRingCentral(json) : { file: json };
}

function needsSecret({ auth, headers, lookups }: RestFile): boolean {
  const texts = [headers, ...lookups.map(({ request }) => request.headers)].flatMap(Object.values);
  return auth.type !== 'none' || findPlaceholders(texts.join('\n')).includes('secret');
}

/** Any CRM with a REST API that a file describes; see docs/connectors-rest.md. */
export const rest = defineConnectorKind({
  title: 'REST',
  settings: Settings,
  getSignIn: ({ file }) => ({ kind: needsSecret(file) ? 'secret' : 'none' }),
  createSearch: (crm, context) => {
    const { file, pages } = crm;
    const getToken =
      file.auth.type === 'client-credentials' ? createTokenReader(crm, file.auth, context) : null;
    const lookups = file.lookups.map((lookup) => ({
      lookup,
      client: createCrmClient(
        context.transport,
        crm.api,
        createAuthorization(crm, lookup, getToken, context.secret),
      ),
    }));
    const createRequests = (e164: string): readonly LookupRequest[] =>
      lookups.flatMap(({ lookup, client }) => {
        const isPerNotation = hasRequestPerNotation(lookup);
        const numbers = formatCandidates(
          e164,
          file.candidates ?? (isPerNotation ? COMMON_NOTATIONS : ALL_NOTATIONS),
          context.masks,
        );
        const base = { lookup, client, e164 };
        return isPerNotation
          ? numbers.map((number) => ({ ...base, number, numbers: [] }))
          : [{ ...base, number: '', numbers }];
      });
    const toPageUrl = (template: string | undefined, value: PlaceholderResolver): string | null => {
      const path = template === undefined ? null : renderPath(template, withParameters(crm, value));
      return path === null ? null : `${pages}${path}`;
    };
    return {
      perSecond: Math.max(1, Math.floor(file.maxRps / createRequests(SAMPLE_NUMBER).length)),
      pagesUrl: pages,
      getPageUrls: ({ e164 }) => ({
        create: toPageUrl(file.newUrl, (number) => formatNumberAs(e164, number)),
        search: toPageUrl(file.searchUrl, (number) => formatNumberAs(e164, number)),
      }),
      async search(number, signal) {
        const answers = await runInParallel(createRequests(number.e164), async (request) => {
          const { lookup } = request;
          const records = (await fetchRecords(request, crm, signal)).map((record) =>
            toCrmRecord(record, lookup, context, (id) => toPageUrl(lookup.recordUrl, () => id)),
          );
          // Records without any id are something else, or the file has the wrong path for ids.
          const hasNoId = records.length > 0 && records.every(({ id }) => id === '');
          if (hasNoId && !lookup.listMayBeMissing) throw new ConnectorError('not-understood');
          return records;
        });
        return answers.flat();
      },
    };
  },
});

interface LookupRequest {
  readonly lookup: RestLookup;
  readonly client: CrmClient;
  readonly e164: string;
  /** the value of `{{number}}`; '' for lookups with `{{numbers}}` */
  readonly number: string;
  readonly numbers: readonly string[];
}

/** Resolves parameters from the settings, and other placeholders by `value`. */
function withParameters({ parameters }: RestCrm, value: PlaceholderResolver): PlaceholderResolver {
  return (name) =>
    name.startsWith('parameters.') ? (parameters[name.slice('parameters.'.length)] ?? '') : value(name);
}

async function fetchRecords(
  { lookup, client, e164, number, numbers }: LookupRequest,
  crm: RestCrm,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const { request, list, listMayBeMissing } = lookup;
  const { each, join } = lookup.numbers;
  const items = numbers.map((text) =>
    fill(
      each,
      withParameters(crm, () => text),
    ),
  );
  const value = withParameters(crm, (name) => {
    if (name === 'numbers') return items.join(join);
    return name === 'number' ? number : formatNumberAs(e164, name);
  });
  const path = renderPath(request.path, value);
  // A parameter is a segment of dots.
  if (path === null) throw new ConnectorError('not-found');
  try {
    const answer = await client({
      method: request.method,
      path: `${path}${renderQuery(request.query, value, items)}`,
      ...(request.body !== undefined && { body: renderJson(request.body, value, items) }),
      schema: z.unknown(),
      empty: [],
      signal,
    });
    return extractRecords(answer, list, listMayBeMissing);
  } catch (error) {
    if (lookup.notFoundIsNone && error instanceof ConnectorError && error.kind === 'not-found') return [];
    throw error;
  }
}

function extractRecords(answer: unknown, list: Path, mayBeMissing: boolean): readonly unknown[] {
  if (typeof answer !== 'object' || answer === null) throw new ConnectorError('not-understood');
  const values = findValuesAt(answer, list)?.flat(1);
  const records = values?.filter((record) => record !== null);
  if (records === undefined || (values?.length !== 0 && records.length === 0)) {
    if (mayBeMissing) return [];
    throw new ConnectorError('not-understood');
  }
  return records;
}

function toCrmRecord(
  record: unknown,
  { object, map }: RestLookup,
  { label }: ConnectorContext,
  toPageUrl: (id: string) => string | null,
): CrmRecord {
  const getText = (path: Path | undefined): string | null => getTexts(record, path)[0] ?? null;
  const getLabelledTexts = (paths: RestLookup['map']['phones']): readonly LabelledText[] =>
    Object.entries(paths).flatMap(([name, fieldPaths]) => {
      const knownLabel = LABELS.find((known) => known === name);
      return fieldPaths
        .flatMap((path) => getTexts(record, path))
        .map((text) => (knownLabel === undefined ? { label: name, text } : label(knownLabel, text)));
    });
  const { name } = map;
  const id = getText(map.id);
  return {
    // A record with an empty id is dropped.
    id: id === null ? '' : `${object}:${id}`,
    name:
      typeof name === 'object' && 'family' in name
        ? formatFullName(getText(name.family), getText(name.given))
        : getText(name),
    reading: getText(map.reading),
    company: getText(map.company),
    title: getText(map.title),
    owner: getText(map.owner),
    ownedBy: map.ownedBy.flatMap((path) => getTexts(record, path)),
    open: map.open === undefined ? null : toCount(findValuesAt(record, map.open)),
    lastActivity:
      map.updatedAt === undefined ? null : parseRestTime(findValuesAt(record, map.updatedAt)?.[0]),
    url: getText(map.url) ?? (id === null ? null : toPageUrl(id)),
    fields: getLabelledTexts(map.fields),
    phones: getLabelledTexts(map.phones),
  };
}

function getTexts(record: unknown, path: Path | undefined): readonly string[] {
  if (path === undefined) return [];
  return (findValuesAt(record, path) ?? []).flat(1).flatMap((value) => LooseText.parse(value) ?? []);
}

/** A number, or the length of a list. */
function toCount(values: readonly unknown[] | undefined): number | null {
  const [first, ...others] = values ?? [];
  if (others.length > 0) return others.length + 1;
  if (Array.isArray(first)) return first.length;
  const count = typeof first === 'string' && first.trim() !== '' ? Number(first) : first;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/**
 * ms since the epoch. Numbers are seconds or milliseconds; seconds of this century are below 1e11. Texts without a time
 * zone are UTC.
 */
function parseRestTime(value: unknown): number | null {
  if (typeof value === 'string')
    return parseTime(
      value.trim().replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/u, '$1T$2Z'),
    );
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null;
  return value < 1e11 ? value * 1_000 : value;
}

/** Starts no more after the first failure. */
async function runInParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items];
  const runWorker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await run(item));
  };
  try {
    await Promise.all(Array.from({ length: MAX_CONCURRENT_REQUESTS }, runWorker));
  } finally {
    queue.length = 0;
  }
  return results;
}

/** Signs in and adds the headers of the file. */
function createAuthorization(
  crm: RestCrm,
  { request }: RestLookup,
  getToken: TokenReader | null,
  secret: ConnectorContext['secret'],
): Authorization {
  const { auth } = crm.file;
  const templates = {
    ...crm.file.headers,
    ...request.headers,
    ...(auth.type === 'header' && { [auth.name]: auth.value }),
    ...(auth.type === 'bearer' && { Authorization: BEARER }),
  };
  const isSecretNeeded = needsSecret(crm.file);
  return {
    renewable: isSecretNeeded || getToken !== null,
    async headers(refused, signal) {
      const secretValue = isSecretNeeded ? await secret(refused && getToken === null) : '';
      const value = withParameters(crm, () => secretValue);
      const headers = Object.fromEntries(
        Object.entries(templates).map(([name, template]) => [name, renderSecretHeader(template, value)]),
      );
      if (auth.type === 'basic')
        return { ...headers, Authorization: toBasicAuth(fill(auth.credentials, value)) };
      if (getToken === null) return headers;
      const token = await getToken(refused, signal);
      return { ...headers, Authorization: renderSecretHeader(BEARER, () => token) };
    },
  };
}

const BEARER = 'Bearer {{secret}}';

function renderSecretHeader(template: string, value: PlaceholderResolver): string {
  const header = renderHeader(template, value);
  if (header === null) throw new ConnectorError('credentials');
  return header;
}

const TokenResponse = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_600),
});

/** Rejects with ConnectorError. */
type TokenReader = (refused: boolean, signal: AbortSignal) => Promise<string>;

/** The token of https://www.rfc-editor.org/rfc/rfc6749#section-4.4, kept in memory and renewed after a refusal. */
function createTokenReader(
  crm: RestCrm,
  { path, clientId, scope }: Extract<RestFile['auth'], { type: 'client-credentials' }>,
  { transport, clock, secret }: ConnectorContext,
): TokenReader {
  let cached: { readonly token: string; readonly expiresAt: number } | null = null;
  let pending: Promise<string> | null = null;
  let isSecretRefused = false;
  const fetchToken = async (signal: AbortSignal): Promise<string> => {
    const value = withParameters(crm, () => '');
    const tokenPath = renderPath(path, value);
    if (tokenPath === null) throw new ConnectorError('not-found');
    const form = {
      grant_type: 'client_credentials',
      client_id: fill(clientId, value),
      client_secret: await secret(isSecretRefused),
      ...(scope !== undefined && { scope }),
    };
    const url = `${crm.api}${tokenPath}`;
    const response = await postForm(transport, url, form, signal).catch((error: unknown) => {
      throw fromTransportError(error);
    });
    // A wrong client gets either status: https://www.rfc-editor.org/rfc/rfc6749#section-5.2.
    isSecretRefused = response.status === 400 || response.status === 401;
    if (isSecretRefused) throw new ConnectorError('credentials');
    const connectorError = findStatusError(response);
    if (connectorError !== null) throw connectorError;
    const parsed = TokenResponse.safeParse(response.json);
    if (!parsed.success) throw new ConnectorError('not-understood');
    const { access_token: token, expires_in: seconds } = parsed.data;
    cached = { token, expiresAt: clock.now() + seconds * 1_000 - TOKEN_MARGIN_MS };
    return token;
  };
  return async (refused, signal) => {
    if (refused) cached = null;
    if (cached !== null && clock.now() < cached.expiresAt) return cached.token;
    pending ??= fetchToken(signal).finally(() => (pending = null));
    return await pending;
  };
}

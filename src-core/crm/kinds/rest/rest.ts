import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../util/clock.ts';
import { ALL_NOTATIONS, type Notation } from '../../../phone-numbers/notations.ts';
import { parseJson } from '../../../util/parse-json.ts';
import { toBasicAuth, defineConnectorKind, LABELS, type ConnectorContext } from '../../connector-kind.ts';
import { ConnectorError } from '../../../lookup/connector-error.ts';
import {
  CrmHttp,
  LooseText,
  parseTime,
  fromTransportError,
  findStatusError,
  type Authorization,
} from '../../crm-client.ts';
import { importRingCentral, isRingCentral } from './import-ringcentral.ts';
import { import3cx } from './import-3cx.ts';
import { formatFullName } from '../../../lookup/full-name.ts';
import type { CrmRecord } from '../../remote-connector.ts';
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
/** Of one look-up, at the same time. */
const MAX_CONCURRENT_REQUESTS = 4;
/** A token that ends while the request is on its way would be refused. */
const TOKEN_MARGIN_MS = 30_000;
/** What each costs a request of its own. */
const COMMON_NOTATIONS: readonly Notation[] = ['e164', 'national', 'national-formatted', 'digits'];
/** A number that is written in as many ways as any, to count requests by. */
const SAMPLE_NUMBER = '+81312345678';

const Settings = z
  .object({
    /** the file that describes the CRM: our own JSON, a template of 3CX (.xml), or a proxy configuration of RingCentral */
    file: z.string().min(1),
    /** the site whose pages people open; counts more than the file's `pages` */
    url: z.string().meta({ format: 'uri' }).optional(),
    /** where the API is, if not there; counts more than the file's `api` */
    apiUrl: z.string().meta({ format: 'uri' }).optional(),
    /** what the file leaves open, by name; no secrets */
    parameters: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
  })
  .transform((settings, context) => {
    try {
      return resolveSettings(settings);
    } catch (error) {
      const invalidSetting =
        error instanceof InvalidSettingError
          ? error.setting
          : ['file', ...getErrorLocation(error)].join(': ');
      context.addIssue({ code: 'custom', path: [invalidSetting], message: 'unusable' });
      return z.NEVER;
    }
  });

/** A CRM as settings and file together describe it. */
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

function getErrorLocation(error: unknown): readonly string[] {
  return error instanceof RestFileError && error.location !== '' ? [error.location] : [];
}

/** Throws RestFileError, WrongSetting, or what the file system says. */
function resolveSettings({
  file: path,
  url,
  apiUrl,
  parameters: ownParameters,
}: {
  readonly file: string;
  readonly url?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}): RestCrm {
  const description = readDescription(path, ownParameters);
  const file = parseRestFile(description.file);
  const parameters = { ...description.parameters, ...ownParameters };
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

/** Our own description, or one that is made of another product's. */
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

/** Any CRM with a REST API, as a file describes it; see docs/connectors-rest.md. */
export const rest = defineConnectorKind({
  title: 'REST',
  settings: Settings,
  getSignIn: ({ file }) => ({ kind: needsSecret(file) ? 'secret' : 'none' }),
  createSearch: (crm, context) => {
    const { id, name } = context;
    const { file, pages } = crm;
    const clientToken =
      file.auth.type === 'client-credentials' ? new ClientToken(crm, file.auth, context) : null;
    const lookups = file.lookups.map((lookup) => ({
      lookup,
      http: new CrmHttp(context.transport, crm.api, createAuthorization(crm, lookup, clientToken, context)),
    }));
    const createRequests = (e164: string): readonly LookupRequest[] =>
      lookups.flatMap(({ lookup, http }) => {
        const isPerNotation = hasRequestPerNotation(lookup);
        const numbers = formatCandidates(
          e164,
          file.candidates ?? (isPerNotation ? COMMON_NOTATIONS : ALL_NOTATIONS),
          context.masks,
        );
        const base = { lookup, http, e164 };
        return isPerNotation
          ? numbers.map((number) => ({ ...base, number, numbers: [] }))
          : [{ ...base, number: '', numbers }];
      });
    const toPageUrl = (template: string | undefined, value: PlaceholderResolver): string | null => {
      const path = template === undefined ? null : renderPath(template, withParameters(crm, value));
      return path === null ? null : `${pages}${path}`;
    };
    return {
      id,
      name,
      perSecond: Math.max(1, Math.floor(file.maxRps / createRequests(SAMPLE_NUMBER).length)),
      pagesUrl: pages,
      getPageUrls: ({ e164 }) => ({
        create: toPageUrl(file.newUrl, (number) => formatNumberAs(e164, number)),
        search: toPageUrl(file.searchUrl, (number) => formatNumberAs(e164, number)),
      }),
      async search(number, signal) {
        const answers = await runInParallel(createRequests(number.e164), async (request) => {
          const { lookup } = request;
          const records = await fetchRecords(request, crm, signal);
          const crmRecords = records.map((record) =>
            toCrmRecord(record, lookup, context, (recordId) => toPageUrl(lookup.recordUrl, () => recordId)),
          );
          // Records of which none has an id are no records, or the file names another field than the CRM has.
          if (
            crmRecords.length > 0 &&
            crmRecords.every((record) => record.id === '') &&
            !lookup.listMayBeMissing
          )
            throw new ConnectorError('not-understood');
          return crmRecords;
        });
        return answers.flat(2);
      },
    };
  },
});

/** One request of a look-up. */
interface LookupRequest {
  readonly lookup: RestLookup;
  readonly http: CrmHttp;
  readonly e164: string;
  readonly number: string;
  readonly numbers: readonly string[];
}

/** What is in the settings, besides what `value` knows. */
function withParameters({ parameters }: RestCrm, value: PlaceholderResolver): PlaceholderResolver {
  return (name) =>
    name.startsWith('parameters.') ? (parameters[name.slice('parameters.'.length)] ?? '') : value(name);
}

async function fetchRecords(
  { lookup, http, e164, number, numbers }: LookupRequest,
  crm: RestCrm,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const { request, list, listMayBeMissing } = lookup;
  const items = numbers.map((text) =>
    fill(
      lookup.numbers.each,
      withParameters(crm, () => text),
    ),
  );
  const value = withParameters(crm, (name) => {
    if (name === 'numbers') return items.join(lookup.numbers.join);
    return name === 'number' ? number : formatNumberAs(e164, name);
  });
  const path = renderPath(request.path, value);
  // Only a parameter of dots comes here.
  if (path === null) throw new ConnectorError('not-found');
  try {
    const answer = await http.request(
      {
        method: request.method,
        path: `${path}${renderQuery(request.query, value, items)}`,
        ...(request.body !== undefined && { body: renderJson(request.body, value, items) }),
        schema: z.unknown(),
        empty: [],
      },
      signal,
    );
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
  const getLabelledTexts = (paths: RestLookup['map']['phones']): readonly { field: string; text: string }[] =>
    Object.entries(paths).flatMap(([fieldName, fieldPaths]) => {
      const knownLabel = LABELS.find((name) => name === fieldName);
      return fieldPaths.flatMap((path) =>
        getTexts(record, path).map((value) => ({
          field: knownLabel === undefined ? fieldName : label(knownLabel),
          text: value,
        })),
      );
    });
  const { name } = map;
  const id = getText(map.id);
  return {
    // Without an id it is nothing that can be shown.
    id: id === null ? '' : `${object}:${id}`,
    name:
      (typeof name === 'object' && 'family' in name
        ? formatFullName(getText(name.family), getText(name.given))
        : getText(name)) ?? '',
    reading: getText(map.reading),
    company: getText(map.company),
    title: getText(map.title),
    owner: getText(map.owner),
    ownedBy: map.ownedBy.flatMap((path) => getTexts(record, path)),
    open: map.open === undefined ? null : toCount(findValuesAt(record, map.open)),
    lastActivity:
      map.updatedAt === undefined ? null : parseRestTime(findValuesAt(record, map.updatedAt)?.[0]),
    url: getText(map.url) ?? (id === null ? null : toPageUrl(id)),
    fields: getLabelledTexts(map.fields).map(({ field, text: value }) => ({ label: field, value })),
    phones: getLabelledTexts(map.phones),
  };
}

function getTexts(record: unknown, path: Path | undefined): readonly string[] {
  if (path === undefined) return [];
  return (findValuesAt(record, path) ?? []).flat(1).flatMap((value) => LooseText.parse(value) ?? []);
}

/** A number as such, or as many as there are in a list. */
function toCount(values: readonly unknown[] | undefined): number | null {
  const [first, ...others] = values ?? [];
  if (others.length > 0) return others.length + 1;
  if (Array.isArray(first)) return first.length;
  const count = typeof first === 'string' && first.trim() !== '' ? Number(first) : first;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/**
 * CRMs count in seconds or in milliseconds; no second of this century is as large as 1e11. A time that names no zone is
 * the server's, and servers keep UTC.
 */
function parseRestTime(value: unknown): number | null {
  if (typeof value === 'string')
    return parseTime(
      value.trim().replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/u, '$1T$2Z'),
    );
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null;
  return value < 1e11 ? value * 1_000 : value;
}

/** Some at a time; after the first failure no more are begun. */
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

/** Who we are, and the headers that the file wants besides. */
function createAuthorization(
  crm: RestCrm,
  { request }: RestLookup,
  token: ClientToken | null,
  { secret }: Pick<ConnectorContext, 'secret'>,
): Authorization {
  const { auth } = crm.file;
  const templates = {
    ...crm.file.headers,
    ...request.headers,
    ...(auth.type === 'header' && { [auth.name]: auth.value }),
  };
  const isSecretNeeded = needsSecret(crm.file);
  return {
    renewable: isSecretNeeded || token !== null,
    async headers(refused, signal) {
      const secretValue = isSecretNeeded ? await secret(refused && token === null) : '';
      const value = withParameters(crm, () => secretValue);
      const headers = Object.entries(templates).map(([name, template]) => {
        const text = renderHeader(template, value);
        if (text === null) throw new ConnectorError('credentials');
        return [name, text] as const;
      });
      const customHeaders = Object.fromEntries(headers);
      switch (auth.type) {
        case 'none':
        case 'header':
          return customHeaders;
        case 'basic':
          return { ...customHeaders, Authorization: toBasicAuth(fill(auth.credentials, value)) };
        case 'bearer':
          return { ...customHeaders, Authorization: formatBearer(secretValue) };
        case 'client-credentials':
          return { ...customHeaders, Authorization: formatBearer((await token?.get(refused, signal)) ?? '') };
      }
    },
  };
}

function formatBearer(token: string): string {
  const header = renderHeader('Bearer {{secret}}', () => token);
  if (header === null) throw new ConnectorError('credentials');
  return header;
}

const TokenResponse = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_600),
});

/** The token of https://www.rfc-editor.org/rfc/rfc6749#section-4.4: asked for once, kept in memory, renewed after a refusal. */
class ClientToken {
  readonly #crm: RestCrm;
  readonly #auth: Extract<RestFile['auth'], { type: 'client-credentials' }>;
  readonly #context: Pick<ConnectorContext, 'transport' | 'clock' | 'secret'>;
  readonly #clock: Clock;
  #token: { readonly text: string; readonly expiresAt: number } | null = null;
  #pendingToken: Promise<string> | null = null;
  /** the client's secret was not taken the last time */
  #isSecretRefused = false;

  constructor(
    crm: RestCrm,
    auth: Extract<RestFile['auth'], { type: 'client-credentials' }>,
    context: Pick<ConnectorContext, 'transport' | 'clock' | 'secret'>,
  ) {
    this.#crm = crm;
    this.#auth = auth;
    this.#context = context;
    this.#clock = context.clock;
  }

  /** Rejects with ConnectorError. */
  async get(refused: boolean, signal: AbortSignal): Promise<string> {
    if (refused) this.#token = null;
    if (this.#token !== null && this.#clock.now() < this.#token.expiresAt) return this.#token.text;
    this.#pendingToken ??= this.#fetchToken(signal).finally(() => (this.#pendingToken = null));
    return await this.#pendingToken;
  }

  async #fetchToken(signal: AbortSignal): Promise<string> {
    const { path, clientId, scope } = this.#auth;
    const value = withParameters(this.#crm, () => '');
    const tokenPath = renderPath(path, value);
    if (tokenPath === null) throw new ConnectorError('not-found');
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fill(clientId, value),
      client_secret: await this.#context.secret(this.#isSecretRefused),
      ...(scope !== undefined && { scope }),
    });
    const answer = await this.#context.transport
      .request(
        {
          method: 'POST',
          url: `${this.#crm.api}${tokenPath}`,
          headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
          body: form.toString(),
        },
        signal,
      )
      .catch((error: unknown) => {
        throw fromTransportError(error);
      });
    // https://www.rfc-editor.org/rfc/rfc6749#section-5.2 answers a wrong client with either.
    this.#isSecretRefused = answer.status === 400 || answer.status === 401;
    if (this.#isSecretRefused) throw new ConnectorError('credentials');
    const connectorError = findStatusError(answer);
    if (connectorError !== null) throw connectorError;
    const parsed = TokenResponse.safeParse(answer.json);
    if (!parsed.success) throw new ConnectorError('not-understood');
    const { access_token: text, expires_in: seconds } = parsed.data;
    this.#token = { text, expiresAt: this.#clock.now() + seconds * 1_000 - TOKEN_MARGIN_MS };
    return text;
  }
}

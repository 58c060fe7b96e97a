import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { ALL_NOTATIONS, type Notation } from '../../numbers/notations.ts';
import { parseJson } from '../../text/parse-json.ts';
import { basic, connectorKind, LABELS, type ConnectorContext } from '../connector-kind.ts';
import { ConnectorTrouble } from '../connector-trouble.ts';
import {
  CrmHttp,
  LooseText,
  timeOf,
  troubleOnTheWay,
  usualTrouble,
  type Authorization,
} from '../crm-http.ts';
import { importRingCentral, isRingCentral } from '../import-ringcentral.ts';
import { import3cx } from '../import-3cx.ts';
import { joinName } from '../join-name.ts';
import type { Hit } from '../remote-connector.ts';
import {
  asksEach,
  baseUrl,
  candidateTexts,
  fill,
  numberAs,
  parametersOf,
  placeholdersIn,
  renderHeader,
  renderJson,
  renderPath,
  renderQuery,
  restFile,
  valuesAt,
  WrongFile,
  type Path,
  type RestFile,
  type RestLookup,
  type Value,
} from '../rest-template.ts';

const LARGEST_FILE = 1024 * 1024;
/** Of one look-up, at the same time. */
const MOST_AT_ONCE = 4;
/** A token that ends while the request is on its way would be refused. */
const TOKEN_MARGIN_MS = 30_000;
/** What each costs a request of its own. */
const FEW_NOTATIONS: readonly Notation[] = ['e164', 'national', 'national-formatted', 'digits'];
/** A number that is written in as many ways as any, to count requests by. */
const OF_MANY_NOTATIONS = '+81312345678';

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
      return described(settings);
    } catch (error) {
      const wrong = error instanceof WrongSetting ? error.setting : ['file', ...whereOf(error)].join(': ');
      context.addIssue({ code: 'custom', path: [wrong], message: 'unusable' });
      return z.NEVER;
    }
  });

/** A CRM as settings and file together describe it. */
interface Described {
  readonly file: RestFile;
  readonly api: string;
  readonly pages: string;
  readonly parameters: Readonly<Record<string, string>>;
}

class WrongSetting extends Error {
  constructor(readonly setting: string) {
    super(setting);
  }
}

function whereOf(error: unknown): readonly string[] {
  return error instanceof WrongFile && error.where !== '' ? [error.where] : [];
}

/** Throws WrongFile, WrongSetting, or what the file system says. */
function described({
  file: path,
  url,
  apiUrl,
  parameters: given,
}: {
  readonly file: string;
  readonly url?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}): Described {
  const read = readDescription(path, given);
  const file = restFile(read.file);
  const parameters = { ...read.parameters, ...given };
  const missing = parametersOf(file).find((name) => !Object.hasOwn(parameters, name));
  if (missing !== undefined) throw new WrongSetting(`parameters.${missing}`);
  const pages = url ?? file.pages ?? apiUrl ?? file.api;
  const api = apiUrl ?? file.api ?? url;
  if (pages === undefined || api === undefined) throw new WrongSetting('url');
  const [safePages, safeApi] = [baseUrl(pages, file.allowHttp), baseUrl(api, file.allowHttp)];
  if (safePages === null) throw new WrongSetting('url');
  if (safeApi === null) throw new WrongSetting('apiUrl');
  return { file, pages: safePages, api: safeApi, parameters };
}

/** Our own description, or one that is made of another product's. */
function readDescription(
  path: string,
  parameters: Readonly<Record<string, string>>,
): { readonly file: unknown; readonly parameters?: Readonly<Record<string, string>> } {
  if (statSync(path).size > LARGEST_FILE) throw new WrongFile('larger than 1 MB');
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/u, '');
  if (path.toLowerCase().endsWith('.xml')) return import3cx(text, parameters);
  const json = parseJson(text);
  if (json === undefined) throw new WrongFile('not JSON');
  return isRingCentral(json) ? importRingCentral(json) : { file: json };
}

function needsSecret({ auth, headers, lookups }: RestFile): boolean {
  const texts = [headers, ...lookups.map(({ request }) => request.headers)].flatMap(Object.values);
  return auth.type !== 'none' || placeholdersIn(texts.join('\n')).includes('secret');
}

/** Any CRM with a REST API, as a file describes it; see docs/connectors-rest.md. */
export const rest = connectorKind({
  title: 'REST',
  settings: Settings,
  signIn: ({ file }) => ({ kind: needsSecret(file) ? 'secret' : 'none' }),
  search: (crm, context) => {
    const { id, name } = context;
    const { file, pages } = crm;
    const token = file.auth.type === 'client-credentials' ? new ClientToken(crm, file.auth, context) : null;
    const lookups = file.lookups.map((lookup) => ({
      lookup,
      http: new CrmHttp(context.transport, crm.api, authorizationOf(crm, lookup, token, context)),
    }));
    const requestsFor = (e164: string): readonly Asking[] =>
      lookups.flatMap(({ lookup, http }) => {
        const isEach = asksEach(lookup);
        const numbers = candidateTexts(
          e164,
          file.candidates ?? (isEach ? FEW_NOTATIONS : ALL_NOTATIONS),
          context.masks,
        );
        const asking = { lookup, http, e164 };
        return isEach
          ? numbers.map((number) => ({ ...asking, number, numbers: [] }))
          : [{ ...asking, number: '', numbers }];
      });
    const page = (template: string | undefined, value: Value): string | null => {
      const path = template === undefined ? null : renderPath(template, orParameter(crm, value));
      return path === null ? null : `${pages}${path}`;
    };
    return {
      id,
      name,
      perSecond: Math.max(1, Math.floor(file.maxRps / requestsFor(OF_MANY_NOTATIONS).length)),
      pages,
      links: ({ e164 }) => ({
        create: page(file.newUrl, (number) => numberAs(e164, number)),
        search: page(file.searchUrl, (number) => numberAs(e164, number)),
      }),
      async search(number, signal) {
        const answers = await inParallel(requestsFor(number.e164), async (asking) => {
          const { lookup } = asking;
          const records = await recordsOf(asking, crm, signal);
          const hits = records.map((record) =>
            hitOf(record, lookup, context, (recordId) => page(lookup.recordUrl, () => recordId)),
          );
          // Records of which none has an id are no records, or the file names another field than the CRM has.
          if (hits.length > 0 && hits.every((hit) => hit.id === '') && !lookup.listMayBeMissing)
            throw new ConnectorTrouble('not-understood');
          return hits;
        });
        return answers.flat(2);
      },
    };
  },
});

/** One request of a look-up. */
interface Asking {
  readonly lookup: RestLookup;
  readonly http: CrmHttp;
  readonly e164: string;
  readonly number: string;
  readonly numbers: readonly string[];
}

/** What is in the settings, besides what `value` knows. */
function orParameter({ parameters }: Described, value: Value): Value {
  return (name) =>
    name.startsWith('parameters.') ? (parameters[name.slice('parameters.'.length)] ?? '') : value(name);
}

async function recordsOf(
  { lookup, http, e164, number, numbers }: Asking,
  crm: Described,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const { request, list, listMayBeMissing } = lookup;
  const items = numbers.map((text) =>
    fill(
      lookup.numbers.each,
      orParameter(crm, () => text),
    ),
  );
  const value = orParameter(crm, (name) => {
    if (name === 'numbers') return items.join(lookup.numbers.join);
    return name === 'number' ? number : numberAs(e164, name);
  });
  const path = renderPath(request.path, value);
  // Only a parameter of dots comes here.
  if (path === null) throw new ConnectorTrouble('not-found');
  try {
    const answer = await http.ask(
      {
        method: request.method,
        path: `${path}${renderQuery(request.query, value, items)}`,
        ...(request.body !== undefined && { body: renderJson(request.body, value, items) }),
        schema: z.unknown(),
        empty: [],
      },
      signal,
    );
    return recordsIn(answer, list, listMayBeMissing);
  } catch (error) {
    if (lookup.notFoundIsNone && error instanceof ConnectorTrouble && error.kind === 'not-found') return [];
    throw error;
  }
}

function recordsIn(answer: unknown, list: Path, mayBeMissing: boolean): readonly unknown[] {
  if (typeof answer !== 'object' || answer === null) throw new ConnectorTrouble('not-understood');
  const found = valuesAt(answer, list)?.flat(1);
  const records = found?.filter((record) => record !== null);
  if (records === undefined || (found?.length !== 0 && records.length === 0)) {
    if (mayBeMissing) return [];
    throw new ConnectorTrouble('not-understood');
  }
  return records;
}

function hitOf(
  record: unknown,
  { object, map }: RestLookup,
  { label }: ConnectorContext,
  pageOf: (id: string) => string | null,
): Hit {
  const text = (path: Path | undefined): string | null => textsAt(record, path)[0] ?? null;
  const labelled = (paths: RestLookup['map']['phones']): readonly { field: string; text: string }[] =>
    Object.entries(paths).flatMap(([word, ways]) => {
      const known = LABELS.find((name) => name === word);
      return ways.flatMap((path) =>
        textsAt(record, path).map((found) => ({
          field: known === undefined ? word : label(known),
          text: found,
        })),
      );
    });
  const { name } = map;
  const id = text(map.id);
  return {
    // Without an id it is nothing that can be shown.
    id: id === null ? '' : `${object}:${id}`,
    name:
      (typeof name === 'object' && 'family' in name
        ? joinName(text(name.family), text(name.given))
        : text(name)) ?? '',
    reading: text(map.reading),
    company: text(map.company),
    title: text(map.title),
    owner: text(map.owner),
    ownedBy: map.ownedBy.flatMap((path) => textsAt(record, path)),
    open: map.open === undefined ? null : countOf(valuesAt(record, map.open)),
    lastActivity: map.updatedAt === undefined ? null : timeAt(valuesAt(record, map.updatedAt)?.[0]),
    url: text(map.url) ?? (id === null ? null : pageOf(id)),
    fields: labelled(map.fields).map(({ field, text: value }) => ({ label: field, value })),
    phones: labelled(map.phones),
  };
}

function textsAt(record: unknown, path: Path | undefined): readonly string[] {
  if (path === undefined) return [];
  return (valuesAt(record, path) ?? []).flat(1).flatMap((value) => LooseText.parse(value) ?? []);
}

/** A number as such, or as many as there are in a list. */
function countOf(values: readonly unknown[] | undefined): number | null {
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
function timeAt(value: unknown): number | null {
  if (typeof value === 'string')
    return timeOf(value.trim().replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/u, '$1T$2Z'));
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null;
  return value < 1e11 ? value * 1_000 : value;
}

/** Some at a time; after the first failure no more are begun. */
async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      results.push(await run(item));
  };
  try {
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, work));
  } finally {
    waiting.length = 0;
  }
  return results;
}

/** Who we are, and the headers that the file wants besides. */
function authorizationOf(
  crm: Described,
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
  const wanted = needsSecret(crm.file);
  return {
    renewable: wanted || token !== null,
    async headers(refused, signal) {
      const known = wanted ? await secret(refused && token === null) : '';
      const value = orParameter(crm, () => known);
      const headers = Object.entries(templates).map(([name, template]) => {
        const text = renderHeader(template, value);
        if (text === null) throw new ConnectorTrouble('credentials');
        return [name, text] as const;
      });
      const own = Object.fromEntries(headers);
      switch (auth.type) {
        case 'none':
        case 'header':
          return own;
        case 'basic':
          return { ...own, Authorization: basic(fill(auth.credentials, value)) };
        case 'bearer':
          return { ...own, Authorization: bearer(known) };
        case 'client-credentials':
          return { ...own, Authorization: bearer((await token?.get(refused, signal)) ?? '') };
      }
    },
  };
}

function bearer(token: string): string {
  const header = renderHeader('Bearer {{secret}}', () => token);
  if (header === null) throw new ConnectorTrouble('credentials');
  return header;
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_600),
});

/** The token of https://www.rfc-editor.org/rfc/rfc6749#section-4.4: asked for once, kept in memory, renewed after a refusal. */
class ClientToken {
  readonly #crm: Described;
  readonly #auth: Extract<RestFile['auth'], { type: 'client-credentials' }>;
  readonly #context: Pick<ConnectorContext, 'transport' | 'clock' | 'secret'>;
  readonly #clock: Clock;
  #token: { readonly text: string; readonly until: number } | null = null;
  #asking: Promise<string> | null = null;
  /** the client's secret was not taken the last time */
  #refused = false;

  constructor(
    crm: Described,
    auth: Extract<RestFile['auth'], { type: 'client-credentials' }>,
    context: Pick<ConnectorContext, 'transport' | 'clock' | 'secret'>,
  ) {
    this.#crm = crm;
    this.#auth = auth;
    this.#context = context;
    this.#clock = context.clock;
  }

  /** Rejects with ConnectorTrouble. */
  async get(refused: boolean, signal: AbortSignal): Promise<string> {
    if (refused) this.#token = null;
    if (this.#token !== null && this.#clock.now() < this.#token.until) return this.#token.text;
    this.#asking ??= this.#ask(signal).finally(() => (this.#asking = null));
    return await this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<string> {
    const { path, clientId, scope } = this.#auth;
    const value = orParameter(this.#crm, () => '');
    const tokenPath = renderPath(path, value);
    if (tokenPath === null) throw new ConnectorTrouble('not-found');
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fill(clientId, value),
      client_secret: await this.#context.secret(this.#refused),
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
        throw troubleOnTheWay(error);
      });
    // https://www.rfc-editor.org/rfc/rfc6749#section-5.2 answers a wrong client with either.
    this.#refused = answer.status === 400 || answer.status === 401;
    if (this.#refused) throw new ConnectorTrouble('credentials');
    const trouble = usualTrouble(answer);
    if (trouble !== null) throw trouble;
    const parsed = TokenAnswer.safeParse(answer.json);
    if (!parsed.success) throw new ConnectorTrouble('not-understood');
    const { access_token: text, expires_in: seconds } = parsed.data;
    this.#token = { text, until: this.#clock.now() + seconds * 1_000 - TOKEN_MARGIN_MS };
    return text;
  }
}

import { z } from 'zod';
import { findPlaceholders, RestFileError, type Json, type RestFileInput } from './rest-template.ts';

/**
 * Proxy configurations of RingCentral App Connect, as
 * https://appconnect.labs.ringcentral.com/developers/proxy-connector/ describes them, made into a description of our
 * own. Of their operations only `findContact` is taken.
 */

const Strings = z.record(z.string(), z.union([z.string(), z.number().transform(String)]));
const optionalText = z.string().nullish();

const RcAuth = z.object({
  type: z.string().default('apiKey'),
  scheme: optionalText,
  headerName: z.string().default('Authorization'),
  credentialTemplate: optionalText,
  encode: z.string().default('base64'),
});

const ProxyConfig = z.object({
  meta: z.object({ name: optionalText, displayName: optionalText }).prefault({}),
  auth: RcAuth.prefault({}),
  requestDefaults: z
    .object({ baseUrl: z.string().default(''), defaultHeaders: Strings.default({}) })
    .prefault({}),
  operations: z.object({
    findContact: z.object({
      method: z.string().default('GET'),
      url: z.string(),
      headers: Strings.default({}),
      query: z.record(z.string(), z.json()).default({}),
      body: z.json().optional(),
      auth: RcAuth.optional(),
      responseMapping: z.object({
        listPath: optionalText,
        item: z
          .object({
            idPath: optionalText,
            namePath: optionalText,
            phonePath: optionalText,
            typePath: optionalText,
            titlePath: optionalText,
            companyPath: optionalText,
            mostRecentActivityDatePath: optionalText,
          })
          .prefault({}),
      }),
    }),
  }),
});

/** The number in RingCentral's words, of which `parsedPhoneNumber` is awesome-phonenumber's. */
const NUMBERS: Readonly<Record<string, string>> = {
  phoneNumber: 'number',
  'parsedPhoneNumber.number.e164': 'number.e164',
  'parsedPhoneNumber.number.national': 'number.national-formatted',
  'parsedPhoneNumber.number.international': 'number.international',
  'parsedPhoneNumber.number.significant': 'number.significant',
};
/** What is stored of the user there, and comes from the settings here. */
const SETTING_NAME = /^(?:user\.platformAdditionalInfo\.|additionalInfo\.|user\.)?([\w-]+)$/u;
const SECRETS: readonly string[] = ['apiKey', 'user.accessToken', 'secretKey'];

/** By its shape; it may stand in a file of its own or under the name that RingCentral's console has for it. */
export function isRingCentral(json: unknown): boolean {
  return Shape.safeParse(json).success;
}

const Bare = z.object({ operations: z.looseObject({}) });
const Shape = z.union([z.object({ proxyConfig: Bare }), Bare]);

/**
 * @returns a description to be checked by `restFile`
 * @throws RestFileError
 */
export function importRingCentral(json: unknown): { readonly file: RestFileInput } {
  const wrapped = z.object({ proxyConfig: z.unknown() }).safeParse(json);
  const parsed = ProxyConfig.safeParse(wrapped.success ? wrapped.data.proxyConfig : json);
  if (!parsed.success) throw new RestFileError((parsed.error.issues[0]?.path ?? []).map(String).join('.'));
  const { meta, auth, requestDefaults, operations } = parsed.data;
  const { findContact: find } = operations;
  const method = find.method.toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw new RestFileError('operations.findContact.method: only GET and POST');
  const { api, path, query } = splitUrl(requestDefaults.baseUrl, find.url);
  const item = find.responseMapping.item;
  const list = orDefault(find.responseMapping.listPath, 'body').replace(/^body\.?/u, '');
  const headers = toHeaders({ ...requestDefaults.defaultHeaders, ...find.headers });
  const authorization = toAuth(find.auth ?? auth);
  const usedSecrets = new Set(
    [
      ...Object.values(requestDefaults.defaultHeaders),
      ...Object.values(find.headers),
      getCredentialTemplate(find.auth ?? auth),
    ]
      .flatMap(findPlaceholders)
      .map((name) => (name === 'user.accessToken' ? 'apiKey' : name))
      .filter((name) => SECRETS.includes(name)),
  );
  if (usedSecrets.size > 1) throw new RestFileError('requestDefaults.defaultHeaders: more than one secret');
  const name = meta.displayName ?? meta.name ?? '';
  return {
    file: {
      about: `RingCentral App Connect: ${name}`,
      ...(api !== null && { api }),
      auth: authorization,
      // App Connect asks for E.164, and for the formats that a user adds.
      candidates: ['e164', 'national', 'national-formatted'],
      lookups: [
        {
          object: 'contact',
          request: {
            method,
            path,
            query: { ...query, ...convertValues(find.query, 'operations.findContact.query') },
            headers,
            ...(method === 'POST' && { body: convertJson(find.body ?? {}, 'operations.findContact.body') }),
          },
          ...(list !== '' && { list }),
          listMayBeMissing: true,
          map: {
            id: orDefault(item.idPath, 'id'),
            name: orDefault(item.namePath, 'name'),
            company: orDefault(item.companyPath, 'company'),
            title: orDefault(item.titlePath, 'title'),
            updatedAt: orDefault(item.mostRecentActivityDatePath, 'mostRecentActivityDate'),
            phones: { phone: orDefault(item.phonePath, 'phone') },
            fields: { kind: orDefault(item.typePath, 'type') },
          },
        },
      ],
    },
  };
}

/** App Connect takes its usual names where none is given, and an empty text for none given. */
function orDefault(path: string | null | undefined, fallback: string): string {
  return path == null || path === '' ? fallback : path;
}

/** The host, null where the user says it; and what is behind it. */
function splitUrl(
  baseUrl: string,
  url: string,
): { readonly api: string | null; readonly path: string; readonly query: Readonly<Record<string, Json>> } {
  const fullUrl = /^https?:\/\//iu.test(url)
    ? url
    : `${baseUrl.replace(/\/$/u, '')}/${url.replace(/^\//u, '')}`;
  const [, origin = '', rest = '/'] = /^(https?:\/\/[^/?#]*)(.*)$/isu.exec(fullUrl) ?? [];
  const isUserHost = findPlaceholders(origin).length > 0 || origin === '';
  if (!isUserHost && !URL.canParse(origin)) throw new RestFileError('requestDefaults.baseUrl');
  const pathAndQuery = origin === '' ? fullUrl.replace(/^\{\{[^}]*\}\}/u, '') : rest;
  const [path = '', search = ''] = pathAndQuery.split(/\?(.*)/su);
  const query = Object.fromEntries([...new URLSearchParams(search)]);
  return {
    api: isUserHost ? null : new URL(origin).origin,
    path: convert(path.startsWith('/') ? path : `/${path}`, 'request', 'operations.findContact.url'),
    query: convertValues(query, 'operations.findContact.url'),
  };
}

function convertValues(values: Readonly<Record<string, Json>>, location: string): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, convertJson(value, location)]),
  );
}

function convertJson(json: Json, location: string): Json {
  if (typeof json === 'string') return convert(json, 'request', location);
  if (Array.isArray(json)) return json.map((item) => convertJson(item, location));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, convertJson(value, location)]));
}

function toHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      convert(value, 'header', `requestDefaults.defaultHeaders.${name}`),
    ]),
  );
}

function convert(template: string, position: 'request' | 'header', location: string): string {
  return template.replace(/\{\{\s*([^}]+?)\s*\}\}/gu, (_whole, name: string) => {
    const number = NUMBERS[name];
    if (number !== undefined && position === 'request') return `{{${number}}}`;
    if (SECRETS.includes(name)) {
      if (position === 'header') return '{{secret}}';
      throw new RestFileError(`${location}: ${name} is a secret, which belongs into a header`);
    }
    const [, setting] = SETTING_NAME.exec(name) ?? [];
    if (setting === undefined || ['authHeader', 'overridingFormat', 'isExtension'].includes(name))
      throw new RestFileError(`${location}: ${name} is not known`);
    return `{{parameters.${setting}}}`;
  });
}

function getCredentialTemplate({ credentialTemplate }: z.infer<typeof RcAuth>): string {
  return credentialTemplate ?? '{{apiKey}}';
}

function toAuth(auth: z.infer<typeof RcAuth>): NonNullable<RestFileInput['auth']> {
  const { type, scheme, headerName, credentialTemplate, encode } = auth;
  if (type === 'oauth') throw new RestFileError('auth: OAuth with a browser is not done for files');
  // Core's own header for API keys.
  if (credentialTemplate == null || credentialTemplate === '')
    return { type: 'basic', credentials: '{{secret}}:' };
  const credentials = convert(credentialTemplate, 'header', 'auth.credentialTemplate');
  if (encode === 'none')
    return {
      type: 'header',
      name: headerName,
      value: scheme == null || scheme === '' ? credentials : `${scheme} ${credentials}`,
    };
  if (scheme !== 'Basic' || headerName.toLowerCase() !== 'authorization')
    throw new RestFileError('auth.encode: base64 only for Basic');
  return { type: 'basic', credentials };
}

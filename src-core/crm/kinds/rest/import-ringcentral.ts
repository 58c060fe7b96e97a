import { z } from 'zod';
import { findPlaceholders, mapTexts, RestFileError, type Json, type RestFileInput } from './rest-template.ts';

/**
 * Imports the operation `findContact` of RingCentral App Connect's proxy configurations:
 * https://appconnect.labs.ringcentral.com/developers/proxy-connector/.
 */

const Strings = z.record(z.string(), z.union([z.string(), z.number().transform(String)]));
const optionalText = z.string().nullish();
/** A path in the response; App Connect uses a default if it is missing or empty. */
const pathWithDefault = (
  fallback: string,
): z.ZodPipe<typeof optionalText, z.ZodTransform<string, string | null | undefined>> =>
  optionalText.transform((path) => (path == null || path === '' ? fallback : path));

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
        listPath: pathWithDefault('body'),
        item: z
          .object({
            idPath: pathWithDefault('id'),
            namePath: pathWithDefault('name'),
            phonePath: pathWithDefault('phone'),
            typePath: pathWithDefault('type'),
            titlePath: pathWithDefault('title'),
            companyPath: pathWithDefault('company'),
            mostRecentActivityDatePath: pathWithDefault('mostRecentActivityDate'),
          })
          .prefault({}),
      }),
    }),
  }),
});

/** RingCentral's placeholders for the number; `parsedPhoneNumber` is an object of awesome-phonenumber. */
const NUMBERS: Readonly<Record<string, string>> = {
  phoneNumber: 'number',
  'parsedPhoneNumber.number.e164': 'number.e164',
  'parsedPhoneNumber.number.national': 'number.national-formatted',
  'parsedPhoneNumber.number.international': 'number.international',
  'parsedPhoneNumber.number.significant': 'number.significant',
};
/** Placeholders for what RingCentral stores of the user, which the settings have here. */
const SETTING_NAME = /^(?:user\.platformAdditionalInfo\.|additionalInfo\.|user\.)?([\w-]+)$/u;
const SECRETS: readonly string[] = ['apiKey', 'user.accessToken', 'secretKey'];

const Bare = z.object({ operations: z.looseObject({}) });
/** RingCentral's console exports it under a name. */
const Shape = z.union([z.object({ proxyConfig: Bare }), Bare]);

export function isRingCentral(json: unknown): boolean {
  return Shape.safeParse(json).success;
}

/**
 * @returns a description for `parseRestFile`
 * @throws RestFileError
 */
export function importRingCentral(json: unknown): { readonly file: RestFileInput } {
  const wrapped = z.object({ proxyConfig: z.unknown() }).safeParse(json);
  const parsed = ProxyConfig.safeParse(wrapped.success ? wrapped.data.proxyConfig : json);
  if (!parsed.success) throw new RestFileError((parsed.error.issues[0]?.path ?? []).map(String).join('.'));
  const { meta, requestDefaults, operations } = parsed.data;
  const { findContact: find } = operations;
  const method = find.method.toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw new RestFileError('operations.findContact.method: only GET and POST');
  const { api, path, query } = splitUrl(requestDefaults.baseUrl, find.url);
  const { listPath, item } = find.responseMapping;
  const list = listPath.replace(/^body\.?/u, '');
  const headers = Object.entries({ ...requestDefaults.defaultHeaders, ...find.headers }).map(
    ([name, value]) => [name, convert(value, 'header', `requestDefaults.defaultHeaders.${name}`)] as const,
  );
  const rcAuth = find.auth ?? parsed.data.auth;
  const auth = toAuth(rcAuth);
  const usedSecrets = [
    ...Object.values(requestDefaults.defaultHeaders),
    ...Object.values(find.headers),
    rcAuth.credentialTemplate ?? '{{apiKey}}',
  ]
    .flatMap(findPlaceholders)
    .filter((name) => SECRETS.includes(name))
    .map((name) => (name === 'user.accessToken' ? 'apiKey' : name));
  if (new Set(usedSecrets).size > 1)
    throw new RestFileError('requestDefaults.defaultHeaders: more than one secret');
  return {
    file: {
      about: `RingCentral App Connect: ${meta.displayName ?? meta.name ?? ''}`,
      ...(api !== null && { api }),
      auth,
      // App Connect searches for E.164 and formats that the user adds.
      candidates: ['e164', 'national', 'national-formatted'],
      lookups: [
        {
          object: 'contact',
          request: {
            method,
            path,
            query: { ...query, ...convertValues(find.query, 'operations.findContact.query') },
            headers: Object.fromEntries(headers),
            ...(method === 'POST' && { body: convertJson(find.body ?? {}, 'operations.findContact.body') }),
          },
          ...(list !== '' && { list }),
          listMayBeMissing: true,
          map: {
            id: item.idPath,
            name: item.namePath,
            company: item.companyPath,
            title: item.titlePath,
            updatedAt: item.mostRecentActivityDatePath,
            phones: { phone: item.phonePath },
            fields: { kind: item.typePath },
          },
        },
      ],
    },
  };
}

/** The host, null if the settings must name it, and the rest of the address. */
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
  return mapTexts(json, (text) => convert(text, 'request', location));
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

function toAuth(auth: z.infer<typeof RcAuth>): NonNullable<RestFileInput['auth']> {
  const { type, scheme, headerName, credentialTemplate, encode } = auth;
  if (type === 'oauth') throw new RestFileError('auth: OAuth with a browser is not done for files');
  // App Connect's default.
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

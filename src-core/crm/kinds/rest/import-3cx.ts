import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { parseJson } from '../../../util/parse-json.ts';
import { RestFileError, type Json, type RestFileInput } from './rest-template.ts';

/**
 * Imports server-side CRM templates of 3CX (https://www.3cx.com/docs/server-side-crm-template-xml-description/).
 *
 * Only scenarios that look up a number by one REST request with a JSON response are imported; others, such as call
 * journals and new contacts, are left out. What our file can't express is refused with its location and the reason.
 */

/** Elements that are lists, even of one. */
const LIST_ELEMENT = /^(?:Parameter|Scenario|Rule|Variable|Output|Value|Object)$/u;

const text = z.string().default('');

/** An element; the parser returns one without attributes and children as its text. */
function element<T extends z.core.$ZodLooseShape>(
  shape: T,
): z.ZodPreprocess<z.ZodObject<T & { '#text': typeof text }>> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? { '#text': value } : value),
    z.object({ ...shape, '#text': text }),
  );
}

/** The child elements of one name, in an element that may be missing. */
function childList<T extends z.ZodType>(name: string, item: T): z.ZodType<readonly z.infer<T>[]> {
  return z
    .preprocess((value) => (value === undefined || typeof value === 'string' ? {} : value), z.looseObject({}))
    .transform((parent) => parent[name] ?? [])
    .pipe(z.array(item));
}

const KeyValue = element({ '@Key': text });
const Request = element({
  '@Url': text,
  '@SkipIf': text,
  '@Message': text,
  '@RequestType': z.string().default('Get'),
  '@RequestEncoding': text,
  '@ResponseType': z.string().default('Json'),
  Headers: childList('Value', KeyValue),
  PostValues: z.unknown().optional(),
  Query: z.unknown().optional(),
});
const Scenario = element({
  '@Id': text,
  '@Type': z.string().default('REST'),
  '@EntityId': text,
  Request: Request.optional(),
  Rules: childList('Rule', element({ '@Type': text })),
  Variables: childList(
    'Variable',
    element({ '@Name': z.string(), '@Path': text, Filter: z.unknown().optional() }),
  ),
  Outputs: element({
    '@Next': text,
    Output: z.array(element({ '@Type': text, '@Value': text })).default([]),
  }).optional(),
});
type Scenario = z.infer<typeof Scenario>;
const Template = z.object({
  Crm: z.object({
    '@Name': text,
    Number: element({
      '@Prefix': z.enum(['AsIs', 'Off', 'Plus', 'Zeros']).default('AsIs'),
      '@MaxLength': text,
    }).optional(),
    Parameters: childList('Parameter', element({ '@Name': z.string(), '@Type': text, '@Default': text })),
    Authentication: element({
      '@Type': z.string().default('No'),
      Value: z.array(KeyValue).default([]),
    }).optional(),
    Scenarios: childList('Scenario', Scenario),
  }),
});

type Crm = z.infer<typeof Template>['Crm'];
type LookupInput = RestFileInput['lookups'][number];

/** Our labels of 3CX's outputs with phone numbers. */
const PHONE_LABELS: readonly (readonly [RegExp, string])[] = [
  [/^PhoneMobile/u, 'mobile'],
  [/^PhoneHome/u, 'home'],
  [/^PhoneBusiness/u, 'work'],
  [/^(?:Phone|Pager)/u, 'other-phone'],
];
const SECRET_NAME = /secret|token|password|passwd|api_?-?key/iu;

/**
 * @param settingsParameters parameters of the settings; only they may be part of a host
 * @returns a description for `parseRestFile`, and the values of the parameters that are no secrets
 * @throws RestFileError
 */
export function import3cx(
  xml: string,
  settingsParameters: Readonly<Record<string, string>>,
): { readonly file: RestFileInput; readonly parameters: Readonly<Record<string, string>> } {
  const crm = parse(xml);
  const parameters = new Map(
    crm.Parameters.map((parameter) => [
      parameter['@Name'],
      settingsParameters[parameter['@Name']] ?? parameter['@Default'],
    ]),
  );
  const secrets = crm.Parameters.filter(
    (parameter) => parameter['@Type'] === 'Password' || SECRET_NAME.test(parameter['@Name']),
  ).map((parameter) => parameter['@Name']);
  const used = { usedSecrets: new Set<string>(), hosts: new Set<string>(), pageHosts: new Set<string>() };
  const context: ImportContext = { parameters, secrets, settingsParameters, ...used };
  const scripted = crm.Scenarios.find((scenario) => scenario['@Type'].toUpperCase() !== 'REST');
  if (scripted !== undefined)
    throw new RestFileError(
      `Scenario "${scripted['@Id']}": Type "${scripted['@Type']}" is not run, only REST`,
    );
  const lookups = crm.Scenarios.filter(isLookup).map((scenario, index) => toLookup(scenario, index, context));
  if (lookups.length === 0) throw new RestFileError('Scenarios: none looks up a number');
  const { hosts, pageHosts } = context;
  if (hosts.size > 1 || pageHosts.size > 1) throw new RestFileError('Scenarios: more than one host');
  const [api] = hosts;
  const [pages] = pageHosts;
  return {
    file: {
      about: `3CX: ${crm['@Name']}`,
      api,
      pages,
      auth: toAuth(crm.Authentication, context),
      candidates: toCandidates(crm.Number, context),
      lookups,
    },
    parameters: Object.fromEntries(
      [...parameters].filter(([name, value]) => value !== '' && !secrets.includes(name)),
    ),
  };
}

interface ImportContext {
  readonly parameters: ReadonlyMap<string, string>;
  readonly secrets: readonly string[];
  readonly settingsParameters: Readonly<Record<string, string>>;
  /** filled while scenarios are converted; a connector can have only one of each */
  readonly usedSecrets: Set<string>;
  readonly hosts: Set<string>;
  readonly pageHosts: Set<string>;
}

function parse(xml: string): Crm {
  // A document type can define entities; no template needs them.
  if (/<!DOCTYPE|<!ENTITY/iu.test(xml)) throw new RestFileError('a document type is not read');
  // Not part of the format: https://www.3cx.com/docs/crm-template-xml-description/.
  if (/<(?:\w+:)?(?:script|code|assembly)\b/iu.test(xml)) throw new RestFileError('scripts are not run');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
    isArray: (name) => LIST_ELEMENT.test(name),
  });
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw new RestFileError('not XML');
  }
  const template = Template.safeParse(parsed);
  if (template.success) return template.data.Crm;
  throw new RestFileError(
    (template.error.issues[0]?.path ?? []).map(String).join('.') || 'no template of 3CX',
  );
}

/**
 * Whether 3CX runs the scenario to look up a caller; a template may have several such. One without outputs only reports
 * the call, whatever its id.
 */
function isLookup({ '@Id': id, Request: request, Outputs: outputs }: Scenario): boolean {
  const hasOutputs = outputs !== undefined && (outputs.Output.length > 0 || outputs['@Next'] !== '');
  return id === '' && hasOutputs && request !== undefined && /\[Number\]/u.test(JSON.stringify(request));
}

type Path = readonly string[];

function toLookup(scenario: Scenario, index: number, context: ImportContext): LookupInput {
  const location = `Scenarios.Scenario.${index}`;
  const request = toRequest(scenario.Request, `${location}.Request`, context);
  if (scenario.Outputs !== undefined && scenario.Outputs['@Next'] !== '')
    throw new RestFileError(`${location}.Outputs.Next: scenarios in a chain are not run`);
  const outputs = new Map(scenario.Outputs?.Output.map((output) => [output['@Type'], output['@Value']]));
  const paths = new Map(
    scenario.Variables
      // A filter selects one of several values, which our file can't express.
      .filter(({ Filter: filter }) => (filter ?? '') === '')
      .map((variable): [string, Path] => [variable['@Name'], toSegments(variable['@Path'])])
      .filter(([, path]) => path.length > 0),
  );
  const findPath = (type: string): Path | undefined => paths.get(findVariable(outputs.get(type) ?? '') ?? '');

  const idName = findIdName(outputs, paths);
  const id = paths.get(idName ?? '');
  if (idName === null || id === undefined) throw new RestFileError(`${location}.Outputs: no EntityId`);
  const phones = collectPhones(scenario, [...outputs.keys()], findPath);
  if (phones.length === 0)
    throw new RestFileError(`${location}.Outputs: no phone number, so that nobody could check whose it is`);
  const [family, given, full] = [findPath('LastName'), findPath('FirstName'), findPath('FullName')];
  const [company, email, url] = [findPath('CompanyName'), findPath('Email'), findPath('ContactUrl')];
  const allPaths = [id, family, given, full, company, email, url, ...phones.map(([, path]) => path)];
  const list = findCommonList(allPaths.filter((path) => path !== undefined));
  const toText = (path: Path): string => path.slice(list.length).join('.');
  const contactUrl = outputs.get('ContactUrl') ?? '';
  const hasPageUrl = url === undefined && contactUrl !== '';
  return {
    object: /^[\w-]{1,40}$/u.test(scenario['@EntityId'])
      ? `${scenario['@EntityId']}-${index}`
      : `contact-${index}`,
    request,
    ...(list.length > 0 && { list: list.join('.') }),
    listMayBeMissing: true,
    map: {
      id: toText(id),
      name: toNamePath(full, family, given, toText),
      company: company && toText(company),
      url: url && toText(url),
      fields: email && { email: toText(email) },
      phones: Object.fromEntries(
        phones.map(([label]) => [
          label,
          phones.flatMap(([other, path]) => (other === label ? [toText(path)] : [])),
        ]),
      ),
    },
    recordUrl: hasPageUrl ? toRecordUrl(contactUrl, idName, location, context) : undefined,
  };
}

/** The variable that identifies a record: an output of its own, or the only one in the address of its page. */
function findIdName(outputs: ReadonlyMap<string, string>, paths: ReadonlyMap<string, Path>): string | null {
  for (const type of ['EntityId', 'ContactID']) {
    const name = findVariable(outputs.get(type) ?? '');
    if (name !== null && paths.has(name)) return name;
  }
  const contactUrl = outputs.get('ContactUrl') ?? '';
  const [name = null, ...others] = [...contactUrl.matchAll(/\[(\w+)\]/gu)].flatMap(([, found = '']) =>
    paths.has(found) ? [found] : [],
  );
  return others.length === 0 && findVariable(contactUrl) === null ? name : null;
}

function toNamePath(
  full: Path | undefined,
  family: Path | undefined,
  given: Path | undefined,
  toText: (path: Path) => string,
): LookupInput['map']['name'] {
  if (full === undefined && family !== undefined && given !== undefined)
    return { family: toText(family), given: toText(given) };
  const path = full ?? family ?? given;
  return path && toText(path);
}

/** Paths with their labels: of outputs, and of the rules by which 3CX compares numbers (`Rule Type="Number"`). */
function collectPhones(
  scenario: Scenario,
  outputTypes: readonly string[],
  findPath: (type: string) => Path | undefined,
): readonly (readonly [label: string, path: Path])[] {
  const fromOutputs = outputTypes.flatMap((type) => {
    const label = PHONE_LABELS.find(([pattern]) => pattern.test(type))?.[1];
    const path = findPath(type);
    return label === undefined || path === undefined ? [] : [[label, path] as const];
  });
  const fromRules = scenario.Rules.flatMap((rule) =>
    rule['@Type'] === 'Number' && rule['#text'] !== '' ? [['phone', toSegments(rule['#text'])] as const] : [],
  );
  const phones = [...fromOutputs, ...fromRules];
  const keys = phones.map(([, path]) => path.join('.'));
  return phones.filter((_phone, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** The name in a text that is nothing but "[Name]". */
function findVariable(value: string): string | null {
  return /^\s*\[{1,2}(\w+)\]{1,2}\s*$/u.exec(value)?.[1] ?? null;
}

function toSegments(path: string): readonly string[] {
  return path.match(/[^.[\]]+/gu) ?? [];
}

/**
 * The common start of all paths leads to the list of records. 3CX has the same path for a list as for a single record, or
 * that of its first item ("users.0.id").
 */
function findCommonList(paths: readonly Path[]): Path {
  const [first = []] = paths;
  const differs = first.findIndex((segment, index) =>
    paths.some((path) => path[index] !== segment || path.length <= index + 1),
  );
  const common = first.slice(0, Math.max(differs, 0));
  return common.at(-1) === '0' ? common.slice(0, -1).concat('*') : common;
}

function toRequest(
  request: Scenario['Request'],
  location: string,
  context: ImportContext,
): LookupInput['request'] {
  if (request === undefined) throw new RestFileError(location);
  const method = request['@RequestType'].toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw new RestFileError(`${location}.RequestType: only Get and Post`);
  if (request['@ResponseType'].toUpperCase() !== 'JSON')
    throw new RestFileError(`${location}.ResponseType: only Json`);
  if (request.Query !== undefined) throw new RestFileError(`${location}.Query: databases are not asked`);
  // A condition on a search only saves a request; one on a request that writes may be what prevents it.
  if (method === 'POST' && request['@SkipIf'] !== '')
    throw new RestFileError(`${location}.SkipIf: conditions are not run`);
  const { host, rest } = splitUrl(request['@Url'], `${location}.Url`, context);
  const { path, query } = toPathAndQuery(rest, `${location}.Url`, context);
  context.hosts.add(host);
  return {
    method,
    path,
    query,
    headers: Object.fromEntries(
      request.Headers.map((header) => [
        header['@Key'],
        convert(header['#text'], 'header', `${location}.Headers`, context),
      ]),
    ),
    body: method === 'POST' ? toBody(request, location, context) : undefined,
  };
}

/** Replaces "[Name]" and "[[Name]]". */
function replaceVariables(
  template: string,
  toReplacement: (name: string, placeholder: string) => string,
): string {
  return template.replace(/\[\[(\w+)\]\]|\[(\w+)\]/gu, (placeholder, double?: string, single?: string) =>
    toReplacement(double ?? single ?? '', placeholder),
  );
}

/** The host of an address, with its parameters replaced, and the unchanged rest. */
function splitUrl(
  url: string,
  location: string,
  context: ImportContext,
): { readonly host: string; readonly rest: string } {
  const [prefix = ''] = /^(?:[^/?#]*\/\/)?[^/?#]*/u.exec(url.trim()) ?? [];
  const resolvedPrefix = replaceVariables(prefix, (name) => {
    // The template's own value is often a placeholder, and must not receive the secret.
    const value = context.settingsParameters[name];
    if (value === undefined)
      throw new RestFileError(`${location}: parameters.${name} belongs into the settings`);
    if (/[?#@\\\s[\]{}]/u.test(value.trim()))
      throw new RestFileError(`${location}: no address in parameters.${name}`);
    return value.trim();
  });
  const fullUrl = `${resolvedPrefix}${url.trim().slice(prefix.length)}`;
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?#\\@\s[\]{}]+)((?:[/?#].*)?)$/isu.exec(fullUrl) ?? [];
  if (!URL.canParse(origin)) throw new RestFileError(`${location}: no address`);
  const [path = ''] = rest.split(/[?#]/u, 1);
  // A parameter that ends in a slash would make two.
  const cleanPath = `/${path}`.replace(/\/{2,}/gu, '/');
  return { host: new URL(origin).origin, rest: `${cleanPath}${rest.slice(path.length)}` };
}

function toPathAndQuery(
  rest: string,
  location: string,
  context: ImportContext,
): { readonly path: string; readonly query: Readonly<Record<string, string>> } {
  const [path = '/', search = ''] = rest.split(/\?(.*)/su);
  const query = search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/su).map((part) => decode(part, location));
      return [name, convert(value, 'request', location, context)] as const;
    });
  return { path: convert(path, 'request', location, context), query: Object.fromEntries(query) };
}

function decode(part: string, location: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw new RestFileError(`${location}: not percent-encoded`);
  }
}

/** The path of the record's page; undefined if it needs more than the record's id. */
function toRecordUrl(
  contactUrl: string,
  idName: string,
  location: string,
  context: ImportContext,
): string | undefined {
  const others = [...contactUrl.matchAll(/\[(\w+)\]/gu)].flatMap(([, name = '']) =>
    name === idName ? [] : [name],
  );
  if (others.some((name) => !context.parameters.has(name) || context.secrets.includes(name)))
    return undefined;
  const marked = replaceVariables(contactUrl, (name, placeholder) =>
    name === idName ? '{{id}}' : placeholder,
  );
  const { host, rest } = splitUrl(marked, `${location}.Outputs.ContactUrl`, context);
  context.pageHosts.add(host);
  return convert(rest, 'page', location, context);
}

/** Replaces "[Name]" by "{{…}}"; refuses expressions. */
function convert(
  template: string,
  position: 'request' | 'header' | 'page',
  location: string,
  context: ImportContext,
): string {
  const converted = replaceVariables(template, (name) => {
    if (name === 'Number' && position === 'request') return '{{number}}';
    // Only incoming calls are looked up.
    if (name === 'CallDirection') return 'Inbound';
    if (!context.parameters.has(name)) throw new RestFileError(`${location}: [${name}] is not known`);
    if (!context.secrets.includes(name)) return `{{parameters.${name}}}`;
    if (position !== 'header')
      throw new RestFileError(`${location}: [${name}] is a secret, which belongs into a header`);
    context.usedSecrets.add(name);
    if (context.usedSecrets.size > 1) throw new RestFileError(`${location}: more than one secret`);
    return '{{secret}}';
  });
  if (/\[(?:\w|\{\{)|\^\^/u.test(converted))
    throw new RestFileError(`${location}: expressions are not calculated`);
  return converted;
}

function toBody(request: NonNullable<Scenario['Request']>, location: string, context: ImportContext): Json {
  if (request['@Message'] !== '') {
    const message = convert(request['@Message'], 'request', `${location}.Message`, context);
    const json = z.json().safeParse(parseJson(message));
    if (!json.success) throw new RestFileError(`${location}.Message: only JSON`);
    return json.data;
  }
  if (request['@RequestEncoding'].toUpperCase() !== 'JSON')
    throw new RestFileError(`${location}.RequestEncoding: only Json`);
  return toJsonEntry(request.PostValues, `${location}.PostValues`, context)[1];
}

const PostValues = z.object({
  '@Key': text,
  Value: z.array(KeyValue).default([]),
  Object: z.array(z.unknown()).default([]),
});

function toJsonEntry(values: unknown, location: string, context: ImportContext): readonly [string, Json] {
  const parsed = PostValues.safeParse(values);
  if (!parsed.success) throw new RestFileError(location);
  const { '@Key': key, Value: texts, Object: children } = parsed.data;
  const entries = [
    ...texts.map((value) => [value['@Key'], convert(value['#text'], 'request', location, context)] as const),
    ...children.map((child) => toJsonEntry(child, location, context)),
  ];
  const [first] = entries;
  // The outermost object has no key.
  const isOutermost = texts.length === 0 && entries.length === 1 && first?.[0] === '';
  return [key, isOutermost ? first[1] : Object.fromEntries(entries)];
}

function toAuth(
  authentication: Crm['Authentication'],
  context: ImportContext,
): NonNullable<RestFileInput['auth']> {
  const type = authentication?.['@Type'] ?? 'No';
  switch (type) {
    case 'No':
      return { type: 'none' };
    case 'Basic': {
      const [value] = authentication?.Value ?? [];
      if (value === undefined) throw new RestFileError('Authentication.Value');
      const credentials = convert(value['#text'], 'header', 'Authentication.Value', context);
      return { type: 'basic', credentials };
    }
    default:
      throw new RestFileError(`Authentication: Type "${type}" is not run, only No and Basic`);
  }
}

/** https://www.3cx.com/docs/server-side-crm-template-xml-description/, "Number element". */
function toCandidates(
  number: Crm['Number'],
  context: ImportContext,
): NonNullable<RestFileInput['candidates']> {
  const maxLength = number?.['@MaxLength'] ?? '';
  const name = findVariable(maxLength);
  const maxDigits = Number(name === null ? maxLength : (context.parameters.get(name) ?? ''));
  // One request by the last digits finds all notations.
  if (Number.isInteger(maxDigits) && maxDigits >= 4 && maxDigits <= 11)
    return [`last:${maxDigits}`, 'national', 'national-formatted'];
  return [...PREFIXES[number?.['@Prefix'] ?? 'AsIs'], 'national', 'national-formatted'];
}

/** Notations by `Prefix`. `AsIs` is the number as the phone line sends it, which is not known here. */
const PREFIXES = {
  AsIs: ['e164', 'digits'],
  Off: ['digits'],
  Plus: ['e164'],
  Zeros: ['dialled'],
} as const;

import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { RestFileError, type Json, type RestFileInput } from './rest-template.ts';

/**
 * Server-side CRM templates of 3CX, as https://www.3cx.com/docs/server-side-crm-template-xml-description/ describes
 * them, made into a description of our own.
 *
 * Of a template's scenarios those that look up a number are taken: REST, one request, JSON. What it runs besides
 * (journals, new contacts) is left out. What cannot be said in our own file is refused with its place and the reason.
 */

/** What stands for one of several elements of a name, even where there is one. */
const LIST_ELEMENTS: readonly string[] = [
  'Parameter',
  'Scenario',
  'Rule',
  'Variable',
  'Output',
  'Value',
  'Object',
];

const text = z.string().default('');

/** An element; one without attributes and children is its text. */
function element<T extends z.core.$ZodLooseShape>(
  shape: T,
): z.ZodPreprocess<z.ZodObject<T & { '#text': typeof text }>> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? { '#text': value } : value),
    z.object({ ...shape, '#text': text }),
  );
}

/** A list of elements within one that may be missing. */
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
  Outputs: element({ '@Next': text, Output: z.unknown().optional() }).optional(),
});
type Scenario = z.infer<typeof Scenario>;
const Outputs = childList('Output', element({ '@Type': text, '@Value': text }));
const Template = z.object({
  Crm: z.object({
    '@Name': text,
    Number: element({
      '@Prefix': z.enum(['AsIs', 'Off', 'Plus', 'Zeros']).default('AsIs'),
      '@MaxLength': text,
    }).optional(),
    Parameters: childList('Parameter', element({ '@Name': z.string(), '@Type': text, '@Default': text })),
    Authentication: element({ '@Type': z.string().default('No'), Value: z.unknown().optional() }).optional(),
    Scenarios: childList('Scenario', Scenario),
  }),
});

/** The phone numbers and further fields among 3CX's outputs, and our words for them. */
const PHONE_LABELS: readonly (readonly [RegExp, string])[] = [
  [/^PhoneMobile/u, 'mobile'],
  [/^PhoneHome/u, 'home'],
  [/^PhoneBusiness/u, 'work'],
  [/^(?:Phone|Pager)/u, 'other-phone'],
];
const SECRET_NAME = /secret|token|password|passwd|api_?-?key/iu;

/**
 * @param settingsParameters parameters of the settings; where a parameter is part of a host, only they count
 * @returns a description to be checked by `restFile`, and the template's own values of its parameters
 * @throws RestFileError
 */
export function import3cx(
  xml: string,
  settingsParameters: Readonly<Record<string, string>>,
): { readonly file: RestFileInput; readonly parameters: Readonly<Record<string, string>> } {
  const { Crm: crm } = parse(xml);
  const parameters = new Map(
    crm.Parameters.map((parameter) => [
      parameter['@Name'],
      settingsParameters[parameter['@Name']] ?? parameter['@Default'],
    ]),
  );
  const secrets = crm.Parameters.filter(
    (parameter) => parameter['@Type'] === 'Password' || SECRET_NAME.test(parameter['@Name']),
  ).map((parameter) => parameter['@Name']);
  const context: ImportContext = { parameters, secrets, settingsParameters, usedSecrets: new Set() };
  const scripted = crm.Scenarios.find((scenario) => scenario['@Type'].toUpperCase() !== 'REST');
  if (scripted !== undefined)
    throw new RestFileError(
      `Scenario "${scripted['@Id']}": Type "${scripted['@Type']}" is not run, only REST`,
    );
  const hosts = new Set<string>();
  const pages = new Set<string>();
  const lookups = crm.Scenarios.filter(isLookup).map((scenario, index) =>
    toLookup(scenario, index, context, { api: (host) => hosts.add(host), pages: (host) => pages.add(host) }),
  );
  if (lookups.length === 0) throw new RestFileError('Scenarios: none looks up a number');
  if (hosts.size > 1 || pages.size > 1) throw new RestFileError('Scenarios: more than one host');
  const [api] = hosts;
  const [site] = pages;
  return {
    file: {
      about: `3CX: ${crm['@Name']}`,
      ...(api !== undefined && { api }),
      ...(site !== undefined && { pages: site }),
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
  /** there is one secret for each connector */
  readonly usedSecrets: Set<string>;
}

function parse(xml: string): z.infer<typeof Template> {
  // Only a document type can define entities, and no template needs one.
  if (/<!DOCTYPE|<!ENTITY/iu.test(xml)) throw new RestFileError('a document type is not read');
  // https://www.3cx.com/docs/crm-template-xml-description/: neither scripts nor assemblies are part of the format.
  if (/<(?:\w+:)?(?:script|code|assembly)\b/iu.test(xml)) throw new RestFileError('scripts are not run');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
    isArray: (name) => LIST_ELEMENTS.includes(name),
  });
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw new RestFileError('not XML');
  }
  const template = Template.safeParse(parsed);
  if (template.success) return template.data;
  throw new RestFileError(
    (template.error.issues[0]?.path ?? []).map(String).join('.') || 'no template of 3CX',
  );
}

/** The scenario that 3CX runs when it wants to know who has a number; it may have several. */
function isLookup({ '@Id': id, Request: request }: Scenario): boolean {
  return id === '' && request !== undefined && /\[Number\]/u.test(JSON.stringify(request));
}

function toLookup(
  scenario: Scenario,
  index: number,
  context: ImportContext,
  onHost: { readonly api: (host: string) => void; readonly pages: (host: string) => void },
): RestFileInput['lookups'][number] {
  const location = `Scenarios.Scenario.${index}`;
  const request = toRequest(scenario.Request, location, context, onHost.api);
  if (scenario.Outputs !== undefined && scenario.Outputs['@Next'] !== '')
    throw new RestFileError(`${location}.Outputs.Next: scenarios in a chain are not run`);
  const outputs = parseOutputs(scenario, location);
  const paths: Paths = new Map(
    // A filter chooses among several, which nothing here can say.
    scenario.Variables.filter(
      ({ '@Path': path, Filter: filter }) => path !== '' && (filter ?? '') === '',
    ).map((variable) => [variable['@Name'], toSegments(variable['@Path'])]),
  );
  const findPath = (value: string): readonly string[] | null => paths.get(findVariable(value) ?? '') ?? null;
  const findOutput = (type: string): readonly string[] | null => {
    const path = findPath(outputs.get(type) ?? '');
    return path?.length === 0 ? null : path;
  };

  const idName = findIdName(outputs, paths);
  const id = paths.get(idName ?? '');
  if (idName === null || id === undefined) throw new RestFileError(`${location}.Outputs: no EntityId`);
  const phones = collectPhones(scenario, outputs, findPath);
  if (phones.length === 0)
    throw new RestFileError(`${location}.Outputs: no phone number, so that nobody could check whose it is`);
  const contactUrl = outputs.get('ContactUrl') ?? '';
  const fields: FieldPaths = {
    id,
    family: findOutput('LastName'),
    given: findOutput('FirstName'),
    fullName: findOutput('FullName'),
    company: findOutput('CompanyName'),
    email: findOutput('Email'),
    url: findPath(contactUrl),
  };
  const { id: idPath, family, given, fullName, company, email, url } = fields;
  const allPaths = [idPath, family, given, fullName, company, email, url, ...phones.map(([, path]) => path)];
  const list = findCommonList(allPaths.filter((path) => path !== null));
  const recordUrl =
    fields.url !== null || contactUrl === ''
      ? null
      : toRecordUrl(contactUrl, idName, context, onHost.pages, location);
  return {
    object: /^[\w-]{1,40}$/u.test(scenario['@EntityId'])
      ? `${scenario['@EntityId']}-${index}`
      : `contact-${index}`,
    request,
    ...(list.length > 0 && { list: list.join('.') }),
    listMayBeMissing: true,
    map: toFieldMap(fields, phones, list.length),
    ...(recordUrl !== null && { recordUrl }),
  };
}

/** Where the values of variables are in the answer, by name. */
type Paths = ReadonlyMap<string, readonly string[]>;

/** Where each field of a record is in the answer; null = nowhere. */
type FieldPaths = Readonly<
  Record<'family' | 'given' | 'fullName' | 'company' | 'email' | 'url', readonly string[] | null> &
    Record<'id', readonly string[]>
>;
type PhonePaths = readonly (readonly [label: string, path: readonly string[]])[];

/** The variable that identifies a record: an output of its own, or the only one in the address of its page. */
function findIdName(outputs: ReadonlyMap<string, string>, paths: Paths): string | null {
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

/** @param listDepth how many segments of each path lead to the list of records */
function toFieldMap(
  { id, family, given, fullName, company, email, url }: FieldPaths,
  phones: PhonePaths,
  listDepth: number,
): RestFileInput['lookups'][number]['map'] {
  const toRelativePath = (path: readonly string[]): string => path.slice(listDepth).join('.');
  const namePath = fullName ?? (family === null || given === null ? (family ?? given) : null);
  return {
    id: toRelativePath(id),
    ...(namePath !== null && { name: toRelativePath(namePath) }),
    ...(namePath === null &&
      family !== null &&
      given !== null && { name: { family: toRelativePath(family), given: toRelativePath(given) } }),
    ...(company !== null && { company: toRelativePath(company) }),
    ...(url !== null && { url: toRelativePath(url) }),
    ...(email !== null && { fields: { email: toRelativePath(email) } }),
    phones: Object.fromEntries(
      [...new Set(phones.map(([label]) => label))].map((label) => [
        label,
        phones.flatMap(([other, path]) => (other === label ? [toRelativePath(path)] : [])),
      ]),
    ),
  };
}

function parseOutputs(scenario: Scenario, location: string): ReadonlyMap<string, string> {
  const parsed = Outputs.safeParse(scenario.Outputs);
  if (!parsed.success) throw new RestFileError(`${location}.Outputs`);
  return new Map(parsed.data.map((output) => [output['@Type'], output['@Value']]));
}

/** Those of the outputs, and those that 3CX itself compares (`Rule Type="Number"`). */
function collectPhones(
  scenario: Scenario,
  outputs: ReadonlyMap<string, string>,
  findPath: (value: string) => readonly string[] | null,
): PhonePaths {
  const fromOutputs = [...outputs].flatMap(([type, value]) => {
    const label = PHONE_LABELS.find(([pattern]) => pattern.test(type))?.[1];
    const path = findPath(value);
    return label === undefined || path === null ? [] : [[label, path] as const];
  });
  const fromRules = scenario.Rules.flatMap((rule) =>
    rule['@Type'] === 'Number' && rule['#text'] !== '' ? [['phone', toSegments(rule['#text'])] as const] : [],
  );
  const seen = new Set<string>();
  return [...fromOutputs, ...fromRules].filter(([, path]) => {
    const key = path.join('.');
    return !seen.has(key) && seen.add(key);
  });
}

/** "[Name]" alone. */
function findVariable(value: string): string | null {
  return /^\s*\[{1,2}(\w+)\]{1,2}\s*$/u.exec(value)?.[1] ?? null;
}

function toSegments(path: string): readonly string[] {
  return path.match(/[^.[\]]+/gu) ?? [];
}

/**
 * What all paths have in common is where the records are: 3CX names one of a list as it names one that is alone, or by
 * its first ("users.0.id").
 */
function findCommonList(paths: readonly (readonly string[])[]): readonly string[] {
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
  onHost: (host: string) => void,
): RestFileInput['lookups'][number]['request'] {
  if (request === undefined) throw new RestFileError(`${location}.Request`);
  const requestLocation = `${location}.Request`;
  const method = request['@RequestType'].toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw new RestFileError(`${requestLocation}.RequestType: only Get and Post`);
  if (request['@ResponseType'].toUpperCase() !== 'JSON')
    throw new RestFileError(`${requestLocation}.ResponseType: only Json`);
  if (request.Query !== undefined)
    throw new RestFileError(`${requestLocation}.Query: databases are not asked`);
  // A condition on a search saves a request; on anything that writes it may be all that keeps it from happening.
  if (method === 'POST' && request['@SkipIf'] !== '')
    throw new RestFileError(`${requestLocation}.SkipIf: conditions are not run`);
  const { host, rest } = splitUrl(request['@Url'], `${requestLocation}.Url`, context);
  const { path, query } = toPathAndQuery(rest, `${requestLocation}.Url`, context);
  onHost(host);
  const headers = Object.fromEntries(
    request.Headers.map((header) => [
      header['@Key'],
      convert(header['#text'], 'header', `${requestLocation}.Headers`, context),
    ]),
  );
  return {
    method,
    path,
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(method === 'POST' && { body: toBody(request, requestLocation, context) }),
  };
}

/** "[Name]", or "[[Name]]" as some write it. */
function replaceVariables(
  template: string,
  toReplacement: (name: string, placeholder: string) => string,
): string {
  return template.replace(/\[\[(\w+)\]\]|\[(\w+)\]/gu, (placeholder, double?: string, single?: string) =>
    toReplacement(double ?? single ?? '', placeholder),
  );
}

/** The host of an address, with the parameters in it put in; and what is behind it, as it is written. */
function splitUrl(
  url: string,
  location: string,
  context: ImportContext,
): { readonly host: string; readonly rest: string } {
  const [prefix = ''] = /^(?:[^/?#]*\/\/)?[^/?#]*/u.exec(url.trim()) ?? [];
  const resolvedPrefix = replaceVariables(prefix, (name) => {
    // A template's own value is a placeholder more often than not, and the secret would go there.
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
  return {
    host: new URL(origin).origin,
    rest: `/${rest.replace(/^\/+/u, '')}`.replace(/^([^?#]*)/u, collapseSlashes),
  };
}

/** Without the second slash where a parameter ended in one. */
function collapseSlashes(path: string): string {
  return path.replace(/\/{2,}/gu, '/');
}

/** A path and its query, with `{{…}}` for what is in brackets. */
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
      const [name = '', value = ''] = pair.split(/=(.*)/su);
      return [
        decode(name, location),
        convert(decode(value, location), 'request', location, context),
      ] as const;
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

/** The record's page behind its host; null where it needs more than the record's id. */
function toRecordUrl(
  contactUrl: string,
  idName: string,
  context: ImportContext,
  onHost: (host: string) => void,
  location: string,
): string | null {
  const others = [...contactUrl.matchAll(/\[(\w+)\]/gu)].flatMap(([, name = '']) =>
    name === idName ? [] : [name],
  );
  if (others.some((name) => !context.parameters.has(name) || context.secrets.includes(name))) return null;
  const marked = replaceVariables(contactUrl, (name, placeholder) =>
    name === idName ? '{{id}}' : placeholder,
  );
  const { host, rest } = splitUrl(marked, `${location}.Outputs.ContactUrl`, context);
  onHost(host);
  return convert(rest, 'page', location, context);
}

/** "[Name]" made into "{{…}}". What calculates is refused. */
function convert(
  template: string,
  position: 'request' | 'header' | 'page',
  location: string,
  context: ImportContext,
): string {
  const converted = replaceVariables(template, (name) => {
    if (name === 'Number' && position === 'request') return '{{number}}';
    // What rings here is called from outside.
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

function toBody(
  request: NonNullable<Scenario['Request']>,
  requestLocation: string,
  context: ImportContext,
): Json {
  if (request['@Message'] !== '') {
    const message = convert(request['@Message'], 'request', `${requestLocation}.Message`, context);
    const json = z.json().safeParse(tryParseJson(message));
    if (!json.success) throw new RestFileError(`${requestLocation}.Message: only JSON`);
    return json.data;
  }
  if (request['@RequestEncoding'].toUpperCase() !== 'JSON')
    throw new RestFileError(`${requestLocation}.RequestEncoding: only Json`);
  return toJsonObject(request.PostValues, `${requestLocation}.PostValues`, context);
}

const PostValues = z.object({
  Value: z.array(KeyValue).default([]),
  Object: z.array(z.unknown()).default([]),
});

function toJsonObject(values: unknown, location: string, context: ImportContext): Json {
  const parsed = PostValues.safeParse(values);
  if (!parsed.success) throw new RestFileError(location);
  const ownEntries = parsed.data.Value.map(
    (value) => [value['@Key'], convert(value['#text'], 'request', location, context)] as const,
  );
  const childEntries = parsed.data.Object.map((child) => {
    const key = z.object({ '@Key': text }).safeParse(child);
    return [key.success ? key.data['@Key'] : '', toJsonObject(child, location, context)] as const;
  });
  const [onlyChild] = childEntries;
  // The object around all has no key.
  if (ownEntries.length === 0 && childEntries.length === 1 && onlyChild?.[0] === '') return onlyChild[1];
  return Object.fromEntries([...ownEntries, ...childEntries]);
}

function tryParseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function toAuth(
  authentication: z.infer<typeof Template>['Crm']['Authentication'],
  context: ImportContext,
): NonNullable<RestFileInput['auth']> {
  const type = authentication?.['@Type'] ?? 'No';
  switch (type) {
    case 'No':
      return { type: 'none' };
    case 'Basic': {
      const parsed = z.array(KeyValue).safeParse(authentication?.Value);
      const [value] = parsed.success ? parsed.data : [];
      if (value === undefined) throw new RestFileError('Authentication.Value');
      return {
        type: 'basic',
        credentials: convert(value['#text'], 'header', 'Authentication.Value', context),
      };
    }
    default:
      throw new RestFileError(`Authentication: Type "${type}" is not run, only No and Basic`);
  }
}

/** https://www.3cx.com/docs/server-side-crm-template-xml-description/, "Number element". */
function toCandidates(
  number: z.infer<typeof Template>['Crm']['Number'],
  context: ImportContext,
): NonNullable<RestFileInput['candidates']> {
  const maxLength = number?.['@MaxLength'] ?? '';
  const name = findVariable(maxLength);
  const maxDigits = Number(name === null ? maxLength : (context.parameters.get(name) ?? ''));
  // A CRM that takes the last digits finds all with one of them.
  if (Number.isInteger(maxDigits) && maxDigits >= 4 && maxDigits <= 11)
    return [`last:${maxDigits}`, 'national', 'national-formatted'];
  return [...PREFIXES[number?.['@Prefix'] ?? 'AsIs'], 'national', 'national-formatted'];
}

/** What a number begins with; as it came is as the line tells it, which nobody knows here. */
const PREFIXES = {
  AsIs: ['e164', 'digits'],
  Off: ['digits'],
  Plus: ['e164'],
  Zeros: ['dialled'],
} as const;

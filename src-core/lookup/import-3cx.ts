import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { WrongFile, type Json, type RestFileInput } from './rest-template.ts';

/**
 * Server-side CRM templates of 3CX, as https://www.3cx.com/docs/server-side-crm-template-xml-description/ describes
 * them, made into a description of our own.
 *
 * Of a template's scenarios those that look up a number are taken: REST, one request, JSON. What it runs besides
 * (journals, new contacts) is left out. What cannot be said in our own file is refused with its place and the reason.
 */

/** What stands for one of several elements of a name, even where there is one. */
const LISTS: readonly string[] = ['Parameter', 'Scenario', 'Rule', 'Variable', 'Output', 'Value', 'Object'];

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
function listOf<T extends z.ZodType>(name: string, item: T): z.ZodType<readonly z.infer<T>[]> {
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
  Headers: listOf('Value', KeyValue),
  PostValues: z.unknown().optional(),
  Query: z.unknown().optional(),
});
const Scenario = element({
  '@Id': text,
  '@Type': z.string().default('REST'),
  '@EntityId': text,
  Request: Request.optional(),
  Rules: listOf('Rule', element({ '@Type': text })),
  Variables: listOf(
    'Variable',
    element({ '@Name': z.string(), '@Path': text, Filter: z.unknown().optional() }),
  ),
  Outputs: element({ '@Next': text, Output: z.unknown().optional() }).optional(),
});
type Scenario = z.infer<typeof Scenario>;
const Outputs = listOf('Output', element({ '@Type': text, '@Value': text }));
const Template = z.object({
  Crm: z.object({
    '@Name': text,
    Number: element({
      '@Prefix': z.enum(['AsIs', 'Off', 'Plus', 'Zeros']).default('AsIs'),
      '@MaxLength': text,
    }).optional(),
    Parameters: listOf('Parameter', element({ '@Name': z.string(), '@Type': text, '@Default': text })),
    Authentication: element({ '@Type': z.string().default('No'), Value: z.unknown().optional() }).optional(),
    Scenarios: listOf('Scenario', Scenario),
  }),
});

/** The phone numbers and further fields among 3CX's outputs, and our words for them. */
const PHONES: readonly (readonly [RegExp, string])[] = [
  [/^PhoneMobile/u, 'mobile'],
  [/^PhoneHome/u, 'home'],
  [/^PhoneBusiness/u, 'work'],
  [/^(?:Phone|Pager)/u, 'other-phone'],
];
const SECRET = /secret|token|password|passwd|api_?-?key/iu;

/**
 * @param given parameters of the settings; where a parameter is part of a host, only they count
 * @returns a description to be checked by `restFile`, and the template's own values of its parameters
 * @throws WrongFile
 */
export function import3cx(
  xml: string,
  given: Readonly<Record<string, string>>,
): { readonly file: RestFileInput; readonly parameters: Readonly<Record<string, string>> } {
  const { Crm: crm } = parse(xml);
  const parameters = new Map(
    crm.Parameters.map((parameter) => [
      parameter['@Name'],
      given[parameter['@Name']] ?? parameter['@Default'],
    ]),
  );
  const secrets = crm.Parameters.filter(
    (parameter) => parameter['@Type'] === 'Password' || SECRET.test(parameter['@Name']),
  ).map((parameter) => parameter['@Name']);
  const known: Known = { parameters, secrets, given, usedSecrets: new Set() };
  const scripted = crm.Scenarios.find((scenario) => scenario['@Type'].toUpperCase() !== 'REST');
  if (scripted !== undefined)
    throw new WrongFile(`Scenario "${scripted['@Id']}": Type "${scripted['@Type']}" is not run, only REST`);
  const hosts = new Set<string>();
  const pages = new Set<string>();
  const lookups = crm.Scenarios.filter(isLookup).map((scenario, index) =>
    lookupOf(scenario, index, known, { api: (host) => hosts.add(host), pages: (host) => pages.add(host) }),
  );
  if (lookups.length === 0) throw new WrongFile('Scenarios: none looks up a number');
  if (hosts.size > 1 || pages.size > 1) throw new WrongFile('Scenarios: more than one host');
  const [api] = hosts;
  const [site] = pages;
  return {
    file: {
      about: `3CX: ${crm['@Name']}`,
      ...(api !== undefined && { api }),
      ...(site !== undefined && { pages: site }),
      auth: authOf(crm.Authentication, known),
      candidates: candidatesOf(crm.Number, known),
      lookups,
    },
    parameters: Object.fromEntries(
      [...parameters].filter(([name, value]) => value !== '' && !secrets.includes(name)),
    ),
  };
}

interface Known {
  readonly parameters: ReadonlyMap<string, string>;
  readonly secrets: readonly string[];
  readonly given: Readonly<Record<string, string>>;
  /** there is one secret for each connector */
  readonly usedSecrets: Set<string>;
}

function parse(xml: string): z.infer<typeof Template> {
  // Only a document type can define entities, and no template needs one.
  if (/<!DOCTYPE|<!ENTITY/iu.test(xml)) throw new WrongFile('a document type is not read');
  // https://www.3cx.com/docs/crm-template-xml-description/: neither scripts nor assemblies are part of the format.
  if (/<(?:\w+:)?(?:script|code|assembly)\b/iu.test(xml)) throw new WrongFile('scripts are not run');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
    isArray: (name) => LISTS.includes(name),
  });
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw new WrongFile('not XML');
  }
  const template = Template.safeParse(parsed);
  if (template.success) return template.data;
  throw new WrongFile((template.error.issues[0]?.path ?? []).map(String).join('.') || 'no template of 3CX');
}

/** The scenario that 3CX runs when it wants to know who has a number; it may have several. */
function isLookup({ '@Id': id, Request: request }: Scenario): boolean {
  return id === '' && request !== undefined && /\[Number\]/u.test(JSON.stringify(request));
}

function lookupOf(
  scenario: Scenario,
  index: number,
  known: Known,
  tell: { readonly api: (host: string) => void; readonly pages: (host: string) => void },
): RestFileInput['lookups'][number] {
  const place = `Scenarios.Scenario.${index}`;
  const request = requestOf(scenario.Request, place, known, tell.api);
  if (scenario.Outputs !== undefined && scenario.Outputs['@Next'] !== '')
    throw new WrongFile(`${place}.Outputs.Next: scenarios in a chain are not run`);
  const outputs = outputsOf(scenario, place);
  const paths = new Map(
    // A filter chooses among several, which nothing here can say.
    scenario.Variables.filter(
      ({ '@Path': path, Filter: filter }) => path !== '' && (filter ?? '') === '',
    ).map((variable) => [variable['@Name'], segments(variable['@Path'])]),
  );
  const pathOf = (value: string): readonly string[] | null => paths.get(variableOf(value) ?? '') ?? null;
  const output = (...types: readonly string[]): readonly string[] | null =>
    types.flatMap((type) => [pathOf(outputs.get(type) ?? '') ?? []]).find((path) => path.length > 0) ?? null;

  const link = outputs.get('ContactUrl') ?? '';
  const inLink = [...link.matchAll(/\[(\w+)\]/gu)].flatMap(([, name = '']) =>
    paths.has(name) ? [name] : [],
  );
  const idName =
    [outputs.get('EntityId'), outputs.get('ContactID')]
      .map((value) => variableOf(value ?? ''))
      .find((name) => name !== null && paths.has(name)) ??
    (inLink.length === 1 && variableOf(link) === null ? inLink[0] : undefined);
  const id = idName === undefined ? undefined : paths.get(idName);
  if (idName === undefined || id === undefined) throw new WrongFile(`${place}.Outputs: no EntityId`);

  const phones = phonesOf(scenario, outputs, pathOf);
  if (phones.length === 0)
    throw new WrongFile(`${place}.Outputs: no phone number, so that nobody could check whose it is`);
  const [family, given, whole] = [output('LastName'), output('FirstName'), output('FullName')];
  const [company, email] = [output('CompanyName'), output('Email')];
  const url = pathOf(link);
  const list = commonList(
    [id, family, given, whole, company, email, url, ...phones.map(([, path]) => path)].filter(
      (path) => path !== null,
    ),
  );
  const within = (path: readonly string[]): string => path.slice(list.length).join('.');
  const recordUrl = url !== null || link === '' ? null : pageOf(link, idName, known, tell.pages, place);
  const names = whole ?? (family === null || given === null ? (family ?? given) : null);
  return {
    object: /^[\w-]{1,40}$/u.test(scenario['@EntityId'])
      ? `${scenario['@EntityId']}-${index}`
      : `contact-${index}`,
    request,
    ...(list.length > 0 && { list: list.join('.') }),
    listMayBeMissing: true,
    map: {
      id: within(id),
      ...(names !== null && { name: within(names) }),
      ...(names === null &&
        family !== null &&
        given !== null && { name: { family: within(family), given: within(given) } }),
      ...(company !== null && { company: within(company) }),
      ...(url !== null && { url: within(url) }),
      ...(email !== null && { fields: { email: within(email) } }),
      phones: Object.fromEntries(
        [...new Set(phones.map(([label]) => label))].map((label) => [
          label,
          phones.flatMap(([other, path]) => (other === label ? [within(path)] : [])),
        ]),
      ),
    },
    ...(recordUrl !== null && { recordUrl }),
  };
}

function outputsOf(scenario: Scenario, place: string): ReadonlyMap<string, string> {
  const parsed = Outputs.safeParse(scenario.Outputs);
  if (!parsed.success) throw new WrongFile(`${place}.Outputs`);
  return new Map(parsed.data.map((output) => [output['@Type'], output['@Value']]));
}

/** Those of the outputs, and those that 3CX itself compares (`Rule Type="Number"`). */
function phonesOf(
  scenario: Scenario,
  outputs: ReadonlyMap<string, string>,
  pathOf: (value: string) => readonly string[] | null,
): readonly (readonly [label: string, path: readonly string[]])[] {
  const told = [...outputs].flatMap(([type, value]) => {
    const label = PHONES.find(([pattern]) => pattern.test(type))?.[1];
    const path = pathOf(value);
    return label === undefined || path === null ? [] : [[label, path] as const];
  });
  const compared = scenario.Rules.flatMap((rule) =>
    rule['@Type'] === 'Number' && rule['#text'] !== '' ? [['phone', segments(rule['#text'])] as const] : [],
  );
  const seen = new Set<string>();
  return [...told, ...compared].filter(([, path]) => {
    const key = path.join('.');
    return !seen.has(key) && seen.add(key);
  });
}

/** "[Name]" alone. */
function variableOf(value: string): string | null {
  return /^\s*\[{1,2}(\w+)\]{1,2}\s*$/u.exec(value)?.[1] ?? null;
}

function segments(path: string): readonly string[] {
  return path.match(/[^.[\]]+/gu) ?? [];
}

/**
 * What all paths have in common is where the records are: 3CX names one of a list as it names one that is alone, or by
 * its first ("users.0.id").
 */
function commonList(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = paths;
  const differs = first.findIndex((segment, index) =>
    paths.some((path) => path[index] !== segment || path.length <= index + 1),
  );
  const common = first.slice(0, Math.max(differs, 0));
  return common.at(-1) === '0' ? common.slice(0, -1).concat('*') : common;
}

function requestOf(
  request: Scenario['Request'],
  place: string,
  known: Known,
  tellHost: (host: string) => void,
): RestFileInput['lookups'][number]['request'] {
  if (request === undefined) throw new WrongFile(`${place}.Request`);
  const at = `${place}.Request`;
  const method = request['@RequestType'].toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw new WrongFile(`${at}.RequestType: only Get and Post`);
  if (request['@ResponseType'].toUpperCase() !== 'JSON') throw new WrongFile(`${at}.ResponseType: only Json`);
  if (request.Query !== undefined) throw new WrongFile(`${at}.Query: databases are not asked`);
  // A condition on a search saves a request; on anything that writes it may be all that keeps it from happening.
  if (method === 'POST' && request['@SkipIf'] !== '')
    throw new WrongFile(`${at}.SkipIf: conditions are not run`);
  const { host, rest } = addressOf(request['@Url'], `${at}.Url`, known);
  const { path, query } = requestedOf(rest, `${at}.Url`, known);
  tellHost(host);
  const headers = Object.fromEntries(
    request.Headers.map((header) => [
      header['@Key'],
      converted(header['#text'], 'header', `${at}.Headers`, known),
    ]),
  );
  return {
    method,
    path,
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(method === 'POST' && { body: bodyOf(request, at, known) }),
  };
}

/** "[Name]", or "[[Name]]" as some write it. */
function replaceVariables(template: string, put: (name: string, whole: string) => string): string {
  return template.replace(/\[\[(\w+)\]\]|\[(\w+)\]/gu, (whole, double?: string, single?: string) =>
    put(double ?? single ?? '', whole),
  );
}

/** The host of an address, with the parameters in it put in; and what is behind it, as it is written. */
function addressOf(
  url: string,
  place: string,
  known: Known,
): { readonly host: string; readonly rest: string } {
  const [prefix = ''] = /^(?:[^/?#]*\/\/)?[^/?#]*/u.exec(url.trim()) ?? [];
  const begin = replaceVariables(prefix, (name) => {
    // A template's own value is a placeholder more often than not, and the secret would go there.
    const value = known.given[name];
    if (value === undefined) throw new WrongFile(`${place}: parameters.${name} belongs into the settings`);
    if (/[?#@\\\s[\]{}]/u.test(value.trim()))
      throw new WrongFile(`${place}: no address in parameters.${name}`);
    return value.trim();
  });
  const whole = `${begin}${url.trim().slice(prefix.length)}`;
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?#\\@\s[\]{}]+)((?:[/?#].*)?)$/isu.exec(whole) ?? [];
  if (!URL.canParse(origin)) throw new WrongFile(`${place}: no address`);
  return {
    host: new URL(origin).origin,
    rest: `/${rest.replace(/^\/+/u, '')}`.replace(/^([^?#]*)/u, collapsed),
  };
}

/** Without the second slash where a parameter ended in one. */
function collapsed(path: string): string {
  return path.replace(/\/{2,}/gu, '/');
}

/** A path and its query, with `{{…}}` for what is in brackets. */
function requestedOf(
  rest: string,
  place: string,
  known: Known,
): { readonly path: string; readonly query: Readonly<Record<string, string>> } {
  const [path = '/', search = ''] = rest.split(/\?(.*)/su);
  const query = search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/su);
      return [decoded(name, place), converted(decoded(value, place), 'request', place, known)] as const;
    });
  return { path: converted(path, 'request', place, known), query: Object.fromEntries(query) };
}

function decoded(part: string, place: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw new WrongFile(`${place}: not percent-encoded`);
  }
}

/** The record's page behind its host; null where it needs more than the record's id. */
function pageOf(
  link: string,
  idName: string,
  known: Known,
  tellHost: (host: string) => void,
  place: string,
): string | null {
  const others = [...link.matchAll(/\[(\w+)\]/gu)].flatMap(([, name = '']) =>
    name === idName ? [] : [name],
  );
  if (others.some((name) => !known.parameters.has(name) || known.secrets.includes(name))) return null;
  const marked = replaceVariables(link, (name, whole) => (name === idName ? '{{id}}' : whole));
  const { host, rest } = addressOf(marked, `${place}.Outputs.ContactUrl`, known);
  tellHost(host);
  return converted(rest, 'page', place, known);
}

/** "[Name]" made into "{{…}}". What calculates is refused. */
function converted(
  template: string,
  position: 'request' | 'header' | 'page',
  place: string,
  known: Known,
): string {
  const done = replaceVariables(template, (name) => {
    if (name === 'Number' && position === 'request') return '{{number}}';
    // What rings here is called from outside.
    if (name === 'CallDirection') return 'Inbound';
    if (!known.parameters.has(name)) throw new WrongFile(`${place}: [${name}] is not known`);
    if (!known.secrets.includes(name)) return `{{parameters.${name}}}`;
    if (position !== 'header')
      throw new WrongFile(`${place}: [${name}] is a secret, which belongs into a header`);
    known.usedSecrets.add(name);
    if (known.usedSecrets.size > 1) throw new WrongFile(`${place}: more than one secret`);
    return '{{secret}}';
  });
  if (/\[(?:\w|\{\{)|\^\^/u.test(done)) throw new WrongFile(`${place}: expressions are not calculated`);
  return done;
}

function bodyOf(request: NonNullable<Scenario['Request']>, at: string, known: Known): Json {
  if (request['@Message'] !== '') {
    const message = converted(request['@Message'], 'request', `${at}.Message`, known);
    const json = z.json().safeParse(parsedJson(message));
    if (!json.success) throw new WrongFile(`${at}.Message: only JSON`);
    return json.data;
  }
  if (request['@RequestEncoding'].toUpperCase() !== 'JSON')
    throw new WrongFile(`${at}.RequestEncoding: only Json`);
  return objectOf(request.PostValues, `${at}.PostValues`, known);
}

const PostValues = z.object({
  Value: z.array(KeyValue).default([]),
  Object: z.array(z.unknown()).default([]),
});

function objectOf(values: unknown, place: string, known: Known): Json {
  const parsed = PostValues.safeParse(values);
  if (!parsed.success) throw new WrongFile(place);
  const own = parsed.data.Value.map(
    (value) => [value['@Key'], converted(value['#text'], 'request', place, known)] as const,
  );
  const inner = parsed.data.Object.map((child) => {
    const key = z.object({ '@Key': text }).safeParse(child);
    return [key.success ? key.data['@Key'] : '', objectOf(child, place, known)] as const;
  });
  const [only] = inner;
  // The object around all has no key.
  if (own.length === 0 && inner.length === 1 && only?.[0] === '') return only[1];
  return Object.fromEntries([...own, ...inner]);
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function authOf(
  authentication: z.infer<typeof Template>['Crm']['Authentication'],
  known: Known,
): NonNullable<RestFileInput['auth']> {
  const type = authentication?.['@Type'] ?? 'No';
  switch (type) {
    case 'No':
      return { type: 'none' };
    case 'Basic': {
      const parsed = z.array(KeyValue).safeParse(authentication?.Value);
      const [value] = parsed.success ? parsed.data : [];
      if (value === undefined) throw new WrongFile('Authentication.Value');
      return {
        type: 'basic',
        credentials: converted(value['#text'], 'header', 'Authentication.Value', known),
      };
    }
    default:
      throw new WrongFile(`Authentication: Type "${type}" is not run, only No and Basic`);
  }
}

/** https://www.3cx.com/docs/server-side-crm-template-xml-description/, "Number element". */
function candidatesOf(
  number: z.infer<typeof Template>['Crm']['Number'],
  known: Known,
): NonNullable<RestFileInput['candidates']> {
  const written = number?.['@MaxLength'] ?? '';
  const name = variableOf(written);
  const most = Number(name === null ? written : (known.parameters.get(name) ?? ''));
  // A CRM that takes the last digits finds all with one of them.
  if (Number.isInteger(most) && most >= 4 && most <= 11)
    return [`last:${most}`, 'national', 'national-formatted'];
  return [...PREFIXES[number?.['@Prefix'] ?? 'AsIs'], 'national', 'national-formatted'];
}

/** What a number begins with; as it came is as the line tells it, which nobody knows here. */
const PREFIXES = {
  AsIs: ['e164', 'digits'],
  Off: ['digits'],
  Plus: ['e164'],
  Zeros: ['dialled'],
} as const;

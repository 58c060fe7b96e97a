import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { FakeCrmRecord, CrmServer } from '../../../../src-simulator/crm/crm.ts';
import { startCrm } from '../../../../src-simulator/crm/crm.ts';
import {
  createRestFake,
  type RestFake,
  type RestFakeOptions,
  type RestShape,
} from '../../../../src-simulator/crm/rest.ts';
import { patientClock } from '../../../test-support/patient-clock.ts';
import { directTransport } from '../../../test-support/fakes.ts';
import type { ConnectorContext } from '../../connector-kind.ts';
import { RemoteConnector, type CrmSearch } from '../../remote-connector.ts';
import type { RestFileInput } from './rest-template.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  finishLookup,
  type NotationName,
} from '../../../test-support/crm-contract.ts';
import { rest } from './rest.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'chakushin-rest-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** Writes this content to a temporary file and returns its path. */
function writeTempFile(content: unknown, extension = 'json'): string {
  files += 1;
  const file = path.join(folder, `crm-${files}.${extension}`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

type LookupInput = RestFileInput['lookups'][number];

const FLAT: LookupInput['map'] = {
  id: 'id',
  name: { family: 'lastname', given: 'firstname' },
  company: 'org.name',
  owner: 'owner.email',
  open: 'tickets',
  updatedAt: 'updated_at',
  phones: { phone: 'tel', mobile: 'numbers[*].value' },
  fields: { stage: 'status' },
};

const LOOKUPS: Readonly<Record<RestShape, LookupInput>> = {
  array: {
    object: 'contact',
    request: { path: '/contacts', query: { phone: '{{numbers}}' } },
    map: FLAT,
    recordUrl: '/contacts/{{id}}',
  },
  nested: {
    object: 'person',
    request: { path: '/v2/people', query: { filter: { phone: { in: ['{{number.significant}}'] } } } },
    list: 'data.items',
    map: {
      id: 'person.uuid',
      name: 'person.names[0]',
      company: 'company',
      open: 'open',
      updatedAt: 'updated',
      phones: { work: 'channels[0].number', mobile: 'channels[1].number' },
    },
    recordUrl: '/app#/people/{{id}}?tab=calls',
  },
  path: {
    object: 'contact',
    request: { path: '/numbers/{{number}}/contacts' },
    list: 'contacts',
    map: FLAT,
    recordUrl: '/contacts/{{id}}',
  },
  post: {
    object: 'contact',
    request: { method: 'POST', path: '/search', body: { any: '{{numbers}}', limit: 20 } },
    list: 'result.records',
    listMayBeMissing: true,
    map: FLAT,
    recordUrl: '/contacts/{{id}}',
  },
};

function createFile(shape: RestShape, overrides: Partial<RestFileInput> = {}): RestFileInput {
  return {
    lookups: [LOOKUPS[shape]],
    maxRps: 100,
    newUrl: '/contacts/new?tel={{number}}',
    searchUrl: '/search?q={{number.national}}',
    ...overrides,
  };
}

function describeShape(
  shape: RestShape,
  {
    unsupported,
    maxRequests,
  }: { readonly unsupported: readonly NotationName[]; readonly maxRequests: number },
): void {
  describe(`shape: ${shape}`, () => {
    const file = writeTempFile(createFile(shape));
    describeConnector({
      kind: rest,
      fake: (records, options) => createRestFake(records, { ...options, shape }),
      settings: (apiUrl) => ({ type: 'rest', file, url: 'https://crm.example.com', apiUrl }),
      unsupported,
      maxRequests,
    });
  });
}

// These CRMs store numbers as text, and a look-up cannot search for every notation.
const UNSUPPORTED_NOTATIONS: readonly NotationName[] = [
  ...(['spaces', 'dots', 'brackets', 'international, (0)', 'spaces around'] as const),
  ...(['a word behind', 'two numbers', 'extension'] as const),
];
describeShape('array', { unsupported: UNSUPPORTED_NOTATIONS, maxRequests: 1 });
// While the phone rings, a look-up has time for four requests.
describeShape('path', {
  unsupported: [
    ...UNSUPPORTED_NOTATIONS,
    ...(['wrong hyphens', 'international', 'international, hyphens', '0081'] as const),
    ...(['full width', 'full width, no hyphens', 'long vowel marks', 'lost zero'] as const),
  ],
  maxRequests: 4,
});

const servers: CrmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function createRestContext(secret: string): ConnectorContext {
  return {
    id: 'crm',
    name: 'REST',
    transport: directTransport(),
    clock: patientClock,
    country: 'JP',
    masks: [],
    label: (label, text) => ({ label, text }),
    secret: () => Promise.resolve(secret),
    bearer: { renewable: false, headers: () => Promise.resolve({}) },
    zoom: null,
  };
}

/** Creates the search that settings and file describe. Throws if they are not valid. */
function openSearch(settings: Readonly<Record<string, unknown>>, context: ConnectorContext): CrmSearch {
  const result = rest.createSearch({ type: 'rest', ...settings }, context);
  if ('wrong' in result) throw new Error(result.wrong);
  return result.search;
}

async function connectRest(
  content: unknown,
  records: readonly FakeCrmRecord[],
  options: Omit<RestFakeOptions, 'ignoresQuery'>,
  settings: Readonly<Record<string, unknown>> = {},
  extension = 'json',
): Promise<{ server: CrmServer; fake: RestFake; connector: RemoteConnector }> {
  const fake = createRestFake(records, { ignoresQuery: false, ...options });
  const server = await startCrm(fake);
  servers.push(server);
  const search = openSearch(
    {
      file: writeTempFile(content, extension),
      url: 'https://crm.example.com',
      apiUrl: server.url,
      ...settings,
    },
    createRestContext(fake.secret),
  );
  const connector = new RemoteConnector(search, {
    id: 'crm',
    name: 'CRM',
    country: 'JP',
    me: ['anna@example.com'],
    clock: patientClock,
  });
  return { server, fake, connector };
}

describe('reading responses', () => {
  const record = aRecord('7', '03-1234-5678', {
    company: '株式会社テスト',
    ownerEmail: 'Anna@example.com',
    open: 3,
    activeAt: Date.UTC(2026, 9, 1),
  });

  test.each([
    ['array', 'contact:7', 'https://crm.example.com/contacts/7', '佐藤 7'],
    ['nested', 'person:7', 'https://crm.example.com/app#/people/7?tab=calls', '佐藤 7'],
    ['path', 'contact:7', 'https://crm.example.com/contacts/7', '佐藤 7'],
    ['post', 'contact:7', 'https://crm.example.com/contacts/7', '佐藤 7'],
  ] as const)('%s: reads everything that the file maps', async (shape, id, url, name) => {
    const { connector } = await connectRest(createFile(shape), [record], { shape });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toEqual([
      expect.objectContaining({
        id,
        url,
        name,
        company: '株式会社テスト',
        open: 3,
        lastActivity: Date.UTC(2026, 9, 1),
        grade: 'exact',
        isMine: shape !== 'nested',
      }),
    ]);
  });

  test('uses unknown field names of the file as labels', async () => {
    const lookup = LOOKUPS.array;
    const map = { ...lookup.map, phones: { 代表: 'tel' }, fields: { 担当部署: 'status' } };
    const { connector } = await connectRest(
      createFile('array', { lookups: [{ ...lookup, map }] }),
      [record],
      {
        shape: 'array',
      },
    );
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toMatchObject([
      { matchedField: '代表', fields: [{ label: '担当部署', value: 'active' }] },
    ]);
  });

  test('encodes an id in the page address', async () => {
    const { connector } = await connectRest(createFile('array'), [{ ...record, id: '../a?b#c' }], {
      shape: 'array',
    });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches[0]?.url).toBe('https://crm.example.com/contacts/..%2Fa%3Fb%23c');
  });

  test('returns no page for an id that would change the path', async () => {
    const { connector } = await connectRest(createFile('array'), [{ ...record, id: '..' }], {
      shape: 'array',
    });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toMatchObject([{ id: 'contact:..', url: null }]);
  });

  test('returns one match for a record found by several notations', async () => {
    const { connector, server } = await connectRest(
      createFile('path', {
        candidates: ['e164', 'national', 'national-formatted', 'mask:(0#)####-####', 'last:8'],
      }),
      [record],
      { shape: 'path' },
    );
    const lookup = await finishLookup(connector, toExternalNumber('+81312345678'));
    expect(lookup).toMatchObject({ status: 'found', matches: [{ id: 'contact:7' }] });
    expect(server.requests.map((request) => decodeURIComponent(request.path)).sort()).toEqual(
      [
        '/numbers/+81312345678/contacts',
        '/numbers/0312345678/contacts',
        '/numbers/03-1234-5678/contacts',
        '/numbers/(03)1234-5678/contacts',
        '/numbers/12345678/contacts',
      ].sort(),
    );
  });

  test('a missing list means no match if the file allows it', async () => {
    const { connector } = await connectRest(createFile('post'), [record], { shape: 'post' });
    await expect(connector.find(toExternalNumber('+81312345679'))).resolves.toMatchObject({ matches: [] });
    const lookup = { ...LOOKUPS.post, listMayBeMissing: false };
    const other = await connectRest(createFile('post', { lookups: [lookup] }), [record], { shape: 'post' });
    await expect(other.connector.find(toExternalNumber('+81312345679'))).rejects.toMatchObject({
      kind: 'not-understood',
    });
  });

  test('status 404 means no match if the file says so', async () => {
    const lookup = { ...LOOKUPS.path, notFoundIsNone: true };
    const { connector } = await connectRest(createFile('path', { lookups: [lookup] }), [record], {
      shape: 'path',
      returns404: true,
    });
    await expect(connector.find(toExternalNumber('+81312345679'))).resolves.toMatchObject({ matches: [] });
    await expect(connector.find(toExternalNumber('+81312345678'))).resolves.toMatchObject({
      matches: [{ id: 'contact:7' }],
    });
  });

  test('rejects a response without the list at the mapped path', async () => {
    const { connector } = await connectRest(
      createFile('path', { lookups: [{ ...LOOKUPS.path, list: 'people' }] }),
      [record],
      { shape: 'path' },
    );
    await expect(connector.find(toExternalNumber('+81312345678'))).rejects.toMatchObject({
      kind: 'not-understood',
    });
  });

  test('rejects records without an id at the mapped path', async () => {
    const map = { ...FLAT, id: 'uuid' };
    const { connector } = await connectRest(
      createFile('array', { lookups: [{ ...LOOKUPS.array, map }] }),
      [record],
      { shape: 'array' },
    );
    await expect(connector.find(toExternalNumber('+81312345678'))).rejects.toMatchObject({
      kind: 'not-understood',
    });
  });

  test('a user mask cannot break out of the query', async () => {
    const search = openSearch(
      {
        file: writeTempFile(createFile('array')),
        url: 'https://crm.example.com',
        apiUrl: 'http://127.0.0.1:1',
      },
      { ...createRestContext('x'), masks: ['0#-####-####" OR "1"="1'] },
    );
    await expect(
      search.search(toExternalNumber('+81312345678'), AbortSignal.timeout(50)),
    ).rejects.toMatchObject({
      kind: 'unreachable',
    });
    const { server, connector } = await connectRest(createFile('array'), [record], { shape: 'array' });
    await connector.find(toExternalNumber('+81312345678'));
    expect(server.requests.map((request) => decodeURIComponent(request.path)).join()).not.toContain('OR');
  });
});

describe('authentication', () => {
  const record = aRecord('7', '03-1234-5678');
  const found = { status: 'found', matches: [{ id: 'contact:7' }] };

  test.each([
    ['basic', { auth: { type: 'basic', credentials: '{{parameters.User}}:{{secret}}' } }],
    ['key', { auth: { type: 'header', name: 'X-Api-Key', value: '{{secret}}' } }],
    ['key', { auth: { type: 'none' }, headers: { 'X-Api-Key': '{{secret}}' } }],
  ] as const)('%s: %j', async (auth, overrides) => {
    const { connector } = await connectRest(
      createFile('array', overrides),
      [record],
      { shape: 'array', auth },
      {
        parameters: { User: 'anna' },
      },
    );
    expect(await finishLookup(connector, toExternalNumber('+81312345678'))).toMatchObject(found);
  });

  const CLIENT = {
    auth: { type: 'client-credentials', path: '/oauth/token', clientId: 'chakushin' },
  } as const;

  test('requests a token once, and again after a refusal', async () => {
    const { connector, fake, server } = await connectRest(createFile('path', CLIENT), [record], {
      shape: 'path',
      auth: 'client',
    });
    expect(await finishLookup(connector, toExternalNumber('+81312345678'))).toMatchObject(found);
    expect(await finishLookup(connector, toExternalNumber('+819012345678'))).toMatchObject({
      status: 'none',
    });
    expect(fake.tokens).toBe(1);
    fake.revoke();
    connector.invalidate(toExternalNumber('+81312345678'));
    expect(await finishLookup(connector, toExternalNumber('+81312345678'))).toMatchObject(found);
    expect(fake.tokens).toBeGreaterThanOrEqual(2);
    expect(server.requests.map((request) => request.path).join()).not.toContain(fake.secret);
  });

  test('rejects as credentials if the client id is unknown', async () => {
    const { connector } = await connectRest(
      createFile('array', { auth: { ...CLIENT.auth, clientId: 'somebody' } }),
      [record],
      { shape: 'array', auth: 'client' },
    );
    await expect(connector.find(toExternalNumber('+81312345678'))).rejects.toMatchObject({
      kind: 'credentials',
    });
  });

  test('rejects as credentials if the secret is no valid header value', async () => {
    const search = openSearch(
      { file: writeTempFile(createFile('array')), url: 'https://crm.example.com' },
      createRestContext('a\r\nX-Other: b'),
    );
    await expect(
      search.search(toExternalNumber('+81312345678'), AbortSignal.timeout(1_000)),
    ).rejects.toMatchObject({
      kind: 'credentials',
    });
  });

  test('asks for a secret only if the file uses one', () => {
    const kind = (overrides: Partial<RestFileInput>): unknown =>
      rest.getSignIn({ file: writeTempFile(createFile('array', overrides)), url: 'https://crm.example.com' });
    expect(kind({})).toEqual({ kind: 'secret' });
    expect(kind({ auth: { type: 'none' } })).toEqual({ kind: 'none' });
    expect(kind({ auth: { type: 'none' }, headers: { 'X-Key': '{{secret}}' } })).toEqual({ kind: 'secret' });
  });
});

describe('request limits', () => {
  test.each([
    ['array', 8, 8],
    ['path', 8, 2],
    ['path', 2, 1],
  ] as const)('%s at %i requests per second allows %i look-ups per second', (shape, maxRps, perSecond) => {
    const search = openSearch(
      { file: writeTempFile(createFile(shape, { maxRps })), url: 'https://crm.example.com' },
      createRestContext('x'),
    );
    expect(search.perSecond).toBe(perSecond);
  });

  test('sends at most four requests at a time', async () => {
    const { server, connector } = await connectRest(
      createFile('path', {
        candidates: ['e164', 'national', 'national-formatted', 'significant', 'digits', 'international'],
      }),
      [],
      { shape: 'path' },
    );
    server.fault = { kind: 'never' };
    const asking = connector.find(toExternalNumber('+81312345678')).catch(() => null);
    while (server.requests.length < 4) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(4);
    await server.close();
    servers.length = 0;
    expect(await asking).toBeNull();
  });
});

describe('files that cannot be used', () => {
  const wrong = (
    content: unknown,
    settings: Readonly<Record<string, unknown>> = {},
    extension = 'json',
  ): unknown => {
    const result = rest.createSearch(
      { type: 'rest', file: writeTempFile(content, extension), url: 'https://crm.example.com', ...settings },
      createRestContext('x'),
    );
    return 'wrong' in result ? result.wrong : null;
  };
  const withLookup = (overrides: Partial<LookupInput>): unknown => ({
    lookups: [{ ...LOOKUPS.array, ...overrides }],
  });
  const withRequest = (overrides: object): unknown => ({
    lookups: [{ ...LOOKUPS.array, request: { ...LOOKUPS.array.request, ...overrides } }],
  });
  const requestLocation = 'file: lookups.0.request';

  test('reports a missing file', () => {
    expect(wrong({}, { file: path.join(folder, 'missing.json') })).toBe('file');
    expect(wrong({}, { file: folder })).toBe('file');
  });

  test.each<readonly [string, unknown, string]>([
    ['no JSON', '{"lookups": [', 'file: not JSON'],
    ['larger than allowed', `{"about":"${'a'.repeat(1024 * 1024)}"}`, 'file: larger than 1 MB'],
    ['an empty object', {}, 'file: lookups'],
    ['a typo', { ...createFile('array'), lokups: 1 }, 'file: lokups'],
    ['a nested typo', { lookups: [{ ...LOOKUPS.array, lst: 'a' }] }, 'file: lookups.0.lst'],
    ['an invalid list path', withLookup({ list: 'a..b' }), 'file: lookups.0.list'],
    ['no phones', withLookup({ map: { ...FLAT, phones: {} } }), 'file: lookups.0.map.phones'],
    ['an http address', createFile('array', { api: 'http://crm.example.com' }), 'file: api'],
    ['a host from a placeholder', createFile('array', { api: 'https://{{parameters.Host}}' }), 'file: api'],
    ['a user in the address', createFile('array', { pages: 'https://u:p@crm.example.com' }), 'file: pages'],
    ['an address as path', withRequest({ path: 'https://evil.example/' }), `${requestLocation}.path`],
    ['a secret in a path', withRequest({ path: '/{{secret}}/{{numbers}}' }), `${requestLocation}.path`],
    [
      'a secret in a query',
      withRequest({ query: { q: '{{numbers}}', key: '{{secret}}' } }),
      `${requestLocation}.query.key`,
    ],
    [
      'a secret in a body',
      withRequest({ method: 'POST', body: { k: '{{secret}}' } }),
      `${requestLocation}.body`,
    ],
    ['a query in the path', withRequest({ path: '/contacts?a=b' }), `${requestLocation}.path`],
    ['a path with ".."', withRequest({ path: '/a/%2E%2e/b' }), `${requestLocation}.path`],
    ['a backslash', withRequest({ path: '/a\\b' }), `${requestLocation}.path`],
    [
      'a line break in a header',
      withRequest({ headers: { a: 'b\r\nc: d' } }),
      `${requestLocation}.headers.a`,
    ],
    [
      'a reserved header',
      withRequest({ headers: { Host: 'evil.example' } }),
      `${requestLocation}.headers.Host`,
    ],
    ['a number in a header', withRequest({ headers: { a: '{{number}}' } }), `${requestLocation}.headers.a`],
    ['a method that writes', withRequest({ method: 'DELETE' }), `${requestLocation}.method`],
    ['no number', withRequest({ query: {} }), requestLocation],
    ['both number and numbers', withRequest({ path: '/{{number}}' }), requestLocation],
    [
      'a filter in a placeholder',
      withRequest({ query: { q: '{{number | upper}}' } }),
      `${requestLocation}.query.q`,
    ],
    [
      'an unclosed placeholder',
      withRequest({ query: { q: '{{numbers}} {{' } }),
      `${requestLocation}.query.q`,
    ],
    ['a mask with quotes', createFile('array', { candidates: ['mask:0##"###'] }), 'file: candidates.0'],
    ['an unknown notation', createFile('array', { candidates: ['nsn'] }), 'file: candidates.0'],
    ['a secret in a link', createFile('array', { newUrl: '/new?key={{secret}}' }), 'file: newUrl'],
    [
      'a secret as a query',
      { ...createFile('array'), auth: { type: 'query', name: 'key' } },
      'file: auth.type',
    ],
  ])('%s', (_what, content, expected) => {
    expect(wrong(content)).toBe(expected);
  });

  test('deep nesting does not overflow the stack', () => {
    const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    expect(wrong(`{"lookups":[{"request":{"body":${deep}}}]}`)).toMatch(/^file/u);
    expect(wrong(`${'<a>'.repeat(60_000)}${'</a>'.repeat(60_000)}`, {}, 'xml')).toMatch(/^file/u);
  });

  test('reports missing or invalid settings', () => {
    expect(wrong(createFile('array'), { url: undefined })).toBe('url');
    expect(wrong(createFile('array'), { url: 'http://crm.example.com' })).toBe('url');
    expect(wrong(createFile('array'), { apiUrl: 'ftp://crm.example.com' })).toBe('apiUrl');
    expect(wrong(createFile('array', { newUrl: '/{{parameters.Space}}/new' }))).toBe('parameters.Space');
    expect(
      wrong(createFile('array', { newUrl: '/{{parameters.Space}}/new' }), { parameters: { Space: 'a' } }),
    ).toBeNull();
    expect(rest.getSignIn({ file: path.join(folder, 'missing.json') })).toBeNull();
  });

  test('allows plain http only if the file says so', () => {
    expect(wrong(createFile('array', { api: 'http://crm.intra:8080' }), { url: undefined })).toBe(
      'file: api',
    );
    expect(
      wrong(createFile('array', { api: 'http://crm.intra:8080', allowHttp: true }), { url: undefined }),
    ).toBeNull();
    expect(wrong(createFile('array', { allowHttp: true }), { url: 'http://crm.intra' })).toBeNull();
  });
});

describe('imported files', () => {
  test('a 3CX template finds a record with its page', async () => {
    const xml = `<Crm Name="Desk"><Number Prefix="Plus" /><Parameters><Parameter Name="Key" Type="Password" /></Parameters>
      <Authentication Type="No" /><Scenarios><Scenario Id="" Type="REST">
      <Request Url="https://desk.example.com/numbers/[Number]/contacts"><Headers><Value Key="X-Api-Key">[Key]</Value></Headers></Request>
      <Variables><Variable Name="Id" Path="contacts.id" /><Variable Name="Name" Path="contacts.lastname" />
        <Variable Name="Tel" Path="contacts.tel" /></Variables>
      <Outputs><Output Type="LastName" Value="[Name]" /><Output Type="PhoneBusiness" Value="[Tel]" />
        <Output Type="ContactUrl" Value="https://desk.example.com/c/[Id]" /></Outputs></Scenario></Scenarios></Crm>`;
    const { connector } = await connectRest(
      xml,
      [aRecord('7', '03-1234-5678')],
      { shape: 'path', auth: 'key' },
      { url: 'https://desk.example.com' },
      'xml',
    );
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toMatchObject([{ name: '佐藤', grade: 'exact', url: 'https://desk.example.com/c/7' }]);
  });

  test('a RingCentral configuration finds a record', async () => {
    const config = {
      auth: { scheme: 'Bearer', credentialTemplate: '{{apiKey}}', encode: 'none' },
      requestDefaults: { baseUrl: 'https://{{user.hostname}}' },
      operations: {
        findContact: {
          url: '/numbers/{{phoneNumber}}/contacts',
          responseMapping: { listPath: 'body.contacts', item: { namePath: 'lastname', phonePath: 'tel' } },
        },
      },
    };
    const { connector } = await connectRest(config, [aRecord('7', '+81312345678')], { shape: 'path' });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toMatchObject([{ id: 'contact:7', name: '佐藤', grade: 'exact', url: null }]);
  });

  test('reports the location of an error in a template', () => {
    const result = rest.createSearch(
      { file: writeTempFile('<Crm><Scenarios /></Crm>', 'XML') },
      createRestContext('x'),
    );
    expect(result).toEqual({ wrong: 'file: Scenarios: none looks up a number' });
  });
});

/** Tests the included files with answers from the vendors' documentation. */
describe('bundled CRM files', () => {
  const zammad = {
    id: 3,
    organization_id: 2,
    organization: 'Chrispresso Inc.',
    firstname: 'Christopher',
    lastname: 'Miller',
    email: 'chris@chrispresso.com',
    phone: '',
    mobile: '090-1234-5678',
    department: null,
    note: '',
    updated_at: '2025-06-30T11:45:19.503Z',
  };
  const espo = {
    id: '5564764442a6d024c',
    name: 'Christopher Miller',
    accountName: 'Chrispresso Inc.',
    phoneNumber: '+81312345678',
    phoneNumberData: [
      { phoneNumber: '+81312345678', primary: true, type: 'Office' },
      { phoneNumber: '+819012345678', primary: false, type: 'Mobile' },
    ],
    assignedUserId: 'u1',
    assignedUserName: 'Anna',
    modifiedAt: '2025-06-30 11:45:19',
  };
  const attio = {
    id: { workspace_id: 'w', object_id: 'o', record_id: 'bf071e1f-6035-429d-b874-d83ea64ea13b' },
    web_url: 'https://app.attio.com/salarya/person/bf071e1f-6035-429d-b874-d83ea64ea13b',
    values: {
      name: [{ first_name: 'Christopher', last_name: 'Miller', full_name: 'Christopher Miller' }],
      job_title: [],
      email_addresses: [{ email_address: 'chris@chrispresso.com' }],
      last_interaction: [{ interacted_at: '2025-06-30T11:45:19.000000000Z' }],
      phone_numbers: [{ original_phone_number: '+819012345678', normalized_phone_number: '+819012345678' }],
    },
  };

  test.each([
    ['zammad', [zammad], 'https://crm.example.com/#user/profile/3', 'Token token=x', 1],
    [
      'espocrm',
      { total: 1, list: [espo] },
      'https://crm.example.com/#Contact/view/5564764442a6d024c',
      undefined,
      3,
    ],
    ['attio', { data: [attio] }, attio.web_url, 'Bearer x', 1],
  ] as const)('%s', async (name, json, url, authorization, requests) => {
    const sent: {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    }[] = [];
    const settings = name === 'attio' ? {} : { url: 'https://crm.example.com' };
    const search = openSearch(
      {
        file: path.resolve(import.meta.dirname, `../../../../resources/connectors/${name}.json`),
        ...settings,
      },
      {
        ...createRestContext('x'),
        transport: {
          request: (request) => {
            sent.push(request);
            return Promise.resolve({ status: 200, json, serverTime: null, retryAfter: null });
          },
          connect: () => {
            throw new Error('no socket');
          },
        },
      },
    );
    const connector = new RemoteConnector(search, {
      id: 'crm',
      name: 'CRM',
      country: 'JP',
      me: ['u1'],
      clock: patientClock,
    });
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches[0]).toMatchObject({
      name: 'Christopher Miller',
      grade: 'exact',
      url,
      isMine: name === 'espocrm',
      lastActivity: Date.UTC(2025, 5, 30, 11, 45, 19, name === 'zammad' ? 503 : 0),
    });
    expect(sent).toHaveLength(requests);
    for (const request of sent) {
      expect(request.headers['Authorization']).toBe(authorization);
      // nginx limits the request line to 8 KB:
      // https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers.
      expect(request.url.length).toBeLessThan(7_000);
      expect(decodeURIComponent(request.url) + (request.body ?? '')).toContain('9012345678');
    }
  });
});

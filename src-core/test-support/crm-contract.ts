/** Tests that every CRM connector must pass, over real HTTP, against its simulated CRM. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { CrmFake, CrmOptions, FakeCrmRecord, CrmServer } from '../../src-simulator/crm/crm.ts';
import { startCrm } from '../../src-simulator/crm/crm.ts';
import { patientClock } from './patient-clock.ts';
import { directTransport } from './fakes.ts';
import type { Grade } from '../phone-numbers/match-grade.ts';
import { formatAs } from '../phone-numbers/notations.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import type { Connector, ExternalNumber, Match } from '../lookup/connector.ts';
import type { ConnectorContext, ConnectorKind } from '../crm/connector-kind.ts';
import { ConnectorError, type ConnectorErrorKind } from '../lookup/connector-error.ts';
import { NO_CHOICE } from '../lookup/choices.ts';
import { applyChoice, lookUp, findConfidentMatch, type FinishedLookup } from '../lookup/lookup.ts';
import { RemoteConnector, type CrmRecord, type CrmSearch } from '../crm/remote-connector.ts';

/** 60 numbers that may call a phone in Japan. Twins differ in one digit or the country, or one ends in the other. */
export const NUMBERS: readonly string[] = [
  // Mobile numbers, and their twins with 080 and 070
  ...['+819012345678', '+818012345678', '+817012345678', '+819087654321', '+818087654321', '+817031415926'],
  ...['+819012345679', '+819011112222', '+818099998888', '+817044445555', '+819020003000', '+818030004000'],
  // Tokyo and Osaka
  ...['+81312345678', '+81312345679', '+81399998888', '+81335791111', '+81612345678', '+81662223333'],
  // Area codes of three, four and five digits, including the 0
  ...['+81451234567', '+81452345678', '+81523456789', '+81112345678', '+81924567890', '+81752223344'],
  ...['+81422123456', '+81422223333', '+81466234567', '+81263123456', '+81742345678', '+81985234567'],
  ...['+81499221234', '+81126723456', '+81137221234', '+81476912345'],
  // Toll-free, IP telephony, Navi Dial
  ...['+81120123456', '+81120999888', '+818001234567', '+815012345678', '+815055556666', '+81570012345'],
  // 901-234-5678 in Memphis is 090-1234-5678 without the 0; 231-234-5678 ends in 3-1234-5678
  ...['+19012345678', '+12312345678', '+12092592844', '+12125551234', '+14155550132', '+16502530000'],
  ...['+493012345678', '+4930123456', '+498912345678', '+4915112345678'],
  ...['+442079460958', '+447911123456', '+441619460123'],
  ...['+8613812345678', '+861062551234', '+862161234567'],
  ...['+5511912345678', '+551131234567', '+5521987654321', '+552123456789'],
];

/** How people type Japanese numbers into their CRM, and the grade of a match in each notation. */
export const NOTATIONS = {
  e164: { write: (e164) => e164, grade: 'exact' },
  national: { write: (e164) => formatFirst(e164, 'national'), grade: 'exact' },
  hyphens: { write: (e164) => formatFirst(e164, 'national-formatted'), grade: 'exact' },
  'wrong hyphens': { write: (e164) => formatFirst(e164, 'national-variants'), grade: 'exact' },
  spaces: { write: (e164) => formatFirst(e164, 'national-formatted').replaceAll('-', ' '), grade: 'exact' },
  dots: { write: (e164) => formatFirst(e164, 'national-formatted').replaceAll('-', '.'), grade: 'exact' },
  brackets: { write: (e164) => formatWithBrackets(formatFirst(e164, 'national-formatted')), grade: 'exact' },
  international: { write: (e164) => formatFirst(e164, 'international'), grade: 'exact' },
  'international, hyphens': { write: (e164) => formatFirst(e164, 'international-hyphens'), grade: 'exact' },
  'international, (0)': {
    write: (e164) => formatFirst(e164, 'international').replace(/^\+81 /u, '+81 (0)'),
    grade: 'exact',
  },
  '0081': { write: (e164) => formatFirst(e164, 'dialled'), grade: 'exact' },
  'no plus': { write: (e164) => formatFirst(e164, 'digits'), grade: 'exact' },
  'full width': { write: (e164) => formatFirst(e164, 'full-width'), grade: 'exact' },
  'full width, no hyphens': { write: (e164) => formatAs(e164, 'full-width')[1] ?? '', grade: 'exact' },
  'long vowel marks': {
    write: (e164) => formatFirst(e164, 'full-width').replaceAll('－', 'ー'),
    grade: 'exact',
  },
  'lost zero': { write: (e164) => formatFirst(e164, 'significant'), grade: 'national' },
  'spaces around': { write: (e164) => ` ${formatFirst(e164, 'national-formatted')} `, grade: 'exact' },
  'a word behind': { write: (e164) => `${formatFirst(e164, 'national-formatted')}（代表）`, grade: 'exact' },
  'two numbers': {
    write: (e164) => `${formatFirst(e164, 'national-formatted')} / 03-5555-0000`,
    grade: 'exact',
  },
  extension: { write: (e164) => `${formatFirst(e164, 'national-formatted')} 内線12`, grade: 'weak' },
} as const satisfies Record<string, { write: (e164: string) => string; grade: Grade }>;

export type NotationName = keyof typeof NOTATIONS;

/** Notations that identify a foreign number; the others lack the country. */
const ABROAD: readonly NotationName[] = ['e164', 'international', 'international, hyphens'];

function formatFirst(e164: string, notation: Parameters<typeof formatAs>[1]): string {
  const [text] = [...formatAs(e164, notation), ...formatAs(e164, 'national-formatted')];
  return text ?? e164;
}

function formatWithBrackets(formatted: string): string {
  const [area = '', ...rest] = formatted.split('-');
  return `(${area}) ${rest.join('-')}`;
}

/** A fictional record with this number. */
export function aRecord(id: string, phone: string, overrides: Partial<FakeCrmRecord> = {}): FakeCrmRecord {
  return {
    id,
    kind: 'person',
    familyName: '佐藤',
    givenName: id,
    company: '株式会社テスト',
    phone,
    mobile: '',
    ownerEmail: '',
    open: 0,
    activeAt: Date.UTC(2026, 9, 1),
    ...overrides,
  };
}

export interface ConnectorContract {
  readonly kind: ConnectorKind;
  readonly fake: (records: readonly FakeCrmRecord[], options: CrmOptions) => CrmFake;
  /** the connector's entry in settings.json */
  readonly settings: (apiUrl: string) => Readonly<Record<string, unknown>>;
  /** notations that the CRM's search cannot find, as docs/connectors.md says */
  readonly unsupported: readonly NotationName[];
  /** limit of requests per look-up */
  readonly maxRequests: number;
  /** error kinds that differ from those of the other CRMs, by status */
  readonly errorKinds?: Readonly<Partial<Record<401 | 403 | 404 | 429 | 500, ConnectorErrorKind>>>;
  /** converts a counter to an id in the CRM's form */
  readonly id?: (n: number) => string;
  /** false = the CRM has no pages for creating a record and searching a number */
  readonly hasCrmPages?: boolean;
  /** overrides of the connector's context */
  readonly context?: (apiUrl: string) => Partial<ConnectorContext>;
}

export function createConnectorContext(overrides: Partial<ConnectorContext> = {}): ConnectorContext {
  return {
    id: 'crm',
    name: 'CRM',
    transport: directTransport(),
    clock: patientClock,
    country: 'JP',
    masks: [],
    label: (label, text) => ({ label, text }),
    secret: () => Promise.resolve(''),
    bearer: { renewable: false, headers: () => Promise.resolve({}) },
    zoom: null,
    ...overrides,
  };
}

export interface StartedConnector {
  readonly server: CrmServer;
  /** has no rate limit */
  readonly connector: Connector;
  readonly search: CrmSearch;
  readonly secret: string;
}

/** Starts the simulated CRM and a connector to it. */
export async function startContract(
  { kind, fake, settings, context = () => ({}) }: ConnectorContract,
  records: readonly FakeCrmRecord[],
  lies = false,
): Promise<StartedConnector> {
  const crmFake = fake(records, { ignoresQuery: lies });
  const server = await startCrm(crmFake);
  const { secret } = crmFake;
  const bearer = { renewable: true, headers: () => Promise.resolve({ Authorization: `Bearer ${secret}` }) };
  const overrides = {
    name: kind.title,
    secret: () => Promise.resolve(secret),
    bearer,
    ...context(server.url),
  };
  const connectorContext = createConnectorContext(overrides);
  const opened = kind.createSearch(settings(server.url), connectorContext);
  if ('wrong' in opened) throw new Error(`unusable setting: ${opened.wrong}`);
  const search = { ...opened.search, perSecond: 1_000_000 };
  const connector = new RemoteConnector(search, { ...connectorContext, me: [] });
  return { server, connector, search, secret };
}

/** Helpers for tests of one connector's specifics. Servers are closed after each test. */
export interface ConnectorHarness {
  /** @param overrides replace fields of the contract */
  readonly start: (
    records: readonly FakeCrmRecord[],
    overrides?: Partial<ConnectorContract>,
    lies?: boolean,
  ) => Promise<StartedConnector>;
  /** The matches for 03-1234-5678. */
  readonly findMatches: (
    records: readonly FakeCrmRecord[],
    overrides?: Partial<ConnectorContract>,
  ) => Promise<readonly Match[]>;
  /** The CRM's records for 03-1234-5678, before numbers are compared. */
  readonly findRecords: (
    records: readonly FakeCrmRecord[],
    overrides?: Partial<ConnectorContract>,
  ) => Promise<readonly CrmRecord[]>;
}

/** Call it within `describe`, because it registers `afterEach`. */
export function createHarness(contract: ConnectorContract): ConnectorHarness {
  const servers: CrmServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const start: ConnectorHarness['start'] = async (records, overrides = {}, lies = false) => {
    const started = await startContract({ ...contract, ...overrides }, records, lies);
    servers.push(started.server);
    return started;
  };
  return {
    start,
    findMatches: async (...args) => {
      const { connector } = await start(...args);
      return (await connector.find(TOKYO)).matches;
    },
    findRecords: async (...args) => {
      const { search } = await start(...args);
      return await search.search(TOKYO, new AbortController().signal);
    },
  };
}

type OptionsRun<O, R> = (
  records: readonly FakeCrmRecord[],
  options?: O,
  overrides?: Partial<ConnectorContract>,
) => Promise<R>;

/** The harness of a simulated CRM with specific options. */
export interface OptionsHarness<O> {
  readonly start: OptionsRun<O, StartedConnector>;
  readonly findMatches: OptionsRun<O, readonly Match[]>;
  /** Resolves with `ownedBy` of each record for 03-1234-5678. */
  readonly findOwners: (records: readonly FakeCrmRecord[]) => Promise<readonly CrmRecord['ownedBy'][]>;
}

export function createOptionsHarness<O>(
  contract: ConnectorContract,
  createFake: (records: readonly FakeCrmRecord[], crmOptions: CrmOptions, options?: O) => CrmFake,
): OptionsHarness<O> {
  const { start, findMatches, findRecords } = createHarness(contract);
  const withOptions = (options?: O, overrides?: Partial<ConnectorContract>): Partial<ConnectorContract> => ({
    fake: (records, crmOptions) => createFake(records, crmOptions, options),
    ...overrides,
  });
  return {
    start: (records, ...rest) => start(records, withOptions(...rest)),
    findMatches: (records, ...rest) => findMatches(records, withOptions(...rest)),
    findOwners: async (records) => (await findRecords(records)).map(({ ownedBy }) => ownedBy),
  };
}

const TOKYO: ExternalNumber = { kind: 'external', e164: '+81312345678', extension: null };

export function toExternalNumber(e164: string): ExternalNumber {
  return { kind: 'external', e164, extension: null };
}

export function finishLookup(connector: Connector, number: PhoneNumber): Promise<FinishedLookup> {
  return new Promise((resolve) => {
    lookUp([connector], number, {
      clock: patientClock,
      stopwatch: () => performance.now(),
      onResult: (lookup) => {
        if (lookup.status !== 'found' || !lookup.searching) resolve(applyChoice(lookup, NO_CHOICE));
      },
    });
  });
}

/** Defines the tests of one connector. */
export function describeConnector(contract: ConnectorContract): void {
  const {
    kind,
    unsupported,
    maxRequests,
    errorKinds = {},
    id = (n) => `r${n}`,
    hasCrmPages = true,
  } = contract;
  const harness = createHarness(contract);
  const start = (records: readonly FakeCrmRecord[], lies = false): Promise<StartedConnector> =>
    harness.start(records, {}, lies);
  const toRecordId = (index: number): string => id(index + 1);

  describe(kind.title, () => {
    describe.each(Object.entries(NOTATIONS))('with the notation %s', (name, { write, grade }) => {
      const isUnsupported = unsupported.some((notation) => notation === name);
      const isAbroad = ABROAD.some((notation) => notation === name);

      test(
        isUnsupported
          ? 'numbers are not found, as documented'
          : 'every number is found, and no exact match is a different person',
        async () => {
          const numbers = NUMBERS.filter((e164) => isAbroad || e164.startsWith('+81'));
          // Half of the numbers are in the other field.
          const records = numbers.map((e164, n) =>
            n % 2 === 0
              ? aRecord(toRecordId(n), write(e164))
              : aRecord(toRecordId(n), '', { mobile: write(e164) }),
          );
          const { connector, server } = await start(records);
          const lookups = await Promise.all(
            numbers.map((e164) => finishLookup(connector, toExternalNumber(e164))),
          );
          const results = lookups.map((lookup, n) => {
            if (lookup.status !== 'found') return lookup.status;
            const expectedMatch = lookup.matches.find((match) => match.id.endsWith(toRecordId(n)));
            const otherMatches = lookup.matches.filter(
              (match) => match !== expectedMatch && match.grade === 'exact',
            );
            return otherMatches.length > 0 ? 'somebody else' : (expectedMatch?.grade ?? 'not among them');
          });
          const expected = isUnsupported ? 'none' : grade;
          expect(Object.fromEntries(numbers.map((e164, n) => [e164, results[n]]))).toEqual(
            Object.fromEntries(numbers.map((e164) => [e164, expected])),
          );
          expect(server.requests.length).toBeLessThanOrEqual(numbers.length * maxRequests);
        },
      );
    });

    test.each(Object.entries(NOTATIONS).map(([name, notation], index) => ({ name, ...notation, index })))(
      'never opens the wrong person, all typed as: $name',
      async ({ write, index }) => {
        const records = NUMBERS.map((e164, n) => aRecord(toRecordId(n), write(e164)));
        const { connector } = await start(records, true);
        for (const [n, e164] of NUMBERS.entries()) {
          // Each notation checks a different third of the numbers, because all CRMs share the code that compares.
          if ((n + index) % 3 !== 0) continue;
          const confident = findConfidentMatch(await finishLookup(connector, toExternalNumber(e164)));
          if (confident !== null)
            expect([e164, confident.id]).toEqual([e164, expect.stringMatching(`${toRecordId(n)}$`)]);
        }
      },
    );

    test('does not open a record if two people share the number', async () => {
      const { connector } = await start([
        aRecord(toRecordId(0), '03-1234-5678'),
        aRecord(toRecordId(1), '+81312345678', { familyName: '田中' }),
        aRecord(toRecordId(2), '03-1234-5678 内線 12', { familyName: '鈴木' }),
      ]);
      const lookup = await finishLookup(connector, toExternalNumber('+81312345678'));
      expect(lookup).toMatchObject({ status: 'found' });
      expect(findConfidentMatch(lookup)).toBeNull();
    });

    test('sends no request for an extension, a service number or a withheld number', async () => {
      const { connector, server } = await start([aRecord(toRecordId(0), ''), aRecord(toRecordId(1), '1045')]);
      const numbers: PhoneNumber[] = [
        { kind: 'extension', extension: '1045' },
        { kind: 'service', digits: '110' },
        { kind: 'withheld' },
      ];
      if (connector.supportedKinds?.includes('extension') === true) numbers.shift();
      for (const number of numbers)
        expect(await finishLookup(connector, number)).toEqual({ status: 'skipped' });
      expect(server.requests).toEqual([]);
    });

    test.each([
      [401, 'credentials'],
      [403, 'forbidden'],
      [404, 'not-found'],
      [429, 'rate-limited'],
      [500, 'fault'],
    ] as const)('status %i is reported as %s', async (status, defaultKind) => {
      const { connector, server } = await start([aRecord(toRecordId(0), '03-1234-5678')]);
      server.fault = { kind: 'status', status, ...(status === 429 && { retryAfter: 7 }) };
      const connectorError = await connector
        .find(toExternalNumber('+81312345678'))
        .catch((error: unknown) => error);
      expect(connectorError).toBeInstanceOf(ConnectorError);
      expect(connectorError).toMatchObject({ kind: errorKinds[status] ?? defaultKind });
      if (status === 429 && errorKinds[429] === undefined)
        expect(connectorError).toMatchObject({ retryAfterMs: 7_000 });
    });

    test.each([
      [{ kind: 'html' }, 'not-understood'],
      [{ kind: 'cut' }, 'unreachable'],
    ] as const)('%j is reported as %s', async (fault, errorKind) => {
      const { connector, server } = await start([aRecord(toRecordId(0), '03-1234-5678')]);
      server.fault = fault;
      await expect(connector.find(toExternalNumber('+81312345678'))).rejects.toMatchObject({
        kind: errorKind,
      });
    });

    test('any response yields no matches or a ConnectorError', async () => {
      const { connector, server } = await start([aRecord(toRecordId(0), '03-1234-5678')]);
      await fc.assert(
        fc.asyncProperty(fc.json(), async (body) => {
          server.body = body;
          connector.invalidate?.(toExternalNumber('+81312345678'));
          const answer = await connector
            .find(toExternalNumber('+81312345678'))
            .catch((error: unknown) => error);
          if (answer instanceof Error) expect(answer).toBeInstanceOf(ConnectorError);
          else expect(answer).toMatchObject({ matches: [] });
        }),
        { numRuns: 60 },
      );
    });

    test('page URLs are on the CRM’s host, and no request address contains the secret', async () => {
      const { connector, server, secret } = await start([
        aRecord(toRecordId(0), '03-1234-5678', {
          familyName: '"><script>',
          company: 'https://evil.example/',
        }),
      ]);
      const lookup = await finishLookup(connector, toExternalNumber('+81312345678'));
      const host = getHost(contract);
      const pages = lookup.status === 'found' ? lookup.matches.map(({ url }) => url) : [];
      expect(pages).toHaveLength(1);
      if (hasCrmPages) {
        const { create, search } =
          connector.getPageUrls?.({ kind: 'external', e164: '+81312345678', extension: null }) ?? {};
        expect(create ?? search).toBeTypeOf('string');
        for (const page of [create, search])
          if (page != null) {
            expect(decodeURIComponent(page)).toMatch(/312345678|3-1234-5678/u);
            pages.push(page);
          }
      }
      for (const page of pages) if (page !== null) expect(new URL(page).host).toBe(host);
      const addresses = server.requests.map(({ path }) => decodeURIComponent(path)).join('\n');
      if (secret !== '') expect(addresses).not.toContain(secret);
    });
  });
}

function getHost({ kind, settings, context = () => ({}) }: ConnectorContract): string {
  const nowhere = 'http://127.0.0.1:1';
  const opened = kind.createSearch(settings(nowhere), createConnectorContext(context(nowhere)));
  return 'search' in opened ? new URL(opened.search.pagesUrl).host : '';
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { directTransport } from '../../src-core/test-support/fakes.ts';
import { getTranslate, type MessageKey } from '../../src-core/i18n/index.ts';
import { defineConnectorKind } from '../../src-core/crm/connector-kind.ts';
import {
  CLIENT_SECRET,
  freePort,
  startOAuthServer,
  type OAuthServer,
} from '../../src-core/test-support/oauth-server.ts';
import { writeSignIn } from '../../src-core/crm/oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStore } from '../../src-core/secrets/secret-store.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import type { ExitCode } from '../command.ts';
import { signIn, type SignInOptions, type SignInDeps } from './sign-in.ts';
import { parseLine, CliProcess } from '../../src-core/test-support/terminal.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';
import { formatList } from '../../src-core/output/messages.ts';
import { toRedirectUri } from '../../src-core/crm/oauth/loopback-redirect.ts';

const PAT = 'pat-5ecre7-日本';

let server: OAuthServer;
let stored: Map<string, string>;
let locked: boolean;
let out: string[];
let errors: string[];
let stop: AbortController;
let pending: Promise<unknown>[];

beforeEach(async () => {
  server = await startOAuthServer({ redirectPort: await freePort() });
  stored = new Map();
  locked = false;
  out = [];
  errors = [];
  stop = new AbortController();
  pending = [];
});
afterEach(async () => {
  await Promise.all(pending);
  await server.close();
  // No output contains a secret.
  for (const secret of [...server.secrets, PAT]) expect([...out, ...errors].join('\n')).not.toContain(secret);
});

const search = (): never => {
  throw new Error('unexpected lookup');
};
const KINDS = new Map([
  [
    'token',
    defineConnectorKind({
      title: 'TokenCRM',
      settings: z.object({}),
      getSignIn: () => ({ kind: 'secret' }),
      createSearch: search,
    }),
  ],
  [
    'browser',
    defineConnectorKind({
      title: 'BrowserCRM',
      settings: z.object({ url: z.string() }),
      getSignIn: () => ({ kind: 'oauth', provider: server.provider }),
      createSearch: search,
    }),
  ],
  [
    'open',
    defineConnectorKind({
      title: 'OpenCRM',
      settings: z.object({}),
      getSignIn: () => ({ kind: 'none' }),
      createSearch: search,
    }),
  ],
]);
const CONNECTORS = [
  { type: 'token' },
  { type: 'browser', id: 'sales', name: '営業', url: 'https://crm.example.com' },
  { type: 'open' },
];

async function run(
  options: Partial<SignInOptions>,
  {
    typed = '',
    connectors = CONNECTORS,
    ...deps
  }: Omit<Partial<SignInDeps>, 'connectors'> & { typed?: string; connectors?: readonly unknown[] } = {},
): Promise<ExitCode> {
  const answer = <T>(value: () => T): Promise<T> =>
    locked ? Promise.reject(new SecretStoreError('locked')) : Promise.resolve(value());
  const keychain: SecretStore = {
    get: (name) => answer(() => stored.get(name) ?? null),
    set: (name, value) => answer(() => void stored.set(name, value)),
    remove: (name) => answer(() => stored.delete(name)),
  };
  const input = new PassThrough();
  input.end(typed);
  return await signIn(
    { id: null, remove: false, ...options },
    {
      connectors: SettingsSchema.parse({ connectors }).connectors,
      kinds: KINDS,
      keychain,
      env: {},
      transport: directTransport(),
      input,
      open: null,
      print: (line) => void out.push(line),
      printError: (sentence) => void errors.push(sentence),
      language: 'en',
      t: getTranslate('en'),
      json: false,
      stop: { signal: stop.signal, interrupted: false, interrupt: () => undefined },
      ...deps,
    },
  );
}

/** Returns the message about a failed browser sign-in to the CRM. */
const formatFailure = (key: MessageKey, detail = ''): string =>
  inEnglish(key, {
    name: '営業',
    detail,
    port: server.provider.redirectPort,
    redirect: toRedirectUri(server.provider),
  });
const LOCKED = `${inEnglish('check.keychain.locked')} ${inEnglish('remedy.keychain.locked')}`;

/** Acts as a browser whose user allows the sign-in. */
const agree = (address: string): void =>
  void pending.push(fetch(server.browse(address)).then((page) => page.text()));

describe('the connector list', () => {
  const toCells = (lines: readonly string[]): string[][] => lines.map((line) => line.split(/ {2,}/u));

  test('shows what is stored and what comes from the environment', async () => {
    stored.set(
      'connector:sales',
      writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: null }),
    );
    expect(await run({})).toBe(0);
    expect(toCells(out)).toEqual([
      ['token', 'TokenCRM', inEnglish('cli.sign-in.by-secret'), inEnglish('cli.sign-in.not-signed-in')],
      ['sales', '営業', inEnglish('cli.sign-in.by-browser'), inEnglish('cli.sign-in.signed-in')],
    ]);
    out = [];
    expect(
      await run({}, { env: { CHAKUSHIN_SECRET_TOKEN: PAT }, language: 'ja', t: getTranslate('ja') }),
    ).toBe(0);
    expect(toCells(out)[0]).toEqual([
      'token',
      'TokenCRM',
      inJapanese('cli.sign-in.by-secret'),
      inJapanese('cli.sign-in.from-variable', { variable: 'CHAKUSHIN_SECRET_TOKEN' }),
    ]);
    expect(errors).toEqual([]);
  });

  test('--json prints the result as JSON', async () => {
    expect(await run({}, { json: true, env: { CHAKUSHIN_SECRET_SALES: PAT } })).toBe(0);
    expect(out.map(parseLine)).toMatchObject([
      { type: 'sign-in', connector: 'token', name: 'TokenCRM', kind: 'secret', stored: false, from: null },
      { type: 'sign-in', connector: 'sales', name: '営業', kind: 'oauth', stored: true, from: 'environment' },
    ]);
  });

  test('exits with 1 and reports a locked keychain once', async () => {
    locked = true;
    expect(await run({})).toBe(1);
    expect(out).toHaveLength(2);
    expect(toCells(out)[0]?.at(-1)).toBe(inEnglish('cli.sign-in.not-known'));
    expect(errors).toEqual([LOCKED]);
  });

  test('exits with 3 and names unusable entries, but lists the usable ones', async () => {
    const connectors = [{ type: 'browser', id: 'no-url' }, { type: 'tokem' }, 'nonsense', { type: 'token' }];
    expect(await run({}, { connectors })).toBe(3);
    expect(out).toHaveLength(1);
    const types = formatList([...KINDS.keys()], inEnglish);
    expect(errors).toEqual([
      inEnglish('cli.sign-in.wrong-settings', { id: 'no-url' }),
      inEnglish('cli.sign-in.unknown-type', { id: 'tokem', type: 'tokem', types }),
      inEnglish('cli.sign-in.unknown-type', { id: '', type: '', types }),
    ]);
  });

  test.each([[[]], [[{ type: 'open' }]]])(
    'exits with 3 if no connector needs a sign-in',
    async (connectors) => {
      expect(await run({}, { connectors })).toBe(3);
      expect(errors).toEqual([inEnglish('cli.sign-in.none')]);
    },
  );
});

describe('with a token', () => {
  test.each([`${PAT}\n`, `  ${PAT}\r\nmore`, PAT])('stores the token from %j', async (typed) => {
    expect(await run({ id: 'token' }, { typed })).toBe(0);
    expect(stored).toEqual(new Map([['connector:token', PAT]]));
    expect(out).toEqual([inEnglish('cli.sign-in.stored', { name: 'TokenCRM' })]);
    expect(errors).toEqual([]);
  });

  test('--json prints the result as JSON', async () => {
    expect(await run({ id: 'token' }, { typed: PAT, json: true })).toBe(0);
    expect(out.map(parseLine)).toMatchObject([{ type: 'sign-in', connector: 'token', stored: true }]);
  });

  test.each(['', '\n', '  \nmore', `${PAT}\u001b[A`, 'x'.repeat(20_000)])(
    'exits with 2 for %j',
    async (typed) => {
      expect(await run({ id: 'token' }, { typed })).toBe(2);
      expect(stored.size).toBe(0);
      expect(out).toEqual([]);
      expect(errors).toHaveLength(1);
    },
  );

  test('exits with 1 if the keychain is locked', async () => {
    locked = true;
    expect(await run({ id: 'token' }, { typed: PAT })).toBe(1);
    expect(errors).toEqual([LOCKED]);
  });

  test('warns if an environment variable overrides the stored token', async () => {
    expect(await run({ id: 'token' }, { typed: PAT, env: { CHAKUSHIN_SECRET_TOKEN: 'x-other' } })).toBe(0);
    expect(errors).toEqual([
      inEnglish('cli.sign-in.variable', { name: 'TokenCRM', variable: 'CHAKUSHIN_SECRET_TOKEN' }),
    ]);
  });

  test('--remove', async () => {
    stored.set('connector:token', PAT);
    expect(await run({ id: 'token', remove: true })).toBe(0);
    expect(stored.size).toBe(0);
    expect(await run({ id: 'token', remove: true })).toBe(0);
    expect(out).toEqual([
      inEnglish('cli.sign-in.removed', { name: 'TokenCRM' }),
      inEnglish('cli.sign-in.nothing-stored', { name: 'TokenCRM' }),
    ]);
  });
});

describe('in the browser', () => {
  test('opens the browser, signs in and stores the refresh token', async () => {
    const opened: string[] = [];
    const open = (address: string): void => {
      opened.push(address);
      agree(address);
    };
    expect(await run({ id: 'sales' }, { open })).toBe(0);
    expect(stored.get('connector:sales')).toBe(
      writeSignIn({ refreshToken: server.refreshTokens[0] ?? '', clientSecret: null }),
    );
    expect(out).toEqual([
      `${inEnglish('cli.sign-in.open', { name: '営業' })}\n\n${opened[0] ?? ''}\n`,
      inEnglish('cli.sign-in.stored', { name: '営業' }),
    ]);
    expect(await Promise.all(pending)).toEqual([
      expect.stringContaining(`<h1>${inEnglish('oauth.page.received', { name: '営業' })}</h1>`),
    ]);
  });

  test('prints the address in --json for manual opening', async () => {
    const print = (line: string): void => {
      out.push(line);
      const { type, address } = parseLine(line);
      if (type === 'sign-in-address') agree(String(address));
    };
    expect(await run({ id: 'sales' }, { json: true, print })).toBe(0);
    expect(out.map(parseLine)).toMatchObject([
      { type: 'sign-in-address', connector: 'sales' },
      { type: 'sign-in', connector: 'sales', stored: true },
    ]);
  });

  test('asks for the client secret once and reuses the stored one', async () => {
    await server.close();
    server = await startOAuthServer({ redirectPort: await freePort(), requiresClientSecret: true });
    expect(await run({ id: 'sales' }, { open: agree, typed: '\n' })).toBe(2);
    expect(await run({ id: 'sales' }, { open: agree, typed: `${CLIENT_SECRET}\n` })).toBe(0);
    expect(await run({ id: 'sales' }, { open: agree, typed: '\n' })).toBe(0);
    const refreshToken = server.refreshTokens.at(-1) ?? '';
    expect(stored.get('connector:sales')).toBe(writeSignIn({ refreshToken, clientSecret: CLIENT_SECRET }));
  });

  const redirectWith = (change: (back: URL) => void) => (address: string) => {
    const url = server.browse(address);
    change(url);
    pending.push(fetch(url).then((page) => page.text()));
  };
  const answering = (status: number, error?: string) => (address: string) => {
    server.respond = () => ({ status, ...(error !== undefined && { body: { error } }) });
    agree(address);
  };
  const error = (name: string) =>
    redirectWith(({ searchParams }) => {
      searchParams.delete('code');
      searchParams.set('error', name);
    });

  test.each<[string, (address: string) => void, ExitCode, MessageKey, string]>([
    ['declined', error('access_denied'), 1, 'oauth.why.declined', ''],
    ['an unknown scope', error('invalid_scope'), 3, 'oauth.why.refused', 'invalid_scope'],
    [
      'a forged code',
      redirectWith(({ searchParams }) => searchParams.set('code', 'forged')),
      1,
      'oauth.why.signed-out',
      'HTTP 400, invalid_grant',
    ],
    ['an unknown app', answering(401, 'invalid_client'), 3, 'oauth.why.client', 'HTTP 401, invalid_client'],
    ['a server fault', answering(502), 1, 'oauth.why.fault', 'HTTP 502'],
    ['too many requests', answering(429), 1, 'oauth.why.rate-limited', 'HTTP 429'],
    ['no OAuth endpoint', answering(404), 1, 'oauth.why.not-understood', 'HTTP 404'],
  ])('%s', async (_what, open, code, key, detail) => {
    expect(await run({ id: 'sales' }, { open })).toBe(code);
    expect(stored.size).toBe(0);
    // The rest of the CRM's error description may follow the detail.
    const [start, end = ''] = formatFailure(key, `${detail}\n`).split('\n');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.slice(0, start?.length)).toBe(start);
    expect(errors[0]?.endsWith(end)).toBe(true);
    expect(out).toHaveLength(1);
  });

  test('exits with 1 if the CRM cannot be reached', async () => {
    await server.close();
    const { provider } = server;
    server = {
      ...server,
      provider: { ...provider, tokenUrl: 'http://127.0.0.1:1/' },
      close: () => Promise.resolve(),
    };
    expect(await run({ id: 'sales' }, { open: agree })).toBe(1);
    expect(errors).toEqual([formatFailure('oauth.why.unreachable', 'network')]);
  });

  test('exits with 1 if the sign-in times out', async () => {
    expect(await run({ id: 'sales' }, { open: () => stop.abort() })).toBe(1);
    expect(errors).toEqual([inEnglish('oauth.why.given-up', { name: '営業' })]);
  });

  test('exits with 0 and prints no error after Ctrl+C', async () => {
    const interrupted = { signal: stop.signal, interrupted: true, interrupt: () => undefined };
    expect(await run({ id: 'sales' }, { open: () => stop.abort(), stop: interrupted })).toBe(0);
    expect(errors).toEqual([]);
  });

  test('does not open the browser if the port is taken', async () => {
    const other = await startOAuthServer({ redirectPort: 1 });
    const takenPort = Number(new URL(other.provider.tokenUrl).port);
    await server.close();
    server = await startOAuthServer({ redirectPort: takenPort });
    expect(await run({ id: 'sales' }, { open: agree })).toBe(1);
    expect(errors).toEqual([formatFailure('oauth.why.port-taken')]);
    expect(errors[0]).toContain(String(takenPort));
    expect(out).toEqual([]);
    await other.close();
  });

  test('reports a locked keychain before the sign-in starts', async () => {
    locked = true;
    expect(await run({ id: 'sales' }, { open: agree })).toBe(1);
    expect(out).toEqual([]);
    expect(errors).toEqual([LOCKED]);
  });
});

describe('an unknown connector id', () => {
  test.each([
    ['sale', 2, inEnglish('cli.sign-in.nearest', { id: 'sale', near: 'sales' })],
    ['zendesk', 2, inEnglish('cli.sign-in.unknown', { id: 'zendesk' })],
    ['open', 2, inEnglish('cli.sign-in.not-needed', { name: 'OpenCRM' })],
  ])('%s exits with %i', async (id, code, sentence) => {
    expect(await run({ id })).toBe(code);
    expect(errors).toEqual([sentence]);
  });

  test('exits with 3 for an entry that is invalid', async () => {
    expect(await run({ id: 'browser' }, { connectors: [{ type: 'browser' }] })).toBe(3);
    expect(errors).toEqual([inEnglish('cli.sign-in.wrong-settings', { id: 'browser' })]);
  });
});

describe('the sign-in command', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'chakushin-sign-in-'));
    const connectors = [{ type: 'hubspot', portalId: '12345' }];
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ connectors }));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function terminal(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const started = new CliProcess(['sign-in', ...args], { home, env });
    const code = await started.end();
    out.push(...started.lines.all);
    errors.push(...started.errorLines.all);
    return { code, lines: started.lines.all, errors: started.errors };
  }

  test('lists connectors from the settings and ignores the Zoom account', async () => {
    const env = { CHAKUSHIN_SECRET_HUBSPOT: PAT, ZOOM_CLIENT_ID: 'half an account' };
    expect(await terminal([], env)).toEqual({
      code: 0,
      lines: [
        [
          'hubspot',
          'HubSpot',
          inEnglish('cli.sign-in.by-secret'),
          inEnglish('cli.sign-in.from-variable', { variable: 'CHAKUSHIN_SECRET_HUBSPOT' }),
        ].join('  '),
      ],
      errors: '',
    });
  });

  test.each([
    [['--remove'], '--remove'],
    [['--demo'], inEnglish('cli.sign-in.no-demo')],
    [['hubspto'], inEnglish('cli.sign-in.nearest', { id: 'hubspto', near: 'hubspot' })],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, lines, errors } = await terminal(args);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(errors.split('\n')[0]).toContain(message);
  });

  test('exits with 3 for an unreadable settings file', async () => {
    writeFileSync(join(home, 'settings.json'), '{');
    expect(await terminal([])).toMatchObject({ code: 3, lines: [] });
  });
});

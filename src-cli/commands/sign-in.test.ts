import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { directTransport } from '../../src-core/test-support/fakes.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
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
import { inEnglish } from '../../src-core/test-support/messages.ts';

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
  // Whatever was said, it was nothing secret.
  for (const secret of [...server.secrets, PAT]) expect([...out, ...errors].join('\n')).not.toContain(secret);
});

const search = (): never => {
  throw new Error('nobody looks up here');
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

/** A browser whose user agrees. */
const agree = (address: string): void =>
  void pending.push(fetch(server.browse(address)).then((page) => page.text()));

describe('the connector list', () => {
  test('shows what is stored and what comes from the environment', async () => {
    stored.set(
      'connector:sales',
      writeSignIn({ refreshToken: server.issueRefreshToken(), clientSecret: null }),
    );
    expect(await run({})).toBe(0);
    expect(out).toEqual([
      'token  TokenCRM  with a token    not signed in',
      `sales  営業      in the browser  ${inEnglish('cli.sign-in.signed-in')}`,
    ]);
    out = [];
    expect(
      await run({}, { env: { CHAKUSHIN_SECRET_TOKEN: PAT }, language: 'ja', t: getTranslate('ja') }),
    ).toBe(0);
    expect(out[0]).toBe('token  TokenCRM  トークン    環境変数 CHAKUSHIN_SECRET_TOKEN を使用');
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
    expect(out[0]).toMatch(/not known$/u);
    expect(errors).toEqual([expect.stringMatching(/^The system's keychain is locked\. Unlock it/u)]);
  });

  test('exits with 3 and names unusable entries, but lists the usable ones', async () => {
    const connectors = [{ type: 'browser', id: 'no-url' }, { type: 'tokem' }, 'nonsense', { type: 'token' }];
    expect(await run({}, { connectors })).toBe(3);
    expect(out).toHaveLength(1);
    expect(errors.map((sentence) => sentence.split(' ').slice(0, 2).join(' '))).toEqual([
      'Connector "no-url"',
      'Connector "tokem"',
      'Connector ""',
    ]);
  });

  test.each([[[]], [[{ type: 'open' }]]])(
    'exits with 3 if no connector needs a sign-in',
    async (connectors) => {
      expect(await run({}, { connectors })).toBe(3);
      expect(errors).toEqual([expect.stringMatching(/^No CRM that wants a sign-in is set up\./u)]);
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
    expect(errors).toEqual([expect.stringMatching(/^The system's keychain is locked\./u)]);
  });

  test('warns if an environment variable overrides the stored token', async () => {
    expect(await run({ id: 'token' }, { typed: PAT, env: { CHAKUSHIN_SECRET_TOKEN: 'x-other' } })).toBe(0);
    expect(errors).toEqual([expect.stringContaining('CHAKUSHIN_SECRET_TOKEN is set')]);
  });

  test('--remove', async () => {
    stored.set('connector:token', PAT);
    expect(await run({ id: 'token', remove: true })).toBe(0);
    expect(stored.size).toBe(0);
    expect(await run({ id: 'token', remove: true })).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/^TokenCRM: removed /u),
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
      `Sign in to 営業 at this address, within five minutes:\n\n${opened[0] ?? ''}\n`,
      inEnglish('cli.sign-in.stored', { name: '営業' }),
    ]);
    expect(await Promise.all(pending)).toEqual([
      expect.stringContaining('<h1>Chakushin has heard from 営業</h1>'),
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

  test.each<[string, (address: string) => void, ExitCode, RegExp]>([
    ['declined', error('access_denied'), 1, /cancelled or forbidden/u],
    ['an unknown scope', error('invalid_scope'), 3, /refused the sign-in \(invalid_scope\)/u],
    [
      'a forged code',
      redirectWith(({ searchParams }) => searchParams.set('code', 'forged')),
      1,
      /no more \(HTTP 400/u,
    ],
    ['an unknown app', answering(401, 'invalid_client'), 3, /HTTP 401, invalid_client/u],
    ['a server fault', answering(502), 1, /a fault of its own \(HTTP 502\)/u],
    ['too many requests', answering(429), 1, /asks for fewer requests/u],
    ['no OAuth endpoint', answering(404), 1, /could not be understood \(HTTP 404\)/u],
  ])('%s', async (_what, open, code, message) => {
    expect(await run({ id: 'sales' }, { open })).toBe(code);
    expect(stored.size).toBe(0);
    expect(errors).toEqual([expect.stringMatching(message)]);
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
    expect(errors).toEqual([expect.stringMatching(/cannot be reached \(network\)/u)]);
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
    expect(errors).toEqual([
      expect.stringMatching(new RegExp(`^Another program listens on port ${takenPort} `, 'u')),
    ]);
    expect(out).toEqual([]);
    await other.close();
  });

  test('reports a locked keychain before the sign-in starts', async () => {
    locked = true;
    expect(await run({ id: 'sales' }, { open: agree })).toBe(1);
    expect(out).toEqual([]);
    expect(errors).toEqual([expect.stringMatching(/^The system's keychain is locked\./u)]);
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
    expect(errors).toEqual([expect.stringMatching(/^Connector "browser" in settings\.json cannot be used/u)]);
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
      lines: ['hubspot  HubSpot  with a token  from the variable CHAKUSHIN_SECRET_HUBSPOT'],
      errors: '',
    });
  });

  test.each([
    [['--remove'], /--remove requires a connector ID/u],
    [['--demo'], /^The demo needs no sign-in\./u],
    [['hubspto'], /did you mean hubspot\?/u],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, lines, errors } = await terminal(args);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(errors).toMatch(message);
  });

  test('exits with 3 for an unreadable settings file', async () => {
    writeFileSync(join(home, 'settings.json'), '{');
    expect(await terminal([])).toMatchObject({ code: 3, lines: [] });
  });
});

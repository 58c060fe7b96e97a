import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Core } from '../../../src-core/create-core.ts';
import { systemClock } from '../../../src-core/util/clock.ts';
import { Mailbox, startLoopbackServer, type LoopbackServer } from '../../../src-core/test-support/fakes.ts';
import { getTranslate, type MessageKey, type Params } from '../../../src-core/i18n/index.ts';
import { SessionSecrets } from '../../../src-core/secrets/session-secrets.ts';
import { SettingsStore } from '../../../src-core/settings/settings-store.ts';
import { CONNECTOR_TYPES } from '../../../src-core/crm/connector-types.ts';
import { aRecord } from '../../../src-core/test-support/crm-contract.ts';
import { freePort } from '../../../src-core/test-support/oauth-server.ts';
import { readSignIn, writeSignIn } from '../../../src-core/crm/oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStoreFault } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Environment } from '../../../src-core/util/environment.ts';
import {
  startCrm,
  type CrmFake,
  type CrmOptions,
  type FakeCrmRecord,
  type CrmServer,
} from '../../../src-simulator/crm/crm.ts';
import { createHubspotFake } from '../../../src-simulator/crm/hubspot.ts';
import { createKintoneFake } from '../../../src-simulator/crm/kintone.ts';
import { createSalesforceFake } from '../../../src-simulator/crm/salesforce.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import {
  ConnectorsCommandSchema,
  type ConnectorsCommand,
  type ConnectorsContent,
  type ConnectorsView,
} from '../../../src-preload/ipc/connectors.ts';
import { ConnectorsPage } from './connectors-page.ts';
import { OK } from '../page.ts';
import { formatList } from '../../../src-core/output/messages.ts';
import { inEnglish } from '../../../src-core/test-support/messages.ts';

const t = getTranslate('en');
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const LOCKED = {
  why: inEnglish('check.keychain.locked'),
  remedy: inEnglish('remedy.keychain.locked'),
};
/** Matches the sentence with any value of one parameter, such as a duration. */
function withAny(name: string, key: MessageKey, params: Params = {}): RegExp {
  const parts = inEnglish(key, { ...params, [name]: '\0' }).split('\0');
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${escaped.join(String.raw`\S+`)}$`, 'u');
}
const FOUND_ONE = withAny('ms', 'connectors.try.found', { count: 1 });
const NUMBER = '090-1234-5678';
/** Part of every secret that a test types or stores. */
const CANARY = 'canary-4711';
const PEOPLE = [aRecord('1', NUMBER), aRecord('2', '03-1111-2222')];

interface Fixture {
  readonly store: SettingsStore;
  readonly core: Core;
  readonly page: ConnectorsPage;
  /** every rendered view */
  readonly rendered: Mailbox<ConnectorsView>;
  readonly answers: CommandResult[];
  readonly copied: string[];
  readonly opened: Mailbox<string>;
  /** path from the dialog; null = canceled */
  file: string | null;
  readonly handle: (command: ConnectorsCommand) => Promise<CommandResult>;
  readonly view: () => ConnectorsView;
}

interface FixtureOptions {
  readonly env?: Environment;
  readonly managed?: Values;
}

let home: string;
let storedSecrets: Map<string, string>;
/** why the keychain fails; null = it works */
let fault: SecretStoreFault | null;
let servers: (CrmServer | LoopbackServer)[];
let secrets: string[];
let fixture: Fixture;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-connectors-'));
  storedSecrets = new Map();
  fault = null;
  servers = [];
  secrets = [CANARY];
});
afterEach(async () => {
  fixture.page.onHide();
  fixture.core.stop();
  await Promise.all(servers.map((server) => server.close()));
  rmSync(home, { recursive: true, force: true });
  // No view and no answer ever contained a secret.
  const output = JSON.stringify([fixture.rendered.all, fixture.answers]);
  for (const secret of secrets) expect(output).not.toContain(secret);
});

/** The page with the whole service, which follows the configuration as in the app. */
function open({ env = {}, managed = {} }: FixtureOptions = {}): Fixture {
  const check = (): Promise<void> =>
    fault === null ? Promise.resolve() : Promise.reject(new SecretStoreError(fault));
  const sessionSecrets = new SessionSecrets({
    get: async (name) => (await check(), storedSecrets.get(name) ?? null),
    set: async (name, value) => (await check(), void storedSecrets.set(name, value)),
    remove: async (name) => (await check(), storedSecrets.delete(name)),
  });
  const store = new SettingsStore({
    env: { CHAKUSHIN_HOME: home, ...env },
    managed: {
      values: managed,
      findSource: (path) => ((path.split('.')[0] ?? '') in managed ? '/etc/chakushin/managed.json' : null),
      problems: [],
    },
    secrets: sessionSecrets,
    clock: systemClock,
    shouldRepair: false,
  });
  const render = (): void => rendered.push(built.view());
  const core = new Core(store, {
    clock: systemClock,
    events: { output: () => undefined, state: render, pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    translateFor: () => t,
  });
  const rendered = new Mailbox<ConnectorsView>();
  const built: Fixture = {
    store,
    core,
    rendered,
    answers: [],
    copied: [],
    opened: new Mailbox<string>(),
    file: null,
    page: new ConnectorsPage({
      store,
      core,
      clock: systemClock,
      dialogs: { openFile: () => Promise.resolve(built.file), saveFile: () => Promise.resolve(null) },
      t: () => t,
      render,
      copy: (text) => void built.copied.push(text),
      openAddress: (address) => built.opened.push(address),
    }),
    handle: async (command) => {
      const answer = await built.page.handle(ConnectorsCommandSchema.parse(command));
      built.answers.push(answer);
      return answer;
    },
    view: () => built.page.view({ language: 'en', t, now: Date.now() }),
  };
  core.start();
  built.page.onShow();
  fixture = built;
  return built;
}

function writeSettings(settings: Values): void {
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
}

function readSettings(): unknown {
  const settings: unknown = JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'));
  return settings;
}

async function crm(
  fake: (records: readonly FakeCrmRecord[], options: CrmOptions) => CrmFake,
  records: readonly FakeCrmRecord[] = PEOPLE,
): Promise<CrmServer & { readonly secret: string }> {
  const created = fake(records, { ignoresQuery: false });
  const server = await startCrm(created);
  servers.push(server);
  secrets.push(created.secret);
  return Object.assign(server, { secret: created.secret });
}

function content<At extends ConnectorsContent['at']>(
  at: At,
  view = fixture.view(),
): Extract<ConnectorsContent, { at: At }> {
  const isAt = (one: ConnectorsContent): one is Extract<ConnectorsContent, { at: At }> => one.at === at;
  if (!isAt(view.content)) throw new Error(`the page is at ${view.content.at}`);
  return view.content;
}

const rows = () => content('list').crms.rows;

/** Errors of the form's fields, by ID. */
function errors(): Readonly<Record<string, string>> {
  const { parts, advanced: more } = content('form');
  return Object.fromEntries(
    [...parts, ...more.parts].flatMap(({ field }) => (field.error === null ? [] : [[field.id, field.error]])),
  );
}

function getSecretEntry() {
  const { signIn } = content('form');
  if (signIn.how !== 'secret') throw new Error(`one signs in by ${signIn.how}`);
  return signIn.field;
}

function getBrowserSignIn() {
  const { signIn } = content('form');
  if (signIn.how !== 'browser') throw new Error(`one signs in by ${signIn.how}`);
  return signIn;
}

async function enter(values: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, value] of Object.entries(values))
    expect(await fixture.handle({ type: 'set', id, value })).toEqual(OK);
}

async function choose(
  kind: (typeof CONNECTOR_TYPES)[number],
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  await fixture.handle({ type: 'add' });
  await fixture.handle({ type: 'choose', kind });
  await enter(values);
}

const KINTONE = { type: 'kintone', url: 'https://acme.cybozu.com', app: 12 };

describe('the contacts file', () => {
  const contacts = () => content('list').contacts;
  const settled = async (): Promise<void> => {
    await fixture.rendered.find(
      ({ content: now }) => now.at === 'list' && now.contacts.status !== t('connectors.contacts.reading'),
    );
  };

  test('can be chosen, is counted, and can be removed', async () => {
    open();
    expect(contacts()).toMatchObject({
      file: { value: '', emptyText: inEnglish('connectors.contacts.none') },
      status: null,
    });
    const file = join(home, 'people.csv');
    writeFileSync(file, 'Name,Phone\nAnna,03-1111-2222\nBen,090-1234-5678\nCara,12\n');
    fixture.file = file;
    expect(await fixture.handle({ type: 'chooseFile', id: 'contacts' })).toEqual(OK);
    expect(contacts().status).toBe(inEnglish('connectors.contacts.reading'));
    await fixture.rendered.find(({ content: now }) => now.at === 'list' && now.contacts.problems.length > 0);
    expect(contacts()).toMatchObject({
      file: { value: file, error: null },
      status: inEnglish('connectors.contacts.inUse', { people: '2', numbers: '2' }),
      problems: [inEnglish('notice.contacts-bad-number', { file: 'people.csv', line: 4, column: 'Phone' })],
    });
    expect(readSettings()).toMatchObject({ contacts: file });
    expect(await fixture.handle({ type: 'set', id: 'contacts', value: null })).toEqual(OK);
    expect(contacts()).toMatchObject({ file: { value: '' }, status: null, problems: [] });
    expect(readSettings()).not.toHaveProperty('contacts');
  });

  test('shows why it cannot be used', async () => {
    writeSettings({ contacts: join(home, 'nowhere.csv') });
    open();
    await settled();
    expect(contacts()).toMatchObject({
      file: { error: inEnglish('notice.contacts-missing', { file: 'nowhere.csv' }) },
      status: null,
    });
  });

  test('can be set only through the dialog', async () => {
    open();
    const answer = await fixture.handle({ type: 'set', id: 'contacts', value: '/etc/passwd' });
    expect(answer.ok).toBe(false);
    expect(fixture.store.current.settings.contacts).toBeNull();
  });

  test('cannot be changed if an environment variable sets it', async () => {
    const file = join(home, 'fixed.csv');
    writeFileSync(file, 'Name,Phone\nAnna,03-1111-2222\n');
    open({ env: { CHAKUSHIN_CONTACTS: file } });
    fixture.file = '/tmp/other.csv';
    const answer = await fixture.handle({ type: 'chooseFile', id: 'contacts' });
    expect(answer).toEqual({
      ok: false,
      message: inEnglish('settings.lock.variable', { name: 'CHAKUSHIN_CONTACTS' }),
    });
    expect(contacts().file).toMatchObject({ value: file, lock: answer.message });
  });
});

describe('a new CRM', () => {
  test('can be chosen, filled in, tried and saved', async () => {
    const server = await crm(createKintoneFake);
    open();
    expect(content('list').crms).toMatchObject({ rows: [], emptyText: inEnglish('connectors.crms.none') });
    await fixture.handle({ type: 'add' });
    expect(content('kinds').kinds.map(({ kind }) => kind)).toEqual(CONNECTOR_TYPES);
    await fixture.handle({ type: 'choose', kind: 'kintone' });
    expect(content('form').title).toBe(inEnglish('connectors.form.new', { kind: 'kintone' }));
    expect(content('form').parts.map(({ part, field }) => [part, field.id])).toEqual([
      ['field', 'url'],
      ['field', 'app'],
    ]);
    expect(content('form').advanced.parts.map(({ part, field }) => [part, field.id])).toEqual([
      ['field', 'apiUrl'],
      ['field', 'guestSpace'],
      ['lines', 'fields'],
      ['lines', 'show'],
      ['field', 'name'],
      ['field', 'me'],
      ['field', 'country'],
      ['lines', 'masks'],
    ]);
    expect(errors()).toEqual({});
    expect(await fixture.handle({ type: 'save' })).toEqual({
      ok: false,
      message: inEnglish('connectors.form.incomplete', {
        fields: formatList(
          [inEnglish('connector.field.url'), inEnglish('connector.kintone.app')],
          getTranslate('en'),
        ),
      }),
    });
    expect(errors()).toEqual({
      url: inEnglish('connectors.error.missing'),
      app: inEnglish('connectors.error.missing'),
    });
    await enter({ url: 'http://acme.cybozu.com', app: 'x' });
    expect(errors()).toEqual({
      url: inEnglish('connectors.error.url'),
      app: inEnglish('connectors.error.number'),
    });
    await enter({ url: 'https://acme.cybozu.com/', apiUrl: server.url, app: '12' });
    expect(errors()).toEqual({});
    expect(getSecretEntry()).toMatchObject({
      label: inEnglish('connector.kintone.secret'),
      state: inEnglish('connectors.secret.none'),
      isKnown: false,
    });
    await fixture.handle({ type: 'secret', id: 'secret', value: ` ${server.secret}\n` });
    expect(getSecretEntry()).toMatchObject({
      isKnown: true,
      state: inEnglish('connectors.secret.entered'),
    });
    // The secret is stored only on save.
    expect([storedSecrets.size, existsSync(join(home, 'settings.json'))]).toEqual([0, false]);

    expect(await fixture.handle({ type: 'try', key: null, number: NUMBER })).toEqual(OK);
    const { test: trial } = content('form');
    expect(trial).toMatchObject({
      status: like(FOUND_ONE),
      failure: null,
      isRunning: false,
      matches: {
        items: [
          {
            name: '佐藤 1',
            company: '株式会社テスト',
            gradeLabel: inEnglish('connectors.grade.exact'),
            reason: inEnglish('grade.exact', { field: 'ＴＥＬ' }),
            matchedField: inEnglish('connectors.try.matched', { field: 'ＴＥＬ', number: NUMBER }),
            screenPop: inEnglish('connector-trial.opening.alone'),
            opensAt: inEnglish('connectors.try.where', { host: 'acme.cybozu.com' }),
          },
        ],
      },
    });
    const { items } = trial.requests;
    expect(items.map(({ method, isError: isFault }) => [method, isFault])).toEqual([
      ['GET', false],
      ['POST', false],
      ['POST', false],
    ]);
    expect(items[0]?.address).toBe(`${server.url}/k/v1/app/form/fields.json?app=12`);
    expect(items[0]?.outcome).toMatch(withAny('ms', 'connectors.try.outcome', { outcome: 'HTTP 200' }));
    expect(JSON.stringify(items)).not.toMatch(/1234|5678/u);
    expect(items[1]?.body).toContain('78');
    expect(storedSecrets.size).toBe(0);

    expect(await fixture.handle({ type: 'save' })).toEqual({
      ok: true,
      message: inEnglish('connectors.form.saved', { name: 'kintone' }),
    });
    expect(readSettings()).toMatchObject({
      connectors: [{ type: 'kintone', url: 'https://acme.cybozu.com/', apiUrl: server.url, app: 12 }],
    });
    expect([...storedSecrets]).toEqual([['connector:kintone', server.secret]]);
    expect(rows()).toMatchObject([
      {
        name: 'kintone',
        kind: 'acme.cybozu.com',
        status: { tone: 'good', message: inEnglish('connectors.standing.in-use') },
        enabled: { value: true },
      },
    ]);
    expect(fixture.core.connectors.map(({ id }) => id)).toEqual(['kintone']);
  });

  test('gets its own secret as the second of its type', async () => {
    writeSettings({ connectors: [KINTONE] });
    storedSecrets.set('connector:kintone', `${CANARY}-first`);
    open();
    await choose('kintone', { url: 'https://b.cybozu.com', app: '2' });
    await fixture.handle({ type: 'secret', id: 'secret', value: `${CANARY}-second` });
    await fixture.handle({ type: 'save' });
    expect(readSettings()).toMatchObject({ connectors: [KINTONE, { id: 'kintone-2', app: 2 }] });
    expect([...storedSecrets]).toEqual([
      ['connector:kintone', `${CANARY}-first`],
      ['connector:kintone-2', `${CANARY}-second`],
    ]);
  });

  test('does not use an older secret of this name from the keychain', async () => {
    const server = await crm(createKintoneFake);
    storedSecrets.set('connector:kintone', `${CANARY}-old`);
    open();
    await choose('kintone', { url: 'https://acme.cybozu.com', app: '12', apiUrl: server.url });
    expect(getSecretEntry().state).toBe(inEnglish('connectors.secret.none'));
    await fixture.handle({ type: 'try', key: null, number: NUMBER });
    expect(content('form').test.failure).toBe(
      inEnglish('crm.trouble', { connector: 'kintone', why: inEnglish('why.connector-signed-out') }),
    );
    expect(server.requests).toEqual([]);
    expect(await fixture.handle({ type: 'save' })).toEqual({
      ok: true,
      message: inEnglish('connectors.form.saved-without', { name: 'kintone' }),
    });
    expect(storedSecrets.size).toBe(0);
  });

  test('is not saved without a secret while the keychain is locked', async () => {
    fault = 'locked';
    open();
    await choose('kintone', { url: 'https://acme.cybozu.com', app: '12' });
    const answer = await fixture.handle({ type: 'save' });
    expect(answer).toEqual({ ok: false, message: inEnglish('connectors.form.unsure', LOCKED) });
    expect(fixture.store.current.settings.connectors).toEqual([]);
    await fixture.handle({ type: 'secret', id: 'secret', value: CANARY });
    expect(await fixture.handle({ type: 'save' })).toEqual({
      ok: true,
      message: inEnglish('connectors.form.saved-this-run', { name: 'kintone', ...LOCKED }),
    });
    expect(fixture.store.current.settings.connectors).toHaveLength(1);
  });

  test('needs no secret if it uses the Zoom sign-in', async () => {
    open();
    await choose('zoom-contacts');
    expect(content('form').signIn).toMatchObject({
      how: 'none',
      text: inEnglish('connector.zoom-contacts.secret.help'),
    });
    expect((await fixture.handle({ type: 'secret', id: 'secret', value: CANARY })).ok).toBe(false);
    await fixture.handle({ type: 'try', key: null, number: NUMBER });
    expect(content('form').test).toMatchObject({ failure: like(/./u), requests: { items: [] } });
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect(storedSecrets.size).toBe(0);
  });

  test('gets its description file only through the dialog', async () => {
    open();
    await choose('rest');
    expect((await fixture.handle({ type: 'set', id: 'file', value: '/etc/passwd' })).ok).toBe(false);
    fixture.file = join(home, 'crm.json');
    writeFileSync(fixture.file, '{"lookups": []}');
    await fixture.handle({ type: 'chooseFile', id: 'file' });
    expect(errors()).toEqual({ file: like(withAny('place', 'connectors.error.place')) });
    fixture.file = join(import.meta.dirname, '..', '..', '..', 'resources', 'connectors', 'zammad.json');
    await fixture.handle({ type: 'chooseFile', id: 'file' });
    await fixture.handle({ type: 'save' });
    expect(errors()).toEqual({ url: inEnglish('connectors.error.missing') });
    await enter({ url: 'https://help.example.com' });
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect(readSettings()).toMatchObject({ connectors: [{ type: 'rest', file: fixture.file }] });
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await fixture.handle({ type: 'set', id: 'file', value: null });
    await fixture.handle({ type: 'save' });
    expect(errors()).toMatchObject({ file: inEnglish('connectors.error.missing') });
  });

  test('is discarded with all entered values on cancel', async () => {
    open();
    await choose('kintone', { url: 'https://acme.cybozu.com', app: '12' });
    await fixture.handle({ type: 'secret', id: 'secret', value: CANARY });
    await fixture.handle({ type: 'cancel' });
    expect(rows()).toEqual([]);
    await choose('kintone');
    expect(getSecretEntry().state).toBe(inEnglish('connectors.secret.none'));
    expect([storedSecrets.size, existsSync(join(home, 'settings.json'))]).toEqual([0, false]);
  });
});

describe('an edited CRM', () => {
  test('keeps its secret and the settings that the form does not show', async () => {
    writeSettings({ connectors: [{ ...KINTONE, plan: 'gold', enabled: false }, { type: 'zoom-contacts' }] });
    storedSecrets.set('connector:kintone', CANARY);
    open();
    const key = rows()[0]?.key ?? '';
    await fixture.handle({ type: 'edit', key });
    await fixture.rendered.find(
      ({ content: now }) =>
        now.at === 'form' &&
        now.signIn.how === 'secret' &&
        now.signIn.field.state === t('settings.secret.stored'),
    );
    await enter({ name: '顧客管理', app: '7' });
    expect(await fixture.handle({ type: 'save' })).toEqual({
      ok: true,
      message: inEnglish('connectors.form.saved-off', { name: '顧客管理' }),
    });
    expect(readSettings()).toMatchObject({
      connectors: [
        { ...KINTONE, plan: 'gold', enabled: false, name: '顧客管理', app: 7 },
        { type: 'zoom-contacts' },
      ],
    });
    expect([...storedSecrets]).toEqual([['connector:kintone', CANARY]]);
    expect(rows().map(({ name }) => name)).toEqual(['顧客管理', 'Zoom Phone']);
  });

  test('does not send its stored secret to another address when tried or saved', async () => {
    const server = await crm(createKintoneFake);
    writeSettings({ connectors: [KINTONE] });
    storedSecrets.set('connector:kintone', `${CANARY}-stored`);
    open();
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await enter({ apiUrl: server.url });
    const expectedMessage = t('connectors.secret.anew');
    expect(getSecretEntry()).toMatchObject({
      state: inEnglish('connectors.secret.none'),
      error: expectedMessage,
      isKnown: false,
    });
    const refused = { ok: false, message: expectedMessage };
    expect(await fixture.handle({ type: 'try', key: null, number: NUMBER })).toEqual(refused);
    expect(await fixture.handle({ type: 'save' })).toEqual(refused);
    expect([server.requests, fixture.store.current.settings.connectors]).toMatchObject([[], [KINTONE]]);

    await fixture.handle({ type: 'secret', id: 'secret', value: server.secret });
    await fixture.handle({ type: 'try', key: null, number: NUMBER });
    expect(content('form').test.status).toMatch(FOUND_ONE);
    expect([...storedSecrets.values()]).toEqual([`${CANARY}-stored`]);
    // The result does not apply to another address.
    await enter({ url: 'https://b.cybozu.com' });
    expect(content('form').test).toMatchObject({ status: '', requests: { items: [] } });
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect([...storedSecrets.values()]).toEqual([server.secret]);
    // Only the new secret was sent there, also after the connectors were reopened.
    const sent = server.requests.map(({ headers }) => headers['x-cybozu-api-token']);
    expect(new Set(sent)).toEqual(new Set([server.secret]));
  });

  test('removes a secret that the new address does not need', async () => {
    const connectors = join(import.meta.dirname, '..', '..', '..', 'resources', 'connectors');
    const open_ = { api: 'https://b.example.com', auth: { type: 'none' } };
    const zammad: unknown = JSON.parse(readFileSync(join(connectors, 'zammad.json'), 'utf8'));
    const free = join(home, 'free.json');
    writeFileSync(free, JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(zammad), ...open_ }));
    writeSettings({
      connectors: [{ type: 'rest', file: join(connectors, 'zammad.json'), url: 'https://a.example.com' }],
    });
    storedSecrets.set('connector:rest', CANARY);
    open();
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    fixture.file = free;
    await fixture.handle({ type: 'chooseFile', id: 'file' });
    expect(content('form').signIn).toMatchObject({
      how: 'none',
      text: inEnglish('connectors.secret.not-needed'),
    });
    expect(await fixture.handle({ type: 'save' })).toMatchObject({ ok: true });
    expect(storedSecrets.size).toBe(0);
  });

  test('keeps its secret if the address is changed and changed back', async () => {
    writeSettings({ connectors: [KINTONE] });
    storedSecrets.set('connector:kintone', CANARY);
    open();
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await enter({ url: 'https://b.cybozu.com' });
    await enter({ url: 'https://acme.cybozu.com', app: '2' });
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect([...storedSecrets.values()]).toEqual([CANARY]);
  });

  test('keeps its old secret if the settings cannot be written', async () => {
    writeSettings({ connectors: [KINTONE] });
    storedSecrets.set('connector:kintone', `${CANARY}-old`);
    open();
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await enter({ url: 'https://b.cybozu.com' });
    await fixture.handle({ type: 'secret', id: 'secret', value: `${CANARY}-new` });
    rmSync(join(home, 'settings.json'));
    mkdirSync(join(home, 'settings.json'));
    const answer = await fixture.handle({ type: 'save' });
    expect(answer).toEqual({
      ok: false,
      message: inEnglish('settings.unwritable', { cause: 'EISDIR', folder: home }),
    });
    expect([...storedSecrets.values()]).toEqual([`${CANARY}-old`]);
    expect(content('form').signIn).toMatchObject({ field: { isKnown: true } });
  });

  test('gets its own id if another entry has the same', async () => {
    writeSettings({ connectors: [KINTONE, { ...KINTONE, app: 2 }] });
    storedSecrets.set('connector:kintone', CANARY);
    open();
    expect(rows().map(({ status: standing }) => standing.tone)).toEqual(['good', 'bad']);
    expect(rows()[1]?.status.message).toContain(inEnglish('connector.field.id'));
    await fixture.handle({ type: 'edit', key: rows()[1]?.key ?? '' });
    expect(getSecretEntry().state).toBe(inEnglish('connectors.secret.none'));
    await fixture.handle({ type: 'secret', id: 'secret', value: `${CANARY}-2` });
    await fixture.handle({ type: 'save' });
    expect(readSettings()).toMatchObject({ connectors: [KINTONE, { id: 'kintone-2', app: 2 }] });
    expect(storedSecrets.get('connector:kintone')).toBe(CANARY);
    expect(rows().map(({ status: standing }) => standing.tone)).toEqual(['good', 'good']);
  });

  test('is queried again after a new secret replaces a refused one', async () => {
    const server = await crm(createKintoneFake);
    writeSettings({ connectors: [{ ...KINTONE, apiUrl: server.url }] });
    storedSecrets.set('connector:kintone', `${CANARY}-wrong`);
    open();
    const find = () =>
      fixture.core.connectors[0]?.find({ kind: 'external', e164: '+819012345678', extension: null });
    await expect(find()).rejects.toThrow('credentials');
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await fixture.handle({ type: 'secret', id: 'secret', value: server.secret });
    await fixture.handle({ type: 'save' });
    expect((await find())?.matches).toHaveLength(1);
  });
});

describe('browser sign-in', () => {
  /** A Salesforce; `agree` completes the sign-in in the browser. */
  async function salesforce(): Promise<{
    readonly port: number;
    readonly url: string;
    readonly api: CrmServer;
    readonly tokens: LoopbackServer;
    readonly agree: () => Promise<void>;
  }> {
    const api = await crm(createSalesforceFake, [aRecord('003000000000001', NUMBER)]);
    secrets.push('refresh-token-7');
    const tokens = await startLoopbackServer((request) =>
      request.path.startsWith('/services/oauth2/token')
        ? { body: { access_token: api.secret, refresh_token: 'refresh-token-7', token_type: 'Bearer' } }
        : { status: 404 },
    );
    servers.push(tokens);
    return {
      port: await freePort(),
      url: `http://127.0.0.1:${tokens.port}`,
      api,
      tokens,
      agree: async () => {
        const address = new URL(await fixture.opened.next());
        const back = new URL(address.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'code');
        back.searchParams.set('state', address.searchParams.get('state') ?? '');
        await (await fetch(back)).text();
      },
    };
  }

  test('can be completed and tried, and is stored only on save', async () => {
    const { port, url, api, agree } = await salesforce();
    open();
    await choose('salesforce');
    expect(getBrowserSignIn()).toMatchObject({
      redirect: { address: 'http://localhost:4381/callback' },
      clientSecret: null,
      state: inEnglish('connectors.sign-in.none'),
    });
    // Its required fields are empty.
    expect((await fixture.handle({ type: 'signIn' })).ok).toBe(false);
    expect(errors()).toMatchObject({
      url: inEnglish('connectors.error.missing'),
      clientId: inEnglish('connectors.error.missing'),
    });
    await enter({ url, apiUrl: api.url, clientId: 'client', redirectPort: String(port) });
    expect(getBrowserSignIn().redirect.address).toBe(`http://localhost:${port}/callback`);
    await fixture.handle({ type: 'copyRedirect' });
    expect(fixture.copied).toEqual([`http://localhost:${port}/callback`]);
    const signingIn = fixture.handle({ type: 'signIn' });
    expect(getBrowserSignIn()).toMatchObject({
      isRunning: true,
      button: inEnglish('connectors.sign-in.stop'),
    });
    await agree();
    expect((await signingIn).ok).toBe(true);
    expect(getBrowserSignIn()).toMatchObject({
      isRunning: false,
      state: inEnglish('connectors.sign-in.done'),
    });
    await fixture.handle({ type: 'try', key: null, number: NUMBER });
    expect(content('form').test.status).toMatch(FOUND_ONE);
    expect(storedSecrets.size).toBe(0);
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect(readSignIn(storedSecrets.get('connector:salesforce') ?? null)).toEqual({
      refreshToken: 'refresh-token-7',
      clientSecret: null,
    });
  });

  test('is discarded when the address changes', async () => {
    const { port, url, agree } = await salesforce();
    open();
    await choose('salesforce', { url, clientId: 'client', redirectPort: String(port) });
    const signingIn = fixture.handle({ type: 'signIn' });
    await agree();
    await signingIn;
    await enter({ url: 'https://other.my.salesforce.com' });
    expect(getBrowserSignIn().state).toBe(inEnglish('connectors.sign-in.none'));
    await enter({ url });
    expect(getBrowserSignIn().state).toBe(inEnglish('connectors.sign-in.none'));
    await fixture.handle({ type: 'save' });
    expect(storedSecrets.size).toBe(0);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['by the button', () => fixture.handle({ type: 'stopSignIn' })],
    ['with the form', () => fixture.handle({ type: 'cancel' })],
    [
      'by a changed address',
      () => fixture.handle({ type: 'set', id: 'url', value: 'https://b.example.com' }),
    ],
  ])('is canceled silently %s', async (_how, cancel) => {
    const { port, url, tokens } = await salesforce();
    open();
    await choose('salesforce', { url, clientId: 'client', redirectPort: String(port) });
    const signingIn = fixture.handle({ type: 'signIn' });
    await fixture.opened.next();
    await cancel();
    expect(await signingIn).toEqual(OK);
    // The port for the browser is closed.
    await expect(fetch(`http://127.0.0.1:${port}/callback`)).rejects.toThrow();
    expect([tokens.requests.all.length, storedSecrets.size]).toEqual([0, 0]);
  });

  test('continues while another page is shown', async () => {
    const { port, url, agree } = await salesforce();
    open();
    await choose('salesforce', { url, clientId: 'client', redirectPort: String(port) });
    const signingIn = fixture.handle({ type: 'signIn' });
    fixture.page.onHide();
    await agree();
    await signingIn;
    fixture.page.onShow();
    expect(getBrowserSignIn().state).toBe(inEnglish('connectors.sign-in.done'));
  });

  test('shows an error that stays visible', async () => {
    const { port, url } = await salesforce();
    open();
    await choose('salesforce', { url, clientId: 'client', redirectPort: String(port), name: 'Sales' });
    const signingIn = fixture.handle({ type: 'signIn' });
    const address = new URL(await fixture.opened.next());
    const back = new URL(address.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('state', address.searchParams.get('state') ?? '');
    await (await fetch(back)).text();
    const answer = await signingIn;
    expect(answer.ok).toBe(false);
    expect(answer.message).toContain('Sales');
    expect(getBrowserSignIn()).toMatchObject({ error: answer.message, isRunning: false });
  });

  test('does not use a stored sign-in at another address', async () => {
    const { url, tokens } = await salesforce();
    writeSettings({
      connectors: [{ type: 'salesforce', url: 'https://acme.my.salesforce.com', clientId: 'client' }],
    });
    storedSecrets.set('connector:salesforce', writeSignIn({ refreshToken: CANARY, clientSecret: null }));
    open();
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await enter({ url });
    const refused = { ok: false, message: t('connectors.sign-in.anew') };
    expect(await fixture.handle({ type: 'try', key: null, number: NUMBER })).toEqual(refused);
    expect(await fixture.handle({ type: 'save' })).toEqual(refused);
    expect(tokens.requests.all).toEqual([]);
  });

  test('asks for the client secret first if one is required', async () => {
    open();
    await choose('zoho', { org: 'org1', clientId: 'client', redirectPort: String(await freePort()) });
    expect(getBrowserSignIn().clientSecret).toMatchObject({
      label: inEnglish('connector.zoho.secret'),
      state: inEnglish('connectors.secret.none'),
    });
    expect(await fixture.handle({ type: 'signIn' })).toEqual({
      ok: false,
      message: inEnglish('connectors.sign-in.no-client-secret'),
    });
    expect(getBrowserSignIn().clientSecret).toMatchObject({ error: inEnglish('connectors.error.missing') });
    expect((await fixture.handle({ type: 'secret', id: 'secret', value: CANARY })).ok).toBe(false);
    expect((await fixture.handle({ type: 'secret', id: 'clientSecret', value: 'a\tb' })).ok).toBe(false);
    await fixture.handle({ type: 'secret', id: 'clientSecret', value: CANARY });
    expect(getBrowserSignIn().clientSecret).toMatchObject({ isKnown: true });
    const signingIn = fixture.handle({ type: 'signIn' });
    expect(await fixture.opened.next()).toMatch(/^https:\/\/accounts\.zoho\.jp\//u);
    await fixture.handle({ type: 'stopSignIn' });
    await signingIn;
  });
});

describe('the list of CRMs', () => {
  const THREE = [KINTONE, { type: 'hubspot', portalId: '1' }, { type: 'zoom-contacts' }];
  const names = () => rows().map(({ name }) => name);
  const getKey = (name: string) => rows().find((row) => row.name === name)?.key ?? '';

  test('can be reordered', async () => {
    writeSettings({ connectors: THREE });
    open();
    expect(await fixture.handle({ type: 'move', key: getKey('HubSpot'), direction: 'up' })).toEqual({
      ok: true,
      message: inEnglish('connectors.moved', { name: 'HubSpot', place: '1', count: 3 }),
    });
    expect(names()).toEqual(['HubSpot', 'kintone', 'Zoom Phone']);
    await fixture.handle({ type: 'move', key: getKey('HubSpot'), direction: 'up' });
    await fixture.handle({ type: 'move', key: getKey('kintone'), direction: 'down' });
    expect(names()).toEqual(['HubSpot', 'Zoom Phone', 'kintone']);
    expect(readSettings()).toMatchObject({ connectors: [THREE[1], THREE[2], THREE[0]] });
  });

  test('excludes disabled CRMs from lookups', async () => {
    writeSettings({ connectors: THREE });
    open();
    await fixture.handle({ type: 'enable', key: getKey('HubSpot'), enabled: false });
    expect(rows()[1]).toMatchObject({ status: { tone: 'off' }, enabled: { value: false } });
    expect(fixture.core.connectors.map(({ id }) => id)).toEqual(['kintone', 'zoom-contacts']);
    await fixture.handle({ type: 'enable', key: getKey('HubSpot'), enabled: true });
    expect(rows()[1]?.status.tone).toBe('good');
  });

  test('removes a CRM and its secret from the keychain', async () => {
    writeSettings({ connectors: THREE });
    storedSecrets.set('connector:kintone', CANARY).set('connector:hubspot', CANARY);
    open();
    expect(await fixture.handle({ type: 'remove', key: getKey('kintone') })).toEqual({
      ok: true,
      message: inEnglish('connectors.removed', { name: 'kintone' }),
    });
    expect(readSettings()).toMatchObject({ connectors: [THREE[1], THREE[2]] });
    expect([...storedSecrets.keys()]).toEqual(['connector:hubspot']);
    expect(await fixture.handle({ type: 'remove', key: 'kintone#1' })).toMatchObject({ ok: false });
  });

  test('warns if the removed secret may still be in the keychain', async () => {
    writeSettings({ connectors: THREE });
    open();
    fault = 'locked';
    expect(await fixture.handle({ type: 'remove', key: getKey('kintone') })).toEqual({
      ok: false,
      message: inEnglish('connectors.removed.secret-left', { name: 'kintone', ...LOCKED }),
    });
    expect(names()).toEqual(['HubSpot', 'Zoom Phone']);
  });

  test('keeps a secret that another entry with the same id uses', async () => {
    writeSettings({ connectors: [KINTONE, { ...KINTONE, app: 2 }] });
    storedSecrets.set('connector:kintone', CANARY);
    open();
    await fixture.handle({ type: 'remove', key: rows()[1]?.key ?? '' });
    expect(storedSecrets.size).toBe(1);
  });

  test('shows unusable entries and leaves them unchanged when others change', async () => {
    const broken = { type: 'hubspot', portalId: '1', masks: 'none', note: 'mine' };
    const strange = { type: 'fax', number: 1 };
    writeSettings({ connectors: [broken, strange, KINTONE] });
    open();
    expect(
      rows().map(({ status: standing, canBeEdited, test: trial }) => [
        standing.tone,
        canBeEdited,
        trial !== null,
      ]),
    ).toEqual([
      ['bad', true, true],
      ['bad', false, false],
      ['good', true, true],
    ]);
    expect(rows()[0]?.status.message).toContain(inEnglish('connector.field.masks'));
    await fixture.handle({ type: 'enable', key: getKey('kintone'), enabled: false });
    expect(readSettings()).toMatchObject({ connectors: [broken, strange, { ...KINTONE, enabled: false }] });
    await fixture.handle({ type: 'edit', key: rows()[0]?.key ?? '' });
    await enter({ masks: '0##-###-####' });
    await fixture.handle({ type: 'save' });
    expect(readSettings()).toMatchObject({
      connectors: [{ ...broken, masks: ['0##-###-####'] }, strange, {}],
    });
  });

  test('never grows beyond the limit of the settings', async () => {
    const many = Array.from({ length: 20 }, (_, n) => ({
      type: 'zoom-contacts',
      id: `z${n}`,
      enabled: false,
    }));
    writeSettings({ connectors: many });
    open();
    expect(content('list').crms).toMatchObject({
      add: null,
      intro: inEnglish('connectors.crms.full', { count: 20 }),
    });
    expect((await fixture.handle({ type: 'add' })).ok).toBe(false);
    expect(fixture.view().content.at).toBe('list');
  });

  test('shows the current error of a CRM', () => {
    writeSettings({ connectors: [KINTONE] });
    open();
    const view = new ConnectorsPage({
      store: fixture.store,
      core: {
        reopenConnectors: () => undefined,
        network: fixture.core.network,
        service: { state: { connectors: [{ id: 'kintone', name: 'kintone', error: 'forbidden' }] } },
      },
      clock: systemClock,
      dialogs: { openFile: () => Promise.resolve(null), saveFile: () => Promise.resolve(null) },
      ...{ t: () => t, render: () => undefined, copy: () => undefined, openAddress: () => undefined },
    }).view({ language: 'en', t, now: 0 });
    expect(content('list', view).crms.rows[0]?.status).toEqual({
      tone: 'bad',
      message: inEnglish('crm.trouble', {
        connector: 'kintone',
        why: inEnglish('why.connector-forbidden'),
      }),
    });
  });
});

describe('trying a number', () => {
  test('works for listed CRMs, including disabled ones', async () => {
    const server = await crm(createHubspotFake);
    writeSettings({
      connectors: [{ type: 'hubspot', portalId: '1', apiUrl: server.url, enabled: false }, KINTONE],
    });
    storedSecrets.set('connector:hubspot', server.secret);
    open();
    const [hubspot, kintone] = rows();
    expect(await fixture.handle({ type: 'try', key: hubspot?.key ?? '', number: '+81 3 1111 2222' })).toEqual(
      OK,
    );
    expect(rows()[0]?.test).toMatchObject({ status: like(FOUND_ONE) });
    expect(rows()[1]?.test).toMatchObject({ status: '', field: { value: '+81 3 1111 2222' } });
    expect(kintone?.test?.field.value).toBe('');
    await fixture.handle({ type: 'try', key: hubspot?.key ?? '', number: '03-9999-0000' });
    expect(rows()[0]?.test).toMatchObject({
      status: like(withAny('ms', 'connectors.try.nobody')),
      matches: { items: [] },
    });
    expect(fixture.store.current.settings.connectors[0]?.enabled).toBe(false);
  });

  test('shows each request at once and stops on request, when hidden or when removed', async () => {
    const server = await crm(createHubspotFake);
    server.delayMs = 60_000;
    writeSettings({ connectors: [{ type: 'hubspot', portalId: '1', apiUrl: server.url }] });
    storedSecrets.set('connector:hubspot', server.secret);
    open();
    const key = rows()[0]?.key ?? '';
    const isWaiting = ({ content: now }: ConnectorsView): boolean =>
      now.at === 'list' && now.crms.rows[0]?.test?.requests.items.length === 2;
    for (const stop of [
      () => fixture.handle({ type: 'stopTrial' }),
      () => {
        fixture.page.onHide();
        return Promise.resolve();
      },
      () => fixture.handle({ type: 'remove', key }),
    ]) {
      fixture.page.onShow();
      const trying = fixture.handle({ type: 'try', key, number: NUMBER });
      const shown = content('list', await fixture.rendered.find(isWaiting)).crms.rows[0]?.test;
      expect(shown).toMatchObject({
        isRunning: true,
        button: inEnglish('connectors.try.stop'),
        status: inEnglish('connectors.try.running'),
      });
      expect(shown?.requests.items[0]?.outcome).toBe(inEnglish('connectors.try.waiting'));
      await stop();
      expect(await trying).toEqual(OK);
      expect(rows()[0]?.test ?? { isRunning: false, requests: { items: [] } }).toMatchObject({
        isRunning: false,
        requests: { items: [] },
      });
    }
  });

  test('stops when another test starts', async () => {
    const server = await crm(createHubspotFake);
    server.delayMs = 60_000;
    const entry = { type: 'hubspot', portalId: '1', apiUrl: server.url };
    writeSettings({ connectors: [entry, { ...entry, id: 'other' }] });
    storedSecrets.set('connector:hubspot', server.secret).set('connector:other', server.secret);
    open();
    const [first, second] = rows();
    const one = fixture.handle({ type: 'try', key: first?.key ?? '', number: NUMBER });
    const two = fixture.handle({ type: 'try', key: second?.key ?? '', number: NUMBER });
    expect(await one).toEqual(OK);
    expect(rows().map(({ test: trial }) => trial?.isRunning)).toEqual([false, true]);
    await fixture.handle({ type: 'stopTrial' });
    await two;
  });

  test('shows the error of the CRM', async () => {
    const server = await crm(createHubspotFake);
    writeSettings({ connectors: [{ type: 'hubspot', portalId: '1', apiUrl: server.url }] });
    storedSecrets.set('connector:hubspot', CANARY);
    open();
    await fixture.handle({ type: 'try', key: rows()[0]?.key ?? '', number: NUMBER });
    expect(rows()[0]?.test).toMatchObject({
      status: like(withAny('ms', 'connectors.try.no-answer')),
      failure: inEnglish('crm.trouble', {
        connector: 'HubSpot',
        why: inEnglish('why.connector-credentials'),
      }),
      requests: { items: [{ isError: true, outcome: like(/^HTTP 401/u) }, {}] },
    });
  });

  test('is refused without a phone number', async () => {
    writeSettings({ connectors: [KINTONE] });
    open();
    const answer = await fixture.handle({ type: 'try', key: rows()[0]?.key ?? '', number: 'Anna' });
    expect(answer).toEqual({ ok: false, message: t('connectors.try.no-number') });
    expect(rows()[0]?.test?.status).toBe('');
  });

  test('reads the number by the country of the CRM', async () => {
    const server = await crm(createHubspotFake, [aRecord('1', '(901) 234-5678')]);
    const entry = { type: 'hubspot', portalId: '1', apiUrl: server.url };
    writeSettings({ connectors: [{ ...entry, country: 'US' }] });
    storedSecrets.set('connector:hubspot', server.secret);
    open();
    await fixture.handle({ type: 'try', key: rows()[0]?.key ?? '', number: '(901) 234-5678' });
    expect(rows()[0]?.test?.status).toMatch(FOUND_ONE);
  });
});

describe('a managed list of CRMs', () => {
  const managed = {
    connectors: [KINTONE, { type: 'salesforce', url: 'https://a.my.salesforce.com', clientId: 'c' }],
  };

  test('cannot be changed, but allows entering a secret', async () => {
    open({ managed });
    const lock = inEnglish('settings.lock.administrator', { source: '/etc/chakushin/managed.json' });
    expect(content('list').crms).toMatchObject({ lock, add: null });
    const key = rows()[0]?.key ?? '';
    expect(rows()[0]).toMatchObject({ question: null, enabled: { lock } });
    const refused = { ok: false, message: lock };
    for (const command of [
      { type: 'add' },
      { type: 'choose', kind: 'kintone' },
      { type: 'move', key, direction: 'down' },
      { type: 'enable', key, enabled: false },
      { type: 'remove', key },
    ] satisfies ConnectorsCommand[])
      expect(await fixture.handle(command)).toEqual(refused);
    await fixture.handle({ type: 'edit', key });
    expect(content('form').parts[0]?.field.lock).toBe(lock);
    expect(await fixture.handle({ type: 'set', id: 'url', value: 'https://evil.example.com' })).toEqual(
      refused,
    );
    await fixture.handle({ type: 'secret', id: 'secret', value: CANARY });
    expect(await fixture.handle({ type: 'save' })).toMatchObject({ ok: true });
    expect([...storedSecrets]).toEqual([['connector:kintone', CANARY]]);
    expect([
      fixture.store.current.settings.connectors.length,
      existsSync(join(home, 'settings.json')),
    ]).toEqual([2, false]);
    await fixture.handle({ type: 'edit', key });
    expect(await fixture.handle({ type: 'save' })).toEqual(OK);
    expect(fixture.view().content.at).toBe('list');
  });
});

describe('arbitrary command sequences', () => {
  const keys = fc.constantFrom('kintone#1', 'hubspot#1', 'zoom-contacts#1', 'nobody', '');
  const ids = fc.constantFrom(
    'url',
    'apiUrl',
    'app',
    'fields',
    'masks',
    'objects',
    'file',
    'secret',
    'contacts',
    'x',
  );
  const texts = fc.oneof(fc.string(), fc.constantFrom('https://b.example.com', '{', '12', '', 'Lead'));
  const commands: fc.Arbitrary<ConnectorsCommand> = fc.oneof(
    fc.record({
      type: fc.constant('set' as const),
      id: ids,
      value: fc.oneof(texts, fc.boolean(), fc.integer(), fc.constant(null)),
    }),
    fc.record({
      type: fc.constant('secret' as const),
      id: fc.constantFrom('secret', 'clientSecret', 'url'),
      value: fc.constantFrom(`${CANARY}-typed`, '', ' '),
    }),
    fc.record({ type: fc.constantFrom('forgetSecret' as const, 'chooseFile' as const), id: ids }),
    fc.record({ type: fc.constant('enable' as const), key: keys, enabled: fc.boolean() }),
    fc.record({
      type: fc.constant('move' as const),
      key: keys,
      direction: fc.constantFrom('up' as const, 'down' as const),
    }),
    fc.record({ type: fc.constantFrom('remove' as const, 'edit' as const), key: keys }),
    fc.record({ type: fc.constant('choose' as const), kind: fc.constantFrom(...CONNECTOR_TYPES) }),
    fc.record({
      type: fc.constant('try' as const),
      key: fc.option(keys),
      number: fc.constantFrom('x', '110', '内線12', 'anonymous'),
    }),
    fc.record({
      type: fc.constantFrom(
        ...(['add', 'save', 'cancel', 'stopSignIn', 'copyRedirect', 'stopTrial'] as const),
      ),
    }),
  );

  test.each([false, true])('are answered without revealing a secret; managed list: %s', async (isFixed) => {
    const connectors = [KINTONE, { type: 'hubspot', portalId: '1' }, { type: 'zoom-contacts' }];
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { maxLength: 25 }), async (sequence) => {
        rmSync(join(home, 'settings.json'), { force: true });
        if (!isFixed) writeSettings({ connectors });
        storedSecrets = new Map([['connector:kintone', `${CANARY}-stored`]]);
        const { store, page, handle, view, rendered, answers, core } = open(
          isFixed ? { managed: { connectors } } : {},
        );
        const before = JSON.stringify(store.current.settings.connectors);
        for (const command of sequence) {
          await handle(command);
          const output = JSON.stringify([view(), answers, rendered.all, store.current.settings]);
          expect(output).not.toContain(CANARY);
        }
        page.onHide();
        if (isFixed) expect(JSON.stringify(store.current.settings.connectors)).toBe(before);
        core.stop();
      }),
      { numRuns: 40 },
    );
  });

  test('ConnectorsCommandSchema refuses malformed commands', () => {
    for (const command of [
      { type: 'choose', kind: 'fax' },
      { type: 'try', key: null, number: 'x'.repeat(101) },
      { type: 'remove', key: 'a', more: 1 },
      { type: 'signIn', provider: {} },
      { type: 'move', key: 'a', by: 'sideways' },
    ])
      expect(ConnectorsCommandSchema.safeParse(command).success).toBe(false);
  });
});

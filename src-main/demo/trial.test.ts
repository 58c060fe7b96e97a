import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Core } from '../../src-core/create-core.ts';
import { systemClock } from '../../src-core/util/clock.ts';
import { Mailbox } from '../../src-core/test-support/fakes.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { SessionSecrets } from '../../src-core/secrets/session-secrets.ts';
import { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { SampleLanguage } from '../../src-simulator/scenarios/people.ts';
import { Trial } from './trial.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let home: string;
let store: SettingsStore;
let core: Core;
let trial: Trial;
let states: Mailbox<AppState>;
let sampleLanguage: SampleLanguage;

/** The whole service, following the configuration as the app does. */
function begin(managed: Values = {}): void {
  const secrets = new SessionSecrets({
    get: () => Promise.resolve(null),
    set: () => Promise.resolve(),
    remove: () => Promise.resolve(false),
  });
  store = new SettingsStore({
    env: { CHAKUSHIN_HOME: home },
    managed: { values: managed, findSource: () => null, problems: [] },
    secrets,
    clock: systemClock,
    shouldRepair: false,
  });
  states = new Mailbox();
  core = new Core(store, {
    clock: systemClock,
    events: { output: () => undefined, state: (state) => states.push(state), pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    translateFor: () => getTranslate('en'),
  });
  core.start();
  trial = new Trial({ store, root: ROOT, language: () => sampleLanguage });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-trial-'));
  sampleLanguage = 'ja';
});
afterEach(async () => {
  await trial.end();
  core.stop();
  rmSync(home, { recursive: true, force: true });
});

const getNames = ({ cards }: AppState): readonly string[] =>
  cards.flatMap(({ lookup }) => (lookup.status === 'found' ? lookup.matches.map(({ name }) => name) : []));

describe('Trial', () => {
  test('rings at once with a caller from the sample contacts', async () => {
    begin();
    expect(trial.state).toBe('off');
    const started = trial.start();
    expect(trial.state).toBe('starting');
    await started;
    expect(trial.state).toBe('rings');
    expect(getNames(await states.find((state) => getNames(state).length > 0))).toEqual(['田中 恵子']);
    expect(core.service.state.connection?.state).toBe('connected');
  });

  test('names callers in the language of the app', async () => {
    sampleLanguage = 'en';
    begin();
    await trial.start();
    expect(getNames(await states.find((state) => getNames(state).length > 0))).toEqual(['Keiko Tanaka']);
  });

  test('rings the next time with another caller', async () => {
    begin();
    await trial.start();
    await states.find(({ cards }) => cards.length === 1);
    trial.ringAgain();
    const { cards } = await states.find((state) => state.cards.length === 2);
    expect(new Set(cards.map(({ call }) => JSON.stringify(call.caller.number))).size).toBe(2);
  });

  test('leaves no data', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ country: 'DE' }));
    begin();
    const before = store.current;
    await trial.start();
    await states.find(({ cards }) => cards.length === 1);
    await trial.end();
    expect(trial.state).toBe('off');
    expect(store.current).toEqual(before);
    expect(core.service.state).toMatchObject({ connection: null, cards: [], recent: [] });
    expect(core.history.getRecent(10, 0)).toEqual([]);
    expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toEqual({ country: 'DE' });
    expect(readdirSync(home).filter((name) => !/^(?:history\.sqlite|settings\.json)/u.test(name))).toEqual(
      [],
    );
  });

  test('keeps the user’s own contacts', async () => {
    const ownFile = join(home, 'own.csv');
    writeFileSync(ownFile, 'Name,Phone\nMy Own Tanaka,090-1234-5678\n');
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ contacts: ownFile }));
    begin();
    await trial.start();
    expect(getNames(await states.find((state) => getNames(state).length > 0))).toEqual(['My Own Tanaka']);
  });

  test('does not use an administrator’s account', async () => {
    begin({ zoom: { accountId: 'a', clientId: 'c', subscriptionId: 's', agent: 'somebody@example.com' } });
    await trial.start();
    await states.find(({ cards }) => cards.length === 1);
    await trial.end();
    expect(store.current.settings.zoom.accountId).toBe('a');
  });

  test('a second start has no effect, and ringAgain does nothing before the start', async () => {
    begin();
    trial.ringAgain();
    await Promise.all([trial.start(), trial.start()]);
    await states.find(({ cards }) => cards.length === 1);
    expect(core.service.state.cards).toHaveLength(1);
  });

  test.each(['at once', 'while the app connects'] as const)('stops when ended %s', async (when) => {
    begin();
    const started = trial.start();
    if (when === 'while the app connects') await states.find(({ connection }) => connection !== null);
    await trial.end();
    await started;
    expect(trial.state).toBe('off');
    expect(store.isTrial).toBe(false);
    expect(core.service.state.connection).toBeNull();
  });

  test('can start again', async () => {
    begin();
    await trial.start();
    await trial.end();
    await trial.start();
    const { cards } = await states.find((state) => state.cards.length === 1);
    expect(cards[0]?.call.caller.number).toMatchObject({ e164: '+819012345678' });
  });
});

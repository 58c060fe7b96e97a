import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assemble, type Assembly } from '../src-core/assemble.ts';
import { systemClock } from '../src-core/clock.ts';
import { Mailbox } from '../src-core/fakes.test-support.ts';
import { translate } from '../src-core/i18n/index.ts';
import { KeptSecrets } from '../src-core/kept-secrets.ts';
import { LiveConfiguration } from '../src-core/live-configuration.ts';
import type { AppState } from '../src-core/service.ts';
import type { Values } from '../src-core/settings/layers.ts';
import { Trial } from './trial.ts';

const SAMPLE = join(import.meta.dirname, '..', 'resources', 'contacts.csv');

let home: string;
let live: LiveConfiguration;
let assembly: Assembly;
let trial: Trial;
let states: Mailbox<AppState>;

/** The whole service, following the configuration as the app does. */
function begin(managed: Values = {}): void {
  const secrets = new KeptSecrets({
    get: () => Promise.resolve(null),
    set: () => Promise.resolve(),
    remove: () => Promise.resolve(false),
  });
  live = new LiveConfiguration({
    env: { CHAKUSHIN_HOME: home },
    managed: { values: managed, sourceOf: () => null, problems: [] },
    secrets,
    clock: systemClock,
    repairs: false,
  });
  states = new Mailbox();
  assembly = assemble(live.now, {
    clock: systemClock,
    events: { output: () => undefined, state: (state) => states.push(state), pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    reread: () => live.reload(),
    secrets,
    t: () => translate('en'),
  });
  live.onChange((configuration) => assembly.apply(configuration));
  assembly.start();
  trial = new Trial({ live, sampleContacts: SAMPLE });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-trial-'));
});
afterEach(async () => {
  await trial.end();
  assembly.stop();
  rmSync(home, { recursive: true, force: true });
});

const namesOf = ({ cards }: AppState): readonly string[] =>
  cards.flatMap(({ lookup }) => (lookup.status === 'found' ? lookup.matches.map(({ name }) => name) : []));

describe('a trial', () => {
  test('a call rings at once, from somebody whom the sample contacts know', async () => {
    begin();
    expect(trial.state).toBe('off');
    const begun = trial.begin();
    expect(trial.state).toBe('starting');
    await begun;
    expect(trial.state).toBe('rings');
    expect(namesOf(await states.find((state) => namesOf(state).length > 0))).toEqual(['田中 恵子']);
    expect(assembly.service.state.connection?.state).toBe('connected');
  });

  test('the next call is from somebody else', async () => {
    begin();
    await trial.begin();
    await states.find(({ cards }) => cards.length === 1);
    trial.ringAgain();
    const { cards } = await states.find((state) => state.cards.length === 2);
    expect(new Set(cards.map(({ call }) => JSON.stringify(call.caller.number))).size).toBe(2);
  });

  test('leaves nothing behind', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ country: 'DE' }));
    begin();
    const before = live.now;
    await trial.begin();
    await states.find(({ cards }) => cards.length === 1);
    await trial.end();
    expect(trial.state).toBe('off');
    expect(live.now).toEqual(before);
    expect(assembly.service.state).toMatchObject({ connection: null, cards: [], recent: [] });
    expect(assembly.history.recent(10, 0)).toEqual([]);
    expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toEqual({ country: 'DE' });
    expect(readdirSync(home).filter((name) => !/^(?:history\.sqlite|settings\.json)/u.test(name))).toEqual(
      [],
    );
  });

  test('a user who has contacts keeps them', async () => {
    const own = join(home, 'own.csv');
    writeFileSync(own, 'Name,Phone\nMy Own Tanaka,090-1234-5678\n');
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ contacts: own }));
    begin();
    await trial.begin();
    expect(namesOf(await states.find((state) => namesOf(state).length > 0))).toEqual(['My Own Tanaka']);
  });

  test("an administrator's account is not taken for the stand-in's", async () => {
    begin({ zoom: { accountId: 'a', clientId: 'c', subscriptionId: 's', agent: 'somebody@example.com' } });
    await trial.begin();
    await states.find(({ cards }) => cards.length === 1);
    await trial.end();
    expect(live.now.settings.zoom.accountId).toBe('a');
  });

  test('begun twice is one, and calls only ring where somebody hears them', async () => {
    begin();
    trial.ringAgain();
    await Promise.all([trial.begin(), trial.begin()]);
    await states.find(({ cards }) => cards.length === 1);
    expect(assembly.service.state.cards).toHaveLength(1);
  });

  test.each(['at once', 'while the app connects'] as const)('ended %s, it is over', async (when) => {
    begin();
    const begun = trial.begin();
    if (when === 'while the app connects') await states.find(({ connection }) => connection !== null);
    await trial.end();
    await begun;
    expect(trial.state).toBe('off');
    expect(live.isTrial).toBe(false);
    expect(assembly.service.state.connection).toBeNull();
  });

  test('can be begun again', async () => {
    begin();
    await trial.begin();
    await trial.end();
    await trial.begin();
    const { cards } = await states.find((state) => state.cards.length === 1);
    expect(cards[0]?.call.caller.number).toMatchObject({ e164: '+819012345678' });
  });
});

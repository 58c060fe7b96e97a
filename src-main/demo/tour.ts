import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import type { CallState } from '../../src-core/calls/call.ts';
import { LANGUAGES, type Language } from '../../src-core/i18n/index.ts';
import type { Simulator } from '../../src-simulator/server.ts';
import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';

/** One screenshot of the tour: which scenario, and when its card is ready. */
interface TourStop {
  readonly name: string;
  readonly scenario: ScenarioId;
  readonly callState: CallState;
  /** wait for this many cards */
  readonly cards?: number;
}

const STOPS: readonly TourStop[] = [
  { name: 'ringing-known', scenario: 'known', callState: 'ringing' },
  { name: 'in-call', scenario: 'known', callState: 'answered' },
  { name: 'ended', scenario: 'known', callState: 'ended' },
  { name: 'ringing-queue-international', scenario: 'known-international', callState: 'ringing' },
  { name: 'ringing-shared-number', scenario: 'shared-number', callState: 'ringing' },
  { name: 'ringing-unknown', scenario: 'unknown', callState: 'ringing' },
  { name: 'ringing-name-from-zoom', scenario: 'zoom-name', callState: 'ringing' },
  { name: 'ringing-long-name', scenario: 'long-name', callState: 'ringing' },
  { name: 'ringing-withheld', scenario: 'withheld', callState: 'ringing' },
  { name: 'ringing-internal', scenario: 'internal', callState: 'ringing' },
  { name: 'ringing-transfer', scenario: 'transfer', callState: 'ringing' },
  { name: 'ringing-second-number', scenario: 'dialled-number', callState: 'ringing' },
  { name: 'answered-elsewhere', scenario: 'queue-elsewhere', callState: 'answered-elsewhere' },
  { name: 'missed', scenario: 'missed', callState: 'missed' },
  { name: 'two-at-once', scenario: 'two-at-once', callState: 'ringing', cards: 2 },
  { name: 'ten-at-once', scenario: 'ten-at-once', callState: 'ringing', cards: 10 },
];

const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the tour needs of the app. */
export interface TourDeps {
  readonly simulator: Pick<Simulator, 'play' | 'waitForClient'>;
  state(): AppState;
  /** Calls `listener` at every new state; returns the function that ends it. */
  subscribe(listener: () => void): () => void;
  closeCard(callId: string): void;
  readonly appearance: {
    /** Draws everything in this language and theme; resolves when it is painted. */
    set(language: Language, theme: Theme): Promise<void>;
    /** Saves what the popup shows; returns the file's path. */
    saveScreenshot(name: string): Promise<string>;
  };
  /** called after each stop: the call, and the screenshots of its card */
  reportScreenshots(callId: string, files: readonly string[]): void;
}

/** Waiting longer than this for a card means that it never comes. */
const CARD_TIMEOUT_MS = 60_000;

/**
 * Plays one call of every kind and takes a screenshot of each card, in every language and theme.
 * Rejects, naming the stop, when a card does not appear.
 */
export async function playTour(deps: TourDeps): Promise<void> {
  await deps.simulator.waitForClient();
  let playing: Promise<unknown> = Promise.resolve();
  let scenario: ScenarioId | null = null;
  for (const stop of STOPS) {
    if (stop.scenario !== scenario) {
      await playing;
      for (const { call } of deps.state().cards) deps.closeCard(call.callId);
      await waitUntil(deps, () => deps.state().cards.length === 0, stop.name);
      playing = deps.simulator.play(stop.scenario);
      scenario = stop.scenario;
    }
    const snapshot = await waitForCard(deps, stop);
    deps.reportScreenshots(snapshot.call.callId, await takeScreenshots(deps, stop.name));
  }
  await playing;
  for (const { call } of deps.state().cards) deps.closeCard(call.callId);
}

async function takeScreenshots({ appearance }: TourDeps, name: string): Promise<string[]> {
  const files: string[] = [];
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      await appearance.set(language, theme);
      files.push(await appearance.saveScreenshot(`${language}-${theme}/${name}`));
    }
  }
  return files;
}

async function waitForCard(deps: TourDeps, stop: TourStop): Promise<CallSnapshot> {
  const find = (): CallSnapshot | undefined => {
    const { cards } = deps.state();
    if (cards.length < (stop.cards ?? 1)) return undefined;
    return cards.find(({ call, lookup }) => call.state === stop.callState && lookup.status !== 'searching');
  };
  await waitUntil(deps, () => find() !== undefined, stop.name);
  const found = find();
  if (found === undefined) throw new Error(`the card "${stop.name}" went away at once`);
  return found;
}

function waitUntil(deps: TourDeps, isFulfilled: () => boolean, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      unsubscribe();
      clearTimeout(timer);
    };
    const check = (): void => {
      if (!isFulfilled()) return;
      end();
      resolve();
    };
    const unsubscribe = deps.subscribe(check);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the card "${name}" did not appear within ${CARD_TIMEOUT_MS / 1_000} s`));
    }, CARD_TIMEOUT_MS);
    check();
  });
}

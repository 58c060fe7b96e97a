import type { AppState, CallRecord } from '../src-core/service.ts';
import type { CallState } from '../src-core/calls/call.ts';
import { LANGUAGES, type Language } from '../src-core/i18n/index.ts';
import type { Simulator } from '../src-simulator/server.ts';
import type { ScenarioId } from '../src-simulator/scenarios.ts';

/** One picture of the tour: which scenario, and when its card is ready to be shown. */
interface Stop {
  readonly name: string;
  readonly scenario: ScenarioId;
  readonly until: CallState;
  /** wait for this many cards */
  readonly cards?: number;
}

const STOPS: readonly Stop[] = [
  { name: 'ringing-known', scenario: 'known', until: 'ringing' },
  { name: 'in-call', scenario: 'known', until: 'answered' },
  { name: 'ended', scenario: 'known', until: 'ended' },
  { name: 'ringing-queue-international', scenario: 'known-international', until: 'ringing' },
  { name: 'ringing-shared-number', scenario: 'shared-number', until: 'ringing' },
  { name: 'ringing-unknown', scenario: 'unknown', until: 'ringing' },
  { name: 'ringing-name-from-zoom', scenario: 'zoom-name', until: 'ringing' },
  { name: 'ringing-long-name', scenario: 'long-name', until: 'ringing' },
  { name: 'ringing-withheld', scenario: 'withheld', until: 'ringing' },
  { name: 'ringing-internal', scenario: 'internal', until: 'ringing' },
  { name: 'ringing-transfer', scenario: 'transfer', until: 'ringing' },
  { name: 'ringing-second-number', scenario: 'dialled-number', until: 'ringing' },
  { name: 'answered-elsewhere', scenario: 'queue-elsewhere', until: 'answered-elsewhere' },
  { name: 'missed', scenario: 'missed', until: 'missed' },
  { name: 'two-at-once', scenario: 'two-at-once', until: 'ringing', cards: 2 },
  { name: 'ten-at-once', scenario: 'ten-at-once', until: 'ringing', cards: 10 },
];

const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the tour needs of the app. */
export interface Stage {
  readonly simulator: Pick<Simulator, 'play' | 'waitForClient'>;
  state(): AppState;
  /** Calls `listener` at every new state; returns the function that ends it. */
  watch(listener: () => void): () => void;
  closeCard(callId: string): void;
  /** Draws everything anew and resolves when it is painted. */
  dress(language: Language, theme: Theme): Promise<void>;
  /** Saves what the popup shows; returns the file's path. */
  picture(name: string): Promise<string>;
}

/** Waiting longer than this for a card means that it never comes. */
const PATIENCE_MS = 60_000;

/**
 * Plays one call of every kind and takes a picture of each card, in every language and theme.
 * Rejects, naming the stop, when a card does not appear.
 *
 * @param pictured told after each stop: the call, and the pictures of its card
 */
export async function playTour(
  stage: Stage,
  pictured: (callId: string, files: readonly string[]) => void,
): Promise<void> {
  await stage.simulator.waitForClient();
  let playing: Promise<unknown> = Promise.resolve();
  let scenario: ScenarioId | null = null;
  for (const stop of STOPS) {
    if (stop.scenario !== scenario) {
      await playing;
      for (const { call } of stage.state().cards) stage.closeCard(call.callId);
      await until(stage, () => stage.state().cards.length === 0, stop.name);
      playing = stage.simulator.play(stop.scenario);
      scenario = stop.scenario;
    }
    const record = await card(stage, stop);
    pictured(record.call.callId, await takePictures(stage, stop.name));
  }
  await playing;
  for (const { call } of stage.state().cards) stage.closeCard(call.callId);
}

async function takePictures(stage: Stage, name: string): Promise<string[]> {
  const files: string[] = [];
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      await stage.dress(language, theme);
      files.push(await stage.picture(`${language}-${theme}/${name}`));
    }
  }
  return files;
}

async function card(stage: Stage, stop: Stop): Promise<CallRecord> {
  const find = (): CallRecord | undefined => {
    const { cards } = stage.state();
    if (cards.length < (stop.cards ?? 1)) return undefined;
    return cards.find(({ call, lookup }) => call.state === stop.until && lookup.status !== 'searching');
  };
  await until(stage, () => find() !== undefined, stop.name);
  const found = find();
  if (found === undefined) throw new Error(`the card "${stop.name}" went away at once`);
  return found;
}

function until(stage: Stage, holds: () => boolean, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      unwatch();
      clearTimeout(timer);
    };
    const check = (): void => {
      if (!holds()) return;
      end();
      resolve();
    };
    const unwatch = stage.watch(check);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the card "${name}" did not appear within ${PATIENCE_MS / 1_000} s`));
    }, PATIENCE_MS);
    check();
  });
}

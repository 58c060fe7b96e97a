import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NativeTheme, WebContents } from 'electron/main';
import type { CallState } from '../../src-core/calls/call.ts';
import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import type { Simulator } from '../../src-simulator/server.ts';
import type { PopupController } from '../popup/popup-controller.ts';
import type { ViewSource } from '../view-source.ts';

/** One screenshot: the scenario, and the state of its card. */
interface TourStop {
  readonly name: string;
  readonly scenario: ScenarioId;
  readonly callState: CallState;
  /** wait for this many cards; 1 if omitted */
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

export interface TourDeps {
  readonly simulator: Pick<Simulator, 'play' | 'waitForClient'>;
  readonly nativeTheme: Pick<NativeTheme, 'themeSource'>;
  readonly view: Pick<ViewSource, 'state' | 'language'>;
  readonly popup: Pick<PopupController, 'waitForPaint'>;
  readonly popupContents: () => Pick<WebContents, 'capturePage'>;
  /** renders all windows and the tray */
  readonly render: () => void;
  /** for the screenshots */
  readonly folder: string;
  /** Calls `listener` at every new state; returns the function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly closeCard: (callId: string) => void;
  /** called after each stop, with the files of its card */
  readonly reportScreenshots: (callId: string, files: readonly string[]) => void;
}

const CARD_TIMEOUT_MS = 60_000;

/** Plays every kind of call and saves its card in every theme. Rejects if a card does not appear. */
export async function playTour(deps: TourDeps): Promise<void> {
  await deps.simulator.waitForClient();
  let playing: Promise<unknown> = Promise.resolve();
  let scenario: ScenarioId | null = null;
  for (const stop of STOPS) {
    if (stop.scenario !== scenario) {
      await playing;
      for (const { call } of deps.view.state.cards) deps.closeCard(call.callId);
      await waitFor(deps, stop.name, ({ cards }) => (cards.length === 0 ? true : undefined));
      playing = deps.simulator.play(stop.scenario);
      scenario = stop.scenario;
    }
    const snapshot = await waitForCard(deps, stop);
    deps.reportScreenshots(snapshot.call.callId, await takeScreenshots(deps, stop.name));
  }
  await playing;
  for (const { call } of deps.view.state.cards) deps.closeCard(call.callId);
  deps.nativeTheme.themeSource = 'system';
  deps.render();
}

async function takeScreenshots(deps: TourDeps, name: string): Promise<string[]> {
  const { nativeTheme, view, popup, render } = deps;
  const files: string[] = [];
  for (const theme of THEMES) {
    nativeTheme.themeSource = theme;
    render();
    await popup.waitForPaint();
    // The theme reaches the page separately, so another view is painted after it.
    render();
    await popup.waitForPaint();
    files.push(await saveScreenshot(deps, `${view.language}-${theme}/${name}`));
  }
  return files;
}

async function saveScreenshot({ popupContents, folder }: TourDeps, name: string): Promise<string> {
  const file = join(folder, `${name}.png`);
  await mkdir(dirname(file), { recursive: true });
  const image = await popupContents().capturePage();
  await writeFile(file, image.toPNG());
  return file;
}

function waitForCard(deps: TourDeps, stop: TourStop): Promise<CallSnapshot> {
  return waitFor(deps, stop.name, ({ cards }) =>
    cards.length < (stop.cards ?? 1)
      ? undefined
      : cards.find(({ call, lookup }) => call.state === stop.callState && lookup.status !== 'searching'),
  );
}

/** Resolves once `find` finds something in the state. */
function waitFor<T>(deps: TourDeps, name: string, find: (state: AppState) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      unsubscribe();
      clearTimeout(timer);
    };
    const check = (): void => {
      const found = find(deps.view.state);
      if (found === undefined) return;
      end();
      resolve(found);
    };
    const unsubscribe = deps.subscribe(check);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the card "${name}" did not appear within ${CARD_TIMEOUT_MS / 1_000} s`));
    }, CARD_TIMEOUT_MS);
    check();
  });
}

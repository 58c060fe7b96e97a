import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { PopupBridge, PopupWindowView } from '../../src-preload/ipc/popup.ts';
import { listenForDrags } from './drag.ts';
import { Popup } from './Popup.tsx';
import { waitForPaint } from './painted.ts';
import { createSoundPlayer } from './sound.ts';
import { warmUp } from './warm-up.tsx';

declare global {
  interface Window {
    readonly chakushin: PopupBridge;
  }
}

const container = document.getElementById('popup');
if (container === null) throw new Error('popup.html has no #popup');
const root = createRoot(container);
const { chakushin } = window;
const play = createSoundPlayer(() => chakushin.send({ type: 'soundFailed' }));
let currentView: PopupWindowView | null = null;

/** Sends the height of the content, and returns it. */
const sendHeight = (revision: number): number => {
  const { height } = container.getBoundingClientRect();
  chakushin.send({ type: 'size', revision, height });
  return height;
};

chakushin.onView((view: PopupWindowView) => {
  currentView = view;
  if (view.sound === null) play(null);
  document.documentElement.lang = view.language;
  flushSync(() => root.render(<Popup view={view} send={chakushin.send} />));
  if (view.hasFocus && document.activeElement === document.body)
    document.querySelector<HTMLElement>('.card')?.focus();
  const height = sendHeight(view.revision);
  void waitForPaint(height).then(() => {
    chakushin.send({ type: 'painted', revision: view.revision });
    // The card does not wait for its sound. The call may be over by now.
    play(currentView?.sound ?? null);
  });
});
chakushin.onShown((revision) => {
  void waitForPaint(0).then(() => chakushin.send({ type: 'onScreen', revision }));
});

/** What the height of the content depends on, besides the view. */
const getLayoutKey = (): string => `${window.innerWidth} at ${window.devicePixelRatio}`;
let measuredKey = getLayoutKey();
window.addEventListener('resize', () => {
  if (getLayoutKey() === measuredKey) return;
  measuredKey = getLayoutKey();
  if (currentView !== null) sendHeight(currentView.revision);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && currentView?.hasFocus === true) chakushin.send({ type: 'escape' });
});
listenForDrags(chakushin.send);
void warmUp(root).then(() => chakushin.send({ type: 'ready' }));

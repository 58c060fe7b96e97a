import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { PopupBridge, PopupFrame } from '../../src-preload/contract.ts';
import { listenForDrags } from './drag.ts';
import { Popup } from './Popup.tsx';
import { painted } from './painted.ts';
import { createPlayer } from './sound.ts';
import { warmUp } from './warm-up.tsx';

declare global {
  interface Window {
    readonly chakushin: PopupBridge;
  }
}

const place = document.getElementById('popup');
if (place === null) throw new Error('popup.html has no #popup');
const root = createRoot(place);
const { chakushin } = window;
const play = createPlayer(() => chakushin.send({ type: 'soundFailed' }));
/** the newest picture */
let shown: PopupFrame | null = null;

/** Tells how high the picture is; returns that. */
const tellHeight = (revision: number): number => {
  const { height } = place.getBoundingClientRect();
  chakushin.send({ type: 'size', revision, height });
  return height;
};

chakushin.onView((view: PopupFrame) => {
  shown = view;
  if (view.sound === null) play(null);
  document.documentElement.lang = view.language;
  flushSync(() => root.render(<Popup view={view} send={chakushin.send} />));
  if (view.keyboard && document.activeElement === document.body)
    document.querySelector<HTMLElement>('.card')?.focus();
  const height = tellHeight(view.revision);
  void painted(height).then(() => {
    chakushin.send({ type: 'painted', revision: view.revision });
    // A card does not wait for its sound. The call may be over by now.
    play(shown?.sound ?? null);
  });
});
chakushin.onShown((revision) => {
  void painted(0).then(() => chakushin.send({ type: 'onScreen', revision }));
});

/** What lines break by. */
const breadth = (): string => `${window.innerWidth} at ${window.devicePixelRatio}`;
let measured = breadth();
window.addEventListener('resize', () => {
  if (breadth() === measured) return;
  measured = breadth();
  if (shown !== null) tellHeight(shown.revision);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && shown?.keyboard === true) chakushin.send({ type: 'escape' });
});
listenForDrags(chakushin.send);
void warmUp(root).then(() => chakushin.send({ type: 'ready' }));

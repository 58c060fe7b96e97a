import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { PopupBridge, PopupView } from '../../src-preload/contract.ts';
import { Popup } from './Popup.tsx';
import { painted } from './painted.ts';
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

chakushin.onView((view: PopupView) => {
  document.documentElement.lang = view.language;
  flushSync(() => root.render(<Popup view={view} send={chakushin.send} />));
  const height = Math.ceil(place.getBoundingClientRect().height);
  chakushin.send({ type: 'size', revision: view.revision, height });
  void painted(height).then(() => chakushin.send({ type: 'painted', revision: view.revision }));
});
chakushin.onShown((revision) => {
  void painted(0).then(() => chakushin.send({ type: 'onScreen', revision }));
});
void warmUp(root).then(() => chakushin.send({ type: 'ready' }));

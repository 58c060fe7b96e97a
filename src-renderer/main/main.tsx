import { createRoot } from 'react-dom/client';
import type { MainBridge } from '../../src-preload/main-contract.ts';
import { Frame } from './Frame.tsx';

declare global {
  interface Window {
    readonly desk: MainBridge;
  }
}

const place = document.getElementById('main');
if (place === null) throw new Error('main.html has no #main');
const root = createRoot(place);
const { desk } = window;

desk.onView((view) => {
  document.documentElement.lang = view.language;
  document.title = view.title;
  root.render(<Frame view={view} ask={desk.ask} />);
});
void desk.ask({ to: 'frame', command: { type: 'ready' } });

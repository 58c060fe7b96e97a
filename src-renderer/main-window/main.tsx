import { createRoot } from 'react-dom/client';
import type { MainBridge } from '../../src-preload/ipc/main-window.ts';
import { MainWindow } from './MainWindow.tsx';

declare global {
  interface Window {
    readonly mainWindow: MainBridge;
  }
}

const container = document.getElementById('main');
if (container === null) throw new Error('main-window.html has no #main');
const root = createRoot(container);
const { mainWindow } = window;

mainWindow.onView((view) => {
  document.documentElement.lang = view.language;
  document.title = view.title;
  root.render(<MainWindow view={view} invoke={mainWindow.invoke} />);
});
void mainWindow.invoke({ to: 'frame', command: { type: 'ready' } });

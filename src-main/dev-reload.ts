import { watch } from 'node:fs';
import { BrowserWindow } from 'electron/main';
import { systemClock } from '../src-core/util/clock.ts';
import { Throttle } from '../src-core/util/throttle.ts';

/** A build writes several files. */
const SETTLED_MS = 200;

/** For `npm run dev`: reloads the windows whenever they were built again. */
export function reloadOnBuild(rendererFolder: string): void {
  const throttle = new Throttle(systemClock, () => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.reloadIgnoringCache();
  });
  watch(rendererFolder, { recursive: true, persistent: false }, () => throttle.schedule(SETTLED_MS));
}

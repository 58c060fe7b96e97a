import { watchFile } from '../watch-file.ts';

/**
 * Calls `changed` whenever the settings file was written, replaced or deleted, and has been left alone since.
 * @returns ends it
 */
export function followSettings(path: string, changed: () => void): () => void {
  const watch = watchFile(path);
  let over = false;
  void (async () => {
    for (let stamp = await watch.stamp(); ; ) {
      await watch.changed(stamp);
      if (over) return;
      stamp = await watch.stamp();
      if (!over) changed();
    }
  })();
  return () => {
    over = true;
    watch.stop();
  };
}

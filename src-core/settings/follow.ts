import { watchFile, type FileWatch } from '../watch-file.ts';

/**
 * Calls `changed` whenever the settings file was written, replaced or deleted, and has been left alone since.
 * @returns ends it
 */
export function followSettings(path: string, changed: () => void): () => void {
  const watch = watchFile(path);
  let over = false;
  void follow(watch, () => over, changed);
  return () => {
    over = true;
    watch.stop();
  };
}

async function follow(watch: FileWatch, isOver: () => boolean, changed: () => void): Promise<void> {
  let stamp = await watch.stamp();
  while (!isOver()) {
    await watch.changed(stamp);
    stamp = await watch.stamp();
    if (!isOver()) changed();
  }
}

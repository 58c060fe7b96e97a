import { watchFile, type FileWatch } from '../util/file-watcher.ts';

/**
 * Calls `changed` whenever the settings file was written, replaced or deleted, and has been left alone since.
 * @returns ends it
 */
export function watchSettings(path: string, onChange: () => void): () => void {
  const watch = watchFile(path);
  let isStopped = false;
  void notifyChanges(watch, () => isStopped, onChange);
  return () => {
    isStopped = true;
    watch.stop();
  };
}

async function notifyChanges(
  watch: FileWatch,
  isStopped: () => boolean,
  onChange: () => void,
): Promise<void> {
  let stamp = await watch.stamp();
  while (!isStopped()) {
    await watch.waitForChange(stamp);
    stamp = await watch.stamp();
    if (!isStopped()) onChange();
  }
}

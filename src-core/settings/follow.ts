import { watchFile, type FileWatch } from '../watch-file.ts';

/**
 * Calls `changed` whenever the settings file was written, replaced or deleted, and has been left alone since.
 * @returns ends it
 */
export function followSettings(path: string, changed: () => void): () => void {
  const watch = watchFile(path);
  const end = new AbortController();
  void follow(watch, end.signal, changed);
  return () => {
    end.abort();
    watch.stop();
  };
}

async function follow(watch: FileWatch, end: AbortSignal, changed: () => void): Promise<void> {
  let stamp = await watch.stamp();
  while (!end.aborted) {
    await watch.changed(stamp);
    stamp = await watch.stamp();
    if (!end.aborted) changed();
  }
}

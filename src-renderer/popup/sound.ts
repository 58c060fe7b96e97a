import type { SoundView } from '../../src-preload/contract.ts';

/**
 * Plays the picture's sound, again and again while it stays the same; null is silence at once.
 *
 * @param failed told of a sound that cannot be played, once for each address
 */
export function createPlayer(failed: () => void): (sound: SoundView | null) => void {
  let playing: { readonly url: string; readonly audio: HTMLAudioElement } | null = null;
  const told = new Set<string>();

  const begin = (url: string): HTMLAudioElement => {
    const audio = new Audio(url);
    audio.loop = true;
    audio.play().catch((error: unknown) => {
      // Stopped before it had begun: nothing is wrong with it.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      if (told.has(url)) return;
      told.add(url);
      failed();
    });
    return audio;
  };
  return (sound) => {
    if (sound?.url !== playing?.url) {
      playing?.audio.pause();
      playing = sound === null ? null : { url: sound.url, audio: begin(sound.url) };
    }
    if (sound !== null && playing !== null) playing.audio.volume = sound.volume;
  };
}

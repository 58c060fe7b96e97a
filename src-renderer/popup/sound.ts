import type { SoundView } from '../../src-preload/ipc/popup.ts';

/**
 * Returns a function that plays the view's sound in a loop for as long as it stays the same; null stops it at once.
 *
 * @param onFailure called once per address when a sound cannot be played
 */
export function createSoundPlayer(onFailure: () => void): (sound: SoundView | null) => void {
  let playing: { readonly url: string; readonly audio: HTMLAudioElement } | null = null;
  const reportedUrls = new Set<string>();

  const startAudio = (url: string): HTMLAudioElement => {
    const audio = new Audio(url);
    audio.loop = true;
    audio.play().catch((error: unknown) => {
      // Stopped before it began to play, which is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      if (reportedUrls.has(url)) return;
      reportedUrls.add(url);
      onFailure();
    });
    return audio;
  };
  return (sound) => {
    if (sound?.url !== playing?.url) {
      playing?.audio.pause();
      playing = sound === null ? null : { url: sound.url, audio: startAudio(sound.url) };
    }
    if (sound !== null && playing !== null) playing.audio.volume = sound.volume;
  };
}

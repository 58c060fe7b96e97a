import type { SoundView } from '../../src-preload/ipc/popup.ts';

/**
 * Plays the picture's sound, again and again while it stays the same; null is silence at once.
 *
 * @param onFailure told of a sound that cannot be played, once for each address
 */
export function createSoundPlayer(onFailure: () => void): (sound: SoundView | null) => void {
  let playing: { readonly url: string; readonly audio: HTMLAudioElement } | null = null;
  const reportedUrls = new Set<string>();

  const startAudio = (url: string): HTMLAudioElement => {
    const audio = new Audio(url);
    audio.loop = true;
    audio.play().catch((error: unknown) => {
      // Stopped before it had begun: nothing is wrong with it.
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

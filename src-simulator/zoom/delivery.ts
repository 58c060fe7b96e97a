/** How an event reaches the WebSocket client, as the faults say: withheld, delayed, repeated, reordered. */
import type { ZoomContext } from './options.ts';

/**
 * Returns a function that sends an event, true if a client received it now.
 * @param sendFrame true if a client received the frame
 */
export function createDelivery(
  { faults, after }: ZoomContext,
  sendFrame: (frame: string) => boolean,
): (event: unknown) => boolean {
  let bufferedFrames: string[] = [];
  let cancelFlush = () => {};
  const random = createSeededRandom();

  function flush(): void {
    cancelFlush();
    const frames = shuffle(bufferedFrames, random);
    bufferedFrames = [];
    for (const frame of frames) sendFrame(frame);
  }

  function sendOrBuffer(frame: string): boolean {
    const { reorder } = faults;
    if (reorder === null) return sendFrame(frame);
    if (bufferedFrames.length === 0) cancelFlush = after(reorder.ms, flush);
    bufferedFrames.push(frame);
    if (bufferedFrames.length >= reorder.events) flush();
    return false;
  }

  return (event) => {
    if (faults.eventsWithheld) return false;
    const { copies, delayMs } = faults;
    const frame = JSON.stringify({ module: 'message', content: JSON.stringify(event), header: {} });
    let isDelivered = false;
    for (let copy = 0; copy < copies; copy += 1) {
      if (delayMs > 0) after(delayMs, () => sendOrBuffer(frame));
      else if (sendOrBuffer(frame)) isDelivered = true;
    }
    return isDelivered;
  };
}

function shuffle(frames: readonly string[], random: () => number): string[] {
  return frames
    .map((frame) => ({ frame, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => frame);
}

/** Numbers in [0, 1), the same in every run (mulberry32). */
function createSeededRandom(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How an event reaches the client of the WebSocket, or does not: withheld, late, often, out of order. */
import type { Faults } from './faults.ts';
import type { After } from '../timers.ts';

export interface Delivery {
  /** Sends an event as the faults have it. True if a client was there to get it now. */
  send(event: unknown): boolean;
}

/** @param sendFrame sends a frame; true if a client was there to get it */
export function createDelivery(
  faults: Faults,
  after: After,
  sendFrame: (frame: string) => boolean,
): Delivery {
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

  return {
    send: (event) => {
      if (faults.eventsWithheld) return false;
      const { copies, delayMs } = faults;
      const frame = JSON.stringify({ module: 'message', content: JSON.stringify(event), header: {} });
      let isDelivered = false;
      for (let copy = 0; copy < copies; copy += 1) {
        if (delayMs > 0) after(delayMs, () => sendOrBuffer(frame));
        else if (sendOrBuffer(frame)) isDelivered = true;
      }
      return isDelivered;
    },
  };
}

/** The same order for the same random numbers. */
function shuffle(frames: readonly string[], random: () => number): string[] {
  return frames
    .map((frame) => ({ frame, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => frame);
}

/** Numbers from 0 to below 1, the same in every run (mulberry32). */
function createSeededRandom(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

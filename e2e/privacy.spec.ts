import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ZoomCaller } from '../src-simulator/zoom/zoom-events.ts';
import { CALLERS, eventually, expect, test, type TestApp, type Ring } from './app.ts';
import { getSimilarity, Framebuffer, type ScreenRect } from './screen.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

/** The name's position on the screen. Cards without contacts have equal heights, so names are at the same position. */
async function getNameRect(app: TestApp): Promise<ScreenRect> {
  return await app.getScreenRect(app.page.getByRole('heading'));
}

/** Samples a part of the screen as often as possible until stopped. Keeps every picture that differs from the last. */
class ScreenRecorder {
  readonly frames: Uint32Array[] = [];
  samples = 0;
  /** the longest time between two samples, in ms */
  maxGapMs = 0;
  readonly #running: Promise<void>;
  #stopped = false;

  constructor(screen: Framebuffer, rect: ScreenRect) {
    this.#running = this.#run(screen, rect);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(screen: Framebuffer, rect: ScreenRect): Promise<void> {
    let before = performance.now();
    while (!this.#stopped) {
      const frame = screen.read(rect);
      const last = this.frames.at(-1);
      if (last === undefined || getSimilarity(last, frame) < 1) this.frames.push(frame);
      this.samples += 1;
      const now = performance.now();
      this.maxGapMs = Math.max(this.maxGapMs, now - before);
      before = now;
      await sleep(1);
    }
  }
}

/** The share of `name`'s pixels found in `frame`, up to 1. Pixels equal in `other` are background. */
function getInkShare(frame: Uint32Array, name: Uint32Array, other: Uint32Array): number {
  const ink = [...name.keys()].filter((index) => name[index] !== other[index]);
  return ink.filter((index) => frame[index] === name[index]).length / ink.length;
}

const A: ZoomCaller = { ...CALLERS.unknown, name: 'WWWWWWWWWWWW' };
const B: ZoomCaller = { ...CALLERS.unknown, phone_number: '+818055505678', name: 'iiiiiiiiiiii' };

/** How often B follows A, because sampling may miss a short frame once. */
const ROUNDS = 8;

test('no frame of the next call’s card shows the previous caller', async ({ start }) => {
  const app = await start({ settings: { popup: { wrapUpSeconds: 0 } } });
  const screen = new Framebuffer();
  const ringAndWait = async (caller: ZoomCaller): Promise<Ring> => {
    const call = app.ring(caller);
    await app.waitUntilPainted(call.callId);
    await expect(app.page.getByRole('heading')).toHaveText(caller.name ?? '');
    await expect(app.page.getByText(inEnglish('crm.none'))).toBeVisible();
    return call;
  };
  const endAndWait = async (call: Ring): Promise<void> => {
    call.answered();
    call.ended();
    await app.waitUntilHidden();
  };

  // The pictures of both names at their position on the card.
  let call = await ringAndWait(B);
  const nameRect = await getNameRect(app);
  const nameB = screen.read(nameRect);
  await endAndWait(call);
  call = await ringAndWait(A);
  expect(await getNameRect(app)).toEqual(nameRect);
  const nameA = screen.read(nameRect);
  expect(getSimilarity(nameA, nameB), 'the names look different').toBeLessThan(0.9);

  for (let round = 0; round < ROUNDS; round += 1) {
    expect(getInkShare(screen.read(nameRect), nameA, nameB), 'A rings').toBe(1);
    await endAndWait(call);
    await eventually(
      () => getInkShare(screen.read(nameRect), nameA, nameB),
      'A is off the screen',
    ).toBeLessThan(0.5);

    const recorder = new ScreenRecorder(screen, nameRect);
    call = await ringAndWait(B);
    await eventually(() => getInkShare(screen.read(nameRect), nameB, nameA), 'B is on the screen').toBe(1);
    await recorder.stop();
    const sharesOfA = recorder.frames.map((frame) => getInkShare(frame, nameA, nameB));
    expect(Math.max(...sharesOfA), `A in ${recorder.samples} samples`).toBeLessThan(0.5);
    expect(getInkShare(recorder.frames[0] ?? nameB, nameB, nameA), 'the film begins before B').toBeLessThan(
      0.5,
    );

    await endAndWait(call);
    call = await ringAndWait(A);
  }
  screen.close();
});

test('a hidden popup contains no data of the last call', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  await expect(app.page.getByRole('heading', { name: '田中 恵子' })).toBeVisible();
  call.rejected();
  await app.waitUntilHidden();
  const page = await app.evaluateInPage(z.string(), 'document.documentElement.outerHTML');
  for (const text of ['田中', 'たなか', '090-1234-5678', 'みどり歯科クリニック', call.callId])
    expect(page).not.toContain(text);
  await expect(app.cards).toHaveCount(0);
});

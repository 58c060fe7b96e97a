import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ZoomCaller } from '../src-simulator/zoom-events.ts';
import { CALLERS, eventually, expect, test, type App, type Ring } from './app.ts';
import { alike, Framebuffer, type Rect } from './screen.ts';

/** The caller's name on the screen. A card without contacts is as high as any other, so that names stand at one place. */
async function nameOnScreen(app: App): Promise<Rect> {
  return await app.onScreen(app.page.getByRole('heading'));
}

/** Samples a part of the screen, as often as the machine allows, until stopped; keeps every picture that differs from the one before. */
class Film {
  readonly pictures: Uint32Array[] = [];
  samples = 0;
  /** the longest time between two samples, in ms */
  longestGap = 0;
  readonly #running: Promise<void>;
  #stopped = false;

  constructor(screen: Framebuffer, place: Rect) {
    this.#running = this.#run(screen, place);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(screen: Framebuffer, place: Rect): Promise<void> {
    let before = performance.now();
    while (!this.#stopped) {
      const picture = screen.read(place);
      const last = this.pictures.at(-1);
      if (last === undefined || alike(last, picture) < 1) this.pictures.push(picture);
      this.samples += 1;
      const now = performance.now();
      this.longestGap = Math.max(this.longestGap, now - before);
      before = now;
      await sleep(1);
    }
  }
}

/** How much of `name`'s writing is in `picture`: 1 = all of it. `other` tells the writing from the paper. */
function writing(picture: Uint32Array, name: Uint32Array, other: Uint32Array): number {
  const ink = [...name.keys()].filter((index) => name[index] !== other[index]);
  return ink.filter((index) => picture[index] === name[index]).length / ink.length;
}

const A: ZoomCaller = { ...CALLERS.unknown, name: 'WWWWWWWWWWWW' };
const B: ZoomCaller = { ...CALLERS.unknown, phone_number: '+818055505678', name: 'iiiiiiiiiiii' };

/** How often B follows A: a frame that is there for a moment only may be missed once. */
const TIMES = 8;

test('the caller before is in no frame of the next call’s card', async ({ start }) => {
  const app = await start({ settings: { popup: { wrapUpSeconds: 0 } } });
  const screen = new Framebuffer();
  const rings = async (caller: ZoomCaller): Promise<Ring> => {
    const call = app.ring(caller);
    await app.painted(call.callId);
    await expect(app.page.getByRole('heading')).toHaveText(caller.name ?? '');
    await expect(app.page.getByText('No contact has this number')).toBeVisible();
    return call;
  };
  const ends = async (call: Ring): Promise<void> => {
    call.answered();
    call.ended();
    await app.hidden();
  };

  // What both names look like, at their place on the card.
  let call = await rings(B);
  const place = await nameOnScreen(app);
  const nameB = screen.read(place);
  await ends(call);
  call = await rings(A);
  expect(await nameOnScreen(app)).toEqual(place);
  const nameA = screen.read(place);
  expect(alike(nameA, nameB), 'the names look different').toBeLessThan(0.9);

  for (let time = 0; time < TIMES; time += 1) {
    expect(writing(screen.read(place), nameA, nameB), 'A rings').toBe(1);
    await ends(call);
    await eventually(() => writing(screen.read(place), nameA, nameB), 'A is off the screen').toBeLessThan(
      0.5,
    );

    const film = new Film(screen, place);
    call = await rings(B);
    await eventually(() => writing(screen.read(place), nameB, nameA), 'B is on the screen').toBe(1);
    await film.stop();
    const ofA = film.pictures.map((picture) => writing(picture, nameA, nameB));
    expect(Math.max(...ofA), `A in ${film.samples} samples`).toBeLessThan(0.5);
    expect(writing(film.pictures[0] ?? nameB, nameB, nameA), 'the film begins before B').toBeLessThan(0.5);

    await ends(call);
    call = await rings(A);
  }
  screen.close();
});

test('a hidden popup holds nothing of the last call', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.painted(call.callId);
  await expect(app.page.getByRole('heading', { name: '田中 恵子' })).toBeVisible();
  call.rejected();
  await app.hidden();
  const page = await app.inPage(z.string(), 'document.documentElement.outerHTML');
  for (const text of ['田中', 'たなか', '090-1234-5678', 'みどり歯科クリニック', call.callId])
    expect(page).not.toContain(text);
  await expect(app.cards).toHaveCount(0);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { CALLERS, eventually, expect, test } from './app.ts';
import { getActiveWindow, clickOn, runTool, typeText } from './screen.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

/** `length` characters without equal neighbors, so that a lost or swapped one is noticed. */
function createText(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, (_, index) => alphabet[(index * 7) % alphabet.length]).join('');
}

/** Polls the active window until `done`. Returns every window seen. */
async function watchActiveWindow(done: Promise<void>): Promise<Set<string>> {
  const seen = new Set<string>();
  const isOver = done.then(() => true);
  do seen.add(getActiveWindow());
  while (!(await Promise.race([isOver, sleep(10, false)])));
  return seen;
}

test('200 characters typed while ten calls ring all reach the focused window', async ({
  start,
  openTerminal,
}) => {
  const app = await start();
  const terminal = await openTerminal();
  let haveRung = false;
  /** Types until the last call has rung, so that every call rings during typing. */
  const typeAll = async (): Promise<string> => {
    let typed = '';
    while (typed.length < 200 || !haveRung) {
      const text = createText(40);
      await typeText(text, 25);
      typed += text;
    }
    return typed;
  };
  const typing = typeAll();
  const active = watchActiveWindow(typing.then(() => undefined));
  app.play('ten-at-once', 1);
  const countRingingCalls = (): number =>
    app.lines.filter(({ type, state }) => type === 'call' && state === 'ringing').length;
  await eventually(countRingingCalls, 'ten calls ring').toBe(10);
  await app.waitUntilShown();
  await expect(app.page.getByText(inEnglish('stack.more', { count: 7 }))).toBeVisible();
  haveRung = true;

  expect([...(await active)]).toEqual([terminal.id]);
  runTool('xdotool', 'key', 'Return');
  await eventually(() => terminal.readTyped()).toBe(`${await typing}\n`);
});

test('clicking the card does not move the keyboard focus', async ({ start, openTerminal }) => {
  const app = await start();
  const terminal = await openTerminal();
  const { callId } = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(callId);
  const text = createText(60);

  const active = watchActiveWindow(typeText(text, 25));
  const copy = inEnglish('action.copyNumber', { number: '080-5550-1234' });
  clickOn(await app.getScreenRect(app.page.getByRole('button', { name: copy })));
  await expect(app.page.getByRole('button', { name: inEnglish('action.copied') })).toBeVisible();

  expect([...(await active)]).toEqual([terminal.id]);
  runTool('xdotool', 'key', 'Return');
  await eventually(() => terminal.readTyped()).toBe(`${text}\n`);
});

test('key presses do not affect a ringing card', async ({ start, openTerminal }) => {
  const app = await start();
  const terminal = await openTerminal();
  const { callId } = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(callId);
  // With "focus follows mouse", a window manager would give the focus to the window under the pointer.
  const { x, y } = await app.getBounds();
  runTool('xdotool', 'mousemove', String(x + 100), String(y + 40));

  runTool('xdotool', 'key', 'Escape', 'space', 'Return');

  await eventually(() => terminal.readTyped()).toContain('\n');
  await expect(app.cards).toHaveCount(1);
  expect(await app.isVisible()).toBe(true);
});

import { CALLERS, eventually, expect, getPageTitle, test } from './app.ts';
import { clickMenuItem, getMenuLabels, watchMenu } from './tray.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

test('a pause hides the cards but still reports calls; resuming shows the cards again', async ({ start }) => {
  const app = await start();
  await watchMenu(app);
  const first = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(first.callId);

  await clickMenuItem(app, inEnglish('tray.pause.30'));
  await app.waitUntilHidden();
  const paused = app.ring(CALLERS.tanaka);
  await app.waitForLine((line) => line.type === 'match' && line.callId === paused.callId);
  await eventually(() => getMenuLabels(app)).toContainEqual(expect.stringContaining('田中 恵子'));
  expect(await app.isVisible()).toBe(false);
  await expect(app.cards).toHaveCount(0);

  await clickMenuItem(app, inEnglish('tray.resume'));
  await app.waitUntilShown();
  await expect(app.cards).toHaveCount(2);
});

test('the tray menu shows the connection, simulates a call, copies a number and opens pages', async ({
  start,
}) => {
  const app = await start();
  await watchMenu(app);
  app.ring(CALLERS.alice).rejected();
  await eventually(() => getMenuLabels(app)).toContain(inEnglish('status.connected'));

  await eventually(() => getMenuLabels(app)).toContainEqual(expect.stringContaining('Alice Johnson'));
  const recent = (await getMenuLabels(app)).find((label) => label.includes('Alice Johnson')) ?? '';
  await clickMenuItem(app, recent);
  await eventually(() => app.readClipboard()).toBe('+1 209-259-2844');

  await clickMenuItem(app, inEnglish('tray.simulate'));
  await expect(app.cards.filter({ hasText: '田中 恵子' })).toBeVisible();

  for (const page of ['history', 'settings', 'doctor', 'about'] as const) {
    await clickMenuItem(app, inEnglish(`tray.${page}`));
    await expect(await app.getMainPage()).toHaveTitle(getPageTitle(page));
  }

  await clickMenuItem(app, inEnglish('tray.quit'));
  await eventually(() => app.process.exitCode).toBe(0);
});

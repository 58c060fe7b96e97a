import { CALLERS, eventually, expect, test } from './app.ts';
import { choose, labels, watchMenu } from './tray.ts';

test('paused, no card comes, but the call is told and kept; resumed, cards come again', async ({ start }) => {
  const app = await start();
  await watchMenu(app);
  const first = app.ring(CALLERS.unknown);
  await app.painted(first.callId);

  await choose(app, 'For 30 minutes');
  await app.hidden();
  const paused = app.ring(CALLERS.tanaka);
  await app.line((line) => line.type === 'match' && line.callId === paused.callId);
  await eventually(() => labels(app)).toContainEqual(expect.stringContaining('田中 恵子'));
  expect(await app.visible()).toBe(false);
  await expect(app.cards).toHaveCount(0);

  await choose(app, 'Resume popups');
  await app.shown();
  await expect(app.cards).toHaveCount(2);
});

test('it says the connection, simulates a call, copies a recent number, opens the pages, quits', async ({
  start,
}) => {
  const app = await start();
  await watchMenu(app);
  app.ring(CALLERS.alice).rejected();
  await eventually(() => labels(app)).toContain('Connected: your calls will appear');

  await eventually(() => labels(app)).toContainEqual(expect.stringContaining('Alice Johnson'));
  const recent = (await labels(app)).find((label) => label.includes('Alice Johnson')) ?? '';
  await choose(app, recent);
  await eventually(() => app.clipboard()).toBe('+1 209-259-2844');

  await choose(app, 'Simulate a call');
  await expect(app.cards.filter({ hasText: '田中 恵子' })).toBeVisible();

  for (const [label, title] of [
    ['History', /^History/u],
    ['Settings…', /^Settings/u],
    ['Doctor', /^Doctor/u],
    ['About Chakushin', /^About/u],
  ] as const) {
    await choose(app, label);
    await expect(await app.main()).toHaveTitle(title);
  }

  await choose(app, 'Quit');
  await eventually(() => app.process.exitCode).toBe(0);
});

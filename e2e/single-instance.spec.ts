import { once } from 'node:events';
import { expect, test } from './app.ts';

test('a second start ends by itself and the first shows that it runs', async ({ start }) => {
  const app = await start();
  expect(await app.visible()).toBe(false);

  expect(await app.startAgain()).toBe(0);

  await app.shown();
  const card = app.page.getByRole('article', { name: 'Chakushin is running' });
  await expect(card.getByRole('status')).toHaveText('Connected: your calls will appear');
  await expect(card).toContainText('No calls yet');
  // The second one did not take the subscription's connection.
  expect(app.simulator.connections.accepted).toBe(1);

  await card.getByRole('button', { name: 'Close' }).click();
  await app.hidden();
  await expect(app.cards).toHaveCount(0);
});

test('its button quits the app', async ({ start }) => {
  const app = await start();
  await app.startAgain();
  const child = app.process;
  const exited = once(child, 'exit');
  await app.page.getByRole('button', { name: 'Quit Chakushin' }).click();
  await exited;
  expect(child.exitCode).toBe(0);
});

test('a setting that cannot be used is told on the screen at start, and the app runs', async ({ start }) => {
  const app = await start({ settings: { popup: { copy: 'loud' } } });
  await app.shown();
  const card = app.page.getByRole('article', { name: 'Chakushin is running' });
  await expect(card.getByRole('listitem')).toContainText('popup.copy has a value that cannot be used');
  await expect(card.getByRole('status')).toHaveText('Connected: your calls will appear');
});

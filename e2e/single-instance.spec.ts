import { once } from 'node:events';
import { CALLERS, expect, getPageTitle, test } from './app.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

test('a second start exits and shows the main window of the first', async ({ start }) => {
  const app = await start();
  expect(await app.isVisible()).toBe(false);

  expect(await app.startAgain()).toBe(0);

  const main = await app.getMainPage();
  await expect(main.getByRole('banner')).toContainText(inEnglish('connection.connected'));
  await expect(main.getByRole('main')).toContainText(inEnglish('history.none'));
  // The second instance did not take over the connection.
  expect(app.simulator.connections.accepted).toBe(1);
  expect(await app.isVisible()).toBe(false);
});

test('the quit button of the main window quits the app', async ({ start }) => {
  const app = await start();
  await app.startAgain();
  const child = app.process;
  const exited = once(child, 'exit');
  const main = await app.getMainPage();
  await main.getByRole('button', { name: inEnglish('action.quit') }).click();
  await exited;
  expect(child.exitCode).toBe(0);
});

test('an invalid setting is shown at start, and the app runs', async ({ start }) => {
  const app = await start({ settings: { popup: { copy: 'loud' } } });
  const main = await app.getMainPage();
  const name = inEnglish('setting.named', { label: inEnglish('setting.popup.copy'), name: 'popup.copy' });
  await expect(main.getByRole('banner')).toContainText(inEnglish('notice.setting-unusable', { name }));
  await expect(main.getByRole('banner')).toContainText(inEnglish('connection.connected'));
});

test('closing the main window leaves the app running in the tray', async ({ start }) => {
  const app = await start();
  const main = await app.openMain();
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows())
      if (window.webContents.getURL().endsWith('/main-window.html')) window.close();
  });
  await expect.poll(() => main.isClosed()).toBe(true);
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  await expect(await app.openMain('history')).toHaveTitle(getPageTitle('history'));
});

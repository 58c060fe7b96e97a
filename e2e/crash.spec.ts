import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

/** Kills the process of the popup's page. Resolves once a new page has replaced it. */
async function crashPopup(app: TestApp): Promise<void> {
  const next = app.electron.waitForEvent('window');
  // A new window may still be loading its page.
  const crashRenderer = (): Promise<boolean> =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) =>
        one.webContents.getURL().endsWith('/popup.html'),
      );
      window?.webContents.forcefullyCrashRenderer();
      return window !== undefined;
    });
  await eventually(crashRenderer, 'the popup is there').toBe(true);
  await next;
}

test('after a popup crash during calls, the cards of calls that still ring reappear', async ({ start }) => {
  const app = await start();
  const first = app.ring(CALLERS.tanaka);
  const second = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(first.callId);
  await app.waitUntilPainted(second.callId);

  await crashPopup(app);

  await expect(app.cards).toHaveCount(2);
  await app.waitUntilShown();
  await app.waitForLine(({ type, code }) => type === 'notice' && code === 'internal-error', 'it is reported');
  second.rejected();
  await expect(app.cards).toHaveCount(1);
  await expect(app.cards).toContainText('田中 恵子');
  // The new page's buttons work.
  await app.page.getByRole('button', { name: inEnglish('action.close') }).click();
  await app.waitUntilHidden();
});

test('after a crash of the hidden popup, it stays hidden and the next call has a card', async ({ start }) => {
  const app = await start();
  await crashPopup(app);
  expect(await app.isVisible()).toBe(false);
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  await app.waitUntilShown();
  await expect(app.cards).toContainText('田中 恵子');
});

test('the card reappears after three popup crashes in a row', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  for (let time = 0; time < 3; time += 1) await crashPopup(app);
  await expect(app.cards).toContainText('田中 恵子');
  await app.waitUntilShown();
});

import { z } from 'zod';
import { MAIN_COMMAND, POPUP_COMMAND } from '../src-preload/ipc/channels.ts';
import { CALLERS, eventually, expect, getPageTitle, test, type TestApp } from './app.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

/** Messages that both channels must refuse from any sender. */
const WRONG_SHAPES: readonly unknown[] = [
  null,
  undefined,
  'quit',
  7,
  [],
  {},
  { type: 'quit' },
  { to: 'frame' },
  { to: 'frame', command: { type: 'go', page: '../settings' } },
  { to: 'frame', command: { type: 'go', page: 'about', more: 1 } },
  { to: 'frame', command: { type: 'quit' }, more: 1 },
  { to: 'settings', command: { type: 'set', id: 7, value: 'x' } },
  { to: 'settings', command: { type: 'set', id: 'language', value: { toString: 'x' } } },
  { to: 'settings', command: { type: 'secret', id: 'zoom.clientSecret' } },
  { to: 'history', command: { type: 'delete' } },
  { to: 'nowhere', command: { type: 'ready' } },
  { to: 'doctor', command: { type: 'run', path: '/etc/passwd' } },
  { type: 'open', callId: 'x', connector: 'y' },
  { type: 'copy', callId: '' },
  { type: 'drag', phase: 'begin', x: 1 },
  { type: 'size', revision: -1, height: 5 },
];

const countRefusals = (app: TestApp): number =>
  readFileSync(join(app.home, 'logs', 'chakushin.log'), 'utf8').match(/channel was refused/gu)?.length ?? 0;

/** Sends through Electron directly, as code injected into one of our pages would. */
async function sendIpc(
  app: TestApp,
  from: 'popup' | 'main-window',
  channel: string,
  message: unknown,
): Promise<string> {
  const answer: unknown = await app.electron.evaluate(
    async ({ ipcMain, BrowserWindow }, { window, name, content }) => {
      const contents = BrowserWindow.getAllWindows().find((one) =>
        one.webContents.getURL().endsWith(`/${window}.html`),
      )?.webContents;
      if (contents === undefined) throw new Error('no such window');
      const event = { sender: contents, senderFrame: contents.mainFrame };
      // Calls the listeners of `on` and `handle` as Electron does for a message of that page.
      ipcMain.emit(name, event, content);
      const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
      const handler: unknown = handlers instanceof Map ? handlers.get(name) : undefined;
      if (typeof handler !== 'function') return 'none';
      try {
        await Reflect.apply(handler, null, [event, content]);
        return 'answered';
      } catch {
        return 'refused';
      }
    },
    { window: from, name: channel, content: message },
  );
  return z.string().parse(answer);
}

test('both channels refuse every malformed message, and the app keeps running', async ({ start }) => {
  const app = await start();
  const main = await app.openMain('history');
  for (const message of WRONG_SHAPES) {
    const before = countRefusals(app);
    expect(await sendIpc(app, 'main-window', MAIN_COMMAND, message), JSON.stringify(message)).toBe('refused');
    await sendIpc(app, 'popup', POPUP_COMMAND, message);
    await eventually(() => countRefusals(app), JSON.stringify(message)).toBeGreaterThanOrEqual(before + 2);
  }
  await expect(main).toHaveTitle(getPageTitle('history'));
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
});

test('both channels refuse valid messages from other windows, frames and origins', async ({ start }) => {
  const app = await start({ env: { CHAKUSHIN_LANG: '' }, settings: { language: 'en' } });
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  await app.openMain('history');
  const set = { to: 'settings', command: { type: 'set', id: 'language', value: 'ja' } };
  const close = { type: 'close', callId: call.callId };
  expect(await sendIpc(app, 'popup', MAIN_COMMAND, set)).toBe('refused');
  await sendIpc(app, 'main-window', POPUP_COMMAND, close);

  const outcomesByFrame: unknown = await app.electron.evaluate(
    async ({ ipcMain, BrowserWindow }, { mainChannel, popupChannel, right }) => {
      const find = (name: string) =>
        BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith(name))?.webContents;
      const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
      const handler: unknown = handlers instanceof Map ? handlers.get(mainChannel) : undefined;
      const outcomes: string[] = [];
      for (const senderFrame of [
        null,
        { parent: {}, url: 'app://chakushin/main-window.html' },
        { parent: null, url: 'https://example.com/main-window.html' },
        { parent: null, url: 'app://chakushin.example.com/main-window.html' },
        { parent: null, url: 'file:///main-window.html' },
        { parent: null, url: '' },
      ]) {
        ipcMain.emit(popupChannel, { sender: find('/popup.html'), senderFrame }, right.close);
        try {
          if (typeof handler === 'function')
            await Reflect.apply(handler, null, [
              { sender: find('/main-window.html'), senderFrame },
              right.set,
            ]);
          outcomes.push('answered');
        } catch {
          outcomes.push('refused');
        }
      }
      return outcomes;
    },
    { mainChannel: MAIN_COMMAND, popupChannel: POPUP_COMMAND, right: { set, close } },
  );
  expect(outcomesByFrame).toEqual(Array.from({ length: 6 }, () => 'refused'));
  await eventually(() => countRefusals(app)).toBe(14);
  // Neither message had an effect.
  await expect(app.cards).toHaveCount(1);
  await expect(app.cards).toContainText(inEnglish('state.ringing'));

  // A valid message from the right page is accepted.
  expect(await sendIpc(app, 'main-window', MAIN_COMMAND, set)).toBe('answered');
  await expect(app.cards).toContainText(inJapanese('state.ringing'));
  await sendIpc(app, 'popup', POPUP_COMMAND, close);
  await app.waitUntilHidden();
});

test('the main window exposes two functions and nothing of Electron or Node', async ({ start }) => {
  const app = await start();
  const main = await app.openMain();
  expect(await main.evaluate('Object.getOwnPropertyNames(window.mainWindow).sort()')).toEqual([
    'invoke',
    'onView',
  ]);
  for (const name of ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'chakushin'])
    expect(await main.evaluate(`typeof window[${JSON.stringify(name)}]`), name).toBe('undefined');
});

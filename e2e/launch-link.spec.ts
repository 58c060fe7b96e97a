import { CALLERS, expect, test, type TestApp } from './app.ts';
import { getActiveWindow } from './screen.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

const TANAKA_LINK = 'chakushin://ring?number=090-1234-5678&name=Tanaka';

/** Id, state and source of every call line. */
const getCallLines = (app: TestApp): unknown[] =>
  app.lines.flatMap((line) => (line.type === 'call' ? [[line.callId, line.state, line['source']]] : []));

test('a launch link rings in the running app without taking the keyboard focus', async ({
  start,
  openTerminal,
}) => {
  const app = await start();
  const terminal = await openTerminal();
  expect(await app.startAgain(TANAKA_LINK)).toBe(0);
  await app.waitUntilShown();
  await expect(app.cards).toHaveCount(1);
  const card = app.cards.first();
  await expect(card).toContainText(inEnglish('state.ringing'));
  await expect(card).toContainText('090-1234-5678');
  // The name comes from the contacts.
  await expect(card).toContainText('田中 恵子');
  expect(getActiveWindow()).toBe(terminal.id);

  // Zoom's event for the same call: still one card, which now follows the call.
  const ring = app.ring(CALLERS.tanaka);
  const line = await app.waitForLine(({ callId, type }) => callId === ring.callId && type === 'call');
  expect(line['replaces']).toEqual(expect.stringMatching(/^link-/u));
  await expect(app.cards).toHaveCount(1);
  ring.answered();
  await expect(card).toContainText(inEnglish('state.answered'));
  ring.answeredElsewhere();
  ring.ended();
  await app.waitForLine(({ callId, state }) => callId === ring.callId && state === 'ended');
  expect(getCallLines(app)).toEqual([
    [line['replaces'], 'ringing', 'launch-link'],
    [ring.callId, 'ringing', 'websocket'],
    [ring.callId, 'answered', 'websocket'],
    [ring.callId, 'ended', 'websocket'],
  ]);
});

test('a launch link after the event of the same call changes nothing', async ({ start }) => {
  const app = await start();
  const ring = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(ring.callId);
  expect(await app.startAgain(TANAKA_LINK)).toBe(0);
  // An invalid link after it: once that is reported, the first one was processed.
  expect(await app.startAgain('chakushin://open?url=https://example.com')).toBe(0);
  const { message } = await app.waitForLine(({ code }) => code === 'launch-link-refused');
  expect(message).toBe(inEnglish('notice.launch-link-refused', { why: inEnglish('why.link-unknown') }));
  await expect(app.cards).toHaveCount(1);
  expect(getCallLines(app)).toEqual([[ring.callId, 'ringing', 'websocket']]);
});

test('a launch link that starts the app shows a card even without an account', async ({ start }) => {
  const noAccount = {
    ZOOM_ACCOUNT_ID: '',
    ZOOM_CLIENT_ID: '',
    ZOOM_CLIENT_SECRET: '',
    ZOOM_SUBSCRIPTION_ID: '',
  };
  const app = await start({ env: noAccount, waitForConnection: false, link: TANAKA_LINK });
  await app.waitUntilShown();
  await expect(app.cards.first()).toContainText('田中 恵子');
  expect(getCallLines(app)).toEqual([[expect.stringMatching(/^link-/u), 'ringing', 'launch-link']]);
});

test('a launch link cannot pass switches to the app, and its name is shown as plain text', async ({
  start,
}) => {
  const app = await start();
  const name = encodeURIComponent('<img src=x onerror=alert(1)>" --no-sandbox --inspect');
  expect(await app.startAgain(`chakushin://ring?number=0312345678&name=${name}`)).toBe(0);
  await app.waitUntilShown();
  await expect(app.cards.first()).toContainText('<img src=x onerror=alert(1)>" --no-sandbox --inspect');
  await expect(app.page.locator('img')).toHaveCount(0);
});

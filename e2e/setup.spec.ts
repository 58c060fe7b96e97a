import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CALLERS, eventually, expect, getPageTitle, ROOT, test, type TestApp } from './app.ts';
import { Keyring, findMissingKeyringTool } from './keyring.ts';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

const SECRET = 'sim-secret';

/** Enters the simulator's account with this client secret. */
async function enterAccount(app: TestApp, page: Page, secret: string): Promise<void> {
  const { env } = app.simulator;
  await page
    .getByLabel(inEnglish('setting.zoom.accountId'), { exact: true })
    .fill(env['ZOOM_ACCOUNT_ID'] ?? '');
  await page
    .getByLabel(inEnglish('setting.zoom.clientId'), { exact: true })
    .fill(env['ZOOM_CLIENT_ID'] ?? '');
  await enterSecret(page, secret);
  // The whole URL, as people copy it.
  await page
    .getByLabel(inEnglish('welcome.field.endpoint'), { exact: true })
    .fill(`wss://ws.zoom.us/ws?subscriptionId=${env['ZOOM_SUBSCRIPTION_ID'] ?? ''}`);
  await page.getByLabel(inEnglish('welcome.field.endpoint'), { exact: true }).press('Tab');
}

async function enterSecret(page: Page, secret: string): Promise<void> {
  await page.getByLabel(inEnglish('setting.zoom.clientSecret'), { exact: true }).fill(secret);
  await page.getByLabel(inEnglish('setting.zoom.clientSecret'), { exact: true }).press('Tab');
}

/** Every file in this folder that contains the text. */
function findFilesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

test('the trial on first start shows a card and leaves no data when it ends', async ({ start }) => {
  const app = await start({ isNew: true, waitForConnection: false });
  const welcome = await app.getMainPage();
  await expect(welcome).toHaveTitle(getPageTitle('welcome'));
  await welcome.getByRole('button', { name: inEnglish('welcome.try.button') }).click();
  await app.waitUntilShown();
  await expect(app.cards).toHaveCount(1);
  await expect(app.cards).toContainText('Keiko Tanaka');
  await expect(welcome.getByText(inEnglish('welcome.trial.heading'))).toBeVisible();
  await welcome.getByRole('button', { name: inEnglish('welcome.trial.end') }).click();
  await expect(welcome.getByRole('heading', { name: inEnglish('welcome.account.heading') })).toBeVisible();
  await app.waitUntilHidden();
  await welcome
    .getByRole('navigation')
    .getByRole('button', { name: inEnglish('main.page.history') })
    .click();
  await expect(welcome.getByRole('main')).toContainText(inEnglish('history.none'));
  expect(readdirSync(app.home)).not.toContain('settings.json');
});

test('quitting during a trial ends it and leaves no data', async ({ start }) => {
  const app = await start({ isNew: true, waitForConnection: false });
  const welcome = await app.getMainPage();
  await welcome.getByRole('button', { name: inEnglish('welcome.try.button') }).click();
  await app.waitUntilShown();
  // The fixture checks after every test that the app ends and leaves no process.
  await app.quit();
  expect(readdirSync(app.home)).not.toContain('settings.json');
});

test('first start without a keychain: a wrong secret is marked, the right one connects', async ({
  start,
}) => {
  // No session bus, so no keychain.
  const app = await start({
    isNew: true,
    waitForConnection: false,
    env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  const welcome = await app.getMainPage();
  await welcome.getByRole('button', { name: inEnglish('welcome.connect.button') }).click();
  await enterAccount(app, welcome, 'wrong-secret');
  await welcome.getByRole('button', { name: inEnglish('welcome.test.run') }).click();
  const secret = welcome.getByLabel(inEnglish('setting.zoom.clientSecret'), { exact: true });
  await expect(secret).toHaveAttribute('aria-invalid', 'true');
  // Zoom's code for a wrong secret.
  await expect(secret).toHaveAccessibleDescription(/\b4704\b/u);
  await expect(welcome.getByLabel(inEnglish('setting.zoom.accountId'), { exact: true })).not.toHaveAttribute(
    'aria-invalid',
    'true',
  );
  expect(app.simulator.connections.accepted).toBe(0);

  await enterSecret(welcome, SECRET);
  await welcome.getByRole('button', { name: inEnglish('welcome.test.run') }).click();
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'connected', 'it connects');
  await expect(welcome.getByRole('banner')).toContainText(inEnglish('connection.everyone'));
  // The page says that the secret is kept until the app ends; no file and no page contains it.
  await expect(welcome.getByRole('main')).toContainText(
    inEnglish('welcome.secret.this-run', {
      why: inEnglish('check.keychain.no-service'),
      remedy: inEnglish('remedy.keychain.no-service'),
    }),
  );
  expect(findFilesWith(SECRET, app.home)).toEqual([]);
  expect(await welcome.content()).not.toContain(SECRET);
  expect(await welcome.content()).not.toContain('wrong-secret');

  await welcome.getByRole('button', { name: inEnglish('welcome.next') }).click();
  await welcome.getByLabel(inEnglish('welcome.agent.label'), { exact: true }).fill('1002');
  await welcome.getByLabel(inEnglish('welcome.agent.label'), { exact: true }).press('Enter');
  await eventually(() => readFileSync(join(app.home, 'settings.json'), 'utf8')).toContain('"agent": "1002"');
  await app.simulator.waitForClient();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
});

/** Presses Tab until the button or field of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(`(() => {
      const element = document.activeElement;
      return element.labels?.[0]?.innerText ?? element.getAttribute('aria-label') ?? element.innerText ?? '';
    })()`);
    if (label === name) return;
  }
  throw new Error(`Tab never comes to "${name}"`);
}

test('Setup is operable by keyboard alone up to the first card', async ({ start }) => {
  const app = await start({
    isNew: true,
    waitForConnection: false,
    env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  const page = await app.getMainPage();
  const { env } = app.simulator;
  await tabTo(page, inEnglish('welcome.connect.button'));
  await page.keyboard.press('Enter');
  for (const [label, value] of [
    [inEnglish('setting.zoom.accountId'), env['ZOOM_ACCOUNT_ID']],
    [inEnglish('setting.zoom.clientId'), env['ZOOM_CLIENT_ID']],
    [inEnglish('setting.zoom.clientSecret'), SECRET],
    [inEnglish('welcome.field.endpoint'), env['ZOOM_SUBSCRIPTION_ID']],
  ] as const) {
    await tabTo(page, label);
    await page.keyboard.type(value ?? '');
  }
  await tabTo(page, inEnglish('welcome.test.run'));
  await page.keyboard.press('Enter');
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'connected', 'it connects');
  await expect(page.getByRole('button', { name: inEnglish('welcome.next') })).toBeVisible();
  await tabTo(page, inEnglish('welcome.next'));
  await page.keyboard.press('Enter');
  await tabTo(page, inEnglish('welcome.agent.label'));
  await page.keyboard.type('1002');
  for (const heading of [inEnglish('welcome.contacts.heading'), inEnglish('welcome.card.heading')]) {
    await tabTo(page, inEnglish('welcome.next'));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
  }
  await tabTo(page, inEnglish('welcome.card.sample'));
  await page.keyboard.press('Enter');
  await app.waitUntilShown();
  await expect(app.cards).toContainText('090-1234-5678');
});

test.describe('with a keychain', () => {
  const missing = findMissingKeyringTool();
  test.skip(missing !== null, missing ?? '');

  let keyring: Keyring;
  let home: string;
  test.beforeEach(async () => {
    keyring = await Keyring.start();
    home = mkdtempSync(join(tmpdir(), 'chakushin-home-'));
  });
  test.afterEach(async () => {
    await keyring.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  test('stores the secret in the keychain; with the keychain locked, a new entry holds for the run', async ({
    start,
  }) => {
    const env = { ...keyring.env, CHAKUSHIN_HOME: home };
    const first = await start({ isNew: true, waitForConnection: false, env });
    const welcome = await first.getMainPage();
    await welcome.getByRole('button', { name: inEnglish('welcome.connect.button') }).click();
    await enterAccount(first, welcome, SECRET);
    await welcome.getByRole('button', { name: inEnglish('welcome.test.run') }).click();
    await first.waitForLine(
      (line) => line.type === 'connection' && line.state === 'connected',
      'it connects',
    );
    await expect(welcome.getByText(inEnglish('welcome.secret.stored')).first()).toBeVisible();
    await first.quit();
    expect(findFilesWith(SECRET, home)).toEqual([]);

    const again = await start({ isNew: true, waitForConnection: false, env });
    await again.waitForLine(
      (line) => line.type === 'connection' && line.state === 'connected',
      'it connects again',
    );
    await again.quit();

    await keyring.lock();
    const locked = await start({ isNew: true, waitForConnection: false, env });
    // The system waits for a password that is not entered; the app does not wait.
    await expect.poll(() => locked.electron.windows().length).toBe(2);
    const settings = await locked.getMainPage();
    await expect(settings).toHaveTitle(getPageTitle('settings'));
    const label = inEnglish('setting.zoom.clientSecret');
    await expect(settings.getByRole('banner')).toContainText(
      inEnglish('notice.secret-unreadable', {
        name: inEnglish('setting.named', { label, name: 'ZOOM_CLIENT_SECRET' }),
      }),
    );
    const field = settings.getByRole('group', { name: label });
    await field.getByRole('textbox').fill(SECRET);
    await field.getByRole('button', { name: inEnglish('settings.secret.save') }).click();
    await locked.waitForLine(
      (line) => line.type === 'connection' && line.state === 'connected',
      'it connects for this run',
    );
    await expect(field).toContainText(
      inEnglish('settings.secret.this-run', {
        why: inEnglish('check.keychain.timed-out'),
        remedy: inEnglish('remedy.keychain.timed-out'),
      }),
    );
    expect(findFilesWith(SECRET, home)).toEqual([]);
  });
});

test('a managed setting shows its lock and cannot be changed, even by a direct message', async ({
  start,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'chakushin-managed-'));
  try {
    const managed = join(folder, 'managed.json');
    writeFileSync(managed, JSON.stringify({ popup: { corner: 'bottom-left' }, zoom: { agent: '1002' } }));
    const app = await start({ env: { CHAKUSHIN_MANAGED: managed, ZOOM_AGENT: '' } });
    const settings = await app.openMain('settings');
    await expect(settings.getByRole('main')).toContainText(managed);
    const answer = await settings.evaluate(
      `window.mainWindow.invoke({ to: 'settings', command: { type: 'set', id: 'popup.corner', value: 'top-left' } })`,
    );
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining(managed) });
    expect(readFileSync(join(app.home, 'settings.json'), 'utf8')).not.toContain('top-left');
    // The setting applies: the card appears in that corner.
    const call = app.ring(CALLERS.tanaka);
    await app.waitUntilPainted(call.callId);
    const { x, y, height } = await app.getBounds();
    expect(x).toBeLessThan(100);
    expect(y + height).toBeGreaterThan(900);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('changes of language, account and contacts apply without a restart', async ({ start }) => {
  const app = await start({
    env: { CHAKUSHIN_LANG: '', CHAKUSHIN_CONTACTS: '', ZOOM_AGENT: '' },
    settings: { language: 'en', zoom: { agent: '1002' } },
  });
  const settings = await app.openMain('settings');
  const setSetting = async (id: string, value: unknown): Promise<void> => {
    const command = JSON.stringify({ to: 'settings', command: { type: 'set', id, value } });
    expect(await settings.evaluate(`window.mainWindow.invoke(${command})`)).toMatchObject({ ok: true });
  };
  const first = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(first.callId);
  await expect(app.cards).toContainText(inEnglish('state.ringing'));
  await setSetting('language', 'ja');
  await expect(app.cards).toContainText(inJapanese('state.ringing'));
  await expect(settings).toHaveTitle(getPageTitle('settings', inJapanese));
  // A change in the file applies like the app's own: the current card gets the name.
  await expect(app.cards).not.toContainText('田中');
  const file = join(app.home, 'settings.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      '{',
      `{ "contacts": ${JSON.stringify(join(ROOT, 'resources', 'contacts.csv'))},`,
    ),
  );
  await expect(app.cards).toContainText('田中 恵子');
  // A changed agent makes the app reconnect.
  const { accepted } = app.simulator.connections;
  await setSetting('zoom.agent', '1003');
  await eventually(() => app.simulator.connections.accepted).toBe(accepted + 1);
});

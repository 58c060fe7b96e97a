import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en } from '../src-core/i18n/en.ts';
import { ja } from '../src-core/i18n/ja.ts';
import { startCrm } from '../src-simulator/crm/crm.ts';
import { createKintoneFake, customerApp } from '../src-simulator/crm/kintone.ts';
import { CALLERS, eventually, expect, ROOT, test, type App } from './app.ts';
import { findings } from './axe.ts';
import { cutOff, keyboardFindings, leakedKeys } from './page-checks.ts';

/** Where a picture of every view is left. */
const PICTURES = join(ROOT, 'test-results', 'views');

const WORDS = { en, ja } as const;

interface Look {
  readonly app: App;
  readonly page: Page;
  readonly language: 'ja' | 'en';
  readonly found: string[];
}

/** Looks at a view as it is now: axe in both themes, the keyboard, what is cut off, names of sentences; leaves pictures. */
async function look({ app, page, language, found }: Look, name: string): Promise<void> {
  found.push(...(await findings(app, name, page)));
  found.push(...(await keyboardFindings(page)).map((line) => `${name}: ${line}`));
  found.push(...(await cutOff(page)).map((line) => `${name}: ${line}`));
  found.push(...(await leakedKeys(page)).map((line) => `${name}: ${line} is no sentence`));
  for (const theme of ['light', 'dark'] as const) {
    await app.theme(theme);
    const folder = join(PICTURES, `${language}-${theme}`);
    mkdirSync(folder, { recursive: true });
    await page.evaluate(`document.activeElement?.blur(); scrollTo(0, 0)`);
    writeFileSync(join(folder, `${name}.png`), await page.screenshot({ fullPage: true }));
  }
  // Such a picture hides the scroll bar until something else moves: what is clicked then slips away.
  await page.evaluate(
    `document.documentElement.style.overflow = 'hidden'; document.body.offsetHeight; document.documentElement.style.overflow = ''; document.body.offsetHeight;`,
  );
}

for (const language of ['ja', 'en'] as const) {
  const words = WORDS[language];
  const headings = {
    agent: words['welcome.agent.heading'],
    contacts: words['welcome.contacts.heading'],
    card: words['welcome.card.heading'],
    done: words['welcome.done.heading.not-yet'],
  };
  const go = async (
    page: Page,
    name: 'history' | 'settings' | 'connectors' | 'doctor' | 'about',
  ): Promise<void> => {
    const label = words[`main.page.${name}`];
    await page.getByRole('navigation').getByRole('button', { name: label, exact: true }).click();
    await expect(page.locator('[aria-current=page]')).toHaveText(label);
  };

  test(`Welcome, step by step: axe, keyboard, nothing cut off (${language})`, async ({ start }) => {
    test.setTimeout(180_000);
    const app = await start({ isNew: true, connects: false, language });
    const page = await app.main();
    const found: string[] = [];
    const at = { app, page, language, found };
    await look(at, 'welcome-1-start');
    await page.getByRole('button', { name: words['welcome.try.button'] }).click();
    await app.shown();
    await expect(page.getByText(words['welcome.trial.running'])).toBeVisible();
    await look(at, 'welcome-1-trial');
    await page.getByRole('button', { name: words['welcome.trial.end'] }).click();
    await expect(page.getByRole('heading', { name: words['welcome.account.heading'] })).toBeVisible();
    await look(at, 'welcome-2-account');
    await page.getByRole('button', { name: words['welcome.test.run'] }).click();
    await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    await look(at, 'welcome-2-incomplete');
    await page.getByRole('button', { name: words['welcome.skip'] }).click();
    for (const name of ['agent', 'contacts', 'card', 'done'] as const) {
      await expect(page.getByRole('heading', { name: headings[name] })).toBeVisible();
      await look(at, `welcome-${['agent', 'contacts', 'card', 'done'].indexOf(name) + 3}-${name}`);
      if (name !== 'done')
        await page.getByRole('button', { name: words['welcome.next'], exact: true }).click();
    }
    expect(found).toEqual([]);
  });

  test(`history, settings, CRMs, doctor, about: axe, keyboard, nothing cut off (${language})`, async ({
    start,
  }) => {
    test.setTimeout(240_000);
    const fake = createKintoneFake([], { lies: false }, customerApp());
    const crm = await startCrm(fake);
    try {
      const app = await start({
        language,
        // Pictures name no folder of this machine.
        env: { CHAKUSHIN_SECRET_KINTONE: fake.secret, CHAKUSHIN_CONTACTS: 'customers.csv', HOME: tmpdir() },
        files: { 'customers.csv': join(ROOT, 'resources', 'contacts.csv') },
        settings: {
          connectors: [
            { type: 'kintone', url: 'https://example.cybozu.com', apiUrl: crm.url, app: customerApp().id },
            {
              type: 'hubspot',
              name: 'HubSpot Vertriebsorganisation Mitteleuropa',
              portalId: '123456',
              enabled: false,
            },
          ],
          pause: { schedule: [{ days: [1, 2, 3, 4, 5], from: '12:00', to: '13:00' }] },
          shortcuts: { focus: 'Control+Alt+K' },
        },
      });
      for (const caller of [
        CALLERS.tanaka,
        CALLERS.unknown,
        CALLERS.withheld,
        CALLERS.longName,
        CALLERS.alice,
      ]) {
        const ring = app.ring(caller);
        await app.painted(ring.callId);
        ring.missed();
      }
      const page = await app.openMain();
      const found: string[] = [];
      const at = { app, page, language, found };
      await go(page, 'history');
      await expect(page.getByRole('row')).toHaveCount(6);
      await look(at, 'history');
      await page.getByRole('button', { name: words['history.deleteAll'] }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      found.push(...(await findings(app, 'history, the question', page)));
      await page.keyboard.press('Escape');
      await go(page, 'settings');
      await look(at, 'settings');
      await go(page, 'connectors');
      await look(at, 'connectors');
      await page.getByRole('button', { name: words['connectors.try.title'] }).first().click();
      await page.getByLabel(words['connectors.try.label'], { exact: true }).first().fill('090-1234-5678');
      await page.keyboard.press('Enter');
      await expect(page.getByText(/\/k\/v1\//u).first()).toBeVisible();
      await look(at, 'connectors-trial');
      await page.getByRole('button', { name: words['connectors.add'] }).click();
      await look(at, 'connectors-kinds');
      await page.getByRole('button', { name: /^kintone/u }).click();
      await look(at, 'connectors-form');
      await go(page, 'doctor');
      await expect(page.getByRole('button', { name: words['doctor.copy'] })).toBeEnabled({ timeout: 60_000 });
      await look(at, 'doctor');
      await go(page, 'about');
      await look(at, 'about');
      expect(found).toEqual([]);
    } finally {
      await crm.close();
    }
  });

  test(`text at 200 % in a narrow window stays whole on every page (${language})`, async ({ start }) => {
    test.setTimeout(120_000);
    const app = await start({ language, settings: { popup: { textSize: 200 } } });
    const ring = app.ring(CALLERS.longName);
    await app.painted(ring.callId);
    const page = await app.openMain();
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows())
        if (window.webContents.getURL().endsWith('/main.html')) window.setSize(480, 800);
    });
    await eventually(() => page.evaluate('innerWidth')).toBeLessThan(260);
    const found: string[] = [];
    for (const name of ['history', 'settings', 'connectors', 'doctor', 'about'] as const) {
      await go(page, name);
      found.push(...(await cutOff(page)).map((line) => `${name}: ${line}`));
    }
    expect(found).toEqual([]);
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en } from '../src-core/locales/en/index.ts';
import { ja } from '../src-core/locales/ja/index.ts';
import { startCrm } from '../src-simulator/crm/crm.ts';
import { getSampleContacts } from '../src-simulator/demo.ts';
import { createKintoneFake, createCustomerApp } from '../src-simulator/crm/kintone.ts';
import { CALLERS, eventually, expect, ROOT, test, type TestApp } from './app.ts';
import { findAxeViolations } from './axe.ts';
import { findCutOff, findKeyboardProblems, findLeakedKeys } from './page-checks.ts';

/** The folder for a picture of every view. */
const SCREENSHOT_DIR = join(ROOT, 'test-results', 'views');

const CATALOGUES = { en, ja } as const;

interface ViewCheckContext {
  readonly app: TestApp;
  readonly page: Page;
  readonly language: 'ja' | 'en';
  readonly found: string[];
}

/** Checks the current view: axe in both themes, keyboard, cut-off text, message keys. Saves pictures. */
async function checkView({ app, page, language, found }: ViewCheckContext, name: string): Promise<void> {
  found.push(...(await findAxeViolations(app, name, page)));
  found.push(...(await findKeyboardProblems(page)).map((line) => `${name}: ${line}`));
  found.push(...(await findCutOff(page)).map((line) => `${name}: ${line}`));
  found.push(...(await findLeakedKeys(page)).map((line) => `${name}: ${line} is no sentence`));
  for (const theme of ['light', 'dark'] as const) {
    await app.setTheme(theme);
    const folder = join(SCREENSHOT_DIR, `${language}-${theme}`);
    mkdirSync(folder, { recursive: true });
    await page.evaluate(`document.activeElement?.blur(); scrollTo(0, 0)`);
    writeFileSync(join(folder, `${name}.png`), await page.screenshot({ fullPage: true }));
  }
  // A full-page picture hides the scroll bar until the next layout, which would move the next click's target.
  await page.evaluate(
    `document.documentElement.style.overflow = 'hidden'; document.body.offsetHeight; document.documentElement.style.overflow = ''; document.body.offsetHeight;`,
  );
}

for (const language of ['ja', 'en'] as const) {
  const texts = CATALOGUES[language];
  const headings = {
    agent: texts['welcome.agent.heading'],
    contacts: texts['welcome.contacts.heading'],
    card: texts['welcome.card.heading'],
    done: texts['welcome.done.heading.not-yet'],
  };
  const openPage = async (
    page: Page,
    name: 'history' | 'settings' | 'connectors' | 'doctor' | 'about',
  ): Promise<void> => {
    const label = texts[`main.page.${name}`];
    await page.getByRole('navigation').getByRole('button', { name: label, exact: true }).click();
    await expect(page.locator('[aria-current=page]')).toHaveText(label);
  };

  test(`every step of Setup passes axe, keyboard and overflow checks (${language})`, async ({ start }) => {
    const app = await start({ isNew: true, waitForConnection: false, language, sampleLanguage: language });
    const page = await app.getMainPage();
    const found: string[] = [];
    const context = { app, page, language, found };
    await checkView(context, 'welcome-1-start');
    await page.getByRole('button', { name: texts['welcome.try.button'] }).click();
    await app.waitUntilShown();
    await expect(page.getByText(texts['welcome.trial.running'])).toBeVisible();
    await checkView(context, 'welcome-1-trial');
    await page.getByRole('button', { name: texts['welcome.trial.end'] }).click();
    await expect(page.getByRole('heading', { name: texts['welcome.account.heading'] })).toBeVisible();
    await checkView(context, 'welcome-2-account');
    await page.getByRole('button', { name: texts['welcome.test.run'] }).click();
    await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    await checkView(context, 'welcome-2-incomplete');
    await page.getByRole('button', { name: texts['welcome.skip'] }).click();
    for (const name of ['agent', 'contacts', 'card', 'done'] as const) {
      await expect(page.getByRole('heading', { name: headings[name] })).toBeVisible();
      await checkView(context, `welcome-${['agent', 'contacts', 'card', 'done'].indexOf(name) + 3}-${name}`);
      if (name !== 'done')
        await page.getByRole('button', { name: texts['welcome.next'], exact: true }).click();
    }
    expect(found).toEqual([]);
  });

  test(`all other pages pass axe, keyboard and overflow checks (${language})`, async ({ start }) => {
    const fake = createKintoneFake([], { ignoresQuery: false }, createCustomerApp(language));
    const crm = await startCrm(fake);
    try {
      const app = await start({
        language,
        sampleLanguage: language,
        // Pictures must not contain folders of this machine.
        env: { CHAKUSHIN_SECRET_KINTONE: fake.secret, CHAKUSHIN_CONTACTS: 'customers.csv', HOME: tmpdir() },
        files: { 'customers.csv': getSampleContacts(ROOT, language) },
        settings: {
          connectors: [
            {
              type: 'kintone',
              url: 'https://example.cybozu.com',
              apiUrl: crm.url,
              app: createCustomerApp().id,
            },
            {
              type: 'hubspot',
              name: language === 'ja' ? 'HubSpot 営業本部' : 'HubSpot, Northeast region',
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
        await app.waitUntilPainted(ring.callId);
        ring.missed();
      }
      const page = await app.openMain();
      const found: string[] = [];
      const context = { app, page, language, found };
      await openPage(page, 'history');
      await expect(page.getByRole('row')).toHaveCount(6);
      await checkView(context, 'history');
      await page.getByRole('button', { name: texts['history.deleteAll'] }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      found.push(...(await findAxeViolations(app, 'history, the question', page)));
      await page.keyboard.press('Escape');
      await openPage(page, 'settings');
      await checkView(context, 'settings');
      await openPage(page, 'connectors');
      await checkView(context, 'connectors');
      await page.getByRole('button', { name: texts['connectors.try.title'] }).first().click();
      await page.getByLabel(texts['connectors.try.label'], { exact: true }).first().fill('090-1234-5678');
      await page.keyboard.press('Enter');
      await expect(page.getByText(/\/k\/v1\//u).first()).toBeVisible();
      await checkView(context, 'connectors-trial');
      await page.getByRole('button', { name: texts['connectors.add'] }).click();
      await checkView(context, 'connectors-kinds');
      await page.getByRole('button', { name: /^kintone/u }).click();
      await checkView(context, 'connectors-form');
      await openPage(page, 'doctor');
      await expect(page.getByRole('button', { name: texts['doctor.copy'] })).toBeEnabled();
      await checkView(context, 'doctor');
      await openPage(page, 'about');
      await checkView(context, 'about');
      expect(found).toEqual([]);
    } finally {
      await crm.close();
    }
  });

  test(`text at 200 % in a narrow window overflows on no page (${language})`, async ({ start }) => {
    const app = await start({ language, sampleLanguage: language, settings: { popup: { textSize: 200 } } });
    const ring = app.ring(CALLERS.longName);
    await app.waitUntilPainted(ring.callId);
    const page = await app.openMain();
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows())
        if (window.webContents.getURL().endsWith('/main-window.html')) window.setSize(480, 800);
    });
    await eventually(() => page.evaluate('innerWidth')).toBeLessThan(260);
    const found: string[] = [];
    for (const name of ['history', 'settings', 'connectors', 'doctor', 'about'] as const) {
      await openPage(page, name);
      found.push(...(await findCutOff(page)).map((line) => `${name}: ${line}`));
    }
    expect(found).toEqual([]);
  });
}

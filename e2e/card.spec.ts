import { z } from 'zod';
import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { clickOn } from './screen.ts';
import { ito } from '../src-simulator/scenarios/people.ts';
import { toInternalCaller } from '../src-simulator/zoom/zoom-events.ts';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

/** Names of elements that overflow horizontally, except those with an intended "…". */
const FIND_OVERFLOWING = `[...document.querySelectorAll('body, body *')]
  .filter((element) => element.scrollWidth > element.clientWidth && getComputedStyle(element).display !== 'inline'
    && getComputedStyle(element).textOverflow !== 'ellipsis')
  .map((element) => element.className || element.tagName)`;

/** Names of elements beyond the page's right or bottom edge. */
const FIND_OUTSIDE = `[...document.querySelectorAll('.stack, .stack *')]
  .filter((element) => {
    const { left, right, bottom } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth || bottom > innerHeight;
  })
  .map((element) => element.className || element.tagName)`;

async function expectNoOverflow(app: TestApp): Promise<void> {
  expect(await app.evaluateInPage(z.array(z.string()), FIND_OVERFLOWING)).toEqual([]);
  // The window gets the page's height one message later.
  await eventually(() => app.evaluateInPage(z.array(z.string()), FIND_OUTSIDE)).toEqual([]);
}

/** The name of an element in an ARIA snapshot, or its text, as a YAML string. */
const quote = (text: string): string => JSON.stringify(text);

/** An element with a name in an ARIA snapshot. */
const named = (role: string, name: string): string => quote(`${role} ${quote(name)}`);

test('shows a known caller in Japanese', async ({ start }) => {
  const app = await start({ language: 'ja' });
  const { callId } = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(callId);
  const t = inJapanese;
  const customer = t('caller.person', { name: '田中 恵子' });
  const detail = t('parts.two', { first: 'みどり歯科クリニック', second: '院長' });
  const source = t('parts.two', { first: t('crm.source'), second: 'contacts.csv' });
  const line = t('line.raw', { raw: 'pstn_off_net' });
  const card = app.page.getByRole('article', { name: customer });
  await expect(card).toMatchAriaSnapshot(`
    - ${named('article', customer)}:
      - status: ${quote(t('state.ringing'))}
      - timer: /^\\d+:\\d\\d$/
      - ${named('button', t('action.close'))}
      - alert:
        - text: たなか けいこ
        - heading ${quote(customer)} [level=1]
        - text: ${quote(detail)}
      - ${named('button', t('action.copyNumber', { number: '090-1234-5678' }))}: ${quote(`090-1234-5678 ${t('action.copy')}`)}
      - list:
        - ${named('listitem', line)}: ${quote(t('line.pstn_off_net'))}
        - listitem: ${quote(t('line.dialled', { number: '03-1234-0102' }))}
      - ${named('group', source)}:
        - text: ${quote(source)}
        - term: ${quote(t('crm.owner'))}
        - definition: 高橋
        - term: 未対応
        - definition: 2件
        - term: 前回
        - definition: 9月12日 予約変更
        - term: プラン
        - definition: プレミアム
        - term: メモ
        - definition: 午前中は診療中
        - paragraph: ${quote(t('grade.exact', { field: '携帯電話' }))}
        - ${named('button', t('action.rejectOf', { name: customer }))}: ${quote(t('action.reject'))}
      - ${named('button', t('action.open'))}
  `);
  await expect(card.getByText(t('line.pstn_off_net'), { exact: true })).toHaveAttribute('title', line);
  await expectNoOverflow(app);
  expect(await app.evaluateInPage(z.string(), 'document.documentElement.lang')).toBe('ja');
});

test('shows a known caller through a queue in English', async ({ start }) => {
  const app = await start();
  app.play('known-international');
  const card = app.page.getByRole('article', { name: 'Priya Raman' });
  await expect(card.getByRole('status')).toHaveText(inEnglish('state.ringing'));
  await expect(card).toContainText(
    inEnglish('parts.two', { first: 'Northwind Ltd', second: 'Head of Procurement' }),
  );
  await expect(
    card.getByRole('button', { name: inEnglish('action.copyNumber', { number: '+44 20 7946 0018' }) }),
  ).toBeVisible();
  await expect(card.getByText(inEnglish('line.pstn_off_net'), { exact: true })).toBeVisible();
  await expect(card.getByText(inEnglish('line.via', { name: 'Support' }))).toBeVisible();
  await expect(card.getByText(inEnglish('grade.exact', { field: '電話番号' }))).toBeVisible();
  await expect(card.getByText('見積依頼')).toBeVisible();
  await expectNoOverflow(app);
  expect(await app.evaluateInPage(z.string(), 'document.documentElement.lang')).toBe('en');
});

test('shows who transferred a call', async ({ start }) => {
  const app = await start();
  app.play('transfer');
  await expect(app.page.getByText(inEnglish('line.transferred', { name: '鈴木 大輔' }))).toBeVisible();
});

for (const [language, t] of [
  ['ja', inJapanese],
  ['en', inEnglish],
] as const) {
  test(`shows unknown, withheld, internal and shared numbers (${language})`, async ({ start }) => {
    const app = await start({ language });
    const heading = (name: string) => app.page.getByRole('article', { name, exact: true });

    const unknown = app.ring(CALLERS.unknown);
    await expect(heading(t('caller.unknown'))).toContainText(t('crm.none'));
    await expect(heading(t('caller.unknown'))).toContainText('080-5550-1234');
    await expect(heading(t('caller.unknown')).getByText(t('action.copy'), { exact: true })).toBeVisible();
    await expectNoOverflow(app);
    unknown.rejected();
    await app.waitUntilHidden();

    const withheld = app.ring(CALLERS.withheld);
    await expect(heading(t('caller.withheld'))).toBeVisible();
    await expect(heading(t('caller.withheld')).getByRole('button')).toHaveCount(1);
    await expect(app.page.getByText(t('action.copy'), { exact: true })).toHaveCount(0);
    // There is no number to search for, so contacts are not mentioned.
    await expect(app.page.getByRole('group')).toHaveCount(0);
    await expectNoOverflow(app);
    withheld.rejected();
    await app.waitUntilHidden();

    const internal = app.ring(toInternalCaller(ito));
    await expect(heading('伊藤 健')).toContainText(t('caller.extension', { extension: '1045' }));
    await expect(heading('伊藤 健')).toContainText(t('line.voip-internal'));
    await expectNoOverflow(app);
    internal.rejected();
    await app.waitUntilHidden();

    app.ring(CALLERS.shared);
    await expect(heading(t('caller.several', { count: 2 }))).toBeVisible();
    const customer = t('caller.person', { name: '青木 花' });
    await app.page.getByRole('button', { name: t('action.openOf', { name: customer }) }).click();
    await eventually(() => app.getOpenedUrls()).toEqual(['https://crm.example.com/contacts/1004']);
    await expectNoOverflow(app);
  });
}

for (const language of ['ja', 'en'] as const) {
  test(`a very long name and company do not overflow the card (${language})`, async ({ start }) => {
    const app = await start({ language });
    const { callId } = app.ring(CALLERS.longName);
    await app.waitUntilPainted(callId);
    await expect(app.page.getByRole('heading')).toContainText('ヴィルヘルミーナ');
    await expectNoOverflow(app);
  });
}

test('a long name without spaces does not overflow the card', async ({ start }) => {
  const app = await start();
  const { callId } = app.ring({
    ...CALLERS.unknown,
    name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5),
    connection_type: 'x'.repeat(100),
  });
  await app.waitUntilPainted(callId);
  await expect(app.page.getByRole('heading')).toContainText('Wolfeschlegel');
  await expectNoOverflow(app);
});

test('ten simultaneous calls show the newest three cards and count the other seven', async ({ start }) => {
  const app = await start();
  app.play('ten-at-once');
  await expect(app.page.getByText(inEnglish('stack.more', { count: 7 }))).toBeVisible();
  await expect(app.cards).toHaveCount(3);
  await expect(app.cards.locator('.digits')).toHaveText(['050-1234-5678', '06-6123-4567', '080-5550-6007']);
  await expectNoOverflow(app);
});

test('control and bidirectional characters in a name do not reach the page', async ({ start }) => {
  const app = await start();
  const { callId } = app.ring({
    ...CALLERS.unknown,
    name: 'Mallory\u202Egnp.exe\u2066\u200B\u0007\u001B[31m<img src=x onerror=alert(1)>\u2028!',
  });
  await app.waitUntilPainted(callId);
  await expect(app.page.getByRole('heading')).toHaveText('Mallorygnp.exe[31m<img src=x onerror=alert(1)> !');
  const page = await app.evaluateInPage(z.string(), 'document.documentElement.outerHTML');
  expect(page).not.toMatch(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069]/u,
  );
  await expect(app.page.locator('img')).toHaveCount(0);
});

for (const [copy, expected] of [
  ['shown', '090-1234-5678'],
  ['e164', '+819012345678'],
  ['digits', '09012345678'],
] as const) {
  test(`clicking the number copies it (${copy}), confirms the copy and announces it`, async ({ start }) => {
    const app = await start({ settings: { popup: { copy } } });
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('before'));
    const { callId } = app.ring(CALLERS.tanaka);
    await app.waitUntilPainted(callId);
    const button = app.page.getByRole('button', {
      name: inEnglish('action.copyNumber', { number: '090-1234-5678' }),
    });
    await expect(button).toBeVisible();
    const buttonRect = await app.getScreenRect(button);

    clickOn(buttonRect);

    await eventually(() => app.readClipboard()).toBe(expected);
    const announced = app.page.locator('[aria-live=polite]', { hasText: inEnglish('action.copied') });
    await expect(announced).toBeVisible();
    await expect(app.page.getByRole('button', { name: inEnglish('action.copied') })).toBeVisible();
    // The confirmation disappears, and the number can be copied again.
    await expect(button).toBeVisible();
    await expect(announced).toHaveCount(0);
  });
}

test('an international number is copied as displayed', async ({ start }) => {
  const app = await start();
  const { callId } = app.ring(CALLERS.alice);
  await app.waitUntilPainted(callId);
  clickOn(
    await app.getScreenRect(
      app.page.getByRole('button', { name: inEnglish('action.copyNumber', { number: '+1 209-259-2844' }) }),
    ),
  );
  await eventually(() => app.readClipboard()).toBe('+1 209-259-2844');
});

test('three callers with long records fit on the screen', async ({ start }) => {
  const app = await start({ language: 'ja' });
  for (const caller of [CALLERS.longName, CALLERS.longName, CALLERS.longName]) {
    await app.waitUntilPainted(app.ring(caller).callId);
  }
  await expect(app.cards).toHaveCount(3);
  const getOverflowHeight = async (): Promise<number> =>
    z.number().parse(await app.page.evaluate('document.documentElement.scrollHeight - window.innerHeight'));
  await eventually(getOverflowHeight, 'nothing is cut off').toBe(0);
});

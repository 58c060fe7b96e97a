import { CALLERS, expect, test } from './app.ts';
import { findAxeViolations } from './axe.ts';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

for (const [language, t] of [
  ['ja', inJapanese],
  ['en', inEnglish],
] as const) {
  test(`axe reports no violations on any card (${language})`, async ({ start }) => {
    const app = await start({ language });
    const status = app.cards.getByRole('status');
    const found: string[] = [];

    const known = app.ring(CALLERS.tanaka);
    await app.waitUntilPainted(known.callId);
    await expect(app.cards).toContainText('みどり歯科クリニック');
    found.push(...(await findAxeViolations(app, 'ringing')));
    await app.page.getByRole('button', { name: t('action.copyNumber', { number: '090-1234-5678' }) }).click();
    await expect(app.page.getByRole('button', { name: t('action.copied') })).toBeVisible();
    found.push(...(await findAxeViolations(app, 'copied')));
    known.answered();
    await expect(status).toHaveText(t('state.answered'));
    found.push(...(await findAxeViolations(app, 'in call')));
    known.ended();
    await expect(status).toHaveText(t('state.ended'));
    found.push(...(await findAxeViolations(app, 'ended')));
    await app.page.evaluate(`window.chakushin.send({ type: 'close', callId: '${known.callId}' })`);
    await app.waitUntilHidden();

    const shared = app.ring(CALLERS.shared);
    await app.waitUntilPainted(shared.callId);
    await expect(app.page.getByText('青木 花')).toBeVisible();
    found.push(...(await findAxeViolations(app, 'several matches')));
    shared.missed();
    await expect(status).toHaveText(t('state.missed'));
    found.push(...(await findAxeViolations(app, 'missed')));
    await app.page.evaluate(`window.chakushin.send({ type: 'close', callId: '${shared.callId}' })`);
    await app.waitUntilHidden();

    app.ring(CALLERS.unknown);
    app.ring(CALLERS.withheld);
    app.ring(CALLERS.longName);
    app.ring(CALLERS.alice);
    await expect(app.cards).toHaveCount(3);
    found.push(...(await findAxeViolations(app, 'several calls')));

    expect(found).toEqual([]);
  });
}

test('screen readers announce a ringing call but not its timer', async ({ start }) => {
  const app = await start();
  const { callId } = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(callId);
  await expect(app.page.getByRole('alert')).toContainText('田中 恵子');
  await expect(app.page.getByRole('timer')).toHaveAttribute('aria-live', 'off');
});

test('the status dot pulses only while ringing and only without reduced motion', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  const dot = app.page.locator('.dot');
  await expect(dot).toHaveCSS('animation-name', 'pulse');
  await app.page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(dot).toHaveCSS('animation-name', 'none');
  await app.page.emulateMedia({ reducedMotion: 'no-preference' });
  call.answered();
  await expect(dot).toHaveCSS('animation-name', 'none');
});

import { CALLERS, eventually, expect, test, type AppLine } from './app.ts';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

test('an answered call shows its state, and the card closes some seconds after the end', async ({
  start,
}) => {
  const app = await start({ settings: { popup: { wrapUpSeconds: 2 } } });
  const call = app.ring(CALLERS.tanaka);
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.ringing'));

  call.answered();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.answered'));
  await expect(app.cards.getByRole('timer')).toHaveText(/^\d+:\d\d$/u);
  await expect(app.cards.getByRole('timer')).not.toHaveText('0:00');
  // The caller's name is still shown.
  await expect(app.cards).toContainText('田中 恵子');

  call.ended();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.ended'));
  await app.waitUntilHidden();
  await expect(app.cards).toHaveCount(0);
});

test('answering closes the card with the setting “close”', async ({ start }) => {
  const app = await start({ settings: { popup: { answered: 'close' } } });
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  call.answered();
  await app.waitForLine(({ type, state }) => type === 'call' && state === 'answered');
  await app.waitUntilHidden();
});

for (const [language, t] of [
  ['ja', inJapanese],
  ['en', inEnglish],
] as const) {
  test(`a call answered elsewhere shows who answered, then the card closes (${language})`, async ({
    start,
  }) => {
    const app = await start({ language });
    const call = app.ring(CALLERS.tanaka);
    await app.waitUntilPainted(call.callId);

    call.answeredElsewhere();
    await expect(app.cards.getByRole('status')).toHaveText(
      t('state.answered-elsewhere', { name: '鈴木 大輔' }),
    );
    await app.waitUntilHidden();
    expect(await app.getOpenedUrls()).toEqual([]);
  });
}

test('a missed call keeps its card until it is dismissed and can be called back', async ({ start }) => {
  const app = await start();
  const first = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(first.callId);
  first.missed();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.missed'));

  await app.page.getByRole('button', { name: inEnglish('action.callBack') }).click();
  await eventually(() => app.getOpenedUrls()).toEqual(['zoomphonecall://+819012345678']);
  await expect(app.cards).toHaveCount(1);

  await app.page.getByRole('button', { name: inEnglish('action.seen') }).click();
  await app.waitUntilHidden();
  await expect(app.cards).toHaveCount(0);
});

test('the card counts the missed calls of a number', async ({ start }) => {
  const app = await start();
  for (let time = 1; time <= 2; time += 1) {
    const call = app.ring(CALLERS.unknown);
    await app.waitUntilPainted(call.callId);
    call.missed('Call Cancel');
    await app.waitForLine(
      ({ type, callId, state }) => type === 'call' && callId === call.callId && state === 'missed',
    );
  }
  await expect(app.page.getByText(inEnglish('missed.again', { count: 2 }))).toHaveCount(2);
});

test('a missed call without a number cannot be called back', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.withheld);
  await app.waitUntilPainted(call.callId);
  call.missed();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.missed'));
  await expect(app.page.getByRole('button', { name: inEnglish('action.callBack') })).toHaveCount(0);
  await expect(app.page.getByRole('button', { name: inEnglish('action.seen') })).toBeVisible();
});

test('rejecting a call closes its card', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  call.rejected();
  await app.waitForLine(({ type, state }) => type === 'call' && state === 'rejected');
  await app.waitUntilHidden();
});

test('a card closed while ringing does not reappear when the call is answered', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  await app.page.getByRole('button', { name: inEnglish('action.close') }).click();
  await app.waitUntilHidden();
  call.answered();
  await app.waitForLine(({ type, state }) => type === 'call' && state === 'answered');
  expect(await app.isVisible()).toBe(false);
  // A later call works like the first.
  const next = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(next.callId);
  await expect(app.cards).toHaveCount(1);
});

test('without an end event, the call ends two minutes after the ring and its card closes', async ({
  start,
}) => {
  const app = await start();
  const { callId } = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(callId);
  const isEnd = (line: AppLine): boolean =>
    line.type === 'call' && line.callId === callId && line.state === 'ended';
  /** Changes the clock. A command without effect makes the app reset its timers. */
  const jump = async (ms: number): Promise<void> => {
    await app.shiftClock(ms);
    await app.page.evaluate(`window.chakushin.send({ type: 'close', callId: 'none' })`);
  };
  await jump(60_000);
  await app.waitUntilPainted(app.ring(CALLERS.withheld, { at: Date.now() + 60_000 }).callId);
  expect(app.lines.filter(isEnd), 'it rings until then').toEqual([]);
  await jump(60_000);
  await app.waitForLine(isEnd);
  await jump(120_000);
  await app.waitUntilHidden();
});

test('without an end event and after sleep, the card closes on wake-up', async ({ start }) => {
  const app = await start();
  const lost = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(lost.callId);
  await app.shiftClock(3_600_000);
  const next = app.ring(CALLERS.tanaka, { at: Date.now() + 3_600_000 });
  await app.waitForLine(
    (line) => line.type === 'call' && line.callId === lost.callId && line.state === 'ended',
  );
  await app.waitUntilPainted(next.callId);
  await expect(app.cards).toHaveCount(1);
  await expect(app.cards).toContainText('田中 恵子');
});

test('an event an hour late gives no card and is reported as late', async ({ start }) => {
  const app = await start();
  app.play('late');
  await app.waitForLine(({ type, state }) => type === 'call' && state === 'late');
  // A card would have appeared by now, because the next call's card comes later.
  const next = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(next.callId);
  await expect(app.cards).toHaveCount(1);
});

test('the record of an exact match opens once, when the call is answered', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.waitForLine(({ type, status }) => type === 'match' && status === 'found');
  expect(await app.getOpenedUrls()).toEqual([]);
  call.answered();
  call.answered();
  await eventually(() => app.getOpenedUrls()).toEqual(['https://crm.example.com/contacts/1001']);
  call.ended();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.ended'));
  expect(await app.getOpenedUrls()).toHaveLength(1);
});

test('screenPop “ring” opens the record of a single match at the ring', async ({ start }) => {
  const app = await start({ settings: { screenPop: 'ring' } });
  const shared = app.ring(CALLERS.shared);
  await app.waitUntilPainted(shared.callId);
  await expect(app.page.getByText(inEnglish('caller.several', { count: 2 }))).toBeVisible();
  app.ring(CALLERS.tanaka);
  await eventually(() => app.getOpenedUrls()).toEqual(['https://crm.example.com/contacts/1001']);
});

test('screenPop “click” opens the record only through the button', async ({ start }) => {
  const app = await start({ settings: { screenPop: 'click' } });
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  call.answered();
  await expect(app.cards.getByRole('status')).toHaveText(inEnglish('state.answered'));
  expect(await app.getOpenedUrls()).toEqual([]);
  await app.page.getByRole('button', { name: inEnglish('action.open') }).click();
  await eventually(() => app.getOpenedUrls()).toEqual(['https://crm.example.com/contacts/1001']);
});

test('the app reconnects after a lost connection, and the next call has a card', async ({ start }) => {
  const app = await start();
  const { accepted } = app.simulator.connections;
  app.simulator.disconnect(1006);
  await eventually(() => app.simulator.connections.accepted, 'it connects again').toBe(accepted + 1);
  await app.simulator.waitForClient();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
});

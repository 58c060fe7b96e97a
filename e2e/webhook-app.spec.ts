import { signedHeaders, WEBHOOK_SECRET } from '../src-core/test-support/fakes.ts';
import { agent } from '../src-simulator/scenarios/people.ts';
import {
  calleeAnswered,
  calleeRinging,
  newCallId,
  type LegEventData,
} from '../src-simulator/zoom/zoom-events.ts';
import { CALLERS, expect, test, type TestApp } from './app.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

const WITH_WEBHOOK = {
  env: { ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET },
  settings: { webhook: { port: 0 } },
};

/** Posts an event as Zoom does. Returns the status. */
async function postEvent(url: string, event: unknown): Promise<number> {
  const body = JSON.stringify(event);
  return (await fetch(url, { method: 'POST', body, headers: signedHeaders(body) })).status;
}

function createCall(): LegEventData {
  return {
    accountId: 'sim-account',
    callId: newCallId(),
    caller: CALLERS.tanaka,
    leg: { party: agent, device: agent.app, number: agent.numbers[0] },
    ringingAt: Date.now(),
  };
}

/** The URL that the main window of a second start shows. */
async function findWebhookUrl(app: TestApp): Promise<string> {
  await app.startAgain();
  const line = (await app.getMainPage()).getByText(/http:\/\/127\.0\.0\.1:\d+\/zoom\/webhook/u);
  const url = /http:\S+\/zoom\/webhook/u.exec(await line.innerText())?.[0];
  if (url === undefined) throw new Error('it does not say where it listens');
  return url;
}

test('events that arrive by webhook, WebSocket or both form one call', async ({ start }) => {
  const app = await start(WITH_WEBHOOK);
  await app.waitForLine(({ type, state }) => type === 'connection' && state === 'connected');
  const url = await findWebhookUrl(app);
  const first = createCall();
  const ringing = calleeRinging(first, Date.now());
  expect(await postEvent(url, ringing)).toBe(204);
  await app.waitUntilPainted(first.callId);
  expect(app.simulator.send(ringing)).toBe(true);
  const answered = calleeAnswered({ ...first, answeredAt: Date.now() }, Date.now());
  expect(app.simulator.send(answered)).toBe(true);
  await app.waitForLine(({ callId, state }) => callId === first.callId && state === 'answered');
  expect(await postEvent(url, answered)).toBe(204);
  // Events are processed in order, so the previous one was processed when the next call rings.
  const second = createCall();
  expect(await postEvent(url, calleeRinging(second, Date.now()))).toBe(204);
  await app.waitUntilPainted(second.callId);
  const reported = app.lines.flatMap((line) =>
    line.type === 'call' ? [[line.callId, line.state, line['source']]] : [],
  );
  expect(reported).toEqual([
    [first.callId, 'ringing', 'webhook'],
    [first.callId, 'answered', 'webhook'],
    [second.callId, 'ringing', 'webhook'],
  ]);
  await expect(app.cards).toHaveCount(2);
});

test('the webhook alone suffices while the WebSocket is offline, and the main window says so', async ({
  start,
}) => {
  const app = await start(WITH_WEBHOOK);
  await app.waitForLine(({ type, state }) => type === 'connection' && state === 'connected');
  const url = await findWebhookUrl(app);
  expect(
    await postEvent(url, { event: 'endpoint.url_validation', payload: { plainToken: 'x' }, event_ts: 1 }),
  ).toBe(200);
  await app.simulator.goDown();
  const banner = (await app.getMainPage()).getByRole('banner');
  await expect(banner.getByRole('status')).toHaveText(inEnglish('connection.connected'));
  await expect(banner).toContainText(inEnglish('beside.websocket', { sentence: inEnglish('cause.network') }));
  const ring = createCall();
  expect(await postEvent(url, calleeRinging(ring, Date.now()))).toBe(204);
  await app.waitUntilPainted(ring.callId);
  await app.simulator.comeBack();
  await expect(banner).not.toContainText(inEnglish('beside.websocket', { sentence: '' }).trim());
});

test('the webhook works without a subscription', async ({ start }) => {
  const app = await start({
    ...WITH_WEBHOOK,
    env: { ...WITH_WEBHOOK.env, ZOOM_SUBSCRIPTION_ID: '' },
    waitForConnection: false,
  });
  const url = await findWebhookUrl(app);
  const ring = createCall();
  expect(await postEvent(url, calleeRinging(ring, Date.now()))).toBe(204);
  await app.waitUntilPainted(ring.callId);
  await app.waitForLine(({ type, state }) => type === 'connection' && state === 'connected');
  expect(JSON.stringify(app.lines) + app.errors).not.toContain(WEBHOOK_SECRET);
});

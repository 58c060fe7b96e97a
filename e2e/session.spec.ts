import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { getMenuLabels, watchMenu } from './tray.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

const getConnectionStates = (app: TestApp): string[] =>
  app.lines.flatMap((line) =>
    line.type === 'connection' ? [`${line.state ?? ''} ${line.code ?? ''}`.trim()] : [],
  );

test('calls during an outage of Zoom are listed in the history and do not ring', async ({ start }) => {
  const app = await start();
  await watchMenu(app);
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'connected');
  await app.simulator.goDown();
  await app.waitForLine(
    (line) => line.type === 'connection' && line.state === 'offline',
    'it says that it is offline',
  );
  await app.simulator.play('missed', { speed: 4 });
  await app.simulator.play('known', { speed: 8 });
  await app.simulator.comeBack();

  await eventually(() => getConnectionStates(app).at(-1), 'it comes back').toBe('connected');
  await eventually(() =>
    app.lines.flatMap((line) =>
      line.type === 'call' ? [`${line.state ?? ''} ${String(line['source'])}`] : [],
    ),
  ).toEqual(['missed history', 'answered history']);
  await app.waitForLine((line) => line.type === 'notice' && line.code === 'rang-away');
  // They are never shown as ringing.
  expect(await app.isVisible()).toBe(false);
  await eventually(() => getMenuLabels(app)).toContain(inEnglish('away.calls', { count: 2 }));

  const main = await app.openMain('history');
  await expect(main.getByRole('main')).toContainText(inEnglish('away.calls', { count: 2 }));
  await expect(main.getByRole('row')).toHaveCount(3);
  await expect(main.getByRole('table')).toContainText('田中 恵子');
  await eventually(() => getMenuLabels(app)).not.toContain(inEnglish('away.calls', { count: 2 }));

  // A new call still gets its card.
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
});

test('after a kill and a restart, the history still lists the day’s calls', async ({ start }) => {
  const app = await start();
  const first = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(first.callId);
  // A reported call is already written to the history file.
  await eventually(() => readdirSync(app.home)).toContain('history.sqlite');
  app.process.kill('SIGKILL');
  await eventually(() => app.process.signalCode).toBe('SIGKILL');
  first.missedWhileOffline();
  const again = await start({ env: { ...app.env }, waitForConnection: false });
  await eventually(() => getConnectionStates(again).at(-1)).toBe('connected');
  const calls = (await again.openMain('history')).getByRole('table');
  await expect(calls).toContainText('田中 恵子');
  await expect(calls).toContainText(inEnglish('state.missed'));
});

test('waking up opens exactly one new connection', async ({ start }) => {
  const app = await start();
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'connected');
  // Waking up does not replace a very recent connection.
  await app.shiftClock(10_000);
  const { accepted } = app.simulator.connections;
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('resume');
    powerMonitor.emit('unlock-screen');
  });
  await eventually(() => app.simulator.connections.accepted).toBe(accepted + 1);
  await eventually(() => getConnectionStates(app)).toEqual([
    'connecting',
    'connected',
    'connecting',
    'connected',
  ]);
  // No other connection is opened by the time a call has been shown.
  await app.simulator.waitForClient();
  await app.waitUntilPainted(app.ring(CALLERS.unknown).callId);
  expect(app.simulator.connections.accepted).toBe(accepted + 1);
});

test('a wrong subscription is reported; correcting settings.json reconnects the app', async ({ start }) => {
  const app = await start({
    env: { ZOOM_SUBSCRIPTION_ID: '' },
    settings: { zoom: { subscriptionId: 'typo' } },
    waitForConnection: false,
  });
  const refused = await app.waitForLine((line) => line.type === 'connection' && line.state === 'refused');
  expect(refused).toMatchObject({
    code: 'subscription',
    message: inEnglish('connection.refused', {
      sentence: inEnglish('refused.subscription', { detail: 'Invalid Subscription' }),
    }),
  });
  // The user may retry, here without success.
  const main = await app.openMain();
  const before = app.simulator.connections.opened;
  expect(before).toBe(3);
  await main.getByRole('button', { name: inEnglish('action.reconnect') }).click();
  await eventually(() => app.simulator.connections.opened).toBe(6);
  await eventually(() => getConnectionStates(app).at(-1)).toBe('refused subscription');
  writeFileSync(
    join(app.home, 'settings.json'),
    JSON.stringify({ zoom: { subscriptionId: app.simulator.env['ZOOM_SUBSCRIPTION_ID'] } }),
  );
  await app.simulator.waitForClient();
  await eventually(() => getConnectionStates(app).at(-1)).toBe('connected');
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
});

test('no secret, token, number or name appears in log and stderr; windows show no secret', async ({
  start,
}) => {
  const app = await start({ settings: { screenPop: 'click' } });
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'connected');
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  app.simulator.sendRaw('{"module":"message","content":"+819012345678 田中 恵子');
  await app.waitForLine((line) => line.type === 'notice' && line.code === 'invalid-frame');
  app.simulator.failTokenRequests({
    status: 400,
    code: 4702,
    message: 'sim-secret sim-client +819012345678',
  });
  app.simulator.disconnect(1011);
  await app.waitForLine((line) => line.type === 'connection' && line.state === 'refused');
  const main = await app.openMain('history');
  const seen = [await app.page.content(), await main.content(), JSON.stringify(app.lines)];
  const log = (): string => readFileSync(join(app.home, 'logs', 'chakushin.log'), 'utf8');
  await eventually(log).toContain('connection refused (credentials)');
  expect(log()).toContain(call.callId);

  for (const secret of [
    'sim-secret',
    'sim-client',
    'sim-account',
    'sim-subscription',
    'access_token',
    'eyJ.sim.',
  ])
    for (const text of [...seen, log(), app.errors]) expect(text).not.toContain(secret);
  for (const personal of ['9012345678', '90-1234-5678', '田中', '恵子', 'sato.misaki'])
    for (const text of [log(), app.errors]) expect(text).not.toContain(personal);
});

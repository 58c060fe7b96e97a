import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent } from '../src-simulator/scenarios/people.ts';
import { CALLERS, eventually, expect, test, type TestApp, type AppLine } from './app.ts';

/** Part of every bad input, so that any trace of it in output or files is found. */
const SECRET = 'Geheimnisvoll';

function getNotices(app: TestApp): AppLine[] {
  return app.lines.filter(({ type }) => type === 'notice');
}

/** A valid event's frame with parts replaced. */
function createFrame(
  object: Readonly<Record<string, unknown>>,
  event: Readonly<Record<string, unknown>> = {},
): string {
  const content = {
    event: 'phone.callee_ringing',
    event_ts: Date.now(),
    payload: {
      account_id: 'sim-account',
      object: {
        call_id: '7000000000000000001',
        caller: CALLERS.unknown,
        callee: {
          user_id: agent.userId,
          extension_number: agent.extension,
          extension_type: 'user',
          phone_number: agent.numbers[0],
          connection_type: 'voip',
        },
        ringing_start_time: new Date().toISOString(),
        ...object,
      },
    },
    ...event,
  };
  return JSON.stringify({ module: 'message', content: JSON.stringify(content), header: {} });
}

/** A valid call rings and gets its card. */
async function expectAlive(app: TestApp): Promise<void> {
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  await expect(app.page.getByRole('heading', { name: '田中 恵子' })).toBeVisible();
}

const INVALID_FRAMES: readonly (readonly [what: string, code: string, frame: string | Buffer])[] = [
  ['not JSON', 'invalid-frame', `{"module":"message",${SECRET}`],
  ['an empty frame', 'invalid-frame', ''],
  ['binary noise', 'invalid-frame', Buffer.from([0, 255, 254, 1, 2, 3, 200])],
  ['JSON that is no frame', 'invalid-frame', JSON.stringify([SECRET, 1, null])],
  [
    'a frame whose content is not JSON',
    'invalid-frame',
    JSON.stringify({ module: 'message', content: `{${SECRET}`, header: {} }),
  ],
  [
    'a frame without an event',
    'invalid-event',
    JSON.stringify({ module: 'message', content: JSON.stringify({ name: SECRET }), header: {} }),
  ],
  [
    'an event without call_id',
    'invalid-event',
    createFrame({ call_id: undefined, caller: { name: SECRET } }),
  ],
  [
    'a call_id that is a number',
    'invalid-event',
    createFrame({ call_id: 6998252113337041462n.toString().length, caller: { name: SECRET } }),
  ],
  ['10 MB', 'frame-too-large', createFrame({ caller: { name: SECRET.repeat(1_048_576) } })],
  ['JSON nested 100,000 deep', 'invalid-frame', `${'['.repeat(100_000)}${SECRET}`],
];

test('an invalid frame gives one notice with a code and no content; the next call rings', async ({
  start,
}) => {
  const app = await start();
  const { accepted } = app.simulator.connections;
  for (const [what, code, bytes] of INVALID_FRAMES) {
    await test.step(what, async () => {
      const before = getNotices(app).length;
      app.simulator.sendRaw(bytes);
      await eventually(() => getNotices(app).length, what).toBe(before + 1);
      expect(getNotices(app).at(-1)).toMatchObject({ level: 'warn', code });
    });
  }
  await expectAlive(app);

  expect(getNotices(app)).toHaveLength(INVALID_FRAMES.length);
  expect(app.simulator.connections.accepted, 'the connection stood all the time').toBe(accepted);
  expect(JSON.stringify(app.lines)).not.toContain(SECRET);
  expect(app.errors).not.toContain(SECRET);
  const log = join(app.home, 'logs', 'chakushin.log');
  await eventually(() => readFileSync(log, 'utf8')).toContain('frame-too-large');
  expect(readFileSync(log, 'utf8')).not.toContain(SECRET);
});

test('fields of a wrong type are dropped with one notice; the other fields are shown', async ({ start }) => {
  const app = await start();
  app.simulator.sendRaw(
    createFrame({
      call_id: '7000000000000000002',
      caller: {
        ...CALLERS.unknown,
        name: '横浜みなと歯科',
        extension_number: SECRET,
        extension_type: 12,
        extension_id: { a: 1 },
      },
      ringing_start_time: SECRET,
    }),
  );
  await app.waitUntilPainted('7000000000000000002');
  await expect(app.page.getByRole('heading', { name: '横浜みなと歯科' })).toBeVisible();
  await expect(app.cards).toContainText('080-5550-1234');
  expect(getNotices(app)).toHaveLength(1);
  expect(getNotices(app)[0]).toMatchObject({ level: 'warn', code: 'invalid-field' });
  expect(getNotices(app)[0]?.message).toContain('extension_number');
  expect(JSON.stringify(getNotices(app))).not.toContain(SECRET);
  await expectAlive(app);
});

test('a name with control characters gives one notice without the name; the next call rings', async ({
  start,
}) => {
  const app = await start();
  app.simulator.sendRaw(
    createFrame({
      call_id: '7000000000000000003',
      caller: { ...CALLERS.unknown, name: `${SECRET}\u202Egnp\u0000\u0007\u200F` },
    }),
  );
  await app.waitUntilPainted('7000000000000000003');
  await expect(app.page.getByRole('heading')).toHaveText(`${SECRET}gnp`);
  expect(getNotices(app)).toHaveLength(1);
  expect(getNotices(app)[0]).toMatchObject({ code: 'invalid-field' });
  expect(JSON.stringify(getNotices(app))).not.toContain(SECRET);
  await expectAlive(app);
});

test('__proto__ and similar keys in an event do not pollute Object.prototype', async ({ start }) => {
  const app = await start();
  app.simulator.sendRaw(
    `{"module":"message","header":{},"content":${JSON.stringify(`{"event":"phone.callee_ringing","event_ts":${Date.now()},"__proto__":{"polluted":1},"payload":{"object":{"call_id":"__proto__","caller":{"phone_number":"constructor","__proto__":{"name":"x"}},"callee":{"user_id":"${agent.userId}"}}}}`)}}`,
  );
  await expectAlive(app);
  expect(await app.electron.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
});

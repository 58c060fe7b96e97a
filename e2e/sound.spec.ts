import { z } from 'zod';
import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';

/** Records the sounds that the popup starts and stops, because this machine has no audio output. */
async function recordSounds(app: TestApp): Promise<() => Promise<string[]>> {
  await app.page.evaluate(`{
    window.heard = [];
    const name = (audio) => new URL(audio.src).pathname;
    for (const method of ['play', 'pause']) {
      const own = HTMLMediaElement.prototype[method];
      HTMLMediaElement.prototype[method] = function () {
        const done = own.call(this);
        if (method === 'pause') window.heard.push('end ' + name(this));
        else this.addEventListener('playing', () => window.heard.push([name(this), this.volume, this.loop].join(' ')), { once: true });
        return done;
      };
    }
  }`);
  return () => app.evaluateInPage(z.array(z.string()), 'window.heard');
}

test('a ringing call plays the sound of its kind until it is answered; “none” is silent', async ({
  start,
}) => {
  const app = await start({ settings: { sounds: { external: 'chime', withheld: 'none', volume: 30 } } });
  const getHeard = await recordSounds(app);
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  await eventually(getHeard).toEqual(['/sound/external 0.3 true']);
  call.answered();
  await eventually(getHeard).toEqual(['/sound/external 0.3 true', 'end /sound/external']);
  call.ended();
  const silent = app.ring(CALLERS.withheld);
  await app.waitUntilPainted(silent.callId);
  expect(await getHeard()).toHaveLength(2);
  silent.rejected();
});

test('a sound that cannot be played gives a notice, and the card still shows', async ({ start }) => {
  const app = await start({ settings: { sounds: { external: '/nowhere/ring.wav' } } });
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  await app.waitForLine(
    (line) => line.type === 'notice' && line.code === 'sound-failed',
    'the failure is reported',
  );
  await expect(app.cards).toHaveCount(1);
});

test('the popup plays no remote sound, and the app serves only sound files', async ({ start }) => {
  const app = await start({ settings: { sounds: { external: '/etc/passwd' } } });
  const fetchStatus = async (path: string): Promise<number> =>
    z
      .number()
      .parse(
        await app.electron.evaluate(
          async ({ net }, address) => (await net.fetch(address)).status,
          `app://chakushin/sound/${path}`,
        ),
      );
  for (const path of ['external', 'queue', '..%2F..%2Fpackage.json', 'chime.wav', '%2Fetc%2Fpasswd'])
    expect(await fetchStatus(path), path).toBe(404);
  expect(
    await app.evaluateInPage(
      z.string(),
      `new Promise((done) => {
        document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
        new Audio('https://example.com/ring.wav').play().catch(() => undefined);
      })`,
    ),
  ).toBe('media-src');
});

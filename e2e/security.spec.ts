import { z } from 'zod';
import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

const OutcomeSchema = z.string();

/** The answer of the popup's protocol: status and headers, or the error's name. */
async function fetchInApp(
  app: TestApp,
  url: string,
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  return await app.electron.evaluate(async ({ net }, address) => {
    try {
      const response = await net.fetch(address);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      };
    } catch (error) {
      return { status: 0, headers: {}, body: String(error) };
    }
  }, url);
}

test('every window is sandboxed and isolated', async ({ start }) => {
  const app = await start();
  const preferences: unknown = await app.electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Exists in every Electron, but not in its types.
      const read: unknown = Reflect.get(contents, 'getLastWebPreferences');
      const found: unknown = typeof read === 'function' ? Reflect.apply(read, contents, []) : null;
      return found;
    }),
  );
  const PreferencesSchema = z.looseObject({
    sandbox: z.boolean(),
    contextIsolation: z.boolean(),
    nodeIntegration: z.boolean(),
    nodeIntegrationInSubFrames: z.boolean().optional(),
    webviewTag: z.boolean(),
    webSecurity: z.boolean(),
    allowRunningInsecureContent: z.boolean(),
  });
  for (const one of z.array(PreferencesSchema).min(1).parse(preferences)) {
    expect(one).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
    });
    expect(one.nodeIntegrationInSubFrames ?? false).toBe(false);
  }
});

test('the popup exposes three functions and nothing of Electron or Node', async ({ start }) => {
  const app = await start();
  expect(
    await app.evaluateInPage(z.array(z.string()), 'Object.getOwnPropertyNames(window.chakushin).sort()'),
  ).toEqual(['onShown', 'onView', 'send']);
  for (const name of [
    'require',
    'process',
    'module',
    'global',
    'Buffer',
    'ipcRenderer',
    'electron',
    '__dirname',
  ]) {
    expect(await app.evaluateInPage(OutcomeSchema, `typeof window[${JSON.stringify(name)}]`), name).toBe(
      'undefined',
    );
  }
});

test('the app protocol serves only window files, each with the content security policy', async ({
  start,
}) => {
  const app = await start();
  const page = await fetchInApp(app, 'app://chakushin/popup.html');
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*connect-src 'none'/u);
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  const script = /src="\.?(\/[^"]+\.js)"/u.exec(page.body)?.[1];
  expect(script).toBeDefined();
  const answered = await fetchInApp(app, `app://chakushin${script ?? ''}`);
  expect(answered.status).toBe(200);
  expect(answered.headers['content-security-policy']).toBe(page.headers['content-security-policy']);

  for (const path of [
    '../../package.json',
    // These files exist and have a type that is served.
    '..%2Fmain%2Findex.js',
    '%2e%2e%2fmain%2findex.js',
    '%2e%2e/main/index.js',
    'assets/..%2f..%2fmain%2findex.js',
    '..%5Cmain%5Cindex.js',
    '%2Fetc%2Fpasswd',
    'none.html',
    '',
    'popup.html%00.js',
  ]) {
    expect.soft((await fetchInApp(app, `app://chakushin/${path}`)).status, path).toBe(404);
  }
  expect((await fetchInApp(app, 'app://another/popup.html')).status).toBe(404);
  // An invalid URL: the answer is no file, and the app survives.
  expect((await fetchInApp(app, 'app://chakushin/%E0%A4%A')).status).not.toBe(200);
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
});

test('the popup runs no foreign code and loads nothing from outside', async ({ start }) => {
  const app = await start();
  const violations = `new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
    setTimeout(() => resolve('nothing was refused'), 3000);
    %
  })`;
  const getViolation = (code: string): Promise<string> =>
    app.evaluateInPage(OutcomeSchema, violations.replace('%', code));

  expect(
    await getViolation(
      `const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script);`,
    ),
  ).toBe('script-src-elem');
  expect(
    await getViolation(
      `const div = document.createElement('div'); div.setAttribute('onclick', 'window.ran = 1'); document.body.append(div); div.click();`,
    ),
  ).toBe('script-src-attr');
  expect(
    await getViolation(
      `const style = document.createElement('style'); style.textContent = 'body{display:none}'; document.body.append(style);`,
    ),
  ).toBe('style-src-elem');
  expect(await getViolation(`const image = new Image(); image.src = 'https://example.com/pixel.png';`)).toBe(
    'img-src',
  );
  expect(
    await getViolation(
      `const frame = document.createElement('iframe'); frame.src = 'https://example.com/'; document.body.append(frame);`,
    ),
  ).toBe('frame-src');
  expect(await getViolation(`fetch('https://example.com/').catch(() => undefined);`)).toBe('connect-src');
  expect(await getViolation(`fetch('app://chakushin/popup.html').catch(() => undefined);`)).toBe(
    'connect-src',
  );
  expect(await getViolation(`new WebSocket('wss://example.com/');`)).toBe('connect-src');
  expect(await app.evaluateInPage(OutcomeSchema, 'typeof window.ran')).toBe('undefined');
  // The policy does not apply to Playwright's evaluation, but it applies to the page's own handlers.
  expect(await getViolation(`setTimeout('window.ran = 1');`)).toBe('script-src');
});

test('the popup cannot navigate, open windows or open addresses', async ({ start }) => {
  const app = await start();
  const home = app.page.url();
  await app.electron.evaluate(({ BrowserWindow }) => {
    const navigations: string[] = [];
    Reflect.set(globalThis, 'navigationsByTest', navigations);
    const [window] = BrowserWindow.getAllWindows();
    // Runs after the app's own listener.
    window?.webContents.on('will-frame-navigate', (event) =>
      navigations.push(`${event.url} ${event.defaultPrevented ? 'refused' : 'allowed'}`),
    );
    window?.webContents.on('did-navigate', (_event, url) => navigations.push(`${url} reached`));
  });
  const navigations = async (): Promise<string[]> => {
    const found: unknown = await app.electron.evaluate(() => {
      const value: unknown = Reflect.get(globalThis, 'navigationsByTest');
      return value;
    });
    return z.array(z.string()).parse(found);
  };

  await app.page.evaluate(`location.href = 'https://example.com/'`);
  await eventually(navigations).toContain('https://example.com/ refused');
  await app.page.evaluate(`location.href = 'file:///etc/passwd'`);
  expect(
    await app.evaluateInPage(OutcomeSchema, `String(window.open('https://example.com/', '_blank'))`),
  ).toBe('null');
  await app.page.evaluate(`{
    const link = document.createElement('a');
    link.href = 'https://example.com/blank';
    link.target = '_blank';
    document.body.append(link);
    link.click();
    link.target = '';
    link.href = 'https://example.com/link';
    link.click();
    const form = document.createElement('form');
    form.action = 'https://example.com/form';
    document.body.append(form);
    form.submit();
  }`);
  await eventually(navigations).toContain('https://example.com/link refused');

  expect((await navigations()).filter((line) => !line.endsWith('refused'))).toEqual([]);
  expect(app.page.url()).toBe(home);
  expect(app.electron.windows()).toHaveLength(1);
  expect(await app.getOpenedUrls()).toEqual([]);
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
});

test('no permission is granted', async ({ start }) => {
  const app = await start();
  expect(await app.evaluateInPage(OutcomeSchema, 'Notification.requestPermission()')).toBe('denied');
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']) {
    expect(
      await app.evaluateInPage(
        OutcomeSchema,
        `navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`,
      ),
      name,
    ).toBe('denied');
  }
  const failure = (code: string): Promise<string> =>
    app.evaluateInPage(
      OutcomeSchema,
      `Promise.resolve().then(() => ${code}).then(() => 'granted', (error) => error.name ?? String(error.code))`,
    );
  expect(await failure('navigator.clipboard.readText()')).toBe('NotAllowedError');
  expect(
    await failure(
      `new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))`,
    ),
  ).not.toBe('granted');
});

test('malformed commands change nothing', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  const id = JSON.stringify(call.callId);
  await app.electron.evaluate(({ clipboard }) => clipboard.writeText('untouched'));

  for (const command of [
    'undefined',
    'null',
    '0',
    '""',
    '[]',
    '{}',
    '"quit"',
    '["quit"]',
    '{ type: "quit", now: true }',
    '{ type: "QUIT" }',
    '{ type: ["quit"] }',
    '{ type: "__proto__" }',
    `{ type: "close", callId: ${id}, more: 1 }`,
    `{ type: "close", callId: [${id}] }`,
    `{ type: "close" }`,
    `{ type: "close", callId: "" }`,
    `{ type: "close", callId: ${id} + "x".repeat(50_000_000) }`,
    `{ type: "copy", callId: ${id}, text: "evil" }`,
    `{ type: "open", callId: ${id}, connector: "contacts", id: "1001", url: "file:///etc/passwd" }`,
    `{ type: "open", callId: ${id}, connector: "contacts", id: 1001 }`,
    `{ type: "size", revision: 1, height: 1e9 }`,
    `{ type: "size", revision: 1, height: NaN }`,
    `{ type: "size", revision: -1, height: 10 }`,
    `{ type: "painted", revision: 1.5 }`,
    // Valid messages about things that do not exist.
    `{ type: "close", callId: "none" }`,
    `{ type: "copy", callId: "none" }`,
    `{ type: "callBack", callId: "__proto__" }`,
    `{ type: "open", callId: ${id}, connector: "contacts", id: "1002" }`,
    `{ type: "open", callId: "none", connector: "contacts", id: "1001" }`,
    `{ type: "painted", revision: 999999 }`,
    `{ type: "size", revision: 999999, height: 5 }`,
  ]) {
    await app.page.evaluate(`void window.chakushin.send(${command})`);
  }
  // Values that cannot be cloned are refused in the page.
  await expect(app.page.evaluate('void window.chakushin.send(() => 1)')).rejects.toThrow();

  // The next valid command arrives after all of those.
  await app.page.getByRole('button', { name: inEnglish('action.open') }).click();
  await eventually(() => app.getOpenedUrls()).toEqual(['https://crm.example.com/contacts/1001']);
  await expect(app.cards).toHaveCount(1);
  expect(await app.isVisible()).toBe(true);
  expect(await app.readClipboard()).toBe('untouched');
  expect((await app.getBounds()).width).toBe(400);
});

test('a message from a foreign frame is refused', async ({ start }) => {
  const app = await start();
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  // As if another window of the app with the same preload script had been compromised.
  await app.electron.evaluate(async ({ BrowserWindow, app: electronApp }) => {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${electronApp.getAppPath()}/out/preload/popup.cjs`, sandbox: true },
    });
    await window.loadURL('app://chakushin/popup.html');
    await window.webContents.executeJavaScript(`void window.chakushin.send({ type: 'quit' })`);
    window.destroy();
  });
  const next = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(next.callId);
  expect(app.process.exitCode).toBeNull();
});

import { app, session, type WebContents } from 'electron/main';
import { APP_ORIGIN } from './app-protocol.ts';

/** No window may leave our pages, open others, embed anything or be granted a permission. Call when the app is ready. */
export function hardenWindows(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    if (!(event.isMainFrame && event.url.startsWith(`${APP_ORIGIN}/`))) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

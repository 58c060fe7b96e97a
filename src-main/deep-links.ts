import { app } from 'electron/main';
import { z } from 'zod';

/** What a second start hands to the first. Chromium sorts and cuts the command line on the way; this it leaves alone. */
const SecondInstanceData = z.object({ link: z.string().nullable() });

/** Whether this is the first instance. If not, the first one was informed and gets the link. */
export function requestSingleInstance(link: string | null): boolean {
  return app.requestSingleInstanceLock({ link } satisfies z.infer<typeof SecondInstanceData>);
}

/** @param listener at each further start, with the `chakushin:` link that the system wanted opened by it, if that is why */
export function onSecondInstance(listener: (link: string | null) => void): void {
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const parsed = SecondInstanceData.safeParse(data);
    listener(parsed.success ? parsed.data.link : null);
  });
}

/** macOS starts no second process for a link, and may report one before the app is ready. */
export function onLaunchLink(listener: (link: string) => void): void {
  app.on('open-url', (event, link) => {
    event.preventDefault();
    listener(link);
  });
}

/** Registers the app for `chakushin:` links. On Linux the package's desktop entry does. */
export function registerLaunchLinks(): void {
  // Run from its sources it would register a bare Electron.
  if (!app.isPackaged || process.platform === 'linux') return;
  // Behind "--" nothing that a link says is taken for a switch of Chromium's.
  if (process.platform === 'win32') app.setAsDefaultProtocolClient('chakushin', process.execPath, ['--']);
  else app.setAsDefaultProtocolClient('chakushin');
}

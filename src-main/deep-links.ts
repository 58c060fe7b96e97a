import { app } from 'electron/main';
import { z } from 'zod';

/** What a second instance sends to the first. Chromium reorders the command line on the way, but not this. */
const SecondInstanceData = z.object({ link: z.string().nullable() });

/** Whether this is the first instance. If not, the first one gets the link. */
export function requestSingleInstance(link: string | null): boolean {
  return app.requestSingleInstanceLock({ link } satisfies z.infer<typeof SecondInstanceData>);
}

/** @param listener called for each further instance, with its `chakushin:` link if it has one */
export function onSecondInstance(listener: (link: string | null) => void): void {
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const parsed = SecondInstanceData.safeParse(data);
    listener(parsed.success ? parsed.data.link : null);
  });
}

/** macOS reports links by an event, possibly before the app is ready. */
export function onLaunchLink(listener: (link: string) => void): void {
  app.on('open-url', (event, link) => {
    event.preventDefault();
    listener(link);
  });
}

/** Registers the app for `chakushin:` links. On Linux the package's desktop entry does that. */
export function registerLaunchLinks(): void {
  // From its sources it would register a bare Electron.
  if (!app.isPackaged || process.platform === 'linux') return;
  // After "--", Chromium reads no switches from a link.
  if (process.platform === 'win32') app.setAsDefaultProtocolClient('chakushin', process.execPath, ['--']);
  else app.setAsDefaultProtocolClient('chakushin');
}

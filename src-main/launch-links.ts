import { app } from 'electron/main';
import { z } from 'zod';

/** What a second start hands to the first. Chromium sorts and cuts the command line on the way; this it leaves alone. */
const Handed = z.object({ link: z.string().nullable() });

/** True: this is the first start. False: the one that runs was told, and this one has nothing to do. */
export function beFirst(link: string | null): boolean {
  return app.requestSingleInstanceLock({ link } satisfies z.infer<typeof Handed>);
}

/** @param again at each further start, with the `chakushin:` link that the system wanted opened by it, if that is why */
export function hearOfStarts(again: (link: string | null) => void): void {
  app.on('second-instance', (_event, _argv, _folder, handed) => {
    const parsed = Handed.safeParse(handed);
    again(parsed.success ? parsed.data.link : null);
  });
}

/** macOS starts no second process for a link, and may tell of one before the app is ready. */
export function hearOfLinks(open: (link: string) => void): void {
  app.on('open-url', (event, link) => {
    event.preventDefault();
    open(link);
  });
}

/** Tells the system that `chakushin:` links are ours. On Linux the package's desktop entry does. */
export function registerLinks(): void {
  // Run from its sources it would register a bare Electron.
  if (!app.isPackaged || process.platform === 'linux') return;
  // Behind "--" nothing that a link says is taken for a switch of Chromium's.
  if (process.platform === 'win32') app.setAsDefaultProtocolClient('chakushin', process.execPath, ['--']);
  else app.setAsDefaultProtocolClient('chakushin');
}

import { spawn } from 'node:child_process';

/** Opens an https address (or one on this computer) in the browser, where that is possible. Never throws. */
export function openBrowser(address: string): void {
  if (!/^https?:\/\//u.test(address)) return;
  const [command, ...args] = getOpenCommand(address);
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  // The address is printed anyway.
  child.on('error', () => undefined);
  child.unref();
}

function getOpenCommand(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  // `start` belongs to the command prompt, which would read the address' & and % as its own.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}

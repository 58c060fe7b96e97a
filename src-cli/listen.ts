import { networkInterfaces } from 'node:os';
import { assemble } from '../src-core/assemble.ts';
import { systemClock } from '../src-core/clock.ts';
import { toLine } from '../src-core/lines.ts';
import type { Output } from '../src-core/service.ts';
import type { Configuration } from '../src-core/settings/read.ts';
import { environmentProxy } from '../src-core/http/routes.ts';
import type { Beginning } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { ReadableOutput } from '../src-core/terminal/readable-output.ts';

/** Prints what happens until it is to end, or until a state that only a person can mend. */
export function listen(
  { configuration, secrets, t }: Pick<Beginning, 'configuration' | 'secrets' | 't'>,
  { json, stop }: Common,
  options: {
    readonly reread: () => Configuration;
    /** the webhook listens there, and waits for Zoom */
    readonly listening?: (url: string) => void;
    /** it has begun */
    readonly started?: () => void;
  },
): Promise<ExitCode> {
  const { country } = configuration.settings;
  const readable = new ReadableOutput(process.stdout.isTTY);
  return new Promise((resolve) => {
    let ending = false;
    const end = (code: ExitCode): void => {
      if (ending) return;
      ending = true;
      stop.signal.removeEventListener('abort', stopped);
      void assembly.finish().then(() => {
        assembly.stop();
        resolve(code);
      });
    };
    const stopped = (): void => end(0);
    const print = (output: Output): void => {
      const speaker = { t, country, now: Date.now() };
      const line = json ? JSON.stringify(toLine(output, speaker)) : readable.line(output, speaker);
      process.stdout.write(`${line}\n`);
      if (output.type !== 'connection') return;
      const { connection } = output;
      if (connection.state === 'refused') end(3);
      if (connection.state === 'degraded' && connection.cause === 'nothing-yet')
        options.listening?.(connection.detail);
    };
    const assembly = assemble(configuration, {
      clock: systemClock,
      // A terminal has no windows to draw and opens no browser.
      events: { output: print, pop: () => undefined },
      resolveProxy: environmentProxy(process.env),
      extraRootsFile: process.env['NODE_EXTRA_CA_CERTS'] ?? null,
      interfaces: networkInterfaces,
      reread: options.reread,
      secrets,
      t: () => t,
    });
    stop.signal.addEventListener('abort', stopped, { once: true });
    assembly.start();
    options.started?.();
  });
}

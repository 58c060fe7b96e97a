import { networkInterfaces } from 'node:os';
import { Core } from '../../src-core/create-core.ts';
import { systemClock } from '../../src-core/util/clock.ts';
import { toJsonLine } from '../../src-core/output/json-line.ts';
import type { Output } from '../../src-core/service/app-state.ts';
import { createEnvironmentProxyResolver } from '../../src-core/network/proxy-routes.ts';
import type { CliContext } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { ReadableOutput } from '../../src-core/output/terminal-output.ts';

/** Prints what happens until it is to end, or until a state that only a person can mend. */
export function listen(
  { store, t }: Pick<CliContext, 'store' | 't'>,
  { json, stop }: CommandOptions,
  options: {
    /** the webhook listens there, and waits for Zoom */
    readonly onListening?: (url: string) => void;
    /** it has begun */
    readonly onStarted?: () => void;
  },
): Promise<ExitCode> {
  const { country } = store.current.settings;
  const readable = new ReadableOutput(process.stdout.isTTY);
  return new Promise((resolve) => {
    let isEnding = false;
    const end = (code: ExitCode): void => {
      if (isEnding) return;
      isEnding = true;
      stop.signal.removeEventListener('abort', onAbort);
      void core.service.finish().then(() => {
        core.stop();
        resolve(code);
      });
    };
    const onAbort = (): void => end(0);
    const print = (output: Output): void => {
      const context = { t, country, now: Date.now() };
      const line = json ? JSON.stringify(toJsonLine(output, context)) : readable.format(output, context);
      process.stdout.write(`${line}\n`);
      if (output.type !== 'connection') return;
      const { connection } = output;
      if (connection.state === 'refused') end(3);
      if (connection.state === 'degraded' && connection.cause === 'nothing-yet')
        options.onListening?.(connection.detail);
    };
    const core = new Core(store, {
      clock: systemClock,
      // A terminal has no windows to draw and opens no browser.
      events: { output: print, pop: () => undefined },
      resolveProxy: createEnvironmentProxyResolver(process.env),
      extraRootsFile: process.env['NODE_EXTRA_CA_CERTS'] ?? null,
      interfaces: networkInterfaces,
      translateFor: () => t,
    });
    stop.signal.addEventListener('abort', onAbort, { once: true });
    core.start();
    store.startWatching();
    options.onStarted?.();
  });
}

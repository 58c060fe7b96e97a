import { networkInterfaces } from 'node:os';
import { assemble } from '../src-core/assemble.ts';
import { systemClock } from '../src-core/clock.ts';
import { connectionSentence, noticeSentence } from '../src-core/sentences.ts';
import { toLine } from '../src-core/lines.ts';
import { toReadable } from '../src-core/readable.ts';
import type { Output } from '../src-core/service.ts';
import { readConfiguration } from '../src-core/settings/read.ts';
import { environmentProxy } from '../src-core/zoom/routes.ts';
import type { Simulator } from '../src-simulator/server.ts';
import type { ScenarioId } from '../src-simulator/scenarios.ts';
import { begin } from './begin.ts';
import type { ExitCode } from './main.ts';

const DEMO_CALLS: readonly ScenarioId[] = [
  'known',
  'unknown',
  'queue-elsewhere',
  'internal',
  'withheld',
  'missed',
];

/**
 * Listens to Zoom's event WebSocket and prints what happens, until a signal, the time limit, or a state that
 * only a person can mend.
 */
export async function runWebsocket(options: {
  readonly json: boolean;
  readonly demo: boolean;
  readonly seconds: number | null;
}): Promise<ExitCode> {
  const { environment, configuration, t, simulator, end: endDemo } = await begin(options.demo);
  const { settings, account, problems } = configuration;
  for (const { name, code } of problems) {
    process.stderr.write(`${noticeSentence({ level: 'error', code, params: { name } }, t)}\n`);
  }
  if (account === null || problems.length > 0) {
    if (account === null && problems.length === 0)
      process.stderr.write(`${connectionSentence(null, t, 0)}\n`);
    await endDemo();
    return 3;
  }

  return await new Promise((resolve) => {
    const end = (code: ExitCode): void => {
      clearTimeout(limit);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
      assembly.stop();
      void endDemo().finally(() => resolve(code));
    };
    const stop = (): void => end(0);
    const print = (output: Output): void => {
      const speaker = { t, country: settings.country, now: Date.now() };
      process.stdout.write(
        `${options.json ? JSON.stringify(toLine(output, speaker)) : toReadable(output, speaker)}\n`,
      );
      if (output.type === 'connection' && output.connection.state === 'refused') end(3);
    };
    const assembly = assemble(configuration, {
      clock: systemClock,
      // A terminal has no windows to draw and opens no browser.
      events: { output: print, state: () => undefined, pop: () => undefined },
      resolveProxy: environmentProxy(process.env),
      extraRootsFile: process.env['NODE_EXTRA_CA_CERTS'] ?? null,
      interfaces: networkInterfaces,
      reread: () => readConfiguration(environment),
      onContacts: () => undefined,
    });
    const limit = options.seconds === null ? undefined : setTimeout(stop, options.seconds * 1_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    assembly.start();
    if (simulator !== null) void playForEver(simulator);
  });
}

/** One call after another, until the simulator is closed. */
async function playForEver(simulator: Simulator): Promise<void> {
  await simulator.waitForClient();
  for (let turn = 0; simulator.connections.live > 0; turn++) {
    const id = DEMO_CALLS[turn % DEMO_CALLS.length];
    if (id !== undefined) await simulator.play(id);
  }
}

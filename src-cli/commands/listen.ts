import { networkInterfaces } from 'node:os';
import { Core } from '../../src-core/create-core.ts';
import { systemClock } from '../../src-core/util/clock.ts';
import { formatConnection } from '../../src-core/output/messages.ts';
import { toJsonLine } from '../../src-core/output/json-line.ts';
import { ReadableOutput } from '../../src-core/output/terminal-output.ts';
import type { Output } from '../../src-core/service/app-state.ts';
import { createEnvironmentProxyResolver } from '../../src-core/network/proxy-routes.ts';
import type { WebhookAddress } from '../../src-core/settings/load-settings.ts';
import type { ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import type { Simulator } from '../../src-simulator/server.ts';
import { createCliContext, print, printError, reportProblems, type CliContext } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';

/**
 * Listens to Zoom's event WebSocket or for its webhook and prints what happens, until a signal, the time limit, or a
 * connection state that only a person can correct.
 * @param webhookAddress the typed parts of the webhook's address
 */
export async function runListen(
  source: 'websocket' | 'webhook',
  options: CommandOptions,
  webhookAddress: Partial<WebhookAddress> = {},
): Promise<ExitCode> {
  const context = await createCliContext(options, source, webhookAddress);
  try {
    const { account, problems } = context.configuration;
    reportProblems(problems, context.t);
    if (problems.length > 0) return 3;
    if (source === 'websocket' && account === null) {
      printError(formatConnection(null, context.t, 0));
      return 3;
    }
    if (options.stop.signal.aborted) return 0;
    return await listen(context, options);
  } finally {
    await context.close();
  }
}

function listen({ store, simulator, t }: CliContext, { json, stop }: CommandOptions): Promise<ExitCode> {
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
    const handleOutput = (output: Output): void => {
      const context = { t, country, now: Date.now() };
      print(json ? JSON.stringify(toJsonLine(output, context)) : readable.format(output, context));
      if (output.type !== 'connection') return;
      const { connection } = output;
      if (connection.state === 'refused') end(3);
      // The webhook listens: the simulator validates it, as an administrator does in the Marketplace.
      if (connection.state === 'degraded' && connection.cause === 'nothing-yet')
        void simulator?.subscribeWebhook(connection.detail);
    };
    const core = new Core(store, {
      clock: systemClock,
      events: { output: handleOutput, pop: () => undefined },
      resolveProxy: createEnvironmentProxyResolver(process.env),
      extraRootsFile: process.env['NODE_EXTRA_CA_CERTS'] ?? null,
      interfaces: networkInterfaces,
      translateFor: () => t,
    });
    stop.signal.addEventListener('abort', onAbort, { once: true });
    core.start();
    store.startWatching();
    // Rejects when the simulator is closed.
    if (simulator !== null) playForever(simulator).catch(() => undefined);
  });
}

const DEMO_CALLS: readonly ScenarioId[] = [
  'known',
  'unknown',
  'queue-elsewhere',
  'internal',
  'withheld',
  'missed',
];

/** Plays one call after another once a client has connected. */
async function playForever(simulator: Simulator): Promise<never> {
  for (;;)
    for (const id of DEMO_CALLS) {
      await simulator.waitForClient();
      await simulator.play(id);
    }
}

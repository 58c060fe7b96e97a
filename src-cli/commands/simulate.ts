import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { getTranslate, type Language, type Translate } from '../../src-core/i18n/index.ts';
import { readConfiguration } from '../../src-core/settings/load-settings.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import { formatAddress } from '../../src-core/zoom/webhook-source.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import {
  findScenario,
  scenarios,
  type Scenario,
  type ScenarioId,
} from '../../src-simulator/scenarios/scenarios.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';
import { formatTable, getTerminalLanguage, print, printError, reportProblems } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { findClosestMatch } from '../closest-match.ts';
import type { Stop } from '../stop.ts';

/** The scenario that Enter plays. */
const DEFAULT_SCENARIO: ScenarioId = 'known';

interface SimulateRequest {
  /** as typed; by default those that are typed later on stdin */
  readonly scenario: string | undefined;
  /** by default any free port */
  readonly port?: number;
  /** where to post the events; by default where `webhook` listens by default */
  readonly webhook?: string;
}

/** Prints the name and title of every scenario. */
export function listScenarios({ json }: Pick<CommandOptions, 'json'>): ExitCode {
  const language = readLanguage();
  if (language === null) return 3;
  if (json) {
    for (const { id, title } of scenarios) printJson({ type: 'scenario', id, title: title[language] });
    return 0;
  }
  const rows = scenarios.map(({ id, title }) => [
    { text: id, style: 'bold' as const },
    { text: title[language] },
  ]);
  for (const line of formatTable(rows)) print(line);
  return 0;
}

/**
 * Runs a simulated Zoom and prints the variables for its clients. Plays the given scenario once a client has connected,
 * and exits; without one plays the scenarios that are typed, until a signal or the time limit.
 */
export async function runSimulate(
  { scenario: typed, port = 0, webhook }: SimulateRequest,
  { json, stop }: CommandOptions,
): Promise<ExitCode> {
  const language = readLanguage();
  if (language === null) return 3;
  const t = getTranslate(language);
  const scenario = typed === undefined ? null : findScenario(typed);
  if (scenario === undefined) {
    printError(formatUnknownScenario(typed ?? '', t));
    return 2;
  }
  const simulator = await tryStartSimulator(port, language);
  if (simulator === null) return 1;
  const controller = new AbortController();
  // Closing settles all pending promises of the simulator.
  void stop.whenRequested().then(() => simulator.close());
  try {
    const env = { ...simulator.env, ZOOM_WEBHOOK_SECRET_TOKEN: simulator.webhookSecretToken };
    if (json) printJson({ type: 'simulator', port: simulator.port, env });
    else for (const [name, value] of Object.entries(env)) print(`${SET_COMMAND} ${name}=${value}`);
    printError(t('cli.simulate.ready', { port: simulator.port }));
    const url = webhook ?? formatAddress(SettingsSchema.parse({}).webhook);
    void validateWebhook(simulator, url, controller.signal, t);

    const play = async (chosen: Scenario): Promise<void> => {
      printError(t('cli.simulate.playing', { title: chosen.title[language] }));
      if (simulator.connections.live === 0 && !simulator.webhook.active) printError(t('cli.simulate.nobody'));
      const { callIds } = await simulator.play(chosen.id);
      // An interrupted scenario was not played.
      if (json && !stop.signal.aborted) printJson({ type: 'played', scenario: chosen.id, callIds });
    };
    if (scenario === null) await playTypedScenarios(play, stop, t);
    else {
      printError(t('cli.simulate.waiting'));
      const isConnected = simulator.waitForClient().then(() => true);
      // It rejects if the simulator is closed before a client connects.
      if (await isConnected.catch(() => false)) await play(scenario);
    }
  } finally {
    controller.abort();
    await simulator.close();
  }
  return 0;
}

const POLL_INTERVAL_MS = 500;
/** After an answer that was not valid: another program may listen there. */
const RETRY_INTERVAL_MS = 10_000;

/** Validates the webhook until it succeeds, as an administrator does in the Marketplace. Never rejects. */
async function validateWebhook(
  simulator: Simulator,
  url: string,
  signal: AbortSignal,
  t: Translate,
): Promise<void> {
  let lastReported = '';
  for (;;) {
    const result = await simulator.subscribeWebhook(url);
    if (signal.aborted) return;
    if (result.kind !== 'no-answer' && result.kind !== lastReported)
      printError(t(`cli.simulate.webhook-${result.kind}`, { url }));
    lastReported = result.kind;
    if (result.kind === 'valid') return;
    const delay = result.kind === 'no-answer' ? POLL_INTERVAL_MS : RETRY_INTERVAL_MS;
    // The loop checks whether it was aborted.
    await setTimeout(delay, undefined, { signal }).catch(() => undefined);
  }
}

const SET_COMMAND = process.platform === 'win32' ? 'set' : 'export';

/** The language; null if it is invalid, which is reported. Other settings do not matter here. */
function readLanguage(): Language | null {
  const configuration = readConfiguration(process.env);
  const problems = configuration.problems.filter(({ name }) => name === 'CHAKUSHIN_LANG');
  const language = getTerminalLanguage(configuration);
  reportProblems(problems, getTranslate(language));
  return problems.length > 0 ? null : language;
}

/** Returns null if the port cannot be used, which is reported. */
async function tryStartSimulator(port: number, language: Language): Promise<Simulator | null> {
  try {
    return await startSimulator({ port, language });
  } catch (error) {
    const cause = toErrorCode(error);
    const t = getTranslate(language);
    printError(
      t(cause === 'EADDRINUSE' ? 'cli.simulate.port-taken' : 'cli.simulate.port-refused', { port, cause }),
    );
    return null;
  }
}

async function playTypedScenarios(
  play: (scenario: Scenario) => Promise<void>,
  stop: Stop,
  t: Translate,
): Promise<void> {
  printError(t('cli.simulate.enter', { scenario: DEFAULT_SCENARIO }));
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const typed = line.trim();
    const scenario = findScenario(typed === '' ? DEFAULT_SCENARIO : typed);
    if (scenario === undefined) printError(formatUnknownScenario(typed, t));
    else void play(scenario);
  });
  // An unreadable stdin counts as empty.
  input.on('error', () => undefined);
  await stop.whenRequested();
  input.close();
}

function formatUnknownScenario(typed: string, t: Translate): string {
  const ids = scenarios.map(({ id }) => id);
  const near = findClosestMatch(typed, ids);
  return near === null
    ? t('cli.simulate.no-scenario', { name: typed })
    : t('cli.simulate.nearest', { name: typed, near });
}

function printJson({ type, ...fields }: Readonly<Record<string, unknown>>): void {
  print(JSON.stringify({ type, at: new Date().toISOString(), ...fields }));
}

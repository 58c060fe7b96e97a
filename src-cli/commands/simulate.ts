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
import { printError, reportProblems, getTerminalLanguage } from '../context.ts';
import { ColumnLayout } from '../../src-core/output/columns.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { findClosestMatch } from '../closest-match.ts';
import type { Stop } from '../stop.ts';

/** What Enter alone plays. */
const DEFAULT_SCENARIO: ScenarioId = 'known';

export interface SimulateOptions extends CommandOptions {
  /** what was typed; null = whatever is typed later on stdin */
  readonly scenario: string | null;
  /** 0 = any that is free */
  readonly port: number;
  /** where to post the events; null = where `webhook` listens by itself */
  readonly webhook: string | null;
}

/** Prints every scenario's name and title. */
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
  const columns = new ColumnLayout();
  for (const row of rows) columns.measure(row);
  for (const row of rows) print(columns.formatRow(row));
  return 0;
}

/**
 * Runs a simulated Zoom and prints the variables that point a client at it. Plays the scenario that was asked for
 * once a client has connected and ends; without one plays what is typed, until a signal or the time limit.
 */
export async function runSimulate(options: SimulateOptions): Promise<ExitCode> {
  const { scenario: typed, port, json, stop } = options;
  const language = readLanguage();
  if (language === null) return 3;
  const t = getTranslate(language);
  const scenario = typed === null ? null : findScenario(typed);
  if (scenario === undefined) {
    printError(formatUnknownScenario(typed ?? '', t));
    return 2;
  }
  const simulator = await tryStartSimulator(port, t);
  if (simulator === null) return 1;
  const controller = new AbortController();
  // Closing settles whatever is awaited of it.
  void stop.whenRequested().then(() => simulator.close());
  try {
    const env = { ...simulator.env, ZOOM_WEBHOOK_SECRET_TOKEN: simulator.webhookSecretToken };
    if (json) printJson({ type: 'simulator', port: simulator.port, env });
    else for (const [name, value] of Object.entries(env)) print(`${SET_COMMAND} ${name}=${value}`);
    printError(t('cli.simulate.ready', { port: simulator.port }));
    const url = options.webhook ?? formatAddress(SettingsSchema.parse({}).webhook);
    void validateWebhook(simulator, url, controller.signal, t);

    const play = async (chosen: Scenario): Promise<void> => {
      printError(t('cli.simulate.playing', { title: chosen.title[language] }));
      if (simulator.connections.live === 0 && !simulator.webhook.active) printError(t('cli.simulate.nobody'));
      const { callIds } = await simulator.play(chosen.id);
      // What was cut short was not played.
      if (json && !stop.signal.aborted) printJson({ type: 'played', scenario: chosen.id, callIds });
    };
    if (scenario === null) await playTypedScenarios(play, stop, t);
    else await playOnce(scenario, simulator, play, t);
  } finally {
    controller.abort();
    await simulator.close();
  }
  return 0;
}

const POLL_INTERVAL_MS = 500;
/** Something else may listen there. */
const RETRY_INTERVAL_MS = 10_000;

/** What an administrator does in the Marketplace, at each try: has the webhook validated, until it is. Never rejects. */
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
    await wait(result.kind === 'no-answer' ? POLL_INTERVAL_MS : RETRY_INTERVAL_MS, signal);
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    // It is to end.
  }
}

const SET_COMMAND = process.platform === 'win32' ? 'set' : 'export';

/** The language to speak; null when it is set to something that is none, which is told. No other setting matters here. */
function readLanguage(): Language | null {
  const configuration = readConfiguration(process.env);
  const problems = configuration.problems.filter(({ name }) => name === 'CHAKUSHIN_LANG');
  const language = getTerminalLanguage(configuration);
  reportProblems(problems, getTranslate(language));
  return problems.length > 0 ? null : language;
}

/** Null when the port cannot be had, which is told. */
async function tryStartSimulator(port: number, t: Translate): Promise<Simulator | null> {
  try {
    return await startSimulator({ port });
  } catch (error) {
    const cause = toErrorCode(error);
    printError(
      t(cause === 'EADDRINUSE' ? 'cli.simulate.port-taken' : 'cli.simulate.port-refused', { port, cause }),
    );
    return null;
  }
}

async function playOnce(
  scenario: Scenario,
  simulator: Simulator,
  play: (scenario: Scenario) => Promise<void>,
  t: Translate,
): Promise<void> {
  printError(t('cli.simulate.waiting'));
  try {
    await simulator.waitForClient();
  } catch {
    // Asked to end before a client came.
    return;
  }
  await play(scenario);
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
  // A stdin that cannot be read is one that says nothing.
  input.on('error', () => undefined);
  await stop.whenRequested();
  input.close();
}

function formatUnknownScenario(typed: string, t: Translate): string {
  const near = findClosestMatch(
    typed,
    scenarios.map(({ id }) => id),
  );
  return near === null
    ? t('cli.simulate.no-scenario', { name: typed })
    : t('cli.simulate.nearest', { name: typed, near });
}

function printJson({ type, ...fields }: Readonly<Record<string, unknown>>): void {
  print(JSON.stringify({ type, at: new Date().toISOString(), ...fields }));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

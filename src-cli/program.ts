import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { CommandOptions, ExitCode } from './command.ts';
import { findClosestMatch } from './closest-match.ts';
import type { WebhookAddress } from '../src-core/settings/load-settings.ts';
import type { Stop } from './stop.ts';

const NAME = 'npm run -s cli --';

const HELP_FOOTER = `
Examples:
  ${NAME} websocket --demo --for 20
  ${NAME} webhook --port 4380
  ${NAME} doctor
  ${NAME} lookup 090-1234-5678
  ${NAME} simulate

The account comes from the environment: ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET,
ZOOM_SUBSCRIPTION_ID, ZOOM_AGENT, ZOOM_WEBHOOK_SECRET_TOKEN (see README). Exit codes: 0 fine, 1 something failed
(doctor: a check), 2 wrong usage, 3 a setting must be changed.`;

/**
 * Parses the command line and runs the command. Wrong usage is reported on stderr with a suggestion and the usage;
 * stdout stays empty then.
 *
 * @param argv without node and script
 */
export async function runProgram(argv: readonly string[], stop: Stop): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram();
  const run: RunCommand = async (command) => {
    const flags = program.opts<{ json?: boolean; demo?: boolean; for?: number }>();
    if (flags.for !== undefined) stop.stopAfter(flags.for);
    code = await command({ json: flags.json ?? false, demo: flags.demo ?? false, stop });
  };
  // In the order of the help. Each loads its code when it runs, because --help and wrong usage need none of it.
  addWebsocketCommand(program, run);
  addWebhookCommand(program, run);
  addDoctorCommand(program, run);
  addLookupCommand(program, run);
  addSignInCommand(program, run);
  addSimulateCommand(program, run);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // --help ends this way too.
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

/** Runs a command with the global options. */
type RunCommand = (command: (options: CommandOptions) => ExitCode | Promise<ExitCode>) => Promise<void>;

/** The program without its commands, which inherit what is configured here. */
function createProgram(): Command {
  const program = new Command(NAME)
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ outputError: (text, write) => write(`${toOneLine(text)}\n`) })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .helpCommand(false)
    .usage('websocket|webhook|doctor|lookup|sign-in|simulate [options]')
    .helpOption('-h, --help', 'this text; behind a command, that of the command')
    .option('--json', 'one JSON object per line on stdout; everything else goes to stderr')
    .option('--demo', 'against the built-in stand-in for Zoom, with the sample contacts')
    .option('--for <seconds>', 'stop by itself', readSeconds)
    .argument('[command...]')
    .addHelpText('after', HELP_FOOTER)
    .action((typed: readonly string[]) => {
      program.error(typed.length === 0 ? 'a command is missing' : formatUnknownCommand(typed, program));
    });
  return program;
}

function addWebsocketCommand(program: Command, run: RunCommand): void {
  program
    .command('websocket')
    .summary("listen to Zoom's event WebSocket and print every call")
    .description("Listen to Zoom's event WebSocket and print every call.")
    .addHelpText('after', `\nExample: ${NAME} websocket --demo --for 20`)
    .action(async () => {
      const { runListen } = await import('./commands/listen.ts');
      await run((options) => runListen('websocket', options));
    });
}

function addWebhookCommand(program: Command, run: RunCommand): void {
  const webhook = program
    .command('webhook')
    .summary("listen for Zoom's webhook and print every call")
    .description(
      "Listen for the events that Zoom's webhook posts, and print every call. Plain HTTP on this computer only: see docs/webhook.md for the TLS proxy before it. Wants ZOOM_WEBHOOK_SECRET_TOKEN.",
    )
    .option('--host <address>', 'listen at this address (default: "webhook.host", 127.0.0.1)')
    .option(
      '--port <number>',
      'listen on this port, 0 for any that is free (default: "webhook.port", 4380)',
      readPort,
    )
    .option('--path <path>', 'the path that Zoom posts to (default: "webhook.path", /zoom/webhook)', readPath)
    .addHelpText('after', `\nExample: ${NAME} webhook --port 4380`)
    .action(async () => {
      const address = webhook.opts<Partial<WebhookAddress>>();
      const { runListen } = await import('./commands/listen.ts');
      await run((options) => runListen('webhook', options, address));
    });
}

function addDoctorCommand(program: Command, run: RunCommand): void {
  program
    .command('doctor')
    .summary('check settings, way to Zoom, sign-in, rights, agent and the rest')
    .description(
      'Check settings, keychain, way to Zoom, sign-in, rights, agent, event WebSocket, call history, clock, contacts and the file of past calls, and say what to do. Zoom allows one connection per subscription: an app that is running on the same one loses it for a moment and comes back by itself.',
    )
    .addHelpText('after', `\nExample: ${NAME} doctor`)
    .action(async () => {
      const { runDoctorCommand } = await import('./commands/doctor.ts');
      await run(runDoctorCommand);
    });
}

function addLookupCommand(program: Command, run: RunCommand): void {
  const lookup = program
    .command('lookup')
    .summary('look a number up in contacts and CRMs')
    .description(
      'Look a number up in the contacts file (CHAKUSHIN_CONTACTS, or "contacts" in settings.json) and in the CRMs of settings.json ("connectors"). The number may be written in any notation.',
    )
    .argument('[number...]', 'as it is dialled, or with its country')
    .option(
      '--report <file>',
      'look up every number of a list of past calls, and tell what keeps records from being found',
    )
    .option(
      '--suggestions <file>',
      'with --report: write a CSV file of numbers that had better be written otherwise',
    )
    .addHelpText(
      'after',
      `\nExample: ${NAME} lookup 090-1234-5678 --demo\nExample: ${NAME} lookup --report calls.csv --suggestions changes.csv`,
    )
    .action(async (numberParts: readonly string[]) => {
      const { report, suggestions = null } = lookup.opts<{ report?: string; suggestions?: string }>();
      if (report === undefined && suggestions !== null) lookup.error('--suggestions wants --report');
      if (report === undefined && numberParts.length === 0)
        lookup.error("missing required argument 'number'");
      if (report !== undefined && numberParts.length > 0)
        lookup.error('--report takes its numbers from the file');
      const { runLookup } = await import('./commands/lookup.ts');
      await run((options) =>
        runLookup(report === undefined ? numberParts.join(' ') : { report, suggestions }, options),
      );
    });
}

function addSignInCommand(program: Command, run: RunCommand): void {
  const signIn = program
    .command('sign-in')
    .summary('sign in to the CRMs of the settings')
    .description(
      "Without an id: list the CRMs of settings.json that want a sign-in, and whether something is stored. With one: take its token from stdin, or sign in to it in the browser, and store that in the system's keychain. The variable CHAKUSHIN_SECRET_<ID> counts more than what is stored.",
    )
    .argument('[id]', 'of the connector: its "id" in settings.json, else its "type"')
    .option('--remove', 'forget what is stored for it')
    .addHelpText('after', `\nExample: ${NAME} sign-in hubspot`)
    .action(async (id: string | undefined) => {
      const { remove = false } = signIn.opts<{ remove?: boolean }>();
      if (remove && id === undefined) signIn.error('--remove wants the id of a connector');
      const { runSignIn } = await import('./commands/sign-in.ts');
      await run((options) => runSignIn({ id: id ?? null, remove }, options));
    });
}

function addSimulateCommand(program: Command, run: RunCommand): void {
  const simulate = program
    .command('simulate')
    .summary('run a simulated Zoom that the app or the terminal can connect to')
    .description(
      'Run a simulated Zoom on this computer and print the variables that point the app or the terminal at it. With a scenario: plays it when a client has connected, and ends. Without: every Enter plays a known caller, the name of a scenario and Enter plays that one.',
    )
    .argument('[scenario]', 'see --list')
    .option('--port <number>', 'listen on this port (default: any that is free)', readPort)
    .option('--webhook <url>', 'post the events there as well (default: where webhook listens)', readUrl)
    .option('--list', 'print the name and title of every scenario')
    .addHelpText('after', `\nExample: ${NAME} simulate missed --port 4390`)
    .action(async (scenario: string | undefined) => {
      const flags = simulate.opts<{ list?: boolean; port?: number; webhook?: string }>();
      const { listScenarios, runSimulate } = await import('./commands/simulate.ts');
      if (flags.list === true) await run(listScenarios);
      else await run((options) => runSimulate({ scenario, ...flags }, options));
    });
}

function formatUnknownCommand(typed: readonly string[], { commands }: Command): string {
  const names = commands.map((command) => command.name());
  const suggestion = findClosestMatch(typed[0] ?? '', names);
  return `there is no command "${typed.join(' ')}"${suggestion === null ? '' : `: did you mean ${suggestion}?`}`;
}

/** Makes one sentence of commander's "error: …\n(Did you mean …?)". */
function toOneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /u, '')
    .replace(/\n\(Did you mean (.*)\?\)$/u, ': did you mean $1?');
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  // a timer cannot run longer
  if (seconds > 0 && seconds < 2_000_000) return seconds;
  throw new InvalidArgumentError('--for wants a number of seconds');
}

function readPath(text: string): string {
  if (/^\/[^?#\s]*$/u.test(text)) return text;
  throw new InvalidArgumentError('--path wants a path such as /zoom/webhook');
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('--webhook wants an address such as http://127.0.0.1:4380/zoom/webhook');
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError('--port wants a number from 1 to 65535, or 0 for any that is free');
}

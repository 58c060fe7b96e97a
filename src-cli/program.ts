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
ZOOM_SUBSCRIPTION_ID, ZOOM_AGENT, ZOOM_WEBHOOK_SECRET_TOKEN (see docs/settings.md). Exit codes: 0 success; 1 failure
(doctor: a check failed); 2 invalid usage; 3 a setting must be changed.`;

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
    .helpOption('-h, --help', 'show help; after a command, show help for that command')
    .option('--json', 'print one JSON object per line to stdout; everything else goes to stderr')
    .option('--demo', 'use the built-in simulated Zoom and the sample contacts')
    .option('--for <seconds>', 'stop after this many seconds', readSeconds)
    .argument('[command...]')
    .addHelpText('after', HELP_FOOTER)
    .action((typed: readonly string[]) => {
      program.error(typed.length === 0 ? 'specify a command' : formatUnknownCommand(typed, program));
    });
  return program;
}

function addWebsocketCommand(program: Command, run: RunCommand): void {
  program
    .command('websocket')
    .summary('receive call events over Zoom’s WebSocket and print every call')
    .description('Receive call events over Zoom’s WebSocket and print every call.')
    .addHelpText('after', `\nExample: ${NAME} websocket --demo --for 20`)
    .action(async () => {
      const { runListen } = await import('./commands/listen.ts');
      await run((options) => runListen('websocket', options));
    });
}

function addWebhookCommand(program: Command, run: RunCommand): void {
  const webhook = program
    .command('webhook')
    .summary('receive Zoom webhook events and print every call')
    .description(
      'Receive Zoom webhook events and print every call. Listens on plain HTTP on this computer only; see docs/webhook.md for setting up a TLS reverse proxy. Requires ZOOM_WEBHOOK_SECRET_TOKEN.',
    )
    .option('--host <address>', 'listen on this address (default: "webhook.host", 127.0.0.1)')
    .option(
      '--port <number>',
      'listen on this port (0 = any free port; default: "webhook.port", 4380)',
      readPort,
    )
    .option('--path <path>', 'the path Zoom posts to (default: "webhook.path", /zoom/webhook)', readPath)
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
    .summary('check settings, network, Zoom sign-in, scopes, and more')
    .description(
      'Check settings, keychain, network, Zoom sign-in, scopes, phone user, call events, call history, clock, contacts, and storage, and suggest fixes. Zoom allows one connection per subscription, so a running app that uses the same one disconnects briefly and then reconnects.',
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
    .summary('look up a number in contacts and CRMs')
    .description(
      'Look up a number in the contacts file (CHAKUSHIN_CONTACTS, or "contacts" in settings.json) and in the CRMs of settings.json ("connectors"). The number may be written in any notation.',
    )
    .argument('[number...]', 'as dialed, or with its country code')
    .option(
      '--report <file>',
      'look up every number in a list of past calls and report why records aren’t found',
    )
    .option('--suggestions <file>', 'with --report: write a CSV file of numbers that should be rewritten')
    .option(
      '--columns <spec>',
      'what columns of the contacts file hold, as ROLE=COLUMN,… (default: "contactsColumns"); COLUMN is a header or #3',
    )
    .addHelpText(
      'after',
      `\nExample: ${NAME} lookup 090-1234-5678 --demo\nExample: ${NAME} lookup --report calls.csv --suggestions changes.csv\nExample: ${NAME} lookup 090-1234-5678 --columns "phone=電話2,name=担当,ignore=FAX"`,
    )
    .action(async (numberParts: readonly string[]) => {
      const {
        report,
        suggestions = null,
        columns = null,
      } = lookup.opts<{ report?: string; suggestions?: string; columns?: string }>();
      if (report === undefined && suggestions !== null) lookup.error('--suggestions requires --report');
      if (report === undefined && numberParts.length === 0)
        lookup.error("missing required argument 'number'");
      if (report !== undefined && numberParts.length > 0)
        lookup.error('--report reads the numbers from the file; don’t also pass a number');
      const { runLookup } = await import('./commands/lookup.ts');
      await run((options) =>
        runLookup(report === undefined ? numberParts.join(' ') : { report, suggestions }, columns, options),
      );
    });
}

function addSignInCommand(program: Command, run: RunCommand): void {
  const signIn = program
    .command('sign-in')
    .summary('sign in to the CRMs in the settings')
    .description(
      'Without an ID, list the CRMs that need a sign-in and show whether one is stored. With an ID, read its token from stdin or sign in with the browser, and store the result in the system keychain. The variable CHAKUSHIN_SECRET_<ID> overrides what is stored.',
    )
    .argument('[id]', 'connector ID: its "id" in settings.json, or its "type"')
    .option('--remove', 'delete its stored sign-in')
    .addHelpText('after', `\nExample: ${NAME} sign-in hubspot`)
    .action(async (id: string | undefined) => {
      const { remove = false } = signIn.opts<{ remove?: boolean }>();
      if (remove && id === undefined) signIn.error('--remove requires a connector ID');
      const { runSignIn } = await import('./commands/sign-in.ts');
      await run((options) => runSignIn({ id: id ?? null, remove }, options));
    });
}

function addSimulateCommand(program: Command, run: RunCommand): void {
  const simulate = program
    .command('simulate')
    .summary('run a simulated Zoom for the app or the terminal')
    .description(
      'Run a simulated Zoom on this computer and print the variables for connecting to it. With a scenario: play it once a client connects, then exit. Without one: press Enter to play a known caller, or type a scenario name and press Enter.',
    )
    .argument('[scenario]', 'see --list')
    .option('--port <number>', 'listen on this port (default: any free port)', readPort)
    .option('--webhook <url>', 'also send the events there (default: where webhook listens)', readUrl)
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
  return `unknown command "${typed.join(' ')}"${suggestion === null ? '' : `. Did you mean "${suggestion}"?`}`;
}

/** Makes one sentence of commander's "error: …\n(Did you mean …?)". */
function toOneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /u, '')
    .replace(/\n\(Did you mean (.*)\?\)$/u, '. Did you mean "$1"?');
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  // a timer cannot run longer
  if (seconds > 0 && seconds < 2_000_000) return seconds;
  throw new InvalidArgumentError('--for requires a number of seconds');
}

function readPath(text: string): string {
  if (/^\/[^?#\s]*$/u.test(text)) return text;
  throw new InvalidArgumentError('--path requires a path such as /zoom/webhook');
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('--webhook requires a URL such as http://127.0.0.1:4380/zoom/webhook');
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError('--port requires a number from 1 to 65535, or 0 for any free port');
}

import { parseArgs } from 'node:util';
import { runDoctorCommand } from './doctor.ts';
import { runWebsocket } from './websocket.ts';

/** 0 fine, 1 something failed, 2 wrong usage, 3 a person must change a setting. */
export type ExitCode = 0 | 1 | 2 | 3;

const HELP = `Usage: npm run -s cli -- websocket|doctor [options]

  websocket          listen to Zoom's event WebSocket and print every call
  doctor             check settings, keychain, way to Zoom, sign-in, rights, agent, event WebSocket, call history,
                     clock, contacts and the file of past calls, and say what to do. Zoom allows one connection per
                     subscription: an app that is running on the same one loses it for a moment and comes back by itself
    --json           one JSON object per line on stdout; everything else goes to stderr
    --demo           against the built-in stand-in for Zoom, with the sample contacts
    --for SECONDS    stop by itself
    --help           this text

Examples: npm run -s cli -- websocket --demo --for 20
          npm run -s cli -- doctor
The account comes from the environment: ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET,
ZOOM_SUBSCRIPTION_ID, ZOOM_AGENT (see README). Exit codes: 0 fine, 1 something failed (doctor: a check),
2 wrong usage, 3 a setting must be changed.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  for: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const COMMANDS = new Map([
  ['websocket', runWebsocket],
  ['doctor', runDoctorCommand],
]);

async function main(argv: readonly string[]): Promise<ExitCode> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [name, ...rest] = positionals;
  const command = COMMANDS.get(name ?? '');
  if (command === undefined || rest.length > 0) {
    return misused(
      name === undefined ? 'a command is missing' : `there is no command "${positionals.join(' ')}"`,
    );
  }
  const seconds = values.for === undefined ? null : Number(values.for);
  if (seconds !== null && !(seconds > 0 && seconds < 2_000_000))
    return misused('--for wants a number of seconds');
  return await command({ json: values.json, demo: values.demo, seconds });
}

function misused(why: string): ExitCode {
  process.stderr.write(`${why}\n\n${HELP}`);
  return 2;
}

// A reader that went away (`| head`) ends the command quietly.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

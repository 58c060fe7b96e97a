import { runProgram } from './program.ts';
import { Stop } from './stop.ts';

// First of all, so that a signal ends it cleanly while the rest is still loaded.
const stop = new Stop();
// A reader that went away (`| head`) ends the command quietly.
for (const stream of [process.stdout, process.stderr]) stream.on('error', stop.interrupt);
// Not without npm: what a shell leaves in the background when it ends shall go on.
if (process.env['npm_lifecycle_event'] !== undefined) stop.watchParent();
process.exitCode = await runProgram(process.argv.slice(2), stop).finally(() => stop.release());

import { runProgram } from './program.ts';
import { Stop } from './stop.ts';

// Created first, so that a signal stops us cleanly even while commands are loading.
const stop = new Stop();
// A closed pipe (`| head`) ends the command without an error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', stop.interrupt);
// Only under npm: what a shell runs in the background must go on after the shell exits.
if (process.env['npm_lifecycle_event'] !== undefined) stop.watchParent();
process.exitCode = await runProgram(process.argv.slice(2), stop).finally(() => stop.release());

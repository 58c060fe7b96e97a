// The entry of every `npm run` command: node scripts/run.js COMMAND [args].
// This file must parse on any Node with modules, so that an old one prints a sentence instead of a syntax error.
export {};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) {
  const { main } = await import('./commands.js');
  await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `Chakushin needs Node.js 20.19 or later (22.12 or later of 22), but this is ${process.versions.node}. Install it from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
}

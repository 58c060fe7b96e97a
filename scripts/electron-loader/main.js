// Replaces the start-up code that the official Electron has and the stand-in lacks: it takes
// `electron [-r FILE] [--switch] FOLDER [args]` and runs the app in FOLDER as if Electron had found it there.
// A module with top-level await, because Electron delays "ready" until such a module has loaded.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const args = process.argv.slice(1);
let folder = null;
while (folder === null && args.length > 0) {
  const arg = args.shift() ?? '';
  if (arg === '-r' || arg === '--require') require(path.resolve(args.shift() ?? ''));
  else if (!arg.startsWith('-')) folder = path.resolve(arg);
}
if (folder === null) {
  process.stderr.write('Name the folder of the app to run: electron FOLDER\n');
  process.exit(2);
}

/** @type {unknown} */
const description = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
const field = (/** @type {string} */ key) => {
  /** @type {unknown} */
  const value = Reflect.get(Object(description), key);
  return typeof value === 'string' ? value : '';
};
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setName(field('productName') || field('name'));
// Every Electron has these two, but not in its types.
for (const [setter, value] of Object.entries({ setVersion: field('version'), setAppPath: folder })) {
  /** @type {unknown} */
  const set = Reflect.get(app, setter);
  if (typeof set === 'function') Reflect.apply(set, app, [value]);
}
await import(pathToFileURL(path.join(folder, field('main'))).href);

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTool } from './child.js';
import { UserError, log, readText, root } from './common.js';

/** Builds the app into out/ unless it was built from these very sources. */
export async function build() {
  const stamp = path.join(root, 'out/.sources');
  const currentHash = hashSources(root);
  if (readText(stamp) === currentHash) return;
  log('Building the app …');
  rmSync(stamp, { force: true });
  if ((await runTool('electron-vite', ['build', '--logLevel', 'warn'], { stdout: 2 })) !== 0) {
    throw new UserError('The app couldn’t be built. Fix the file and line named above.');
  }
  writeFileSync(stamp, currentHash);
}

/** Builds the windows again when their sources change; an app with CHAKUSHIN_DEV reloads them. */
export async function watchRenderer() {
  const { loadConfigFromFile } = await import('electron-vite');
  const { build: buildWithVite, mergeConfig } = await import('vite');
  const file = path.join(root, 'electron.vite.config.ts');
  const { config } = await loadConfigFromFile({ command: 'build', mode: 'development' }, file);
  // Another command must build again.
  rmSync(path.join(root, 'out/.sources'), { force: true });
  const watcher = await buildWithVite(
    mergeConfig(config.renderer ?? {}, {
      configFile: false,
      base: './',
      logLevel: 'warn',
      // An emptied folder would be served for a moment.
      build: { outDir: path.join(root, 'out/renderer'), emptyOutDir: false, minify: false, watch: {} },
    }),
  );
  // A reload by the first build would abort the first load of a window.
  await new Promise((resolve) => {
    if (!('on' in watcher)) throw new Error('vite does not watch');
    watcher.on('event', ({ code }) => {
      if (code === 'END' || code === 'ERROR') resolve(undefined);
    });
  });
}

/**
 * A hash of all files that decide what is built. It is of their contents, because switching a branch changes times.
 * @param {string} folder
 */
export function hashSources(folder) {
  const files = readdirSync(folder).flatMap((name) => {
    if (/^(?:electron\.vite\.config\..*|package.*\.json|tsconfig.*\.json)$/u.test(name)) return [name];
    if (!name.startsWith('src-')) return [];
    return readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.\w+$/u.test(entry.name))
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  });
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

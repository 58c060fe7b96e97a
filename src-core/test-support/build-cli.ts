import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { CLI_FOLDER, PROJECT_FOLDER } from './cli-paths.ts';

/**
 * Bundles the terminal once per run of the unit tests. The tests start about 120 processes. Each then starts in less
 * than half the time, because it does not compile the sources.
 */
export default async function buildCli(): Promise<void> {
  await build({
    root: PROJECT_FOLDER,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'keep-source-addresses',
        // Files next to a source (the keychain's processes, the sample contacts) are found there, not next to the bundle.
        transform: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      },
    ],
    build: {
      ssr: true,
      target: 'node20',
      outDir: CLI_FOLDER,
      rolldownOptions: { input: { main: 'src-cli/main.ts' } },
    },
  });
}

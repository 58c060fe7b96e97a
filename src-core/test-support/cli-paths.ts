import { join } from 'node:path';

export const PROJECT_FOLDER = join(import.meta.dirname, '../..');
/** Where `build-cli.ts` puts the terminal. */
export const CLI_FOLDER = join(PROJECT_FOLDER, 'out/cli-test');
/** The program that tests start. */
export const CLI = join(CLI_FOLDER, 'main.js');

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseLanguage, translate, type Translate } from '../src-core/i18n/index.ts';
import { readConfiguration, type Configuration } from '../src-core/settings/read.ts';
import { startDemo } from '../src-simulator/demo.ts';
import type { Simulator } from '../src-simulator/server.ts';

const SAMPLE_CONTACTS = fileURLToPath(new URL('../resources/contacts.csv', import.meta.url));

/** What every command of the terminal begins with. */
export interface Beginning {
  /** of the process, or of the demo */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configuration: Configuration;
  readonly t: Translate;
  /** null unless it is a demo */
  readonly simulator: Simulator | null;
  /** Leaves nothing of the demo behind. */
  readonly end: () => Promise<void>;
}

/** @param demo against the built-in Zoom, in a folder of its own that goes with it */
export async function begin(demo: boolean): Promise<Beginning> {
  const { env } = process;
  const home = demo ? mkdtempSync(join(tmpdir(), 'chakushin-demo-')) : null;
  const started = home === null ? null : await startDemo(home, SAMPLE_CONTACTS, env);
  const environment = started?.environment ?? env;
  const configuration = readConfiguration(environment);
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return {
    environment,
    configuration,
    t: translate(chooseLanguage(configuration.settings.language, [locale])),
    simulator: started?.simulator ?? null,
    end: async () => {
      await started?.simulator.close();
      if (home !== null) rmSync(home, { recursive: true, force: true });
    },
  };
}

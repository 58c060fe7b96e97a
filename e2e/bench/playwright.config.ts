import { defineConfig } from '@playwright/test';

/** For absolute times, which need an idle machine. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  timeout: 120_000,
});

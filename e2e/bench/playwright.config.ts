import { defineConfig } from '@playwright/test';

/** For figures in absolute time, which only a machine that does nothing else can give. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  timeout: 120_000,
});

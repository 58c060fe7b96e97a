import { defineConfig } from '@playwright/test';
import { getDesktops } from './desktops.ts';

export default defineConfig({
  testDir: '.',
  // The longest test begins first, so that the other workers are not idle at the end.
  projects: [
    { name: 'long', testMatch: 'webhook.spec.ts' },
    { name: 'app', testIgnore: ['bench/**', 'webhook.spec.ts'] },
  ],
  outputDir: '../test-results',
  // Each worker has its own screen, keyboard and clipboard; see desktops.ts.
  workers: getDesktops().length,
  // Otherwise the longest file alone would run after all others have finished.
  fullyParallel: true,
  // A test that passes only on a retry has found a fault.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // Time-outs only end tests that hang.
  timeout: 300_000,
  expect: { timeout: 60_000 },
});

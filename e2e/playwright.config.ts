import { defineConfig } from '@playwright/test';
import { getDesktops } from './desktops.ts';

export default defineConfig({
  testDir: '.',
  testIgnore: 'bench/**',
  outputDir: '../test-results',
  // Each worker has its own screen, keyboard and clipboard; see desktops.ts.
  workers: getDesktops().length,
  // Otherwise the longest file alone would run after all others have finished.
  fullyParallel: true,
  // A test that passes only on a retry has found a fault.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // Time-outs only end tests that hang.
  timeout: 120_000,
  expect: { timeout: 60_000 },
});

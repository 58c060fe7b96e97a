import { defineConfig } from '@playwright/test';
import { getDesktops } from './desktops.ts';

export default defineConfig({
  testDir: '.',
  testIgnore: 'bench/**',
  outputDir: '../test-results',
  // Each has a screen, a keyboard and a clipboard of its own; see desktops.ts.
  workers: getDesktops().length,
  // The longest file alone would outlast all the others.
  fullyParallel: true,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // They guard against hanging only.
  timeout: 120_000,
  expect: { timeout: 60_000 },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.{js,ts}'],
    globalSetup: 'src-core/test-support/build-cli.ts',
    // Guards against hanging only: no test is about how long something takes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Every core: vitest leaves one idle, which of two is half.
    maxWorkers: '100%',
    // A worker loads every module once: no test replaces one, and loading them for each file is a third of the time.
    isolate: false,
    expect: { poll: { timeout: 60_000 } },
  },
});

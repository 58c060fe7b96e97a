import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.{js,ts}'],
    globalSetup: 'src-core/test-support/build-cli.ts',
    // Guards against hanging only: no test is about how long something takes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // By default vitest leaves one core idle, which is half of two.
    maxWorkers: '100%',
    // Each worker loads a module once, as no test mocks one: loading them for every file takes a third of the time.
    isolate: false,
    expect: { poll: { timeout: 60_000 } },
  },
});

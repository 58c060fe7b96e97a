import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.{js,ts}'], testTimeout: 20_000 },
});

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** One worker is busy with the soak test for minutes, so it begins first. */
class SoakFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSoak = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/soak.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isSoak), ...sorted.filter((file) => !isSoak(file))];
  }
}

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
    sequence: { sequencer: SoakFirst },
    expect: { poll: { timeout: 60_000 } },
  },
});

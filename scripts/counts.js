import { z } from 'zod';

/**
 * What one part of the tests came to. `failed` and `skipped` hold names, so that the sums are of real tests.
 * @typedef {{ part: string, passed: number, failed: string[], skipped: string[] }} PartResult
 */

const annotation = z.object({ type: z.string(), description: z.string().optional() });
const playwrightTest = z.object({
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(annotation).default([]),
  results: z.array(z.object({ annotations: z.array(annotation).default([]) })).default([]),
});
const playwrightSuite = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(playwrightTest) })).default([]),
  suites: z.array(z.unknown()).default([]),
});
const playwrightReport = z.object({
  suites: z.array(z.unknown()),
  errors: z.array(z.object({ message: z.string().default('an error without a message') })).default([]),
});

/** @param {string} part @param {unknown} json what `--reporter=json` wrote @returns {PartResult} */
export function parsePlaywrightReport(part, json) {
  const report = playwrightReport.parse(json);
  /** @type {PartResult} */
  const result = {
    part,
    passed: 0,
    failed: report.errors.map(({ message }) => getFirstLine(message)),
    skipped: [],
  };
  const visit = (/** @type {unknown} */ raw, /** @type {string[]} */ parentTitles) => {
    const suite = playwrightSuite.parse(raw);
    const titles = [...parentTitles, suite.title];
    for (const spec of suite.specs) {
      const name = [...titles, spec.title].join(' › ');
      for (const test of spec.tests) {
        if (test.status === 'unexpected') result.failed.push(name);
        else if (test.status === 'skipped') result.skipped.push(`${name}: ${getSkipReason(test)}`);
        else result.passed += 1;
      }
    }
    for (const child of suite.suites) visit(child, titles);
  };
  for (const suite of report.suites) visit(suite, []);
  return result;
}

/** @param {z.infer<typeof playwrightTest>} test */
function getSkipReason(test) {
  const all = [...test.annotations, ...test.results.flatMap((result) => result.annotations)];
  const skip = all.find(({ type }) => type === 'skip' || type === 'fixme');
  return skip === undefined ? 'it was not reached' : (skip.description ?? 'no reason given');
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** @param {string} part @param {unknown} json what `--reporter=json` wrote @returns {PartResult} */
export function parseVitestReport(part, json) {
  /** @type {PartResult} */
  const result = { part, passed: 0, failed: [], skipped: [] };
  for (const file of vitestReport.parse(json).testResults) {
    const before = result.failed.length;
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') result.passed += 1;
      else if (status === 'failed') result.failed.push(fullName);
      else
        result.skipped.push(`${fullName}: marked as ${status === 'todo' ? 'to do' : 'skipped'} in its file`);
    }
    // A file that could not even be loaded has no tests, and must not pass for that.
    if (file.status === 'failed' && result.failed.length === before) {
      result.failed.push(`${file.name}: ${getFirstLine(file.message)}`);
    }
  }
  return result;
}

/** A runner that failed, or ran nothing, may not look like a success. @param {PartResult} result @param {number} code */
export function withExitCode(result, code) {
  if (result.failed.length > 0) return result;
  if (code !== 0) return { ...result, failed: [`the runner ended with code ${code}`] };
  if (result.passed + result.skipped.length === 0) return { ...result, failed: ['nothing ran'] };
  return result;
}

/** The last lines of a test run; the very last holds the counts. @param {PartResult[]} results */
export function formatSummary(results) {
  const lines = (/** @type {'skipped' | 'failed'} */ kind) =>
    results.flatMap((result) => result[kind].map((name) => `${kind}: ${result.part}: ${name}`));
  const skipped = lines('skipped');
  const failed = lines('failed');
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const counts = `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
  return [...skipped, ...failed, counts];
}

/** @param {string} text */
function getFirstLine(text) {
  return text.trim().split('\n', 1)[0] ?? '';
}

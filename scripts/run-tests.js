import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { runTool } from './child.js';
import { createTemporaryFolder, formatError, log, readJson } from './common.js';

/**
 * The result of one part of the tests. `failed` and `skipped` hold names, so that the sums are of real tests.
 * @typedef {{ part: string, passed: number, failed: string[], skipped: string[] }} PartResult
 */

/**
 * Runs all parts, even after one has failed, and returns the exit code. The parts of a group run at the same time.
 * @param {(() => Promise<PartResult>)[][]} groups
 */
export async function runParts(groups) {
  const results = [];
  for (const parts of groups) results.push(...(await Promise.all(parts.map((part) => part()))));
  process.stdout.write(`${formatSummary(results).join('\n')}\n`);
  return results.every((result) => result.failed.length === 0) ? 0 : 1;
}

/** Everything that reads the code without running it; each tool counts as one test. @returns {Promise<PartResult>} */
export async function check() {
  /** @type {[name: string, ...commands: [packageName: string, ...args: string[]][]][]} */
  const tools = [
    ['types', ['typescript', '-p', 'tsconfig.json'], ['typescript', '-p', 'tsconfig.web.json']],
    ['lint', ['eslint', '.', '--max-warnings', '0']],
    ['format', ['prettier', '--check', '.']],
    ['dead code', ['knip']],
  ];
  const outcomes = await Promise.all(
    tools.map(async ([name, ...commands]) => {
      const start = performance.now();
      const runs = await Promise.all(commands.map(runQuietly));
      const isOk = runs.every(Boolean);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stdout.write(`check: ${name} ${isOk ? 'ok' : 'FAILED'} (${seconds} s)\n`);
      return { name, isOk };
    }),
  );
  const failed = outcomes.filter(({ isOk }) => !isOk).map(({ name }) => name);
  return { part: 'check', passed: outcomes.length - failed.length, failed, skipped: [] };
}

/** Prints the output of a tool only if it fails. @param {[packageName: string, ...args: string[]]} command */
async function runQuietly([packageName, ...args]) {
  const file = path.join(createTemporaryFolder(), 'output.txt');
  const output = openSync(file, 'w');
  const code = await runTool(packageName, args, { stdout: output, stderr: output });
  closeSync(output);
  if (code !== 0) process.stdout.write(`${readFileSync(file, 'utf8').trimEnd()}\n`);
  return code === 0;
}

/** @param {string[]} args */
export function unit(args) {
  const config = ['run', '--reporter=default', '--reporter=json'];
  return runAndCount('unit', parseVitestReport, (report) =>
    runTool('vitest', [...config, `--outputFile.json=${report}`, ...args]),
  );
}

/** @param {string[]} args @param {() => Promise<NodeJS.ProcessEnv>} prepare */
export function e2e(args, prepare) {
  return runAndCount('e2e', parsePlaywrightReport, async (report) => {
    const env = { ...(await prepare()), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const config = ['test', '-c', 'e2e/playwright.config.ts', '--reporter=line,json'];
    return await runTool('@playwright/test', [...config, ...args], { env });
  });
}

/**
 * Runs a test runner and counts the tests in its report; if that is not possible, it counts as one failure.
 * @param {string} part @param {(part: string, json: unknown) => PartResult} parse
 * @param {(report: string) => Promise<number>} start returns the exit code
 */
async function runAndCount(part, parse, start) {
  const report = path.join(createTemporaryFolder(), 'report.json');
  try {
    const code = await start(report);
    const json = readJson(report);
    if (json === null) throw new Error(`the runner left no report and ended with code ${code}`);
    return withExitCode(parse(part, json), code);
  } catch (error) {
    log(`${part}: ${formatError(error)}`);
    const message = error instanceof Error ? error.message : String(error);
    return { part, passed: 0, failed: [message], skipped: [] };
  }
}

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
    // A file that could not be loaded has no tests, which must not count as passed.
    if (file.status === 'failed' && result.failed.length === before) {
      result.failed.push(`${file.name}: ${getFirstLine(file.message)}`);
    }
  }
  return result;
}

/** Counts a runner that failed or ran nothing as a failure. @param {PartResult} result @param {number} code */
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

import path from 'node:path';
import { getBinaryPath, run, runCaptured } from './child.js';
import { parsePlaywrightReport, formatSummary, parseVitestReport, withExitCode } from './counts.js';
import { readJson, createTemporaryFolder } from './files.js';
import { log, formatError } from './say.js';

/** @typedef {import('./counts.js').PartResult} PartResult */

/** Runs all the parts, also after one has failed, and returns the exit code. @param {(() => Promise<PartResult>)[]} parts */
export async function runParts(parts) {
  const results = [];
  for (const part of parts) results.push(await part());
  const lines = formatSummary(results);
  process.stdout.write(`${lines.join('\n')}\n`);
  return results.every((result) => result.failed.length === 0) ? 0 : 1;
}

/** Everything that reads the code without running it; each part counts as one test. @returns {Promise<PartResult>} */
export async function check() {
  const typescript = getBinaryPath('typescript', 'tsc');
  /** @type {[name: string, ...commands: string[][]][]} */
  const parts = [
    ['types', [typescript, '-p', 'tsconfig.json'], [typescript, '-p', 'tsconfig.web.json']],
    ['lint', [getBinaryPath('eslint'), '.', '--max-warnings', '0']],
    ['format', [getBinaryPath('prettier'), '--check', '.']],
    ['dead code', [getBinaryPath('knip')]],
  ];
  const outcomes = await Promise.all(
    parts.map(async ([name, ...commands]) => {
      const start = performance.now();
      const runs = await Promise.all(commands.map((command) => runCaptured(process.execPath, command)));
      const failedRuns = runs.filter((outcome) => outcome.code !== 0);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      for (const { output } of failedRuns) process.stdout.write(`${output.trimEnd()}\n`);
      process.stdout.write(`check: ${name} ${failedRuns.length === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`);
      return { name, ok: failedRuns.length === 0 };
    }),
  );
  const failed = outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
  return { part: 'check', passed: outcomes.length - failed.length, failed, skipped: [] };
}

/** @param {string[]} args */
export function unit(args) {
  return runAndCount('unit', parseVitestReport, (report) =>
    run(process.execPath, [
      getBinaryPath('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ]),
  );
}

/** @param {string[]} args @param {() => Promise<NodeJS.ProcessEnv>} prepare */
export function e2e(args, prepare) {
  return runAndCount('e2e', parsePlaywrightReport, async (report) => {
    const env = { ...(await prepare()), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const playwright = getBinaryPath('@playwright/test', 'playwright');
    const config = ['test', '-c', 'e2e/playwright.config.ts', '--reporter=line,json'];
    return await run(process.execPath, [playwright, ...config, ...args], { env });
  });
}

/**
 * Runs a test runner and counts what its report holds; whatever goes wrong is one failure with a name.
 * @param {string} part
 * @param {(part: string, json: unknown) => PartResult} read
 * @param {(report: string) => Promise<number>} start runs it and returns its exit code
 * @returns {Promise<PartResult>}
 */
async function runAndCount(part, read, start) {
  const report = path.join(createTemporaryFolder(), 'report.json');
  try {
    const code = await start(report);
    const json = readJson(report);
    if (json === null) throw new Error(`the runner left no report and ended with code ${code}`);
    return withExitCode(read(part, json), code);
  } catch (error) {
    log(`${part}: ${formatError(error)}`);
    const message = error instanceof Error ? error.message : String(error);
    return { part, passed: 0, failed: [message], skipped: [] };
  }
}

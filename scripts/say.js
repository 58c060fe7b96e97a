/** What a person must know or do, in one sentence; shown without a stack. */
export class Problem extends Error {}

/** Progress goes to stderr: stdout belongs to the command. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {unknown} error */
export function sentence(error) {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

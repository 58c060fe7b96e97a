/** What a person must know or do, in one sentence; shown without a stack. */
export class UserError extends Error {}

/** Progress goes to stderr: stdout belongs to the command. @param {string} line */
export function log(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {unknown} error */
export function formatError(error) {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

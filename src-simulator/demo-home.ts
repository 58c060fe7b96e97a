import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^chakushin-demo-(\d+)-/u;

/**
 * A folder for one demo, which whoever made it removes. Those of demos that were killed before they could do so go now.
 */
export function createDemoHome(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeDemoHome(join(tmpdir(), name));
  }
  return mkdtempSync(join(tmpdir(), `chakushin-demo-${process.pid}-`));
}

export function removeDemoHome(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

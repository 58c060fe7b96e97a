import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^chakushin-demo-(\d+)-/u;

/** A new folder for one demo, which the caller removes. Removes those of demos that were killed. */
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
    // EPERM: the process exists but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

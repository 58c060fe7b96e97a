import { homedir } from 'node:os';
import { sep } from 'node:path';

/** A path as it may be told: the folder of a person has that person's name, so it is "~". */
export function redactHome(path: string): string {
  const home = homedir() + sep;
  return path.startsWith(home) ? `~${sep}${path.slice(home.length)}` : path;
}

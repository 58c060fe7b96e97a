/** A process's environment; {} where it must not count (a packaged app). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; null if it is not set or blank. */
export function readVariable(env: Environment, name: string): string | null {
  return env[name]?.trim() || null;
}

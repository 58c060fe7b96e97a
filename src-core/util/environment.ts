/** A process's environment, or {} where the environment does not count (a packaged app). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of this variable; `null` if it is not set or empty. */
export function readVariable(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

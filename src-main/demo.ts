import { startSimulator, type Simulator } from '../src-simulator/server.ts';

/** The built-in stand-in for Zoom and the environment that points the app at it. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts the stand-in on loopback.
 * @param home a folder of its own: nothing of the user's settings, database or logs is touched
 * @param env of the process; only language and country count
 */
export async function startDemo(
  home: string,
  contacts: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Demo> {
  const simulator = await startSimulator();
  const kept = ['CHAKUSHIN_LANG', 'CHAKUSHIN_COUNTRY'].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    simulator,
    environment: {
      ...Object.fromEntries(kept),
      ...simulator.env,
      CHAKUSHIN_HOME: home,
      CHAKUSHIN_CONTACTS: contacts,
    },
  };
}

import { startSimulator, type Simulator } from './server.ts';

/** The stand-in for Zoom and the environment that points an app at it. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
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
  return {
    simulator,
    environment: {
      CHAKUSHIN_LANG: env['CHAKUSHIN_LANG'],
      CHAKUSHIN_COUNTRY: env['CHAKUSHIN_COUNTRY'],
      CHAKUSHIN_HOME: home,
      CHAKUSHIN_CONTACTS: contacts,
      ...simulator.env,
    },
  };
}

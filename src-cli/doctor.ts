import { systemClock } from '../src-core/clock.ts';
import type { Check } from '../src-core/doctor/check.ts';
import { runDoctor } from '../src-core/doctor/doctor.ts';
import { SECRET_VARIABLES, variableValue } from '../src-core/settings/variables.ts';
import { begin } from './begin.ts';
import type { Common, ExitCode } from './command.ts';
import { terminalConnectors } from './connectors.ts';
import { probeKeychainApart } from './keychain.ts';
import { terminalWay } from './way.ts';
import { paint } from '../src-core/terminal/paint.ts';

/** Checks everything that calls need to reach the screen and prints each check, until a signal or the time limit. */
export async function runDoctorCommand({ json, demo, stop }: Common): Promise<ExitCode> {
  const beginning = await begin({ demo, stop });
  const { environment, t, end } = beginning;
  const crms = terminalConnectors(beginning);
  const configuration = {
    ...beginning.configuration,
    problems: [...beginning.configuration.problems, ...crms.problems],
  };

  let failed = false;
  try {
    const checks = runDoctor(
      {
        configuration,
        ...terminalWay(configuration),
        secretFromEnvironment: variableValue(environment, SECRET_VARIABLES['zoom.clientSecret']) !== null,
        keychain: probeKeychainApart,
        connectors: crms.connectors,
        live: null,
        notifications: null,
        clock: systemClock,
        t,
      },
      stop.signal,
    );
    for await (const check of checks) {
      failed ||= check.ok === false;
      process.stdout.write(`${json ? toJson(check) : toReadable(check)}\n`);
    }
  } finally {
    await end();
  }
  // Whoever interrupts it does not ask for a result.
  return failed && !stop.interrupted ? 1 : 0;
}

function toJson({ name, ok, message, remedy }: Check): string {
  return JSON.stringify({ type: 'check', at: new Date().toISOString(), name, ok, message, remedy });
}

function toReadable({ ok, message, remedy }: Check): string {
  const mark = ok === null ? paint('dim', '–') : ok ? paint('green', '✓') : paint('red', '✗');
  return [`${mark} ${message}`, ...(remedy === null ? [] : [`    ${remedy}`])].join('\n');
}

import { systemClock } from '../../src-core/util/clock.ts';
import type { Check } from '../../src-core/doctor/check.ts';
import { runDoctor } from '../../src-core/doctor/doctor.ts';
import { SECRET_VARIABLES } from '../../src-core/secrets/secret-store.ts';
import { readVariable } from '../../src-core/util/environment.ts';
import { createCliContext } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { openTerminalConnectors } from '../open-connectors.ts';
import { probeKeychainInChild } from '../keychain-process.ts';
import { createTerminalNetwork } from '../network.ts';
import { paint } from '../../src-core/output/terminal-colors.ts';

/** Checks everything that calls need to reach the screen and prints each check, until a signal or the time limit. */
export async function runDoctorCommand({ json, demo, stop }: CommandOptions): Promise<ExitCode> {
  const context = await createCliContext({ demo, stop });
  const { environment, t, close } = context;
  const crms = openTerminalConnectors(context);
  const configuration = {
    ...context.configuration,
    problems: [...context.configuration.problems, ...crms.problems],
  };

  let hasFailed = false;
  try {
    const checks = runDoctor(
      {
        configuration,
        ...createTerminalNetwork(configuration),
        isSecretFromEnvironment: readVariable(environment, SECRET_VARIABLES['zoom.clientSecret']) !== null,
        keychain: probeKeychainInChild,
        connectors: crms.connectors,
        getLiveConnection: null,
        notifications: null,
        clock: systemClock,
        t,
      },
      stop.signal,
    );
    for await (const check of checks) {
      hasFailed ||= check.ok === false;
      process.stdout.write(`${json ? toJson(check) : formatCheck(check)}\n`);
    }
  } finally {
    await close();
  }
  // Whoever interrupts it does not ask for a result.
  return hasFailed && !stop.interrupted ? 1 : 0;
}

function toJson({ name, ok, message, remedy }: Check): string {
  return JSON.stringify({ type: 'check', at: new Date().toISOString(), name, ok, message, remedy });
}

function formatCheck({ ok, message, remedy }: Check): string {
  const mark = ok === null ? paint('dim', '–') : ok ? paint('green', '✓') : paint('red', '✗');
  return [`${mark} ${message}`, ...(remedy === null ? [] : [`    ${remedy}`])].join('\n');
}

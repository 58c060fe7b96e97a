import { systemClock } from '../../src-core/util/clock.ts';
import type { Check } from '../../src-core/doctor/check.ts';
import { runDoctor } from '../../src-core/doctor/doctor.ts';
import { paint } from '../../src-core/output/terminal-colors.ts';
import { probeKeychain } from '../../src-core/secrets/secret-store.ts';
import { findVariable } from '../../src-core/settings/environment-variables.ts';
import { createCliContext, print } from '../context.ts';
import type { CommandOptions, ExitCode } from '../command.ts';
import { createTerminalNetwork, openTerminalConnectors } from '../network.ts';

/** Runs all checks and prints each result, until a signal or the time limit. */
export async function runDoctorCommand({ json, demo, stop }: CommandOptions): Promise<ExitCode> {
  const context = await createCliContext({ demo, stop });
  const { configuration, environment, keychain, t } = context;
  const crms = openTerminalConnectors(context);
  let hasFailed = false;
  try {
    const checks = runDoctor(
      {
        configuration: { ...configuration, problems: [...configuration.problems, ...crms.problems] },
        ...createTerminalNetwork(configuration),
        isSecretFromEnvironment: findVariable('zoom.clientSecret', environment) !== null,
        keychain: () => probeKeychain(keychain),
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
      print(json ? toJson(check) : formatCheck(check));
    }
  } finally {
    await context.close();
  }
  return hasFailed && !stop.interrupted ? 1 : 0;
}

function toJson({ name, ok, message, remedy }: Check): string {
  return JSON.stringify({ type: 'check', at: new Date().toISOString(), name, ok, message, remedy });
}

function formatCheck({ ok, message, remedy }: Check): string {
  const mark = ok === null ? paint('dim', '–') : ok ? paint('green', '✓') : paint('red', '✗');
  return [`${mark} ${message}`, ...(remedy === null ? [] : [`    ${remedy}`])].join('\n');
}

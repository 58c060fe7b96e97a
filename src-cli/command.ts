import type { Stop } from './stop.ts';

/** 0 = success, 1 = something failed, 2 = wrong usage, 3 = a setting must be changed. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface CommandOptions {
  /** one JSON object per line on stdout, everything else on stderr */
  readonly json: boolean;
  /** with the simulator and the sample contacts */
  readonly demo: boolean;
  readonly stop: Stop;
}

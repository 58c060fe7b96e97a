import type { Stop } from './stop.ts';

/** 0 fine, 1 something failed, 2 wrong usage, 3 a person must change a setting. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What every command is told. */
export interface CommandOptions {
  /** one JSON object per line on stdout, everything else on stderr */
  readonly json: boolean;
  /** against the built-in stand-in for Zoom, with the sample contacts */
  readonly demo: boolean;
  readonly stop: Stop;
}

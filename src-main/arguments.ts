import { isLaunchLink } from '../src-core/events/launch-link.ts';
import { HIDDEN_FLAG } from './system/start-at-login.ts';

/** The app's own command line flags; others are Chromium's. */
export interface Arguments {
  /** use the built-in simulator and the sample contacts instead of the user's account */
  readonly demo: boolean;
  /** show every kind of card, save screenshots, and exit */
  readonly tour: boolean;
  /** print the terminal's JSON lines on stdout */
  readonly json: boolean;
  /** open no window, since the system started the app at login */
  readonly hidden: boolean;
  /** the `chakushin:` link to open */
  readonly link: string | null;
}

export function readArguments(argv: readonly string[]): Arguments {
  const tour = argv.includes('--tour');
  return {
    demo: tour || argv.includes('--demo'),
    tour,
    json: argv.includes('--json'),
    hidden: argv.includes(HIDDEN_FLAG),
    link: argv.find(isLaunchLink) ?? null,
  };
}

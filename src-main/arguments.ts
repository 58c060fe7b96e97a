import { isLaunchLink } from '../src-core/events/launch-link.ts';
import { HIDDEN_FLAG } from './system/start-at-login.ts';

/** What the command line asks of the app. Unknown words are left to Chromium. */
export interface Arguments {
  /** against the built-in simulator, with the sample contacts; nothing of the user's is touched */
  readonly demo: boolean;
  /** show every kind of card, save screenshots of each, and exit */
  readonly tour: boolean;
  /** print the terminal's JSON lines on stdout */
  readonly json: boolean;
  /** show no window at the start: the system started the app at login */
  readonly hidden: boolean;
  /** the `chakushin:` link that the system wants opened */
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

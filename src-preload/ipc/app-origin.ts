/** The windows' own scheme, served by app-protocol.ts. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'chakushin';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** Followed by a kind of call: its sound. */
export const SOUND_PATH = '/sound/';

/** Where our windows come from: a scheme of our own, served by app-protocol.ts. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'chakushin';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** Under this path stands the sound of each kind of call. */
export const SOUND_PATH = '/sound/';

import { getTranslate } from '../i18n/index.ts';

/** Returns a message of the catalogue. Tests refer to its key, so that rewording a message changes no test. */
export const inEnglish = getTranslate('en');
export const inJapanese = getTranslate('ja');

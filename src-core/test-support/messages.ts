import { getTranslate } from '../i18n/index.ts';

/** A sentence of the catalogues, for tests: they ask for its key, so that editing a sentence changes no test. */
export const inEnglish = getTranslate('en');
export const inJapanese = getTranslate('ja');

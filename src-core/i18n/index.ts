import { createInstance } from 'i18next';
import { en } from '../locales/en/index.ts';
import { ja } from '../locales/ja/index.ts';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type StripPlural<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;
/** Name of a sentence; with `count` among the parameters the plural form is chosen. */
export type MessageKey = StripPlural<keyof typeof en>;
export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, params?: Params) => string;

const i18n = createInstance();
void i18n.init({
  // Everything is at hand, so that the first sentence can be said at once.
  initAsync: false,
  resources: { en: { translation: en }, ja: { translation: ja } },
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  // React and the terminal escape for themselves.
  interpolation: { escapeValue: false },
});

const translators: Readonly<Record<Language, Translate>> = {
  ja: createTranslate('ja'),
  en: createTranslate('en'),
};

function createTranslate(language: Language): Translate {
  const t = i18n.getFixedT(language);
  return (key, params) => t(key, { ...params });
}

/** The catalogue of one language, ready at once; parameters are put in as plain text. */
export function getTranslate(language: Language): Translate {
  return translators[language];
}

/** The language to speak, from the setting and the system's languages (BCP 47, most wanted first). */
export function chooseLanguage(setting: Language | 'auto', system: readonly string[]): Language {
  if (setting !== 'auto') return setting;
  for (const tag of system) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split(/[-_]/u)[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

import { createInstance } from 'i18next';
import { en } from '../locales/en/index.ts';
import { ja } from '../locales/ja/index.ts';
import { getSystemWords } from './system-words.ts';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type StripPlural<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;
/** The key of a sentence, without its plural form, which the parameter `count` selects. */
export type MessageKey = StripPlural<keyof typeof en>;
export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, params?: Params) => string;

const i18n = createInstance();
void i18n.init({
  // The catalogues are bundled, so the first sentence need not wait.
  initAsync: false,
  resources: { en: { translation: en }, ja: { translation: ja } },
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  // React escapes text itself, and the terminal needs no HTML escapes.
  interpolation: { escapeValue: false },
});

const translators = { ja: createTranslate('ja'), en: createTranslate('en') };

function createTranslate(language: Language): Translate {
  const t = i18n.getFixedT(language);
  const systemWords = getSystemWords(language, process.platform);
  return (key, params) => t(key, { ...systemWords, ...params });
}

/** The same function each time for a language. It inserts parameters as plain text. */
export function getTranslate(language: Language): Translate {
  return translators[language];
}

/** The language by the setting, or by the system's languages (BCP 47, preferred first). */
export function chooseLanguage(setting: Language | 'auto', system: readonly string[]): Language {
  if (setting !== 'auto') return setting;
  const codes = system.map((tag) => tag.toLowerCase().split(/[-_]/u)[0]);
  return codes.find((code): code is Language => LANGUAGES.some((language) => language === code)) ?? 'en';
}

import type { Language } from './index.ts';

/** Words for parts of the system, which sentences contain as `{{keychain}}`, `{{tray}}`, and `{{quiet}}`. */
export interface SystemWords {
  readonly keychain: string;
  /** where the icon is */
  readonly tray: string;
  /** the mode that suppresses notifications */
  readonly quiet: string;
}

const WORDS: Readonly<Record<Language, Readonly<Record<'windows' | 'mac' | 'linux', SystemWords>>>> = {
  en: {
    windows: { keychain: 'Credential Manager', tray: 'notification area', quiet: 'Do not disturb' },
    mac: { keychain: 'keychain', tray: 'menu bar', quiet: 'Focus' },
    linux: { keychain: 'keyring', tray: 'system tray', quiet: 'Do Not Disturb' },
  },
  ja: {
    windows: { keychain: '資格情報マネージャー', tray: '通知領域', quiet: '応答不可' },
    mac: { keychain: 'キーチェーン', tray: 'メニューバー', quiet: '集中モード' },
    linux: { keychain: 'キーリング', tray: '通知領域', quiet: '通知の停止' },
  },
};

export function getSystemWords(language: Language, platform: NodeJS.Platform): SystemWords {
  return WORDS[language][platform === 'win32' ? 'windows' : platform === 'darwin' ? 'mac' : 'linux'];
}

import type { Clock } from '../src-core/util/clock.ts';
import { chooseLanguage, getTranslate, type Language, type Translate } from '../src-core/i18n/index.ts';
import type { FormatContext } from '../src-core/output/json-line.ts';
import type { CountryCode } from '../src-core/phone-numbers/phone-number.ts';
import type { AppState } from '../src-core/service/app-state.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { SettingsStore } from '../src-core/settings/settings-store.ts';

/** For whom windows and tray are drawn, and when. */
export interface ViewContext {
  readonly language: Language;
  readonly t: Translate;
  readonly country: CountryCode;
  /** ms since the epoch */
  readonly now: number;
  /** the screen is locked: nothing may say who calls */
  readonly isPrivate: boolean;
}

export interface ViewSourceDeps {
  readonly store: Pick<SettingsStore, 'current' | 'isAwaitingSecrets'>;
  /** of the call service */
  readonly state: () => AppState;
  readonly isPrivate: () => boolean;
  readonly systemLanguages: readonly string[];
  readonly clock: Clock;
}

/** What windows and tray are drawn from: state, settings, language, country, time and privacy. */
export class ViewSource {
  readonly #deps: ViewSourceDeps;
  /** draws in this language, whatever the settings say; null except during the demo's tour */
  demoLanguage: Language | null = null;

  constructor(deps: ViewSourceDeps) {
    this.#deps = deps;
  }

  get state(): AppState {
    return this.toDisplayState(this.#deps.state());
  }

  /** A state of the call service as it is shown: while the keychain is asked, nobody can say that no account is set up. */
  toDisplayState(state: AppState): AppState {
    const isAwaitingSecrets = state.connection === null && this.#deps.store.isAwaitingSecrets;
    return isAwaitingSecrets ? { ...state, connection: { state: 'connecting' } } : state;
  }

  get settings(): Settings {
    return this.#deps.store.current.settings;
  }

  get language(): Language {
    return this.demoLanguage ?? this.resolveLanguage(this.settings);
  }

  get context(): ViewContext {
    const { language } = this;
    return {
      language,
      t: getTranslate(language),
      country: this.settings.country,
      now: this.#deps.clock.now(),
      isPrivate: this.#deps.isPrivate(),
    };
  }

  /** For lines of the terminal, in the language of the settings. */
  get formatContext(): FormatContext {
    const { settings } = this;
    return {
      t: getTranslate(this.resolveLanguage(settings)),
      country: settings.country,
      now: this.#deps.clock.now(),
    };
  }

  /** The language of the settings, else the system's. */
  resolveLanguage({ language }: Pick<Settings, 'language'>): Language {
    return chooseLanguage(language, this.#deps.systemLanguages);
  }
}

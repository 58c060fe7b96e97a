import { chooseLanguage, getTranslate, type Language } from '../src-core/i18n/index.ts';
import type { FormatContext } from '../src-core/output/json-line.ts';
import type { AppState } from '../src-core/service/app-state.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { SettingsStore } from '../src-core/settings/settings-store.ts';
import type { Clock } from '../src-core/util/clock.ts';

/** What every view depends on besides the state. */
export interface ViewContext extends FormatContext {
  readonly language: Language;
  /** names and numbers are hidden, since the screen is locked */
  readonly isPrivate: boolean;
}

export interface ViewSourceDeps {
  readonly store: Pick<SettingsStore, 'current' | 'isAwaitingSecrets'>;
  readonly state: () => AppState;
  readonly isPrivate: () => boolean;
  readonly systemLanguages: readonly string[];
  readonly clock: Clock;
}

/** What windows and tray are drawn from. */
export class ViewSource {
  readonly #deps: ViewSourceDeps;

  constructor(deps: ViewSourceDeps) {
    this.#deps = deps;
  }

  get state(): AppState {
    return this.toDisplayState(this.#deps.state());
  }

  /** The state to show: while secrets are loading, a missing account is shown as connecting. */
  toDisplayState(state: AppState): AppState {
    const isAwaitingSecrets = state.connection === null && this.#deps.store.isAwaitingSecrets;
    return isAwaitingSecrets ? { ...state, connection: { state: 'connecting' } } : state;
  }

  get settings(): Settings {
    return this.#deps.store.current.settings;
  }

  get language(): Language {
    return this.resolveLanguage(this.settings);
  }

  get context(): ViewContext {
    const { language, settings } = this;
    const { clock, isPrivate } = this.#deps;
    return {
      t: getTranslate(language),
      country: settings.country,
      now: clock.now(),
      language,
      isPrivate: isPrivate(),
    };
  }

  /** The language of the settings, or the system's. */
  resolveLanguage({ language }: Pick<Settings, 'language'>): Language {
    return chooseLanguage(language, this.#deps.systemLanguages);
  }
}

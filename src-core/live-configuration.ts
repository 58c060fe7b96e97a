import type { Clock } from './clock.ts';
import type { KeptSecrets } from './kept-secrets.ts';
import { KEPT_AS, SecretStoreError, ZOOM_CLIENT_SECRET, ZOOM_WEBHOOK_TOKEN } from './secret-store.ts';
import { merged, without, withValueAt, type Values } from './settings/layers.ts';
import type { Managed } from './settings/managed.ts';
import { exported, imported } from './settings/export.ts';
import {
  homeOf,
  lockOf,
  readConfiguration,
  settingsPath,
  tried,
  type Configuration,
  type Lock,
  type SettingProblem,
  type ZoomSecrets,
} from './settings/read.ts';
import {
  readSettingsFile,
  setSettingsAside,
  writeSettingsFile,
  type FileContent,
} from './settings/settings-file.ts';
import {
  SECRET_VARIABLES,
  settingOf,
  variableValue,
  type Environment,
  type ZoomSecret,
} from './settings/variables.ts';

/** What became of a wish to change a setting. */
export type ChangeResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'unusable' }
  /** the file could not be written: the system's code, such as EACCES */
  | { readonly kind: 'unwritable'; readonly cause: string };

export interface LiveOptions {
  /** the process's environment, or {} where the environment must not count (a packaged app) */
  readonly env: Environment;
  readonly managed: Managed;
  readonly secrets: KeptSecrets;
  readonly clock: Clock;
  /** see `readConfiguration` */
  readonly wanted?: 'websocket' | 'webhook' | 'any';
  /** a damaged settings file is put out of the way, and a new one begun */
  readonly repairs: boolean;
}

/**
 * The configuration as it is now, and the one way to change it: whoever listens hears of each change, whether it was made
 * here, in the file, or by a secret that the keychain gave late.
 */
export class LiveConfiguration {
  readonly #options: LiveOptions;
  readonly #path: string;
  readonly #listeners = new Set<(configuration: Configuration) => void>();
  #secrets: ZoomSecrets = { clientSecret: null, webhookToken: null };
  /** secrets that the keychain has not given or denied yet */
  #awaited = 0;
  /** what the file held when it could be read last */
  #file: FileContent;
  /** where a damaged file was put */
  #aside: string | null = null;
  #trial: Environment | null = null;
  #now: Configuration;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#path = settingsPath(homeOf(options.env));
    this.#file = readSettingsFile(this.#path);
    if (this.#file.state === 'damaged' && options.repairs) this.#setAside();
    this.#now = this.#read();
  }

  get now(): Configuration {
    return this.#now;
  }

  get secrets(): KeptSecrets {
    return this.#options.secrets;
  }

  /** Is a keychain asked for a secret that the settings call for, and has not answered yet? */
  get awaitsSecrets(): boolean {
    return this.#awaited > 0;
  }

  /** @returns ends it */
  onChange(listener: (configuration: Configuration) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the file anew. One that is damaged now (somebody is in the middle of editing it) leaves all as it was. */
  reload(): Configuration {
    const file = readSettingsFile(this.#path);
    if (file.state === 'read') this.#file = file;
    this.#changed();
    return file.state === 'read'
      ? this.#now
      : {
          ...this.#now,
          problems: [...this.#now.problems, { name: this.#path, code: 'settings-file-unusable' }],
        };
  }

  /** Who fixed the setting with this dotted path; null = nobody. */
  lockOf(path: string): Lock | null {
    return lockOf(path, this.#options.env, this.#options.managed);
  }

  /** Changes one setting by its dotted path; undefined = back to its default. */
  set(path: string, value: unknown): ChangeResult {
    const lock = this.lockOf(path);
    if (lock !== null) return { kind: 'locked', lock };
    const place = path.split('.');
    if (value !== undefined && tried(place, value) === 'unusable') return { kind: 'unusable' };
    return this.#write((values) => withValueAt(values, place, value));
  }

  /**
   * What the configuration would be with these settings in the user's file and this client secret, beside all that is there;
   * a trial does not count. Nothing of it is used or written.
   * @param clientSecret null = the one that is there
   */
  draft(values: Values, clientSecret: string | null): Configuration {
    const { env, managed } = this.#options;
    return readConfiguration(env, 'any', {
      managed,
      secrets: { ...this.#secrets, clientSecret: clientSecret ?? this.#secrets.clientSecret },
      file: { state: 'read', values: merged(this.#userValues, values) },
    });
  }

  /**
   * Writes and uses a draft, in one change: nobody connects with the half of it. What is fixed by others stays below it.
   * @param clientSecret null = the one that is there
   */
  async adopt(values: Values, clientSecret: string | null): Promise<ChangeResult> {
    if (clientSecret !== null) {
      await this.secrets.set(ZOOM_CLIENT_SECRET, clientSecret);
      this.#take(ZOOM_CLIENT_SECRET, clientSecret);
    }
    const result = this.#write((all) => merged(all, values));
    // The secret is kept already.
    if (result.kind !== 'done') this.#changed();
    return result;
  }

  /** The user's own settings as a text to be taken elsewhere; without secrets, and without what is fixed by others. */
  export(): string {
    return exported(this.#userValues);
  }

  /**
   * Takes settings that were exported; what is fixed stays.
   * @returns also the paths that cannot be used or are fixed, which were left out
   */
  import(text: string): { readonly result: ChangeResult; readonly left: readonly string[] } {
    const taken = imported(text);
    if (taken === null) return { result: { kind: 'unusable' }, left: [] };
    const open = taken.settings.filter(({ path }) => this.lockOf(path) === null);
    const fixed = taken.settings.filter(({ path }) => this.lockOf(path) !== null);
    const result = this.#write((values) =>
      open.reduce<Values>(
        (all, { path, value }) => merged(all, withValueAt({}, path.split('.'), value)),
        values,
      ),
    );
    return { result, left: [...taken.left, ...fixed.map(({ path }) => path)] };
  }

  /** Uses a secret of Zoom's at once, and keeps it; settles when that is done, or is known to be impossible. */
  async setSecret(name: typeof ZOOM_CLIENT_SECRET | typeof ZOOM_WEBHOOK_TOKEN, value: string): Promise<void> {
    // A locked keychain may take half a minute to say so.
    this.#take(name, value);
    this.#changed();
    await this.secrets.set(name, value);
    this.#changed();
  }

  /** Rejects with SecretStoreError where the keychain may still have it; it is not used any more in any case. */
  async removeSecret(name: typeof ZOOM_CLIENT_SECRET | typeof ZOOM_WEBHOOK_TOKEN): Promise<void> {
    try {
      await this.secrets.remove(name);
    } finally {
      this.#take(name, null);
      this.#changed();
    }
  }

  /** Asks the keychain for the secrets that the settings call for. Never rejects. */
  async loadSecrets(): Promise<void> {
    const { zoom, webhook } = this.#now.settings;
    const isOpen = (secret: ZoomSecret): boolean =>
      variableValue(this.#options.env, SECRET_VARIABLES[secret]) === null;
    const wanted = [
      ...(zoom.accountId !== null && zoom.clientId !== null && isOpen('zoom.clientSecret')
        ? [ZOOM_CLIENT_SECRET]
        : []),
      ...(webhook.enabled && isOpen('webhook.secretToken') ? [ZOOM_WEBHOOK_TOKEN] : []),
    ] as const;
    if (wanted.length === 0) return;
    this.#awaited += 1;
    this.#changed();
    for (const name of wanted) {
      try {
        this.#take(name, await this.secrets.get(name));
      } catch (error) {
        // Its state says why; whoever is connected stays so with the secret known so far.
        if (!(error instanceof SecretStoreError)) throw error;
      }
    }
    this.#awaited -= 1;
    this.#changed();
  }

  /**
   * Connects to a stand-in for Zoom for a try, or (null) to what is set up again. Nothing of it is written down.
   * @param environment its variables
   */
  tryOut(environment: Environment | null): void {
    this.#trial = environment;
    this.#changed();
  }

  get isTrial(): boolean {
    return this.#trial !== null;
  }

  get #userValues(): Values {
    return this.#file.state === 'read' ? this.#file.values : {};
  }

  #take(name: string, value: string | null): void {
    this.#secrets = {
      ...this.#secrets,
      ...(name === ZOOM_CLIENT_SECRET ? { clientSecret: value } : { webhookToken: value }),
    };
  }

  #write(change: (values: Values) => Values): ChangeResult {
    try {
      const file = readSettingsFile(this.#path);
      if (file.state === 'damaged') this.#setAside();
      // What somebody else has written meanwhile stays.
      const values = change(file.state === 'read' ? file.values : this.#userValues);
      writeSettingsFile(this.#path, values);
      this.#file = { state: 'read', values };
    } catch (error) {
      const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { kind: 'unwritable', cause };
    }
    this.#changed();
    return { kind: 'done' };
  }

  #setAside(): void {
    try {
      this.#aside = setSettingsAside(this.#path, this.#options.clock.now());
      this.#file = { state: 'read', values: {} };
    } catch {
      // It stays where it is, and is named as unusable.
      this.#aside = null;
    }
  }

  #changed(): void {
    this.#now = this.#read();
    for (const listener of this.#listeners) listener(this.#now);
  }

  #read(): Configuration {
    const { env, managed, wanted } = this.#options;
    const beside = { managed, secrets: this.#secrets, file: this.#file };
    if (this.#trial !== null) {
      // An administrator's account is not the stand-in's.
      const free = { ...managed, values: without(managed.values, ['zoom']) };
      const configuration = readConfiguration({ ...env, ...this.#trial }, 'websocket', {
        ...beside,
        managed: free,
      });
      return { ...configuration, trial: true };
    }
    const configuration = readConfiguration(env, wanted, beside);
    return {
      ...configuration,
      problems: [...configuration.problems.flatMap((problem) => this.#withSecrets(problem)), ...this.#moved],
    };
  }

  get #moved(): readonly SettingProblem[] {
    return this.#aside === null ? [] : [{ name: this.#aside, code: 'settings-file-damaged' }];
  }

  /** That a secret is missing is no news while the keychain is asked, and has its reason where that does not answer. */
  #withSecrets(problem: SettingProblem): readonly SettingProblem[] {
    const path = settingOf(problem.name);
    if (!isZoomSecret(path)) return [problem];
    if (this.#awaited > 0) return [];
    return this.secrets.state(KEPT_AS[path]).kind === 'unreadable'
      ? [{ name: problem.name, code: 'secret-unreadable' }]
      : [problem];
  }
}

function isZoomSecret(path: string): path is ZoomSecret {
  return Object.hasOwn(SECRET_VARIABLES, path);
}

import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../util/clock.ts';
import { watchFile, type FileWatch } from '../util/file-watcher.ts';
import type { SessionSecrets } from '../secrets/session-secrets.ts';
import {
  SECRET_KEYS,
  SECRET_VARIABLES,
  SecretStoreError,
  ZOOM_CLIENT_SECRET,
  ZOOM_WEBHOOK_TOKEN,
  type ZoomSecret,
} from '../secrets/secret-store.ts';
import { toConfigurationChange, type ConfigurationChange } from './configuration-change.ts';
import { mergeValues, withoutValueAt, withValueAt, type Values } from './layers.ts';
import type { ManagedSettings } from './policies.ts';
import { exportSettings, importSettings } from './import-export.ts';
import {
  getHome,
  findLock,
  readConfiguration,
  getSettingsPath,
  checkSetting,
  type Configuration,
  type Lock,
  type SettingProblem,
  type WebhookAddress,
  type ZoomSecrets,
} from './load-settings.ts';
import {
  readSettingsFile,
  quarantineSettings,
  writeSettingsFile,
  type FileContent,
} from './settings-file.ts';
import { toSettingPath } from './environment-variables.ts';
import { readVariable, type Environment } from '../util/environment.ts';

/** What became of a wish to change a setting. */
export type ChangeResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'unusable' }
  /** the file could not be written: the system's code, such as EACCES */
  | { readonly kind: 'unwritable'; readonly cause: string };

export interface SettingsStoreOptions {
  /** the process's environment, or {} where the environment must not count (a packaged app) */
  readonly env: Environment;
  readonly managed: ManagedSettings;
  readonly secrets: SessionSecrets;
  readonly clock: Clock;
  /** see `readConfiguration` */
  readonly wantedSource?: 'websocket' | 'webhook' | 'any';
  /** see `SettingsInputs` */
  readonly webhookAddress?: Partial<WebhookAddress>;
  /** a damaged settings file is put out of the way, and a new one begun */
  readonly shouldRepair: boolean;
}

/**
 * The configuration as it is now, and the only way to change it. Owns settings.json. Listeners are called once per change,
 * whether it was made here, by somebody else in the file, or by a secret that the keychain gave late.
 */
export class SettingsStore {
  readonly #options: SettingsStoreOptions;
  readonly #path: string;
  readonly #listeners = new Set<(change: ConfigurationChange) => void>();
  #secrets: ZoomSecrets = { clientSecret: null, webhookToken: null };
  /** secrets that the keychain has not given or denied yet */
  #pendingLoads = 0;
  /** the file as it was seen last; its values are those that could be read last */
  #file: FileContent;
  #watch: FileWatch | null = null;
  /** where a damaged file was put */
  #quarantinePath: string | null = null;
  #trial: Environment | null = null;
  #current: Configuration;

  constructor(options: SettingsStoreOptions) {
    this.#options = options;
    this.#path = getSettingsPath(getHome(options.env));
    this.#file = readSettingsFile(this.#path);
    if (this.#file.state === 'damaged' && options.shouldRepair) this.#quarantineFile();
    this.#current = this.#read();
  }

  get current(): Configuration {
    return this.#current;
  }

  get secrets(): SessionSecrets {
    return this.#options.secrets;
  }

  /** Is a keychain asked for a secret that the settings call for, and has not answered yet? */
  get isAwaitingSecrets(): boolean {
    return this.#pendingLoads > 0;
  }

  /**
   * Calls `listener` after each change; also, without a changed part, when the state of a secret changed.
   * @returns unsubscribes
   */
  onChange(listener: (change: ConfigurationChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Applies edits of the file by others from now on, those since it was read included. */
  startWatching(): void {
    this.#watch = watchFile(this.#path);
    void this.#applyEdits(this.#watch);
  }

  /** Stops watching the file and calls no listener any more. */
  close(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#listeners.clear();
  }

  /** Who fixed the setting with this dotted path; null = nobody. */
  findLock(path: string): Lock | null {
    return findLock(path, this.#options.env, this.#options.managed);
  }

  /** Changes one setting by its dotted path; undefined = back to its default. */
  set(path: string, value: unknown): ChangeResult {
    const lock = this.findLock(path);
    if (lock !== null) return { kind: 'locked', lock };
    const segments = path.split('.');
    if (value !== undefined && checkSetting(segments, value) === 'unusable') return { kind: 'unusable' };
    return this.#write((values) => withValueAt(values, segments, value));
  }

  /**
   * What the configuration would be with these settings in the user's file and this client secret, beside all that is there;
   * a trial does not count. Nothing of it is used or written.
   * @param clientSecret null = the one that is there
   */
  preview(values: Values, clientSecret: string | null): Configuration {
    const { env, managed } = this.#options;
    return readConfiguration(env, 'any', {
      managed,
      secrets: { ...this.#secrets, clientSecret: clientSecret ?? this.#secrets.clientSecret },
      file: { state: 'read', values: mergeValues(this.#file.values, values) },
    });
  }

  /**
   * Writes and uses a draft, in one change: nobody connects with the half of it. What is fixed by others stays below it.
   * @param clientSecret null = the one that is there
   */
  async commit(values: Values, clientSecret: string | null): Promise<ChangeResult> {
    if (clientSecret !== null) {
      await this.secrets.set(ZOOM_CLIENT_SECRET, clientSecret);
      this.#cacheSecret(ZOOM_CLIENT_SECRET, clientSecret);
    }
    const result = this.#write((all) => mergeValues(all, values));
    // The secret is kept already.
    if (result.kind !== 'done') this.#refresh();
    return result;
  }

  /** The user's own settings as a text to be taken elsewhere; without secrets, and without what is fixed by others. */
  export(): string {
    return exportSettings(this.#file.values);
  }

  /**
   * Takes settings that were exported; what is fixed stays.
   * @returns also the paths that cannot be used or are fixed, which were left out
   */
  import(text: string): { readonly result: ChangeResult; readonly skipped: readonly string[] } {
    const parsed = importSettings(text);
    if (parsed === null) return { result: { kind: 'unusable' }, skipped: [] };
    const writable = parsed.settings.filter(({ path }) => this.findLock(path) === null);
    const locked = parsed.settings.filter(({ path }) => this.findLock(path) !== null);
    const result = this.#write((values) =>
      writable.reduce<Values>(
        (all, { path, value }) => mergeValues(all, withValueAt({}, path.split('.'), value)),
        values,
      ),
    );
    return { result, skipped: [...parsed.rejectedPaths, ...locked.map(({ path }) => path)] };
  }

  /** Uses a secret of Zoom's at once, and keeps it; settles when that is done, or is known to be impossible. */
  async setSecret(name: typeof ZOOM_CLIENT_SECRET | typeof ZOOM_WEBHOOK_TOKEN, value: string): Promise<void> {
    // A locked keychain may take half a minute to say so.
    this.#cacheSecret(name, value);
    this.#refresh();
    await this.secrets.set(name, value);
    this.#refresh();
  }

  /** Rejects with SecretStoreError where the keychain may still have it; it is not used any more in any case. */
  async removeSecret(name: typeof ZOOM_CLIENT_SECRET | typeof ZOOM_WEBHOOK_TOKEN): Promise<void> {
    try {
      await this.secrets.remove(name);
    } finally {
      this.#cacheSecret(name, null);
      this.#refresh();
    }
  }

  /** Asks the keychain for the secrets that the settings call for. Never rejects. */
  async loadSecrets(): Promise<void> {
    const { zoom, webhook } = this.#current.settings;
    const isFromKeychain = (secret: ZoomSecret): boolean =>
      readVariable(this.#options.env, SECRET_VARIABLES[secret]) === null;
    const secretNames = [
      ...(zoom.accountId !== null && zoom.clientId !== null && isFromKeychain('zoom.clientSecret')
        ? [ZOOM_CLIENT_SECRET]
        : []),
      ...(webhook.enabled && isFromKeychain('webhook.secretToken') ? [ZOOM_WEBHOOK_TOKEN] : []),
    ] as const;
    if (secretNames.length === 0) return;
    this.#pendingLoads += 1;
    this.#refresh();
    for (const name of secretNames) {
      try {
        this.#cacheSecret(name, await this.secrets.get(name));
      } catch (error) {
        // Its state says why; whoever is connected stays so with the secret known so far.
        if (!(error instanceof SecretStoreError)) throw error;
      }
    }
    this.#pendingLoads -= 1;
    this.#refresh();
  }

  /**
   * Connects to a stand-in for Zoom for a try, or (null) to what is set up again. Nothing of it is written down.
   * @param environment its variables
   */
  startTrial(environment: Environment | null): void {
    this.#trial = environment;
    this.#refresh();
  }

  get isTrial(): boolean {
    return this.#trial !== null;
  }

  #cacheSecret(name: string, value: string | null): void {
    this.#secrets = {
      ...this.#secrets,
      ...(name === ZOOM_CLIENT_SECRET ? { clientSecret: value } : { webhookToken: value }),
    };
  }

  #write(change: (values: Values) => Values): ChangeResult {
    try {
      const file = readSettingsFile(this.#path);
      if (file.state === 'damaged') this.#quarantineFile();
      // What somebody else has written meanwhile stays.
      const { values } = file.state === 'read' ? file : this.#file;
      this.#file = writeSettingsFile(this.#path, change(values));
    } catch (error) {
      const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { kind: 'unwritable', cause };
    }
    this.#refresh();
    return { kind: 'done' };
  }

  async #applyEdits(watch: FileWatch): Promise<void> {
    for (;;) {
      const stamp = await watch.stamp();
      if (this.#watch !== watch) return;
      this.#reread();
      await watch.waitForChange(stamp);
    }
  }

  /** Our own writing is recognised by its content. A file that is damaged, while it is edited by hand, leaves the values. */
  #reread(): void {
    const file = readSettingsFile(this.#path);
    const next = file.state === 'read' ? file : { ...file, values: this.#file.values };
    if (isDeepStrictEqual(next, this.#file)) return;
    this.#file = next;
    this.#refresh();
  }

  #quarantineFile(): void {
    try {
      this.#quarantinePath = quarantineSettings(this.#path, this.#options.clock.now());
      // What could be read before it was damaged is written again with the next change.
      this.#file = { ...this.#file, state: 'read' };
    } catch {
      // It stays where it is, and is named as unusable.
      this.#quarantinePath = null;
    }
  }

  #refresh(): void {
    const previous = this.#current;
    this.#current = this.#read();
    const change = toConfigurationChange(previous, this.#current);
    for (const listener of this.#listeners) listener(change);
  }

  #read(): Configuration {
    const { env, managed, wantedSource, webhookAddress = {} } = this.#options;
    const inputs = { managed, secrets: this.#secrets, file: this.#file, webhookAddress };
    if (this.#trial !== null) {
      // An administrator's account is not the stand-in's.
      const managedWithoutZoom = { ...managed, values: withoutValueAt(managed.values, ['zoom']) };
      const configuration = readConfiguration({ ...env, ...this.#trial }, 'websocket', {
        ...inputs,
        managed: managedWithoutZoom,
      });
      return { ...configuration, trial: true };
    }
    const configuration = readConfiguration(env, wantedSource, inputs);
    return {
      ...configuration,
      problems: [
        ...configuration.problems.flatMap((problem) => this.#filterSecretProblem(problem)),
        ...this.#quarantineProblems,
      ],
    };
  }

  get #quarantineProblems(): readonly SettingProblem[] {
    return this.#quarantinePath === null
      ? []
      : [{ name: this.#quarantinePath, code: 'settings-file-damaged' }];
  }

  /** That a secret is missing is no news while the keychain is asked, and has its reason where that does not answer. */
  #filterSecretProblem(problem: SettingProblem): readonly SettingProblem[] {
    const path = toSettingPath(problem.name);
    if (!isZoomSecret(path)) return [problem];
    if (this.#pendingLoads > 0) return [];
    return this.secrets.getState(SECRET_KEYS[path]).kind === 'unreadable'
      ? [{ name: problem.name, code: 'secret-unreadable' }]
      : [problem];
  }
}

function isZoomSecret(path: string): path is ZoomSecret {
  return Object.hasOwn(SECRET_VARIABLES, path);
}

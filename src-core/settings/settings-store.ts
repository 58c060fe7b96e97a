import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../util/clock.ts';
import { toErrorCode, watchFile, type FileWatch } from '../util/file-watcher.ts';
import type { SessionSecrets } from '../secrets/session-secrets.ts';
import {
  SECRET_KEYS,
  SecretStoreError,
  ZOOM_CLIENT_SECRET,
  type ZoomSecret,
} from '../secrets/secret-store.ts';
import { toConfigurationChange, type ConfigurationChange } from './configuration-change.ts';
import { mergeValues, withoutValueAt, withValueAt, type Values } from './layers.ts';
import type { ManagedSettings } from './policies.ts';
import { exportSettings, importSettings } from './import-export.ts';
import { isUsableSetting } from './schema.ts';
import {
  getHome,
  findLock,
  readConfiguration,
  getSettingsPath,
  type Configuration,
  type Lock,
  type SettingProblem,
  type SettingsInputs,
  type ZoomSecrets,
} from './load-settings.ts';
import {
  readSettingsFile,
  quarantineSettings,
  writeSettingsFile,
  type FileContent,
} from './settings-file.ts';
import { findVariable, toSettingPath } from './environment-variables.ts';
import type { Environment } from '../util/environment.ts';

const ZOOM_SECRETS = ['zoom.clientSecret', 'webhook.secretToken'] as const satisfies readonly ZoomSecret[];
type ZoomSecretKey = (typeof SECRET_KEYS)[ZoomSecret];

/** The result of changing a setting. */
export type ChangeResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'unusable' }
  /** the file could not be written; `cause` is the system's code, such as EACCES */
  | { readonly kind: 'unwritable'; readonly cause: string };

export interface SettingsStoreOptions extends Pick<SettingsInputs, 'webhookAddress'> {
  /** the process's environment, or {} in a packaged app, which ignores it */
  readonly env: Environment;
  readonly managed: ManagedSettings;
  readonly secrets: SessionSecrets;
  readonly clock: Clock;
  /** see `readConfiguration` */
  readonly wantedSource?: 'websocket' | 'webhook' | 'any';
  /** whether a damaged settings file is renamed, so that a new one can be written */
  readonly shouldRepair: boolean;
}

/**
 * The current configuration and the only way to change it. Owns settings.json. Calls listeners once per change, whether it
 * was made here, in the file by another program, or by a secret that the keychain returned late.
 */
export class SettingsStore {
  readonly #options: SettingsStoreOptions;
  readonly #path: string;
  readonly #listeners = new Set<(change: ConfigurationChange) => void>();
  #secrets: ZoomSecrets = { clientSecret: null, webhookToken: null };
  /** calls of `loadSecrets` that still wait for the keychain */
  #pendingLoads = 0;
  /** the file's last state, with the values that could be read last */
  #file: FileContent;
  #watch: FileWatch | null = null;
  /** the new path of a damaged file */
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

  /** Whether the keychain has not yet answered a request for a secret that the settings need. */
  get isAwaitingSecrets(): boolean {
    return this.#pendingLoads > 0;
  }

  /**
   * Calls `listener` after each change, and without a changed part when the state of a secret changes.
   * @returns unsubscribes
   */
  onChange(listener: (change: ConfigurationChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Applies edits of the file by other programs from now on, including those since it was read. */
  startWatching(): void {
    this.#watch = watchFile(this.#path);
    void this.#applyEdits(this.#watch);
  }

  /** Stops watching the file and calling listeners. */
  close(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#listeners.clear();
  }

  /** Finds the lock of the setting or secret with this dotted path; null if the user can change it. */
  findLock(path: string): Lock | null {
    return findLock(path, this.#options.env, this.#options.managed);
  }

  /** Changes one setting by its dotted path; `undefined` resets it to its default. */
  set(path: string, value: unknown): ChangeResult {
    const lock = this.findLock(path);
    if (lock !== null) return { kind: 'locked', lock };
    const segments = path.split('.');
    if (value !== undefined && !isUsableSetting(segments, value)) return { kind: 'unusable' };
    return this.#write((values) => withValueAt(values, segments, value));
  }

  /**
   * The configuration as it would be with these settings added to the user's file; ignores a trial. Changes nothing.
   * @param clientSecret null = the current one
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
   * Adds settings and a secret in one change, so that no connection is made with half of them.
   * @param clientSecret null = the current one
   */
  async commit(values: Values, clientSecret: string | null): Promise<ChangeResult> {
    if (clientSecret !== null) {
      await this.secrets.set(ZOOM_CLIENT_SECRET, clientSecret);
      this.#cacheSecret(ZOOM_CLIENT_SECRET, clientSecret);
    }
    const result = this.#write((all) => mergeValues(all, values));
    // The secret is stored already.
    if (result.kind !== 'done') this.#refresh();
    return result;
  }

  /** Exports the user's own settings as text, without secrets and without managed settings. */
  export(): string {
    return exportSettings(this.#file.values);
  }

  /** Imports exported settings. `skipped` are the paths of those that cannot be used or are locked. */
  import(text: string): { readonly result: ChangeResult; readonly skipped: readonly string[] } {
    const parsed = importSettings(text);
    if (parsed === null) return { result: { kind: 'unusable' }, skipped: [] };
    const skipped = [...parsed.rejectedPaths];
    let imported: Values = {};
    for (const { path, value } of parsed.settings)
      if (this.findLock(path) === null) imported = withValueAt(imported, path.split('.'), value);
      else skipped.push(path);
    return { result: this.#write((values) => mergeValues(values, imported)), skipped };
  }

  /** Uses a secret at once and stores it; resolves when it is stored, or known only for this run (see its state). */
  async setSecret(name: ZoomSecretKey, value: string): Promise<void> {
    // A locked keychain may take half a minute to answer.
    this.#cacheSecret(name, value);
    this.#refresh();
    await this.secrets.set(name, value);
    this.#refresh();
  }

  /** Stops using a secret and deletes it; rejects with SecretStoreError if the keychain may still have it. */
  async removeSecret(name: ZoomSecretKey): Promise<void> {
    try {
      await this.secrets.remove(name);
    } finally {
      this.#cacheSecret(name, null);
      this.#refresh();
    }
  }

  /** Reads the secrets that the settings need from the keychain. Never rejects. */
  async loadSecrets(): Promise<void> {
    const { zoom, webhook } = this.#current.settings;
    const isNeeded: Record<ZoomSecret, boolean> = {
      'zoom.clientSecret': zoom.accountId !== null && zoom.clientId !== null,
      'webhook.secretToken': webhook.enabled,
    };
    const secretNames = ZOOM_SECRETS.filter(
      (secret) => isNeeded[secret] && findVariable(secret, this.#options.env) === null,
    ).map((secret) => SECRET_KEYS[secret]);
    if (secretNames.length === 0) return;
    this.#pendingLoads += 1;
    this.#refresh();
    for (const name of secretNames) {
      try {
        this.#cacheSecret(name, await this.secrets.get(name));
      } catch (error) {
        // Its state holds the reason; a connection goes on with the secret known so far.
        if (!(error instanceof SecretStoreError)) throw error;
      }
    }
    this.#pendingLoads -= 1;
    this.#refresh();
  }

  /**
   * Switches to the simulator, or back to the account that is set up. Nothing of a trial is stored.
   * @param environment the simulator's variables; null ends the trial
   */
  startTrial(environment: Environment | null): void {
    this.#trial = environment;
    this.#refresh();
  }

  get isTrial(): boolean {
    return this.#trial !== null;
  }

  #cacheSecret(name: ZoomSecretKey, value: string | null): void {
    const field = name === ZOOM_CLIENT_SECRET ? 'clientSecret' : 'webhookToken';
    this.#secrets = { ...this.#secrets, [field]: value };
  }

  #write(change: (values: Values) => Values): ChangeResult {
    try {
      const file = readSettingsFile(this.#path);
      if (file.state === 'damaged') this.#quarantineFile();
      // Based on the file as it is now, so that edits by other programs are not lost.
      const { values } = file.state === 'read' ? file : this.#file;
      this.#file = writeSettingsFile(this.#path, change(values));
    } catch (error) {
      return { kind: 'unwritable', cause: toErrorCode(error) };
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

  /** Ignores what this store wrote itself. If the file is damaged, such as during an edit by hand, keeps the values. */
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
      // The next change writes the values that could be read last.
      this.#file = { ...this.#file, state: 'read' };
    } catch {
      // The file stays in its place and is reported as unusable.
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
      // A managed account would override the simulator's.
      const managedWithoutZoom = { ...managed, values: withoutValueAt(managed.values, ['zoom']) };
      const trialInputs = { ...inputs, managed: managedWithoutZoom };
      return { ...readConfiguration({ ...env, ...this.#trial }, 'websocket', trialInputs), trial: true };
    }
    const configuration = readConfiguration(env, wantedSource, inputs);
    const problems = configuration.problems.flatMap((problem) => this.#filterSecretProblem(problem));
    if (this.#quarantinePath !== null)
      problems.push({ name: this.#quarantinePath, code: 'settings-file-damaged' });
    return { ...configuration, problems };
  }

  /** Hides that a secret is missing while the keychain is asked; names the keychain if it could not be read. */
  #filterSecretProblem(problem: SettingProblem): readonly SettingProblem[] {
    const path = toSettingPath(problem.name);
    const secret = ZOOM_SECRETS.find((one) => one === path);
    if (secret === undefined) return [problem];
    if (this.#pendingLoads > 0) return [];
    const isUnreadable = this.secrets.getState(SECRET_KEYS[secret]).kind === 'unreadable';
    return [isUnreadable ? { name: problem.name, code: 'secret-unreadable' } : problem];
  }
}

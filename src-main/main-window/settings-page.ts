import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Core } from '../../src-core/create-core.ts';
import { loadTrustedRoots } from '../../src-core/network/trusted-roots.ts';
import { formatList } from '../../src-core/output/messages.ts';
import {
  SECRET_KEYS,
  SECRET_VARIABLES,
  SecretStoreError,
  type ZoomSecret,
} from '../../src-core/secrets/secret-store.ts';
import { BUILT_IN_SOUNDS, SHORTCUTS, type CallClass } from '../../src-core/settings/schema.ts';
import { readVariable, type Environment } from '../../src-core/util/environment.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import type { FieldCommand, PressedKeys } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { SettingsCommand, SettingsView } from '../../src-preload/ipc/settings.ts';
import { acceleratorFromKeys } from '../system/accelerator.ts';
import { planShortcuts, type ShortcutProblem } from '../system/shortcuts.ts';
import { CALL_CLASSES, SOUND_EXTENSIONS, checkSoundFile } from '../system/sounds.ts';
import { formatKeychainFault, toChangeFailure } from './fields.ts';
import { OK, fail, succeed, type Page, type PageDeps, type PageViewContext } from './page.ts';
import { toSettingChange, formatExpectation } from './setting-change.ts';
import { findSettingField, isNamedSetting, ZOOM_SECRETS } from './setting-fields.ts';
import {
  formatCaFileProblem,
  formatFieldLock,
  formatShortcutProblem,
  settingsView,
  type DisplayOption,
  type SettingsModel,
} from './settings-view.ts';
import { readStoredSecret } from './stored-secret.ts';

interface SettingsDeps extends Pick<PageDeps, 'store' | 'dialogs' | 't' | 'render'> {
  readonly core: { readonly network: Pick<Core['network'], 'caFileProblem'> };
}

/** What the page needs of the app besides `PageDeps`. */
export interface SettingsAppDeps {
  readonly displays: () => readonly DisplayOption[];
  readonly shortcutProblems: () => readonly ShortcutProblem[];
  readonly playSound: (kind: CallClass) => void;
  /** the process's environment, or {} where it must be ignored (a packaged app) */
  readonly environment: Environment;
  /** for tests */
  readonly platform?: NodeJS.Platform;
}

/** An exported file has a few kilobytes. */
const MAX_IMPORT_BYTES = 1024 * 1024;

/** All settings. Each change is checked against the lock and the schema of its setting. */
export class SettingsPage implements Page<SettingsView, SettingsCommand> {
  readonly #deps: SettingsDeps;
  readonly #appDeps: SettingsAppDeps;
  readonly #platform: NodeJS.Platform;
  /** secrets that were requested from the keychain */
  readonly #requestedSecrets = new Set<ZoomSecret>();

  constructor(deps: SettingsDeps, appDeps: SettingsAppDeps) {
    this.#deps = deps;
    this.#appDeps = appDeps;
    this.#platform = appDeps.platform ?? process.platform;
  }

  view(context: PageViewContext): SettingsView {
    return settingsView(this.#model, context);
  }

  onShow(): void {
    for (const id of ZOOM_SECRETS) void this.#loadSecretState(id);
  }

  async handle(command: SettingsCommand): Promise<CommandResult> {
    switch (command.type) {
      case 'export':
        return await this.#export();
      case 'import':
        return await this.#import();
      case 'hear':
        return await this.#playSound(command.id);
      case 'set':
      case 'secret':
      case 'forgetSecret':
      case 'chooseFile':
      case 'pressed': {
        const answer = await this.#change(command);
        // Also if nothing changed: the window shows the value in force again.
        this.#deps.render();
        return answer;
      }
    }
  }

  get #model(): SettingsModel {
    const { core, store } = this.#deps;
    const { displays, shortcutProblems } = this.#appDeps;
    return {
      ...this.#locks,
      settings: store.current.settings,
      problems: store.current.problems,
      displays: displays(),
      shortcutProblems: shortcutProblems(),
      caFileProblem: core.network.caFileProblem,
      platform: this.#platform,
    };
  }

  get #locks(): Pick<SettingsModel, 'findLock' | 'getSecretState' | 'isTrial'> {
    const { store } = this.#deps;
    return {
      findLock: (path) => store.findLock(path),
      getSecretState: (id) =>
        this.#isVariableSet(id)
          ? { kind: 'variable', name: SECRET_VARIABLES[id] }
          : store.secrets.getState(SECRET_KEYS[id]),
      isTrial: store.isTrial,
    };
  }

  #isVariableSet(id: ZoomSecret): boolean {
    return readVariable(this.#appDeps.environment, SECRET_VARIABLES[id]) !== null;
  }

  /** Learns whether there is a secret; its value is discarded. */
  async #loadSecretState(id: ZoomSecret): Promise<void> {
    const { secrets } = this.#deps.store;
    const name = SECRET_KEYS[id];
    const isSettled = this.#isVariableSet(id) || secrets.getState(name).kind !== 'unknown';
    if (isSettled || this.#requestedSecrets.has(id)) return;
    this.#requestedSecrets.add(id);
    await readStoredSecret(secrets, name);
    this.#deps.render();
  }

  async #change(command: FieldCommand): Promise<CommandResult> {
    const t = this.#deps.t();
    const field = findSettingField(command.id);
    if (field === null) return fail(t('settings.unknown'));
    const lock = formatFieldLock(field.path, this.#locks, t);
    if (lock !== null) return fail(lock);
    const { path } = field;
    switch (command.type) {
      case 'set': {
        const { settings } = this.#deps.store.current;
        const { displays } = this.#appDeps;
        const change = toSettingChange(field, command.value, { settings, displays });
        const expectation = formatExpectation(field, t);
        if (change === 'unusable') return fail(expectation);
        if (change === 'same') return OK;
        return this.#save(change.path, change.value, expectation, field.kind !== 'text');
      }
      case 'secret':
        return await this.#storeSecret(path, command.value);
      case 'forgetSecret':
        return await this.#removeSecret(path);
      case 'chooseFile':
        return await this.#chooseFile(path);
      case 'pressed':
        return this.#setShortcut(path, command.keys);
    }
  }

  /** @param isSilent the answer has no message if it is saved */
  #save(path: string, value: unknown, invalidMessage: string, isSilent = false): CommandResult {
    const { store, t } = this.#deps;
    const result = store.set(path, value);
    if (result.kind !== 'done') return toChangeFailure(result, invalidMessage, this.#deps);
    return isSilent ? OK : succeed(t()('settings.saved'));
  }

  async #storeSecret(id: string, typed: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const secret = ZOOM_SECRETS.find((one) => one === id);
    if (secret === undefined) return fail(t()('settings.unknown'));
    const value = typed.trim();
    if (!/^[\x21-\x7E]{1,500}$/u.test(value)) return fail(t()('settings.secret.unusable'));
    await store.setSecret(SECRET_KEYS[secret], value);
    const state = store.secrets.getState(SECRET_KEYS[secret]);
    const name = t()(`setting.${secret}`);
    return state.kind === 'this-run'
      ? succeed(t()('settings.secret.savedThisRun', { name, ...formatKeychainFault(state.fault, t()) }))
      : succeed(t()('settings.secret.saved', { name }));
  }

  async #removeSecret(id: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const secret = ZOOM_SECRETS.find((one) => one === id);
    if (secret === undefined) return fail(t()('settings.unknown'));
    const name = t()(`setting.${secret}`);
    try {
      await store.removeSecret(SECRET_KEYS[secret]);
      return succeed(t()('settings.secret.removed', { name }));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return fail(t()('settings.secret.notRemoved', { name, ...formatKeychainFault(error.fault, t()) }));
    }
  }

  async #chooseFile(id: string): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    if (id === 'network.caFile') {
      const path = await dialogs.openFile(t()('settings.ca.dialog'), [
        { name: t()('settings.ca.files'), extensions: ['pem', 'crt', 'cer', 'der'] },
      ]);
      if (path === null) return OK;
      const { problem } = loadTrustedRoots({ extraFile: path, nodeExtraFile: null, system: () => [] });
      if (problem !== null) return fail(formatCaFileProblem(problem, t()));
      return this.#save(id, path, t()('settings.expected.text'));
    }
    if (CALL_CLASSES.some((kind) => id === `sounds.${kind}`)) {
      const path = await dialogs.openFile(t()('settings.sound.dialog'), [
        { name: t()('settings.sound.files'), extensions: SOUND_EXTENSIONS },
      ]);
      if (path === null) return OK;
      const problem = await checkSoundFile(path);
      if (problem !== 'ok') return fail(t()(`soundFile.${problem}`));
      return this.#save(id, path, t()('settings.expected.text'));
    }
    return fail(t()('settings.unknown'));
  }

  #setShortcut(id: string, keys: PressedKeys): CommandResult {
    const { store, t } = this.#deps;
    const name = SHORTCUTS.find((one) => id === `shortcuts.${one}`);
    if (name === undefined) return fail(t()('settings.unknown'));
    const accelerator = acceleratorFromKeys(keys, this.#platform);
    if (accelerator === null) return fail(t()('settings.shortcut.unusable-pressed'));
    // Two equal shortcuts are refused here, whichever was set first.
    const planned = { ...store.current.settings.shortcuts, [name]: accelerator };
    const problem = planShortcuts(planned, this.#platform).problems.find(
      (one) => one.accelerator === accelerator,
    );
    if (problem !== undefined) return fail(formatShortcutProblem(problem, this.#platform, t()));
    const answer = this.#save(id, accelerator, t()('settings.shortcut.unusable-pressed'), true);
    // Registering it may show that another program has it.
    const conflict = this.#appDeps.shortcutProblems().find((one) => one.name === name);
    return answer.ok && conflict !== undefined
      ? fail(formatShortcutProblem(conflict, this.#platform, t()))
      : answer;
  }

  async #playSound(id: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const { sounds } = store.current.settings;
    const kind = CALL_CLASSES.find((one) => id === `sounds.${one}`);
    if (kind === undefined || sounds[kind] === 'none') return fail(t()('settings.unknown'));
    if (sounds.volume === 0) return fail(t()('settings.sound.silent'));
    if (!BUILT_IN_SOUNDS.some((sound) => sound === sounds[kind])) {
      const problem = await checkSoundFile(sounds[kind]);
      if (problem !== 'ok') return fail(t()(`soundFile.${problem}`));
    }
    this.#appDeps.playSound(kind);
    return OK;
  }

  async #export(): Promise<CommandResult> {
    const { dialogs, store, t } = this.#deps;
    const file = await dialogs.saveFile(t()('settings.export.dialog'), 'chakushin-settings.json');
    if (file === null) return OK;
    try {
      await writeFile(file, store.export());
    } catch (error) {
      return fail(t()('settings.export.failed', { file, cause: toErrorCode(error) }));
    }
    return succeed(t()('settings.export.done', { file }));
  }

  async #import(): Promise<CommandResult> {
    const { dialogs, store, t } = this.#deps;
    const file = await dialogs.openFile(t()('settings.import.dialog'), [
      { name: t()('settings.file.kind'), extensions: ['json'] },
    ]);
    if (file === null) return OK;
    let text: string;
    try {
      const { size } = await stat(file);
      if (size > MAX_IMPORT_BYTES) return fail(t()('settings.import.unusable', { file }));
      text = await readFile(file, 'utf8');
    } catch (error) {
      return fail(t()('settings.import.unreadable', { file, cause: toErrorCode(error) }));
    }
    const { result, skipped } = store.import(text);
    if (result.kind !== 'done')
      return toChangeFailure(result, t()('settings.import.unusable', { file }), this.#deps);
    // In the imported language.
    const translateNow = t();
    if (skipped.length === 0) return succeed(translateNow('settings.import.done'));
    const names = skipped.map((path) => (isNamedSetting(path) ? translateNow(`setting.${path}`) : path));
    return succeed(translateNow('settings.import.left', { names: formatList(names, translateNow) }));
  }
}

import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Assembly } from '../../src-core/assemble.ts';
import { trustedRoots } from '../../src-core/http/trusted-roots.ts';
import type { ChangeResult } from '../../src-core/live-configuration.ts';
import { KEPT_AS, SecretStoreError } from '../../src-core/secret-store.ts';
import { OWN_SOUNDS, SHORTCUTS, type CallClass } from '../../src-core/settings/schema.ts';
import {
  SECRET_VARIABLES,
  variableValue,
  type Environment,
  type ZoomSecret,
} from '../../src-core/settings/variables.ts';
import { errorCode } from '../../src-core/watch-file.ts';
import type { FieldCommand, PressedKeys } from '../../src-preload/fields.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import type { SettingsCommand, SettingsView } from '../../src-preload/pages/settings.ts';
import { acceleratorFromKeys } from '../accelerator.ts';
import { planShortcuts, type ShortcutProblem } from '../shortcuts.ts';
import { checkSoundFile } from '../sounds.ts';
import { FIELD_COMMANDS, keychainTrouble, lockSentence } from './fields.ts';
import { DONE, failed, said, type Page, type PageReader, type PageTools } from './page.ts';
import { changeFrom, expected } from './setting-change.ts';
import {
  caFileSentence,
  CLASSES,
  fieldsOf,
  isNamed,
  settingsView,
  shortcutSentence,
  ZOOM_SECRETS,
  type Display,
  type SettingsFacts,
} from './settings-view.ts';

export const SettingsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.literal('export') }),
  z.strictObject({ type: z.literal('import') }),
  z.strictObject({ type: z.literal('hear'), id: z.string().max(200) }),
]) satisfies z.ZodType<SettingsCommand>;

interface SettingsTools extends Pick<PageTools, 'live' | 'dialogs' | 't' | 'redraw'> {
  readonly assembly: { readonly way: Pick<Assembly['way'], 'caFileProblem'> };
}

/** What is asked of the app around the page. */
export interface SettingsSurroundings {
  /** those that are connected now */
  readonly displays: () => readonly Display[];
  /** of the key combinations as they are registered now */
  readonly shortcutProblems: () => readonly ShortcutProblem[];
  /** Plays the sound of this kind of call as it is set. */
  readonly hear: (kind: CallClass) => void;
  /** the process's environment, or {} where it must not count (a packaged app) */
  readonly environment: Environment;
  /** for tests */
  readonly platform?: NodeJS.Platform;
}

/** An exported file is a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** Everything that can be set. What the window asks is checked against the very field that it was shown. */
export class SettingsPage implements Page<SettingsView, SettingsCommand> {
  readonly #tools: SettingsTools;
  readonly #around: SettingsSurroundings;
  readonly #platform: NodeJS.Platform;
  /** secrets of which the keychain was asked */
  readonly #asked = new Set<ZoomSecret>();

  constructor(tools: SettingsTools, around: SettingsSurroundings) {
    this.#tools = tools;
    this.#around = around;
    this.#platform = around.platform ?? process.platform;
  }

  view(reader: PageReader): SettingsView {
    return settingsView(this.#facts, reader);
  }

  entered(): void {
    for (const id of ZOOM_SECRETS) void this.#askFor(id);
  }

  async take(command: SettingsCommand): Promise<Answer> {
    switch (command.type) {
      case 'export':
        return await this.#export();
      case 'import':
        return await this.#import();
      case 'hear':
        return await this.#hear(command.id);
      case 'set':
      case 'secret':
      case 'forgetSecret':
      case 'chooseFile':
      case 'pressed': {
        const answer = await this.#change(command);
        // Also where nothing has changed: what was typed gives way to what counts.
        this.#tools.redraw();
        return answer;
      }
    }
  }

  get #facts(): SettingsFacts {
    const { assembly, live } = this.#tools;
    const { displays, shortcutProblems } = this.#around;
    return {
      settings: live.now.settings,
      problems: live.now.problems,
      lockOf: (path) => live.lockOf(path),
      secretOf: (id) =>
        this.#isVariableSet(id)
          ? { kind: 'variable', name: SECRET_VARIABLES[id] }
          : live.secrets.state(KEPT_AS[id]),
      isTrial: live.isTrial,
      displays: displays(),
      shortcutProblems: shortcutProblems(),
      caFileProblem: assembly.way.caFileProblem,
      platform: this.#platform,
    };
  }

  #isVariableSet(id: ZoomSecret): boolean {
    return variableValue(this.#around.environment, SECRET_VARIABLES[id]) !== null;
  }

  /** Only whether there is one: what the keychain gives is let go of at once. */
  async #askFor(id: ZoomSecret): Promise<void> {
    const { secrets } = this.#tools.live;
    const name = KEPT_AS[id];
    if (this.#asked.has(id) || this.#isVariableSet(id) || secrets.state(name).kind !== 'unknown') return;
    this.#asked.add(id);
    try {
      await secrets.get(name);
    } catch (error) {
      // Its state says why.
      if (!(error instanceof SecretStoreError)) throw error;
    }
    this.#tools.redraw();
  }

  async #change(command: FieldCommand): Promise<Answer> {
    const t = this.#tools.t();
    // Whose language it is in is no matter here: what can be changed, and to what, is.
    const view = settingsView(this.#facts, { t, language: 'en', now: 0 });
    const field = fieldsOf(view).find(({ id }) => id === command.id);
    if (field === undefined) return failed(t('settings.unknown'));
    if (field.lock !== null) return failed(field.lock);
    switch (command.type) {
      case 'set': {
        const change = changeFrom(field, command.value, this.#tools.live.now.settings);
        if (change === 'unusable') return failed(expected(field, t));
        if (change === 'same') return DONE;
        const isSeen = field.kind !== 'text';
        return this.#save(change.path, change.value, expected(field, t), isSeen);
      }
      case 'secret':
        return await this.#keep(field.id, command.value);
      case 'forgetSecret':
        return await this.#forget(field.id);
      case 'chooseFile':
        return await this.#choose(field.id);
      case 'pressed':
        return this.#record(field.id, command.keys);
    }
  }

  /**
   * @param otherwise what is said of a value that cannot be used
   * @param isSeen that it is saved needs no words
   */
  #save(path: string, value: unknown, otherwise: string, isSeen = false): Answer {
    const { live, t } = this.#tools;
    const result = live.set(path, value);
    if (result.kind !== 'done') return this.#refusal(result, otherwise);
    return isSeen ? DONE : said(t()('settings.saved'));
  }

  #refusal(result: Exclude<ChangeResult, { kind: 'done' }>, otherwise: string): Answer {
    const { live, t } = this.#tools;
    switch (result.kind) {
      case 'locked':
        return failed(lockSentence(result.lock, t()));
      case 'unusable':
        return failed(otherwise);
      case 'unwritable':
        return failed(t()('settings.unwritable', { cause: result.cause, folder: live.now.home }));
    }
  }

  async #keep(id: string, typed: string): Promise<Answer> {
    const { live, t } = this.#tools;
    const secret = ZOOM_SECRETS.find((one) => one === id);
    if (secret === undefined) return failed(t()('settings.unknown'));
    const value = typed.trim();
    if (!/^[\x21-\x7E]{1,500}$/u.test(value)) return failed(t()('settings.secret.unusable'));
    await live.setSecret(KEPT_AS[secret], value);
    const state = live.secrets.state(KEPT_AS[secret]);
    const name = t()(`setting.${secret}`);
    return state.kind === 'this-run'
      ? said(t()('settings.secret.savedThisRun', { name, ...keychainTrouble(state.fault, t()) }))
      : said(t()('settings.secret.saved', { name }));
  }

  async #forget(id: string): Promise<Answer> {
    const { live, t } = this.#tools;
    const secret = ZOOM_SECRETS.find((one) => one === id);
    if (secret === undefined) return failed(t()('settings.unknown'));
    const name = t()(`setting.${secret}`);
    try {
      await live.removeSecret(KEPT_AS[secret]);
      return said(t()('settings.secret.removed', { name }));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return failed(t()('settings.secret.notRemoved', { name, ...keychainTrouble(error.fault, t()) }));
    }
  }

  async #choose(id: string): Promise<Answer> {
    const { dialogs, t } = this.#tools;
    if (id === 'network.caFile') {
      const path = await dialogs.openFile(t()('settings.ca.dialog'), [
        { name: t()('settings.ca.files'), extensions: ['pem', 'crt', 'cer', 'der'] },
      ]);
      if (path === null) return DONE;
      const { problem } = trustedRoots({ extraFile: path, nodeExtraFile: null, system: () => [] });
      if (problem !== null) return failed(caFileSentence(problem, t()));
      return this.#save(id, path, t()('settings.expected.text'));
    }
    if (CLASSES.some((kind) => id === `sounds.${kind}`)) {
      const path = await dialogs.openFile(t()('settings.sound.dialog'), [
        {
          name: t()('settings.sound.files'),
          extensions: ['wav', 'mp3', 'ogg', 'oga', 'opus', 'flac', 'm4a', 'aac'],
        },
      ]);
      if (path === null) return DONE;
      const problem = await checkSoundFile(path);
      if (problem !== 'ok') return failed(t()(`soundFile.${problem}`));
      return this.#save(id, path, t()('settings.expected.text'));
    }
    return failed(t()('settings.unknown'));
  }

  #record(id: string, keys: PressedKeys): Answer {
    const { live, t } = this.#tools;
    const name = SHORTCUTS.find((one) => id === `shortcuts.${one}`);
    if (name === undefined) return failed(t()('settings.unknown'));
    const accelerator = acceleratorFromKeys(keys, this.#platform);
    if (accelerator === null) return failed(t()('settings.shortcut.unusable-pressed'));
    const wanted = { ...live.now.settings.shortcuts, [name]: accelerator };
    // Of two that are the same the later one is blamed, whichever was there before.
    const problem = planShortcuts(wanted, this.#platform).problems.find(
      (one) => one.accelerator === accelerator,
    );
    if (problem !== undefined) return failed(shortcutSentence(problem, this.#platform, t()));
    const answer = this.#save(id, accelerator, t()('settings.shortcut.unusable-pressed'), true);
    // Whether another program has it is known once it is asked for.
    const taken = this.#around.shortcutProblems().find((one) => one.name === name);
    return answer.ok && taken !== undefined ? failed(shortcutSentence(taken, this.#platform, t())) : answer;
  }

  async #hear(id: string): Promise<Answer> {
    const { live, t } = this.#tools;
    const { sounds } = live.now.settings;
    const kind = CLASSES.find((one) => id === `sounds.${one}`);
    if (kind === undefined || sounds[kind] === 'none') return failed(t()('settings.unknown'));
    if (sounds.volume === 0) return failed(t()('settings.sound.silent'));
    if (!OWN_SOUNDS.some((own) => own === sounds[kind])) {
      const problem = await checkSoundFile(sounds[kind]);
      if (problem !== 'ok') return failed(t()(`soundFile.${problem}`));
    }
    this.#around.hear(kind);
    return DONE;
  }

  async #export(): Promise<Answer> {
    const { dialogs, live, t } = this.#tools;
    const file = await dialogs.saveFile(t()('settings.export.dialog'), 'chakushin-settings.json');
    if (file === null) return DONE;
    try {
      await writeFile(file, live.export());
    } catch (error) {
      return failed(t()('settings.export.failed', { file, cause: errorCode(error) }));
    }
    return said(t()('settings.export.done', { file }));
  }

  async #import(): Promise<Answer> {
    const { dialogs, live, t } = this.#tools;
    const file = await dialogs.openFile(t()('settings.import.dialog'), [
      { name: t()('settings.file.kind'), extensions: ['json'] },
    ]);
    if (file === null) return DONE;
    let text: string;
    try {
      const { size } = await stat(file);
      if (size > MOST_BYTES) return failed(t()('settings.import.unusable', { file }));
      text = await readFile(file, 'utf8');
    } catch (error) {
      return failed(t()('settings.import.unreadable', { file, cause: errorCode(error) }));
    }
    const { result, left } = live.import(text);
    if (result.kind !== 'done') return this.#refusal(result, t()('settings.import.unusable', { file }));
    // Of the language that was imported.
    const now = t();
    if (left.length === 0) return said(now('settings.import.done'));
    const names = left.map((path) => (isNamed(path) ? now(`setting.${path}`) : path));
    return said(now('settings.import.left', { names: names.join(' / ') }));
  }
}

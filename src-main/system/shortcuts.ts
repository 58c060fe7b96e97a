import type { GlobalShortcut } from 'electron/main';
import type { Notice } from '../../src-core/i18n/notice.ts';
import { SHORTCUTS, type Settings, type ShortcutName } from '../../src-core/settings/schema.ts';
import { readAccelerator } from './accelerator.ts';

/**
 * `unusable`: invalid, or it would prevent typing; `everyday`: reserved for common commands; `twice`: equal to an earlier
 * one; `taken`: registered by another app
 */
export type ShortcutProblemKind = 'unusable' | 'everyday' | 'twice' | 'taken';

export interface ShortcutProblem {
  readonly name: ShortcutName;
  readonly kind: ShortcutProblemKind;
  /** as written if it is `unusable` */
  readonly accelerator: string;
}

export function toShortcutNotice({ name, kind, accelerator }: ShortcutProblem): Notice {
  return { level: 'warn', code: `shortcut-${kind}`, params: { keys: accelerator, why: `shortcut-${name}` } };
}

/** Which shortcuts to register, and why others cannot be; pure. */
export function planShortcuts(
  settings: Settings['shortcuts'],
  platform = process.platform,
): { readonly plan: ReadonlyMap<string, ShortcutName>; readonly problems: readonly ShortcutProblem[] } {
  const plan = new Map<string, ShortcutName>();
  const problems: ShortcutProblem[] = [];
  for (const name of SHORTCUTS) {
    const text = settings[name];
    if (text === null) continue;
    const accelerator = readAccelerator(text, platform);
    if (accelerator === null) problems.push({ name, kind: 'unusable', accelerator: text });
    else if (isReserved(accelerator, platform)) problems.push({ name, kind: 'everyday', accelerator });
    else if (plan.has(accelerator)) problems.push({ name, kind: 'twice', accelerator });
    else plan.set(accelerator, name);
  }
  return { plan, problems };
}

/** Copy, paste, save, close …, which would stop working in every other app. */
function isReserved(accelerator: string, platform: NodeJS.Platform): boolean {
  const mainModifier = platform === 'darwin' ? 'Command' : 'Control';
  const reserved = 'A C F N O P Q S T V W X Y Z'.split(' ').map((letter) => `${mainModifier}+${letter}`);
  return [...reserved, 'Alt+F4', 'Alt+Tab'].includes(accelerator);
}

/** System-wide shortcuts. */
export class Shortcuts {
  readonly #system: Pick<GlobalShortcut, 'register' | 'unregister'>;
  readonly #actions: Readonly<Record<ShortcutName, () => void>>;
  /** by accelerator */
  #registered = new Map<string, ShortcutName>();

  constructor(
    system: Pick<GlobalShortcut, 'register' | 'unregister'>,
    actions: Readonly<Record<ShortcutName, () => void>>,
  ) {
    this.#system = system;
    this.#actions = actions;
  }

  /** Registers exactly these. Shortcuts that were taken are tried again each time. */
  apply(settings: Settings['shortcuts']): readonly ShortcutProblem[] {
    const { plan, problems } = planShortcuts(settings);
    for (const accelerator of this.#registered.keys())
      if (!plan.has(accelerator)) this.#system.unregister(accelerator);
    const previous = this.#registered;
    this.#registered = new Map();
    const takenProblems: ShortcutProblem[] = [];
    for (const [accelerator, name] of plan) {
      if (previous.has(accelerator) || this.#register(accelerator)) this.#registered.set(accelerator, name);
      else takenProblems.push({ name, kind: 'taken', accelerator });
    }
    return [...problems, ...takenProblems];
  }

  end(): void {
    for (const accelerator of this.#registered.keys()) this.#system.unregister(accelerator);
    this.#registered.clear();
  }

  #register(accelerator: string): boolean {
    try {
      return this.#system.register(accelerator, () => this.#onPressed(accelerator));
    } catch {
      // Electron throws for keys that this system does not support.
      return false;
    }
  }

  /** Looks the action up, since two shortcuts may have been swapped. */
  #onPressed(accelerator: string): void {
    const name = this.#registered.get(accelerator);
    if (name !== undefined) this.#actions[name]();
  }
}

import type { GlobalShortcut } from 'electron/main';
import type { Notice } from '../../src-core/i18n/notice.ts';
import { SHORTCUTS, type Settings, type ShortcutName } from '../../src-core/settings/schema.ts';
import { readAccelerator } from './accelerator.ts';

/**
 * Why a combination does nothing: it is none or would be in the way of typing; every program means something of its own
 * by it; an earlier one of ours is the same; another program has it.
 */
export type ShortcutProblemKind = 'unusable' | 'everyday' | 'twice' | 'taken';

export interface ShortcutProblem {
  readonly name: ShortcutName;
  readonly kind: ShortcutProblemKind;
  /** as it is written, where it is `unusable` */
  readonly accelerator: string;
}

/** As a line for a person; its sentence names the combination and the action. */
export function toShortcutNotice({ name, kind, accelerator }: ShortcutProblem): Notice {
  return {
    level: 'warn',
    code: `shortcut-${kind}`,
    params: { keys: accelerator, why: `shortcut-${name}` },
  };
}

/** What is to be registered, and what cannot be; pure. */
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

/** Copy, paste, save, close …: registered by us, they would stop working everywhere else. */
function isReserved(accelerator: string, platform: NodeJS.Platform): boolean {
  const mainModifier = platform === 'darwin' ? 'Command' : 'Control';
  const reserved = 'A C F N O P Q S T V W X Y Z'.split(' ').map((letter) => `${mainModifier}+${letter}`);
  return [...reserved, 'Alt+F4', 'Alt+Tab'].includes(accelerator);
}

/** Key combinations that work while another program has the keyboard. */
export class Shortcuts {
  readonly #system: Pick<GlobalShortcut, 'register' | 'unregister'>;
  readonly #actions: Readonly<Record<ShortcutName, () => void>>;
  /** those that the system gave us */
  #registered = new Map<string, ShortcutName>();

  constructor(
    system: Pick<GlobalShortcut, 'register' | 'unregister'>,
    actions: Readonly<Record<ShortcutName, () => void>>,
  ) {
    this.#system = system;
    this.#actions = actions;
  }

  /** Registers these and no others. What another program had before is tried again each time. */
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
      // Electron throws for what this system does not know: to a person the same as if it were taken.
      return false;
    }
  }

  /** What it does is asked when it is pressed: two of them may have changed places meanwhile. */
  #onPressed(accelerator: string): void {
    const name = this.#registered.get(accelerator);
    if (name !== undefined) this.#actions[name]();
  }
}

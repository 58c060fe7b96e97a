import type { PressedKeys } from '../../src-preload/ipc/fields.ts';

/** The names of each modifier; `Main` is Command on macOS, and Control elsewhere. */
const MODIFIERS = toNameMap({
  Control: ['control', 'ctrl'],
  Alt: ['alt', 'option', 'opt'],
  Shift: ['shift'],
  Meta: ['meta', 'super', 'command', 'cmd', 'windows', 'win'],
  Main: ['commandorcontrol', 'cmdorctrl'],
});

/** The names of each key, including short forms and those of keyboard events. */
const NAMED_KEYS = toNameMap({
  Space: ['space', 'spacebar'],
  Tab: ['tab'],
  Enter: ['enter', 'return'],
  Escape: ['escape', 'esc'],
  Backspace: ['backspace'],
  Delete: ['delete', 'del'],
  Insert: ['insert', 'ins'],
  Home: ['home'],
  End: ['end'],
  PageUp: ['pageup'],
  PageDown: ['pagedown'],
  Up: ['up', 'arrowup'],
  Down: ['down', 'arrowdown'],
  Left: ['left', 'arrowleft'],
  Right: ['right', 'arrowright'],
});

function toNameMap(names: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(names).flatMap(([key, aliases]) => aliases.map((alias) => [alias, key])));
}

/**
 * The combination that a person wrote, as Electron names it: "ctrl + alt+c" is "Control+Alt+C". Keys are letters, digits,
 * function keys and the named ones, since punctuation is on other keys in every layout.
 *
 * @returns null if there is no such combination, or it would prevent typing: all but function keys need Control, Alt, or
 * Command (the Windows key)
 */
export function readAccelerator(text: string, platform = process.platform): string | null {
  // NFKC also accepts full-width letters.
  const parts = text.normalize('NFKC').toLowerCase().split('+');
  const modifiers = new Set<string>();
  const keys: string[] = [];
  for (const part of parts.map((one) => one.trim())) {
    const modifier = MODIFIERS.get(part);
    if (modifier === undefined) keys.push(part);
    else if (modifier === 'Main') modifiers.add(platform === 'darwin' ? 'Meta' : 'Control');
    else modifiers.add(modifier);
  }
  const [pressed = ''] = keys;
  const key = /^(?:[a-z0-9]|f(?:[1-9]|1\d|2[0-4]))$/u.test(pressed)
    ? pressed.toUpperCase()
    : NAMED_KEYS.get(pressed);
  if (key === undefined || keys.length !== 1) return null;
  const hasStrongModifier = ['Control', 'Alt', 'Meta'].some((name) => modifiers.has(name));
  if (!hasStrongModifier && !/^F\d/u.test(key)) return null;
  const names = ['Control', 'Alt', 'Shift', 'Meta'].filter((name) => modifiers.has(name));
  const meta = platform === 'darwin' ? 'Command' : 'Super';
  return [...names.map((name) => (name === 'Meta' ? meta : name)), key].join('+');
}

/** Null if it cannot be used or is not complete. */
export function acceleratorFromKeys(pressed: PressedKeys, platform = process.platform): string | null {
  const { ctrl, alt, shift, meta } = pressed;
  const parts = [ctrl && 'Control', alt && 'Alt', shift && 'Shift', meta && 'Meta', getKeyName(pressed)];
  return readAccelerator(parts.filter((part) => part !== false).join('+'), platform);
}

function getKeyName({ key, code }: PressedKeys): string {
  // `key` is a symbol for a digit with Shift, and may be another character with Option or while Japanese is typed.
  const physicalKey = /^(?:Key|Digit)(?<name>[A-Z0-9])$/u.exec(code)?.groups?.['name'];
  if (/^[a-z]$/iu.test(key)) return key;
  if (physicalKey !== undefined) return physicalKey;
  // Number pad keys differ from digit keys.
  if (key.length === 1 && key !== ' ') return '';
  return key === ' ' ? 'Space' : key;
}

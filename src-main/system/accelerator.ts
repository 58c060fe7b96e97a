import type { PressedKeys } from '../../src-preload/ipc/fields.ts';

/** Where it stands depends on the keyboard, its name on the system. */
const MODIFIERS: ReadonlyMap<string, 'Control' | 'Alt' | 'Shift' | 'Meta' | 'Main'> = new Map([
  ['control', 'Control'],
  ['ctrl', 'Control'],
  ['alt', 'Alt'],
  ['option', 'Alt'],
  ['opt', 'Alt'],
  ['shift', 'Shift'],
  ['meta', 'Meta'],
  ['super', 'Meta'],
  ['command', 'Meta'],
  ['cmd', 'Meta'],
  ['windows', 'Meta'],
  ['win', 'Meta'],
  ['commandorcontrol', 'Main'],
  ['cmdorctrl', 'Main'],
]);

/** By all their names: ours, and those of keyboard events. */
const NAMED_KEYS: ReadonlyMap<string, string> = new Map([
  ['space', 'Space'],
  ['spacebar', 'Space'],
  ['tab', 'Tab'],
  ['enter', 'Enter'],
  ['return', 'Enter'],
  ['escape', 'Escape'],
  ['esc', 'Escape'],
  ['backspace', 'Backspace'],
  ['delete', 'Delete'],
  ['del', 'Delete'],
  ['insert', 'Insert'],
  ['ins', 'Insert'],
  ['home', 'Home'],
  ['end', 'End'],
  ['pageup', 'PageUp'],
  ['pagedown', 'PageDown'],
  ...['Up', 'Down', 'Left', 'Right'].flatMap((name): [string, string][] => [
    [name.toLowerCase(), name],
    [`arrow${name.toLowerCase()}`, name],
  ]),
]);

/**
 * A key combination as Electron names it, from what a person wrote: "ctrl + alt+c" is "Control+Alt+C". Letters, digits,
 * function keys and named ones can be used; marks stand on other keys in every country.
 *
 * @returns null = there is no such combination, or it would take a key away from typing: all but function keys need one of
 * Control, Alt, and Command or the Windows key
 */
export function readAccelerator(text: string, platform = process.platform): string | null {
  // Full-width letters are letters, too.
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

/** The combination that was pressed; null = it cannot be used, or is not complete yet. */
export function acceleratorFromKeys(pressed: PressedKeys, platform = process.platform): string | null {
  const { ctrl, alt, shift, meta } = pressed;
  const parts = [ctrl && 'Control', alt && 'Alt', shift && 'Shift', meta && 'Meta', getKeyName(pressed)];
  return readAccelerator(parts.filter((part) => part !== false).join('+'), platform);
}

function getKeyName({ key, code }: PressedKeys): string {
  // With Shift, a digit's key is a mark; with Option or while Japanese is typed, a letter's key is something else.
  const physicalKey = /^(?:Key|Digit)(?<name>[A-Z0-9])$/u.exec(code)?.groups?.['name'];
  if (/^[a-z]$/iu.test(key)) return key;
  if (physicalKey !== undefined) return physicalKey;
  // Those of the number pad are other keys than the digits.
  if (key.length === 1 && key !== ' ') return '';
  return key === ' ' ? 'Space' : key;
}

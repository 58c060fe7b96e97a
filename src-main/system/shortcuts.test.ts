import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { formatNotice } from '../../src-core/output/messages.ts';
import { SHORTCUTS, type Settings, type ShortcutName } from '../../src-core/settings/schema.ts';
import type { PressedKeys } from '../../src-preload/ipc/fields.ts';
import { acceleratorFromKeys, readAccelerator } from './accelerator.ts';
import { planShortcuts, toShortcutNotice, Shortcuts } from './shortcuts.ts';

const NONE: Settings['shortcuts'] = { focus: null, copy: null, open: null, close: null, pause: null };

describe('readAccelerator', () => {
  test.each([
    ['ctrl + alt+c', 'Control+Alt+C'],
    ['Alt+Control+C', 'Control+Alt+C'],
    ['CTRL+CTRL+c', 'Control+C'],
    ['ｃｔｒｌ＋ａｌｔ＋１', 'Control+Alt+1'],
    ['CommandOrControl+Shift+K', 'Control+Shift+K'],
    ['Cmd+Shift+K', 'Shift+Super+K'],
    ['win+F5', 'Super+F5'],
    ['option+space', 'Alt+Space'],
    ['F12', 'F12'],
    ['shift+f24', 'Shift+F24'],
    ['c+ctrl', 'Control+C'],
    ['Ctrl+PageUp', 'Control+PageUp'],
    ['Ctrl+Return', 'Control+Enter'],
    ['Alt+ArrowUp', 'Alt+Up'],
  ])('reads %s as %s', (text, accelerator) => {
    expect(readAccelerator(text, 'win32')).toBe(accelerator);
  });

  test('uses Command as the main key on macOS', () => {
    expect(readAccelerator('CmdOrCtrl+Alt+C', 'darwin')).toBe('Alt+Command+C');
    expect(readAccelerator('Super+Alt+C', 'darwin')).toBe('Alt+Command+C');
  });

  test.each(['', '+', 'C', 'Shift+C', 'Enter', 'Ctrl', 'Ctrl+', 'Ctrl++', 'Ctrl+C+D', 'F0', 'F25', 'Ctrl+-'])(
    'returns null for %j',
    (text) => expect(readAccelerator(text, 'win32')).toBeNull(),
  );

  test('reads its own output unchanged', () => {
    const part = fc.constantFrom(
      'ctrl',
      'Alt',
      'SHIFT',
      'cmd',
      'CmdOrCtrl',
      'c',
      '7',
      'f3',
      'space',
      'Up',
      'é',
      '',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom('win32', 'darwin', 'linux'),
        (parts, platform) => {
          const accelerator = readAccelerator(parts.join(' + '), platform);
          if (accelerator === null) return;
          expect(readAccelerator(accelerator, platform)).toBe(accelerator);
          expect(accelerator).toMatch(/^F\d|(?:Control|Alt|Command|Super)\+|^Shift\+F\d/u);
        },
      ),
    );
  });
});

describe('acceleratorFromKeys', () => {
  const keys = (key: string, code: string, ...held: ('ctrl' | 'alt' | 'shift' | 'meta')[]): PressedKeys => ({
    key,
    code,
    ctrl: held.includes('ctrl'),
    alt: held.includes('alt'),
    shift: held.includes('shift'),
    meta: held.includes('meta'),
  });

  test.each([
    ['a letter', keys('c', 'KeyC', 'ctrl', 'alt'), 'Control+Alt+C'],
    ['a letter by layout, not by key position', keys('a', 'KeyQ', 'ctrl', 'alt'), 'Control+Alt+A'],
    ['a letter with a Japanese input method', keys('Process', 'KeyC', 'ctrl', 'alt'), 'Control+Alt+C'],
    ['a letter that Option changes', keys('ç', 'KeyC', 'alt'), 'Alt+C'],
    ['a digit', keys('1', 'Digit1', 'alt'), 'Alt+1'],
    ['a digit that Shift changes', keys('!', 'Digit1', 'ctrl', 'shift'), 'Control+Shift+1'],
    ['an arrow', keys('ArrowLeft', 'ArrowLeft', 'ctrl', 'meta'), 'Control+Super+Left'],
    ['the space bar', keys(' ', 'Space', 'ctrl'), 'Control+Space'],
    ['a function key alone', keys('F9', 'F9'), 'F9'],
    ['a modifier alone', keys('Control', 'ControlLeft', 'ctrl'), null],
    ['a letter alone', keys('c', 'KeyC'), null],
    ['a capital letter alone', keys('C', 'KeyC', 'shift'), null],
    ['Tab alone', keys('Tab', 'Tab'), null],
    ['a punctuation mark', keys(';', 'Semicolon', 'ctrl'), null],
    ['a plus sign', keys('+', 'Equal', 'ctrl'), null],
    ['a digit of the number pad', keys('5', 'Numpad5', 'ctrl'), null],
  ])('%s', (_what, pressed, accelerator) => {
    expect(acceleratorFromKeys(pressed, 'win32')).toBe(accelerator);
  });
});

describe('planShortcuts', () => {
  test('reports unusable, everyday and duplicate combinations', () => {
    const { plan, problems } = planShortcuts(
      { focus: 'ctrl+alt+c', copy: 'Alt+Ctrl+C', open: 'Ctrl+C', close: 'X', pause: 'F9' },
      'win32',
    );
    expect([...plan]).toEqual([
      ['Control+Alt+C', 'focus'],
      ['F9', 'pause'],
    ]);
    expect(problems).toEqual([
      { name: 'copy', kind: 'twice', accelerator: 'Control+Alt+C' },
      { name: 'open', kind: 'everyday', accelerator: 'Control+C' },
      { name: 'close', kind: 'unusable', accelerator: 'X' },
    ]);
  });

  test('allows Control+C on macOS but not Command+C', () => {
    expect(planShortcuts({ ...NONE, copy: 'Ctrl+C' }, 'darwin').problems).toEqual([]);
    expect(planShortcuts({ ...NONE, copy: 'Cmd+C' }, 'darwin').problems).toHaveLength(1);
  });
});

/** A system in which other programs have registered some shortcuts. */
class FakeSystem {
  readonly registered = new Map<string, () => void>();
  readonly others = new Set<string>();
  calls = 0;
  register(accelerator: string, run: () => void): boolean {
    this.calls += 1;
    if (accelerator === 'F24') throw new TypeError('conversion failure');
    if (this.others.has(accelerator) || this.registered.has(accelerator)) return false;
    this.registered.set(accelerator, run);
    return true;
  }
  unregister(accelerator: string): void {
    if (!this.registered.delete(accelerator)) throw new Error(`${accelerator} was not registered`);
  }
}

describe('Shortcuts', () => {
  const begin = (): { system: FakeSystem; shortcuts: Shortcuts; pressed: ShortcutName[] } => {
    const system = new FakeSystem();
    const pressed: ShortcutName[] = [];
    const on = (name: ShortcutName) => (): void => void pressed.push(name);
    const shortcuts = new Shortcuts(system, {
      focus: on('focus'),
      copy: on('copy'),
      open: on('open'),
      close: on('close'),
      pause: on('pause'),
    });
    return { system, shortcuts, pressed };
  };

  test('runs the action of the pressed combination, even after two are swapped', () => {
    const { system, shortcuts, pressed } = begin();
    expect(shortcuts.apply({ ...NONE, focus: 'Alt+1', copy: 'Alt+2' })).toEqual([]);
    system.registered.get('Alt+1')?.();
    shortcuts.apply({ ...NONE, focus: 'Alt+2', copy: 'Alt+1' });
    system.registered.get('Alt+1')?.();
    expect(pressed).toEqual(['focus', 'copy']);
    expect(system.calls).toBe(2);
  });

  test('reports combinations of other programs and retries them on the next apply', () => {
    const { system, shortcuts } = begin();
    system.others.add('Alt+1');
    const wanted = { ...NONE, focus: 'Alt+1', copy: 'F24', open: 'Alt+3' };
    expect(shortcuts.apply(wanted)).toEqual([
      { name: 'focus', kind: 'taken', accelerator: 'Alt+1' },
      { name: 'copy', kind: 'taken', accelerator: 'F24' },
    ]);
    expect([...system.registered.keys()]).toEqual(['Alt+3']);
    system.others.clear();
    expect(shortcuts.apply({ ...wanted, copy: null })).toEqual([]);
    expect([...system.registered.keys()].sort()).toEqual(['Alt+1', 'Alt+3']);
  });

  test('unregisters removed combinations, and all at the end', () => {
    const { system, shortcuts } = begin();
    shortcuts.apply({ ...NONE, focus: 'Alt+1', copy: 'Alt+2' });
    shortcuts.apply({ ...NONE, focus: 'Alt+1' });
    expect([...system.registered.keys()]).toEqual(['Alt+1']);
    shortcuts.end();
    expect([...system.registered.keys()]).toEqual([]);
    shortcuts.end();
  });

  test('registers exactly the wanted combinations after any sequence of changes', () => {
    const text = fc.option(
      fc.constantFrom('Alt+1', 'alt + 1', 'Alt+2', 'Alt+3', 'Ctrl+C', 'nonsense', 'F24'),
    );
    const wanted = fc.record({ focus: text, copy: text, open: text, close: text, pause: text });
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 6 }), (all) => {
        const { system, shortcuts } = begin();
        for (const one of all) {
          const problems = shortcuts.apply(one);
          const requested = SHORTCUTS.filter((name) => one[name] !== null);
          expect(system.registered.size + problems.length).toBe(requested.length);
          const texts = Object.values(one).map((value) => value?.replaceAll(' ', '').toLowerCase());
          for (const accelerator of system.registered.keys())
            expect(texts).toContain(accelerator.toLowerCase());
        }
      }),
    );
  });
});

test.each(['ja', 'en'] as const)('problems are sentences that name the combination: %s', (language) => {
  const t = getTranslate(language);
  const sentences = new Set<string>();
  for (const kind of ['unusable', 'everyday', 'twice', 'taken'] as const)
    for (const name of SHORTCUTS) {
      const sentence = formatNotice(toShortcutNotice({ name, kind, accelerator: 'Control+Alt+C' }), t);
      expect(sentence).toContain('Control+Alt+C');
      expect(sentence).not.toMatch(/\{\{|shortcut-/u);
      sentences.add(sentence);
    }
  expect(sentences.size).toBe(4 * SHORTCUTS.length);
});

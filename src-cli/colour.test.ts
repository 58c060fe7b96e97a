import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLI, PROJECT_FOLDER } from '../src-core/test-support/cli-paths.ts';
import { CliProcess, toAmpleSeconds } from '../src-core/test-support/terminal.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

const ESCAPE = '\u001B[';
/** util-linux's, which gives a program a terminal of its own. */
const SCRIPT = '/usr/bin/script';
const HAS_SCRIPT =
  process.platform === 'linux' && spawnSync(SCRIPT, ['-qec', 'true', '/dev/null']).status === 0;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-colour-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The lines that it prints until one holds this text. */
async function linesUntil(
  text: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const terminal = new CliProcess(args, { home, env });
  await terminal.lines.find((line) => line.includes(text));
  terminal.signal('SIGTERM');
  expect(await terminal.end()).toBe(0);
  return terminal.lines.all;
}

describe('websocket --demo, readable output', () => {
  const ARGS = ['websocket', '--demo'];
  const withoutTime = (text: string) =>
    stripVTControlCharacters(text).replace(/^\d\d:\d\d:\d\d/u, '00:00:00');
  const PLAIN = [
    `00:00:00  ${inEnglish('connection.connecting')}`,
    `00:00:00  ${inEnglish('connection.connected')}`,
    '00:00:00  Incoming call  090-1234-5678  pstn_off_net',
    '00:00:00  Contacts       090-1234-5678  pstn_off_net  田中 恵子 / みどり歯科クリニック (Exact match on 携帯電話)',
    '00:00:00  In call        090-1234-5678  pstn_off_net  田中 恵子 / みどり歯科クリニック (Exact match on 携帯電話)',
  ];

  test('prints plain columns if stdout is not a terminal', async () => {
    const plain = await linesUntil('In call', ARGS);
    expect(plain.join('\n')).not.toContain(ESCAPE);
    expect(plain.map(withoutTime).slice(0, PLAIN.length)).toEqual(PLAIN);
  });

  test('FORCE_COLOR prints the same text in colour', async () => {
    const coloured = await linesUntil('In call', ARGS, { FORCE_COLOR: '1' });
    expect(coloured.map(withoutTime).slice(0, PLAIN.length)).toEqual(PLAIN);
    expect(coloured[1]).toContain(`${ESCAPE}32mConnected`);
    expect(coloured[2]).toContain(`${ESCAPE}36mIncoming call`);
    expect(coloured[4]).toContain(`${ESCAPE}32mIn call`);
  });

  test('never colours JSON', async () => {
    const json = await linesUntil('"match"', ['websocket', '--demo', '--json'], { FORCE_COLOR: '1' });
    expect(json.join('\n')).not.toContain(ESCAPE);
    expect(json.length).toBeGreaterThan(2);
  });
});

describe.skipIf(!HAS_SCRIPT)('on a terminal', () => {
  function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    const command = [process.execPath, CLI, ...args].join(' ');
    const { stdout } = spawnSync(SCRIPT, ['-qec', command, '/dev/null'], {
      cwd: PROJECT_FOLDER,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        CHAKUSHIN_HOME: home,
        LANG: 'en_US.UTF-8',
        TERM: 'xterm',
        ...env,
      },
    });
    return stdout;
  }

  test('prints in colour and reserves column width for later rows', async () => {
    const startedAt = performance.now();
    await linesUntil(inEnglish('state.ringing'), ['websocket', '--demo']);
    const shown = onTerminal(['websocket', '--demo', '--for', toAmpleSeconds(startedAt)]);
    expect(shown).toContain(`${ESCAPE}36mIncoming call`);
    expect(stripVTControlCharacters(shown)).toMatch(
      /^\d\d:\d\d:\d\d {2}Incoming call {5}090-1234-5678 {21}pstn_off_net\r$/mu,
    );
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }, { FORCE_COLOR: '0' }])(
    'prints plain text with %j',
    (env) => {
      const shown = onTerminal(['lookup', '090-1234-5678', '--demo'], env);
      expect(shown).toContain('田中 恵子');
      expect(shown).not.toContain(ESCAPE);
    },
  );

  test('lookup and doctor print in colour', () => {
    expect(onTerminal(['lookup', '090-1234-5678', '--demo'])).toContain(`${ESCAPE}1m田中 恵子`);
    expect(onTerminal(['doctor', '--demo'])).toContain(`${ESCAPE}32m✓${ESCAPE}39m `);
  });
});

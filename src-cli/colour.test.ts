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
/** `script` of util-linux, which runs a program in a pseudo-terminal. */
const SCRIPT = '/usr/bin/script';
const HAS_SCRIPT =
  process.platform === 'linux' && spawnSync(SCRIPT, ['-qec', 'true', '/dev/null']).status === 0;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-colour-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Resolves with the lines printed until one contains this text. */
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
  /** Returns the cells of a row, without colors and with a fixed time. */
  const toCells = (text: string): string[] =>
    stripVTControlCharacters(text)
      .replace(/^\d\d:\d\d:\d\d/u, '00:00:00')
      .split(/ {2,}/u);
  const RINGING = inEnglish('state.ringing');
  const IN_CALL = inEnglish('state.answered');
  const CONTACT = `Keiko Tanaka / Midori Dental Clinic (${inEnglish('grade.exact', { field: 'Mobile' })})`;
  const ROWS = [
    ['00:00:00', inEnglish('connection.connecting')],
    ['00:00:00', inEnglish('connection.connected')],
    ['00:00:00', RINGING, '090-1234-5678', 'pstn_off_net'],
    ['00:00:00', inEnglish('crm.source'), '090-1234-5678', 'pstn_off_net', CONTACT],
    ['00:00:00', IN_CALL, '090-1234-5678', 'pstn_off_net', CONTACT],
  ];

  test('prints plain columns if stdout is not a terminal', async () => {
    const plain = await linesUntil(IN_CALL, ARGS);
    expect(plain.join('\n')).not.toContain(ESCAPE);
    expect(plain.map(toCells).slice(0, ROWS.length)).toEqual(ROWS);
    const starts = plain.slice(2, ROWS.length).map((row) => row.indexOf('090-1234-5678'));
    expect(new Set(starts).size).toBe(1);
  });

  test('FORCE_COLOR prints the same text in color', async () => {
    const coloured = await linesUntil(IN_CALL, ARGS, { FORCE_COLOR: '1' });
    expect(coloured.map(toCells).slice(0, ROWS.length)).toEqual(ROWS);
    expect(coloured[1]).toContain(`${ESCAPE}32m${inEnglish('connection.connected')}`);
    expect(coloured[2]).toContain(`${ESCAPE}36m${RINGING}`);
    expect(coloured[4]).toContain(`${ESCAPE}32m${IN_CALL}`);
  });

  test('never colors JSON', async () => {
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

  test('prints in color and reserves column width for later rows', async () => {
    const startedAt = performance.now();
    const ringing = inEnglish('state.ringing');
    await linesUntil(ringing, ['websocket', '--demo']);
    const shown = onTerminal(['websocket', '--demo', '--for', toAmpleSeconds(startedAt)]);
    expect(shown).toContain(`${ESCAPE}36m${ringing}`);
    const cells = [ringing.padEnd(16), '090-1234-5678'.padEnd(16), ' '.repeat(14), 'pstn_off_net\r'];
    expect(
      stripVTControlCharacters(shown)
        .split('\n')
        .map((row) => row.replace(/^[\d:]{8} {2}/u, '')),
    ).toContain(cells.join('  '));
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }, { FORCE_COLOR: '0' }])(
    'prints plain text with %j',
    (env) => {
      const shown = onTerminal(['lookup', '090-1234-5678', '--demo'], env);
      expect(shown).toContain('Keiko Tanaka');
      expect(shown).not.toContain(ESCAPE);
    },
  );

  test('lookup and doctor print in color', () => {
    expect(onTerminal(['lookup', '090-1234-5678', '--demo'])).toContain(`${ESCAPE}1mKeiko Tanaka`);
    expect(onTerminal(['doctor', '--demo'])).toContain(`${ESCAPE}32m✓${ESCAPE}39m `);
  });
});

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources } from './build.js';

describe('hashSources', () => {
  let folder = '';
  let before = '';
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'chakushin-'));
    write('src-main/index.ts', 'main');
    write('src-core/calls/call-tracker.ts', 'tracker');
    write('electron.vite.config.ts', 'config');
    before = hashSources(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['a source changes', () => write('src-core/calls/call-tracker.ts', 'Tracker')],
    ['a source is added', () => write('src-renderer/popup/card.tsx', '')],
    ['a source is deleted', () => rmSync(path.join(folder, 'src-core/calls/call-tracker.ts'))],
    ['the configuration changes', () => write('electron.vite.config.ts', 'other')],
    ['a package changes', () => write('package-lock.json', '{}')],
  ])('changes when %s', (_, change) => {
    change();
    expect(hashSources(folder)).not.toBe(before);
  });

  it.each([
    ['a unit test changes', () => write('src-core/calls/call-tracker.test.ts', 'test')],
    ['a page is written', () => write('docs/page.md', '')],
    ['a source is only touched', () => utimesSync(path.join(folder, 'src-main/index.ts'), 1, 1)],
  ])('does not change when %s', (_, change) => {
    change();
    expect(hashSources(folder)).toBe(before);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verify } from './stand-in-electron.js';

describe('verify', () => {
  // printf hello | openssl dgst -sha512 -binary | base64
  const hello =
    'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==';
  const folder = mkdtempSync(path.join(tmpdir(), 'chakushin-'));
  const file = path.join(folder, 'package.tgz');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('accepts the known hash', () => {
    writeFileSync(file, 'hello');
    expect(() => verify(file, hello)).not.toThrow();
  });

  it('throws when a single byte differs', () => {
    writeFileSync(file, 'hellO');
    expect(() => verify(file, hello)).toThrow(/Don’t use it/u);
  });
});

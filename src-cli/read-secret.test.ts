import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readSecret } from './read-secret.ts';

class Typed extends PassThrough {
  readonly isTTY = true;
  readonly raw: boolean[] = [];

  setRawMode(raw: boolean): this {
    this.raw.push(raw);
    return this;
  }
}

const never = new AbortController().signal;
const nobody = (): void => {
  throw new Error('nobody interrupts');
};

describe('typed', () => {
  test.each([
    ['pat-1\r', 'pat-1'],
    ['pat-1\nmore', 'pat-1'],
    ['pax\u007ft\b\u007fat-1\r', 'pat-1'],
    ['\u007f\u007fpat\u0004', 'pat'],
    ['\r', ''],
  ])('%j: %j, and the terminal is as before', async (typed, secret) => {
    const input = new Typed();
    const read = readSecret(input, never, nobody);
    for (const character of typed) input.write(character);
    expect(await read).toBe(secret);
    expect(input.raw).toEqual([true, false]);
  });

  test('Ctrl+C interrupts', async () => {
    const input = new Typed();
    let interrupted = 0;
    const read = readSecret(input, never, () => (interrupted += 1));
    input.write('pat\u0003');
    expect(await read).toBeNull();
    expect(interrupted).toBe(1);
    expect(input.raw).toEqual([true, false]);
  });

  test('given up: the terminal is as before', async () => {
    const input = new Typed();
    const abort = new AbortController();
    const read = readSecret(input, abort.signal, nobody);
    input.write('pat');
    abort.abort();
    expect(await read).toBeNull();
    expect(input.raw).toEqual([true, false]);
  });
});

describe('piped', () => {
  test.each([
    [['pat-', '1\n'], 'pat-1'],
    [['pat-1\r\n', 'more'], 'pat-1'],
    [['pat-1'], 'pat-1'],
    [[], ''],
    [['pa\u007ft'], 'pa\u007ft'],
  ])('%j: %j', async (chunks, secret) => {
    const input = new PassThrough();
    const read = readSecret(input, never, nobody);
    for (const chunk of chunks) input.write(chunk);
    input.end();
    expect(await read).toBe(secret);
  });

  test('characters of several bytes that come in pieces', async () => {
    const input = new PassThrough();
    const read = readSecret(input, never, nobody);
    for (const byte of Buffer.from('鍵\n')) input.write(Buffer.of(byte));
    expect(await read).toBe('鍵');
  });

  test('a pipe that breaks', async () => {
    const input = new PassThrough();
    const read = readSecret(input, never, nobody);
    input.write('pat');
    input.destroy(new Error('broken'));
    expect(await read).toBeNull();
  });

  test('given up before', async () => {
    const input = new PassThrough();
    expect(await readSecret(input, AbortSignal.abort(), nobody)).toBeNull();
  });
});

import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readSecretLine } from './read-secret.ts';

class TypedInput extends PassThrough {
  readonly isTTY = true;
  readonly raw: boolean[] = [];

  setRawMode(raw: boolean): this {
    this.raw.push(raw);
    return this;
  }
}

const neverAborted = new AbortController().signal;
const failOnInterrupt = (): void => {
  throw new Error('nobody interrupts');
};

describe('typed input', () => {
  test.each([
    ['pat-1\r', 'pat-1'],
    ['pat-1\nmore', 'pat-1'],
    ['pax\u007ft\b\u007fat-1\r', 'pat-1'],
    ['\u007f\u007fpat\u0004', 'pat'],
    ['\r', ''],
  ])('%j is read as %j, and raw mode is turned off afterwards', async (typed, secret) => {
    const input = new TypedInput();
    const read = readSecretLine(input, neverAborted, failOnInterrupt);
    for (const character of typed) input.write(character);
    expect(await read).toBe(secret);
    expect(input.raw).toEqual([true, false]);
  });

  test('Ctrl+C interrupts and returns null', async () => {
    const input = new TypedInput();
    let interrupted = 0;
    const read = readSecretLine(input, neverAborted, () => (interrupted += 1));
    input.write('pat\u0003');
    expect(await read).toBeNull();
    expect(interrupted).toBe(1);
    expect(input.raw).toEqual([true, false]);
  });

  test('an abort returns null and turns raw mode off', async () => {
    const input = new TypedInput();
    const abort = new AbortController();
    const read = readSecretLine(input, abort.signal, failOnInterrupt);
    input.write('pat');
    abort.abort();
    expect(await read).toBeNull();
    expect(input.raw).toEqual([true, false]);
  });
});

describe('piped input', () => {
  test.each([
    [['pat-', '1\n'], 'pat-1'],
    [['pat-1\r\n', 'more'], 'pat-1'],
    [['pat-1'], 'pat-1'],
    [[], ''],
    [['pa\u007ft'], 'pa\u007ft'],
  ])('%j is read as %j', async (chunks, secret) => {
    const input = new PassThrough();
    const read = readSecretLine(input, neverAborted, failOnInterrupt);
    for (const chunk of chunks) input.write(chunk);
    input.end();
    expect(await read).toBe(secret);
  });

  test('joins multi-byte characters that arrive in pieces', async () => {
    const input = new PassThrough();
    const read = readSecretLine(input, neverAborted, failOnInterrupt);
    for (const byte of Buffer.from('鍵\n')) input.write(Buffer.of(byte));
    expect(await read).toBe('鍵');
  });

  test('returns null if the pipe breaks', async () => {
    const input = new PassThrough();
    const read = readSecretLine(input, neverAborted, failOnInterrupt);
    input.write('pat');
    input.destroy(new Error('broken'));
    expect(await read).toBeNull();
  });

  test('returns null if aborted beforehand', async () => {
    const input = new PassThrough();
    expect(await readSecretLine(input, AbortSignal.abort(), failOnInterrupt)).toBeNull();
  });
});

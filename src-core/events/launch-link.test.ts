import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLaunchLink, readLaunchLink } from './launch-link.ts';

describe('launch links with number and name', () => {
  test.each([
    ['chakushin://ring?number=%2B819012345678&name=%E7%94%B0%E4%B8%AD', '+819012345678', '田中'],
    // Not encoded: a plus before a number stays a plus, and a plus within a name is a space.
    ['chakushin://ring?number=+12092592844&name=Mary+Major', '+12092592844', 'Mary Major'],
    ['chakushin://ring/?name=Mary Major&number=(209) 259-2844', '(209) 259-2844', 'Mary Major'],
    ['CHAKUSHIN://RING?number=0312345678', '0312345678', null],
    [
      'chakushin://ring?number=03-1234-5678&name=Smith & Sons #1, 100% wool',
      '03-1234-5678',
      'Smith & Sons #1, 100% wool',
    ],
    ['chakushin://ring?name=A & number=1&number=0312345678', '0312345678', 'A & number=1'],
    ['chakushin://ring?number=&name=', null, null],
    ['chakushin://ring?number=anonymous', 'anonymous', null],
    ['chakushin://ring?number=1&name=%E2%80%AEevil%00', '1', 'evil'],
  ])('%s', (text, number, name) => {
    expect(isLaunchLink(text)).toBe(true);
    expect(readLaunchLink(text)).toEqual({ link: { number, name } });
  });

  test.each([
    '"chakushin://ring?number=+819012345678&name=Mary Major"',
    '%22chakushin://ring?number=+819012345678&name=Mary%20Major%22',
    '"chakushin://ring"?"number=+819012345678&name=Mary Major"',
    'chakushin://ring?"number=+819012345678"&"name=Mary Major"',
    'chakushin://ring?number="+819012345678"&name="Mary Major"',
    'chakushin://ring?number=%22%2B819012345678%22&name=%22Mary%20Major%22',
    'chakushin://ring?name=%22Mary Major%22&number=" +819012345678 "',
    '“chakushin://ring?number=+819012345678&name=Mary Major”',
  ])('without the double quotes that Zoom wants: %s', (text) => {
    expect(isLaunchLink(text)).toBe(true);
    expect(readLaunchLink(text)).toEqual({ link: { number: '+819012345678', name: 'Mary Major' } });
  });

  test('keeps quotes within a name, and reads empty quotes as nothing', () => {
    expect(readLaunchLink('chakushin://ring?number=1&name=Robert "Bob" Major')).toEqual({
      link: { number: '1', name: 'Robert "Bob" Major' },
    });
    expect(readLaunchLink('chakushin://ring?number=""&name=%22%22')).toEqual({
      link: { number: null, name: null },
    });
  });

  test('truncates a long name', () => {
    const read = readLaunchLink(`chakushin://ring?number=1&name=${'名'.repeat(100_000)}`);
    expect(read).toEqual({ link: { number: '1', name: `${'名'.repeat(119)}…` } });
  });
});

describe('refused links', () => {
  test.each([
    ['chakushin://quit', 'unknown'],
    ['chakushin://ring', 'unknown'],
    ['chakushin://ring?', 'unknown'],
    ['chakushin:ring?number=1', 'unknown'],
    ['chakushin://ring.example.com?number=1', 'unknown'],
    ['chakushin://ring/../quit?number=1', 'unknown'],
    ['https://ring?number=1', 'unknown'],
    ['chakushin://ring?url=https://example.com&number=1', 'unknown'],
    ['chakushin://ring?number=1&number=2', 'unknown'],
    ['chakushin://ring?number=1&open=https://example.com', 'number'],
    ['chakushin://ring?number=1#x', 'number'],
    [`chakushin://ring?number=${'1'.repeat(61)}`, 'number'],
    ['chakushin://ring?number={caller_number}', 'placeholder'],
    ['chakushin://ring?number=%25CALLER%25&name=x', 'placeholder'],
    ['chakushin://ring?number=$(phone)', 'placeholder'],
    ['chakushin://ring?number=<number>', 'placeholder'],
    ['"chakushin://ring?number="{number}""', 'placeholder'],
    ['chakushin://quit"', 'unknown'],
  ])('%s', (text, problem) => expect(readLaunchLink(text)).toEqual({ problem }));

  test('isLaunchLink returns false for other addresses', () => {
    for (const text of [
      '--chakushin://ring',
      'xchakushin://ring',
      '/usr/bin/chakushin',
      'https://example.com',
    ])
      expect(isLaunchLink(text)).toBe(false);
  });
});

test('returns values that are safe to show, or a problem, for any text', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 });
  const anyLink = fc.tuple(anyText, anyText).map(([a, b]) => `chakushin://ring?number=${a}&name=${b}`);
  fc.assert(
    fc.property(fc.oneof(anyText, anyLink), (text) => {
      const read = readLaunchLink(text);
      if (!('link' in read)) return;
      for (const value of [read.link.number, read.link.name])
        expect(value === null || /^[^\p{Cc}\p{Cf}]{1,120}$/u.test(value), JSON.stringify(value)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('reads the same number encoded and unencoded', () => {
  const number = fc.stringMatching(/^\+?[\d() -]{1,20}\d$/u);
  fc.assert(
    fc.property(number, fc.string({ unit: 'grapheme', maxLength: 20 }), (digits, name) => {
      const encoded = `chakushin://ring?number=${encodeURIComponent(digits)}&name=${encodeURIComponent(name)}`;
      const bare = `chakushin://ring?number=${digits}`;
      for (const text of [encoded, bare])
        expect(readLaunchLink(text)).toMatchObject({ link: { number: digits.replace(/\s+/gu, ' ').trim() } });
    }),
  );
});

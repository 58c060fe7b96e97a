import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINEAR_GROWTH, measureGrowth } from '../test-support/growth.ts';
import { ALL_NOTATIONS, formatAs } from '../phone-numbers/notations.ts';
import { inEnglish, inJapanese } from '../test-support/messages.ts';
import { HIDDEN, mask, redactHome, redactPersonalData, redactSecrets } from './redact.ts';

test.each([
  ['+819012345678', '+8***78'],
  ['佐藤美咲子様です', '佐藤***です'],
  ['1045', '***'],
  ['Tanaka', '***'],
  ['', '–'],
  [null, '–'],
])('%j is masked as %s', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

test('masking shows at most four characters, and never most of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
      const masked = mask(text);
      const shown = Array.from(masked.replace('***', ''));
      expect(masked).toContain('***');
      expect(shown.length).toBeLessThanOrEqual(4);
      expect(shown.length).toBeLessThan(Array.from(text).length * 0.6 + 0.1);
      // The mask does not reveal the length of the text, either.
      expect(Array.from(masked).length).toBeLessThanOrEqual(7);
    }),
  );
});

const NUMBERS = [
  '+819012345678',
  '+81312345678',
  '+12125550123',
  '+442079460000',
  '+33612345678',
  '+3545551234',
];
const getDigits = (text: string): string => text.normalize('NFKC').replace(/\D/gu, '');

describe('a number', () => {
  test.each(NUMBERS.flatMap((e164) => ALL_NOTATIONS.map((notation) => [e164, notation] as const)))(
    '%s as %s is masked in any surrounding text',
    (e164, notation) => {
      const end = e164.slice(-6);
      for (const written of formatAs(e164, notation)) {
        for (const text of [
          written,
          `x ${written} y`,
          `（${written}）`,
          `番号${written}から`,
          `"n":"${written}"`,
        ]) {
          const masked = redactPersonalData(text);
          expect(masked).toContain('***');
          expect(getDigits(masked)).not.toContain(end);
          expect(getDigits(masked).length).toBeLessThanOrEqual(4);
        }
      }
    },
  );

  test.each([
    '090 - 1234 - 5678',
    '090.1234.5678',
    '090\u200b1234\u200b5678',
    '+44 (0)20 7946 0000',
    'tel:09012345678;',
    '٠٩٠١٢٣٤٥٦٧٨',
    '2026-11-22 090-1234-5678',
    '2026-11-221234',
    '6998252113337041462 09012345678',
  ])('%j is masked', (text) => {
    expect(getDigits(redactPersonalData(text).replace('2026-11-22', '')).length).toBeLessThanOrEqual(4);
  });

  test('any digits with separators are masked', () => {
    const mark = fc.constantFrom('', ' ', '-', '‐', '−', 'ー', '.', '(', ')', '　', '－', ') ', ' - ');
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), mark), { minLength: 8, maxLength: 15 });
    fc.assert(
      fc.property(parts, (pieces) => {
        const text = pieces.map(([digit, between]) => `${digit}${between}`).join('');
        fc.pre(!/^(?:19|20)\d\d-\d\d-\d\d/u.test(text));
        expect(getDigits(redactPersonalData(text)).length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

test.each([
  ['to sato.misaki@example.com.', 'to sa***m.'],
  ['担当者sato.misaki@example.comが見つかりません', '担当者sa***omが見つかりません'],
  ['GET /v2/users/sato.misaki%40example.com?x=1', 'GET /v2/users/sa***om?x=1'],
  ['佐藤美咲＠例え.jp です', '佐藤***jp です'],
  ['<佐藤美咲@example.com>', '<佐藤***om>'],
  ['a@b', '***'],
  ['to müller@exämple.com, not', 'to mü***om, not'],
  ['to mu\u0308ller@example.com', 'to mu***om'],
])('masks the email address: %s', (text, masked) => {
  expect(redactPersonalData(text)).toBe(masked);
});

test('replaces personal data entirely if requested', () => {
  const text = 'No answer for 090-1234-5678 of sato.misaki@example.com today';
  expect(redactPersonalData(text, () => HIDDEN)).toBe('No answer for *** of *** today');
});

test('replaces a token entirely', () => {
  expect(redactPersonalData('token eyJhbGciOi.J9_x-y.z, and')).toBe('token ***, and');
});

test.each([
  '[2026-11-22 10:00:00.123] [info]  call 6998252113337041462 ringing round 1 from +8***78, line pstn_off_net',
  inEnglish('report.doctor.at', { at: '2026-11-22T01:00:00.000Z' }),
  inEnglish('check.websocket.live', { since: '2026-11-21 09:05', frame: 3, beat: 17, connects: 2 }),
  'http://192.168.10.20:4380/zoom/webhook',
  'HTTP 400, 4704, Invalid client_id or client_secret',
  inEnglish('check.contacts.ok', { people: 100_000, numbers: 125_000 }),
  inJapanese('check.agent.ok', { extension: '1002' }),
])('does not change text without personal data: %s', (text) => {
  expect(redactPersonalData(text)).toBe(text);
});

test.each([
  ['a name that ends in @', (length: number) => `${'a'.repeat(length)}@`],
  ['digits with spaces', (length: number) => '1 '.repeat(length / 2)],
  ['digits with letters', (length: number) => '12345 x'.repeat(length / 7)],
])('redacting a very long line takes linear time: %s', (_, createLine) => {
  const growth = measureGrowth((length) => redactPersonalData(createLine(length)), 30_000);
  expect(growth).toBeLessThan(MAX_LINEAR_GROWTH);
});

describe('secrets', () => {
  test('are replaced, plain and percent-encoded', () => {
    expect(redactSecrets('a s3cret/+= b s3cret%2F%2B%3D c', ['s3cret/+='])).toBe('a *** b *** c');
  });

  test('that are very short are not replaced', () => {
    expect(redactSecrets('no client', ['no', ''])).toBe('no client');
  });

  test('that contain each other are replaced entirely, in any order', () => {
    for (const secrets of [
      ['secret', 'secret-and-more'],
      ['secret-and-more', 'secret'],
    ])
      expect(redactSecrets('x secret-and-more y', secrets)).toBe('x *** y');
  });

  test('that cannot be percent-encoded are replaced', () => {
    expect(redactSecrets('x secret\ud800 y', ['secret\ud800'])).toBe('x *** y');
  });
});

describe('the home folder', () => {
  test('is replaced by "~" in a path and in a sentence', () => {
    expect(redactHome(join(homedir(), 'x'))).toBe(join('~', 'x'));
    expect(redactHome(`in ${homedir()}, and "${homedir()}" and 「${homedir()}」`)).toBe(
      'in ~, and "~" and 「~」',
    );
  });

  test.each(['2', '-old', '.bak', '（旧）', 'に'])('hides a folder whose name begins like it: %s', (rest) => {
    expect(redactHome(join(`${homedir()}${rest}`, 'x'))).toBe(join(HIDDEN, 'x'));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_NOTATIONS, formatAs } from '../phone-numbers/notations.ts';
import { maskPersonal } from './redact-personal.ts';

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
    '%s as %s is masked, whatever stands around it',
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
          const masked = maskPersonal(text);
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
  ])('also %j', (text) => {
    expect(getDigits(maskPersonal(text).replace('2026-11-22', '')).length).toBeLessThanOrEqual(4);
  });

  test('whatever the digits and marks between them', () => {
    const mark = fc.constantFrom('', ' ', '-', '‐', '−', 'ー', '.', '(', ')', '　', '－', ') ', ' - ');
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), mark), { minLength: 8, maxLength: 15 });
    fc.assert(
      fc.property(parts, (pieces) => {
        const text = pieces.map(([digit, between]) => `${digit}${between}`).join('');
        fc.pre(!/^(?:19|20)\d\d-\d\d-\d\d/u.test(text));
        expect(getDigits(maskPersonal(text)).length).toBeLessThanOrEqual(4);
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
])('an e-mail address: %s', (text, masked) => {
  expect(maskPersonal(text)).toBe(masked);
});

test('a token is left out whole', () => {
  expect(maskPersonal('token eyJhbGciOi.J9_x-y.z, and')).toBe('token ***, and');
});

test.each([
  '[2026-11-22 10:00:00.123] [info]  call 6998252113337041462 ringing round 1 from +8***78, line pstn_off_net',
  'Checked at: 2026-11-22T01:00:00.000Z',
  'Connected to Zoom since 2026-11-21 09:05. Zoom was last heard 3 s ago',
  'http://192.168.10.20:4380/zoom/webhook',
  'HTTP 400, 4704, Invalid client_id or client_secret',
  '100000 people, 125000 numbers',
  '内線 1002 の着信を表示します。',
])('what is nobody’s stays as it is: %s', (text) => {
  expect(maskPersonal(text)).toBe(text);
});

test('a line of a million characters takes no time to speak of', () => {
  const began = performance.now();
  for (const text of ['a'.repeat(1e6) + '@', '1 '.repeat(5e5), '12345 x'.repeat(2e5)]) maskPersonal(text);
  expect(performance.now() - began).toBeLessThan(10_000);
});

import { describe, expect, test } from 'vitest';
import { toSafeAddress } from './safe-link.ts';

describe('toSafeAddress', () => {
  test.each(['https://crm.example.com/r/1?x=%20y#z', 'zoomphonecall://+819012345678'])(
    'accepts %s',
    (address) => {
      expect(toSafeAddress(address)).toBe(address);
    },
  );
  test.each([
    'http://crm.example.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ms-msdt:/id',
    'zoomphonecall://+81901234567;rm',
    'zoomphonecall://1045',
    'https://crm.example.com@evil.example/',
    ' ',
    '\\\\server\\share',
  ])('refuses %s', (address) => {
    expect(toSafeAddress(address)).toBeNull();
  });
});

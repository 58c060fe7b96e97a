import fc from 'fast-check';
import { getCountries, getExampleNumber, isValidPhoneNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import { describe, expect, test } from 'vitest';
import {
  classifyNumber,
  formatForCopy,
  formatNumber,
  toE164,
  type CountryCode,
  type PhoneNumber,
} from './phone-number.ts';

const COUNTRIES = ['JP', 'US', 'GB', 'BR', 'AR', 'DE', 'CN'] as const;

const external = (e164: string, extension: string | null = null): PhoneNumber => ({
  kind: 'external',
  e164,
  extension,
});
const inside = (extension: string): PhoneNumber => ({ kind: 'extension', extension });
const service = (digits: string): PhoneNumber => ({ kind: 'service', digits });
const WITHHELD: PhoneNumber = { kind: 'withheld' };

/** Classifies a `phone_number` with this connection type for a user in Japan. */
function classify(
  phoneNumber: string | null,
  connectionType: string | null,
  extensionNumber: string | null = null,
): PhoneNumber {
  return classifyNumber({ phoneNumber, extensionNumber, connectionType }, 'JP');
}

describe('classifyNumber', () => {
  test.each<[string, string | null, string | null, PhoneNumber]>([
    ['E.164 over VoIP', '+12092592844', 'voip', external('+12092592844')],
    ['E.164 from the public network', '+819012345678', 'pstn_off_net', external('+819012345678')],
    ['E.164 without a line type', '+442079460018', null, external('+442079460018')],
    ['national notation', '090-1234-5678', 'pstn_off_net', external('+819012345678')],
    ['E.164 without its plus', '12092592844', 'pstn_off_net', external('+12092592844')],
    ['the prefix 00', '0081 90 1234 5678', 'pstn_off_net', external('+819012345678')],
    ['a trunk zero after the country', '+81 (0)90-1234-5678', 'voip', external('+819012345678')],
    ['a tel: address', 'tel:+819012345678', 'byop', external('+819012345678')],
    ['full-width digits', '０９０−１２３４−５６７８', 'pstn_off_net', external('+819012345678')],
    ['full-width plus', '＋８１９０１２３４５６７８', 'voip', external('+819012345678')],
    ['a suffix', '+12092592844 ext. 12', 'voip', external('+12092592844', '12')],
    ['a suffix in Japanese', '03-1234-5678 内線12', 'pstn_off_net', external('+81312345678', '12')],
    [
      'a suffix with a longer Japanese word',
      '03-1234-5678 内線番号：12',
      'pstn_off_net',
      external('+81312345678', '12'),
    ],
    ['an extension in phone_number', '1045', 'voip', inside('1045')],
    ['an extension without a line type', '1045', null, inside('1045')],
    ['an extension with a prefix word', '内線 1045', 'voip', inside('1045')],
    ['a full-width extension', '１０４５', 'voip', inside('1045')],
    ['an emergency number', '110', 'pstn_off_net', service('110')],
    ['a three-digit service number', '171', 'pstn_off_net', service('171')],
    ['a short code through a BYOP carrier', '1888', 'BYOP', service('1888')],
    ['a short number from a contact centre', '1045', 'contact_center', service('1045')],
    ['a number too long for an extension', '12345678901234', 'voip', service('12345678901234')],
    ['a plus before too few digits', '+1045', 'voip', service('1045')],
    ['no number', null, 'pstn_off_net', WITHHELD],
    ['no number and no line type', null, null, WITHHELD],
    ['an empty text', '', 'pstn_off_net', WITHHELD],
    ['white space', '  ', 'pstn_off_net', WITHHELD],
    ['a lone plus', '+', 'pstn_off_net', WITHHELD],
    ['anonymous', 'anonymous', 'pstn_off_net', WITHHELD],
    ['Restricted', 'Restricted', 'voip', WITHHELD],
    ['Unavailable', 'Unavailable', 'pstn_off_net', WITHHELD],
    ['非通知', '非通知', 'pstn_off_net', WITHHELD],
    ['a megabyte of digits', '9'.repeat(1_000_000), 'pstn_off_net', WITHHELD],
  ])('%s', (_what, phoneNumber, line, number) => {
    expect(classify(phoneNumber, line)).toEqual(number);
  });

  test('reads the full number from extension_number of an outside caller', () => {
    expect(classify(null, 'pstn_off_net', '81455550123')).toEqual(external('+81455550123'));
    expect(classify('', 'pstn_off_net', '12092592844')).toEqual(external('+12092592844'));
  });

  test('prefers phone_number over extension_number', () => {
    expect(classify('+81455550123', 'pstn_off_net', '1045')).toEqual(external('+81455550123'));
  });

  test('returns the extension of a colleague without phone_number', () => {
    expect(classify(null, 'voip', '1045')).toEqual(inside('1045'));
  });

  test('reads a number without a country code in the configured country', () => {
    const party = { phoneNumber: '2092592844', extensionNumber: null, connectionType: 'pstn_off_net' };
    expect(classifyNumber(party, 'US')).toEqual(external('+12092592844'));
    const london = { ...party, phoneNumber: '020 7946 0018' };
    expect(classifyNumber(london, 'GB')).toEqual(external('+442079460018'));
  });

  test.each([
    ['+266696687', 'ANONYMOUS'],
    ['266696687', 'ANONYMOUS'],
    ['+7378742833', 'RESTRICTED'],
    ['7378742833', 'RESTRICTED'],
    ['+2562533', 'BLOCKED'],
    ['+8656696', 'UNKNOWN'],
    ['+86282452253', 'UNAVAILABLE'],
    ['86282452253', 'UNAVAILABLE'],
    ['+7748283', 'PRIVATE'],
    ['sip:266696687@198.51.100.1', 'ANONYMOUS'],
  ])('%s, which is %s on a keypad, is withheld', (phoneNumber) => {
    for (const line of ['pstn_off_net', 'voip', null]) {
      expect(classify(phoneNumber, line)).toEqual(WITHHELD);
      expect(classify(null, line, phoneNumber)).toEqual(WITHHELD);
    }
  });

  test('takes a word of the keypad for the number that it is in the numbering plan', () => {
    const read = (phoneNumber: string, country: CountryCode): PhoneNumber =>
      classifyNumber({ phoneNumber, connectionType: 'pstn_off_net' }, country);
    // Austin, Évora, and mobile numbers in Iceland.
    expect(read('7378742833', 'US')).toEqual(external('+17378742833'));
    expect(read('266696687', 'PT')).toEqual(external('+351266696687'));
    expect(read('7748283', 'IS')).toEqual(external('+3547748283'));
    expect(read('+17378742833', 'JP')).toEqual(external('+17378742833'));
    // With a plus none of them is a number, in any country.
    for (const country of getCountries()) expect(read('+7378742833', country)).toEqual(WITHHELD);
  });

  test('keeps the valid numbers of all countries, however they are sent', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      if (number === undefined) continue;
      const sent = [number.number, number.formatNational(), number.formatInternational()];
      for (const phoneNumber of sent)
        expect(classifyNumber({ phoneNumber, connectionType: 'pstn_off_net' }, country), phoneNumber).toEqual(
          external(number.number),
        );
    }
  });

  test('names the account of a colleague in another one', () => {
    const colleague = { phoneNumber: '1045', extensionNumber: '1045', connectionType: 'voip' };
    expect(classifyNumber({ ...colleague, accountCode: '111' }, 'JP')).toEqual(inside('111-1045'));
    expect(classifyNumber({ ...colleague, accountCode: null }, 'JP')).toEqual(inside('1045'));
    const caller = { phoneNumber: '+819012345678', connectionType: 'pstn_off_net', accountCode: '111' };
    expect(classifyNumber(caller, 'JP')).toEqual(external('+819012345678'));
  });

  test.each(getCountries())('takes a repeated extension for one in %s', (country) => {
    for (const digits of ['1045', '81000', '810003', '266696687']) {
      const party = { phoneNumber: digits, extensionNumber: digits };
      expect(classifyNumber({ ...party, connectionType: 'voip' }, country)).toEqual(inside(digits));
      expect(classifyNumber({ ...party, connectionType: 'pstn_off_net' }, country).kind).not.toBe(
        'extension',
      );
    }
  });

  test('takes a repeated whole number for one', () => {
    for (const number of ['8285550123', '18285550123', '+18285550123']) {
      const party = { phoneNumber: number, extensionNumber: number, connectionType: 'voip' };
      expect(classifyNumber(party, 'US')).toEqual(external('+18285550123'));
    }
  });

  test('classifies any text, and dialable results have digits', () => {
    fc.assert(
      fc.property(
        fc.option(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 150 }),
            fc.stringMatching(/^[+0-9() .,x#*;-]{0,30}$/u),
          ),
          { nil: null },
        ),
        fc.constantFrom('voip', 'pstn_off_net', null),
        fc.constantFrom(...COUNTRIES),
        (phoneNumber, connectionType, country) => {
          const number = classifyNumber({ phoneNumber, extensionNumber: null, connectionType }, country);
          switch (number.kind) {
            case 'external':
              expect(number.e164).toMatch(/^\+\d{4,17}$/u);
              return;
            case 'extension':
              expect(number.extension).toMatch(/^\d{1,10}$/u);
              return;
            case 'service':
              expect(number.digits).toMatch(/^\d+$/u);
              return;
            case 'withheld':
              expect(formatForCopy(number, 'shown', country)).toBeNull();
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('formatNumber', () => {
  const SHOWN: Record<string, Partial<Record<CountryCode, string>> & { abroad: string }> = {
    '+12092592844': { US: '(209) 259-2844', abroad: '+1 209-259-2844' },
    '+819012345678': { JP: '090-1234-5678', abroad: '+81 90-1234-5678' },
    '+81312345678': { JP: '03-1234-5678', abroad: '+81 3-1234-5678' },
    '+81120123456': { JP: '0120-123-456', abroad: '+81 120-123-456' },
    '+442079460018': { GB: '020 7946 0018', abroad: '+44 20 7946 0018' },
    '+5511961234567': { BR: '(11) 96123-4567', abroad: '+55 11 96123-4567' },
    '+541143211234': { AR: '011 4321-1234', abroad: '+54 11 4321-1234' },
    '+5491123456789': { AR: '011 15-2345-6789', abroad: '+54 9 11 2345 6789' },
    '+4930123456': { DE: '030 123456', abroad: '+49 30 123456' },
    '+8613123456789': { CN: '131 2345 6789', abroad: '+86 131 2345 6789' },
    '+861065529988': { CN: '010 6552 9988', abroad: '+86 10 6552 9988' },
    '+390612345678': { abroad: '+39 06 1234 5678' },
    '+79161234567': { abroad: '+7 916 123-45-67' },
  };
  const rows = Object.entries(SHOWN).flatMap(([e164, { abroad, ...at }]) =>
    COUNTRIES.map((country) => [e164, country, at[country] ?? abroad] as const),
  );

  test.each(rows)('%s in %s is %s', (e164, country, shown) => {
    expect(formatNumber(external(e164), country)).toBe(shown);
  });

  test('shows the suffix, and shows non-public numbers as dialed', () => {
    expect(formatNumber(external('+12092592844', '12'), 'JP')).toBe('+1 209-259-2844 ext. 12');
    expect(formatNumber(inside('1045'), 'JP')).toBe('1045');
    expect(formatNumber(service('110'), 'JP')).toBe('110');
    expect(formatNumber(WITHHELD, 'JP')).toBeNull();
  });

  test.each([
    ['+5215512345678', '+52 55 1234 5678'],
    ['+551187654321', '+55 11 98765-4321'],
    ['+551134567890', '+55 11 3456-7890'],
  ])('shows %s in the form of today: %s', (sent, shown) => {
    expect(formatNumber(classify(sent, 'pstn_off_net'), 'JP')).toBe(shown);
    expect(formatNumber(external(sent), 'JP')).toBe(shown);
  });

  /** Number prefixes of several countries, each with the count of digits that follow. */
  const BEGINNINGS = [
    ['+8190', 8],
    ['+8150', 8],
    ['+81312', 7],
    ['+1209259', 4],
    ['+1212555', 4],
    ['+442079', 6],
    ['+5511961', 6],
    ['+54911', 8],
    ['+4930', 6],
    ['+86131', 8],
    ['+331', 8],
    ['+6591', 6],
  ] as const;
  const valid = fc
    .tuple(fc.constantFrom(...BEGINNINGS), fc.nat(99_999_999))
    .map(([[beginning, free], number]) => `${beginning}${String(number).padStart(8, '3').slice(-free)}`)
    .filter((e164) => isValidPhoneNumber(e164));

  test('a formatted number parses back to the same number', () => {
    fc.assert(
      fc.property(valid, fc.constantFrom(...COUNTRIES), (e164, country) => {
        const shown = formatNumber(external(e164), country);
        expect(toE164(shown ?? '', country), String(shown)).toBe(e164);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a copied number parses back to the same number', () => {
    fc.assert(
      fc.property(
        valid,
        fc.constantFrom(...COUNTRIES),
        fc.constantFrom('shown', 'e164'),
        (e164, country, format) => {
          expect(toE164(formatForCopy(external(e164), format, country) ?? '', country)).toBe(e164);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('formatForCopy', () => {
  test.each<[PhoneNumber, CountryCode, string | null, string | null, string | null]>([
    [external('+819012345678'), 'JP', '090-1234-5678', '+819012345678', '09012345678'],
    [external('+819012345678'), 'US', '+81 90-1234-5678', '+819012345678', '819012345678'],
    [external('+12092592844'), 'US', '(209) 259-2844', '+12092592844', '2092592844'],
    [external('+12092592844', '12'), 'US', '(209) 259-2844 ext. 12', '+12092592844', '2092592844'],
    [external('+12092592844', '12'), 'JP', '+1 209-259-2844 ext. 12', '+12092592844', '12092592844'],
    [inside('1045'), 'JP', '1045', '1045', '1045'],
    [service('110'), 'JP', '110', '110', '110'],
    [WITHHELD, 'JP', null, null, null],
  ])('%j in %s', (number, country, shown, e164, digits) => {
    expect(formatForCopy(number, 'shown', country)).toBe(shown);
    expect(formatForCopy(number, 'e164', country)).toBe(e164);
    expect(formatForCopy(number, 'digits', country)).toBe(digits);
  });
});

describe('toE164', () => {
  test.each([
    ['090-1234-5678', 'JP', '+819012345678'],
    ['０３（１２３４）５６７８', 'JP', '+81312345678'],
    ['81-90-1234-5678', 'JP', '+819012345678'],
    ['011-1-209-259-2844', 'US', '+12092592844'],
    ['(209) 259-2844', 'US', '+12092592844'],
    ['tel:+44-20-7946-0018', 'JP', '+442079460018'],
    ['1045', 'JP', null],
    ['', 'JP', null],
    ['Tanaka', 'JP', null],
    ['+', 'JP', null],
    ['+999123456789', 'JP', null],
    ['9'.repeat(101), 'JP', null],
  ] as const)('%j in %s is %s', (text, country, e164) => {
    expect(toE164(text, country)).toBe(e164);
  });
});

test.each([
  ['anonymous@10.0.0.1', WITHHELD],
  ['"Bob" <sip:+81312345678@host;user=phone>', { kind: 'external', e164: '+81312345678', extension: null }],
  ['"Bob 2" <sip:0312345678@192.0.2.1:5060>', { kind: 'external', e164: '+81312345678', extension: null }],
  ['"Anonymous" <sip:anonymous@anonymous.invalid>', WITHHELD],
  ['"Ext 3" <sip:1045@192.0.2.1>', { kind: 'extension', extension: '1045' }],
  ['sip:0312345678;phone-context=+82@host', { kind: 'external', e164: '+82312345678', extension: null }],
  ['L0#0312345678', { kind: 'external', e164: '+81312345678', extension: null }],
  ['L0#+12092592844', { kind: 'external', e164: '+12092592844', extension: null }],
  ['L0#1045', { kind: 'extension', extension: '1045' }],
  ['Line 2: 1045', { kind: 'extension', extension: '1045' }],
  ['sip:1045@pbx.example.com', { kind: 'extension', extension: '1045' }],
  ['sip:+819012345678@10.0.0.1', { kind: 'external', e164: '+819012345678', extension: null }],
])('uses only the part of address %s before the @', (phoneNumber, number) => {
  expect(classifyNumber({ phoneNumber, extensionNumber: null, connectionType: null }, 'JP')).toEqual(number);
});

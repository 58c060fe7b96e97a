import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../phone-numbers/notations.ts';
import { maskRequest } from './masked-request.ts';
import type { HttpRequest } from './transport.ts';
import { MAX_LINEAR_GROWTH, measureGrowth } from '../test-support/growth.ts';

const HOST = 'https://crm.example.com';
const JSON_TYPE = { 'Content-Type': 'application/json' };

function maskToText(request: Partial<HttpRequest>, askedNumber = '+819012345678'): string {
  const { address, body } = maskRequest(
    { method: 'POST', url: `${HOST}/find`, headers: JSON_TYPE, ...request },
    askedNumber,
  );
  return `${address}\n${body ?? ''}`;
}
/** Returns the masked form of a text in the query. */
function maskQueryText(text: string, askedNumber?: string): string {
  const [address = ''] = maskToText({ url: `${HOST}/find?q=${encodeURIComponent(text)}` }, askedNumber).split(
    '\n',
  );
  return address.slice(`${HOST}/find?q=`.length);
}

describe('number masking shows the notation but not the number', () => {
  test.each([
    ['+819012345678', '+81••••••••78'],
    ['09012345678', '0••••••••78'],
    ['9012345678', '••••••••78'],
    ['819012345678', '••••••••••78'],
    ['090-1234-5678', '0••-••••-••78'],
    ['+81 90-1234-5678', '+81 ••-••••-••78'],
    ['+81 (0)90-1234-5678', '+81 (•)••-••••-••78'],
    ['(090) 1234.5678', '(0••) ••••.••78'],
    ['00819012345678', '00••••••••••78'],
    ['０９０－１２３４－５６７８', '０●●－●●●●－●●７８'],
    ['０９０ー１２３４ー５６７８', '０●●ー●●●●ー●●７８'],
    ['*9012345678*', '*••••••••78*'],
    ['9%0%1%2%3%4%5%6%7%8', '•%•%•%•%•%•%•%•%7%8'],
    [
      String.raw`0\D*9\D*0\D*1\D*2\D*3\D*4\D*5\D*6\D*7\D*8`,
      String.raw`0\D*` + String.raw`•\D*`.repeat(8) + String.raw`7\D*8`,
    ],
    ['("09012345678", "090-1234-5678")', '("0••••••••78", "0••-••••-••78")'],
    ['電話番号03-1234-5678', '電話番号0•-••••-••78'],
    ['5678', '••••'],
    ["telephone1 eq '03-1234-5678' and statecode eq 0", "telephone1 eq '0•-••••-••78' and statecode eq 0"],
    ['文字列__1行__0 in ("0312345678") limit 20', '… in ("0•••••••78") limit …'],
    [
      'FIND {0312345678 OR 0312345678* OR "03 1234 5678"} LIMIT 50',
      'FIND {0•••••••78 OR 0•••••••78* OR "0• •••• ••78"} LIMIT 50',
    ],
  ])('%s', (text, masked) => {
    expect(maskQueryText(text)).toBe(masked);
  });

  test('masks the digits of an extension', () => {
    expect(maskQueryText('Ext 1045', '1045')).toBe('Ext ••••');
  });

  test.each(['08012345670', '1045', '2026', 'a0 b9 c0 d1 e2'])('hides any other text: %s', (text) => {
    expect(maskQueryText(text)).toBe('***');
    expect(maskQueryText(`${text}"090-1234-5678"`)).toMatch(/^[… ]+"0••-••••-••78"$/u);
  });

  test.each(['Phone', '佐藤 美咲'])('shows the words next to the number, but not alone: %s', (text) => {
    expect(maskQueryText(text)).toBe('***');
    expect(maskQueryText(`${text} "090-1234-5678"`)).toBe(`${text} "0••-••••-••78"`);
  });

  test.each([
    ['an email address', 'hanako.sato@example.com "09012345678"', '***@*** "0••••••••78"'],
    ['a secret of the headers with hyphens', 'owner ab-cd-ef "09012345678"', 'owner *** "0••••••••78"'],
    [
      'a value in nested JSON',
      '{"token":"abcdef","tel":"09012345678"}',
      '{"token":"***","tel":"0••••••••78"}',
    ],
  ])('hides %s next to the number', (_what, text, masked) => {
    const headers = { ...JSON_TYPE, Authorization: 'Bearer ab-cd-ef' };
    expect(maskToText({ url: `${HOST}/find?q=${encodeURIComponent(text)}`, headers }).split('\n')[0]).toBe(
      `${HOST}/find?q=${masked}`,
    );
  });

  test('shows the names of fields in a list of them', () => {
    const body = JSON.stringify({
      fields: ['電話番号', '文字列__1行_', '$id'],
      properties: 'phone,mobilephone',
      token: 'abcdef',
    });
    expect(maskToText({ body })).toContain(
      '{"fields":["電話番号","文字列__1行_","$id"],"properties":"phone,mobilephone","token":"***"}',
    );
  });

  test('masks numbers in the path, query, body and nested JSON', () => {
    const url = `${HOST}/v60.0/people/09012345678?q=%2B81%2090-1234-5678&page_size=50&x=%252B819012345678`;
    const body = JSON.stringify({
      app: 12,
      phone: 9012345678,
      filters: [{ value: '090-1234-5678', values: ['09012345678', '+81 90-1234-5678'] }],
      text: JSON.stringify({ tel: '09012345678' }),
    });
    const masked = maskToText({ url, body });
    expect(masked.split('\n')).toEqual([
      `${HOST}/v60.0/people/0••••••••78?q=+81 ••-••••-••78&page_size=50&x=%2B••••••••••78`,
      '{"app":12,"phone":"••••••••78","filters":[{"value":"0••-••••-••78","values":["0••••••••78","+81 ••-••••-••78"]}],"text":"{\\"tel\\":\\"0••••••••78\\"}"}',
    ]);
  });

  /** Ways in which CRMs embed a number in a query: around it, or between its characters. */
  const embeddings: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `*${text}*`,
    (text) => `phone:*${text}`,
    (text) => `"${text}" OR "${text}"`,
    (text) => `(Phone in ('${text}', '${text}') or Mobile like '%${text}%')`,
    (text) => `TEL${text}内線`,
    (text) => Array.from(text).join('%'),
    (text) => Array.from(text).join(String.raw`\D*`),
    (text) => Array.from(text).join('[^a-z]*'),
    (text) => Array.from(text).join('\u200b'),
    (text) => text.replaceAll(/[- ]/gu, ' / '),
    (text) => encodeURIComponent(text),
  ];
  const positions: readonly ((text: string) => Partial<HttpRequest>)[] = [
    (text) => ({ url: `${HOST}/find?q=${encodeURIComponent(text)}` }),
    (text) => ({ url: `${HOST}/find?${encodeURIComponent(text)}` }),
    (text) => ({ url: `${HOST}/find/${encodeURIComponent(text)}/x` }),
    (text) => ({ body: JSON.stringify({ a: [{ b: text }] }) }),
    (text) => ({ body: JSON.stringify({ a: JSON.stringify({ b: text }) }) }),
    (text) => ({ body: JSON.stringify({ [text]: 1 }).replace(':1', ':true') }),
  ];
  const numbers = fc.oneof(
    fc.stringMatching(/^[1-9]\d{8,9}$/u).map((digits) => `+81${digits}`),
    fc.constantFrom('+12092592844', '+493012345678', '+442079460958', '+8613812345678', '+5511912345678'),
  );

  test('shows at most four digits of any number in any notation or query form', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(...embeddings),
        fc.constantFrom(...positions),
        (e164, embed, toRequest) => {
          const [significant = ''] = formatAs(e164, 'significant');
          const texts = [
            ...formatAllNotations(e164, ALL_NOTATIONS, ['0##-####-####', '##.########']),
            ...[4, 5, 7, 8, 9].map((count) => significant.slice(-count)),
          ];
          for (const text of texts) {
            // Masking keeps percent-encoding in a body, so the 2 of "%2B" is not a digit of the number.
            const masked = maskToText(toRequest(embed(text)), e164)
              .normalize('NFKC')
              .replaceAll(/%[\dA-F•]{2}/gu, '');
            const pieces = masked.split(/"|'| OR |, /u).map((piece) => piece.replace(/\D/gu, ''));
            for (const piece of pieces) {
              const [country, last] = [piece.slice(0, -2), piece.slice(-2)];
              expect([text, country]).toEqual([text, expect.stringMatching(/^(?:0{0,2}|\d\d)$/u)]);
              if (country !== '' && !country.startsWith('0'))
                expect(e164).toMatch(new RegExp(`^\\+${country}`, 'u'));
              expect(significant.endsWith(last)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('secret masking', () => {
  const secrets = fc
    .tuple(fc.stringMatching(/^[\x21-\x7e]{0,30}$/u), fc.stringMatching(/^[A-Za-z0-9+/=_-]{4,20}$/u))
    .map(([any, plain]) => `Q${any}z${plain}`)
    // Characters that a URL parses as separators would split the secret.
    .filter((secret) => !/[\s,;:="&/%\\+?#]/u.test(secret));
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const headersWith: readonly ((secret: string) => HttpRequest['headers'])[] = [
    (secret) => ({ Authorization: `Bearer ${secret}` }),
    (secret) => ({ authorization: `Zoho-oauthtoken ${secret}` }),
    (secret) => ({ Authorization: `Token token="${secret}"` }),
    (secret) => ({ Authorization: basic(`anna@example.com/token:${secret}`) }),
    (secret) => ({ Authorization: basic(`${secret}:X`) }),
    (secret) => ({ 'X-Api-Key': secret }),
  ];
  const names: readonly string[] = [
    ...['token', 'access_token', 'refreshToken', 'api_key', 'apiKey', 'X-API-KEY', 'key', 'client_id'],
    ...[
      'client_secret',
      'clientId',
      'password',
      'Passwd',
      'code',
      'code_verifier',
      'assertion',
      'authorization',
    ],
    ...['auth', 'sessionId', 'sid', 'jwt', 'signature', 'credentials', 'next_page_token', 'account_id'],
  ];
  const isRevealed = (text: string, secret: string): boolean =>
    [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) =>
      text.includes(form),
    );

  test('masks secrets of the headers in all other places', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...headersWith), (secret, headers) => {
        const encoded = encodeURIComponent(secret);
        const masked = maskToText({
          url: `${HOST}/a/${encoded}/b?q=x${encoded}&${encoded}=1&r=${encodeURIComponent(encoded)}`,
          headers: { ...JSON_TYPE, ...headers(secret) },
          body: JSON.stringify({ q: `x ${secret}`, [secret]: [secret], json: JSON.stringify({ secret }) }),
        });
        expect(isRevealed(masked, secret)).toBe(false);
        expect(masked).toContain('?q=***');
      }),
      { numRuns: 500 },
    );
  });

  test('masks values under secret parameter names', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.constantFrom(...names), (any, name) => {
        const secret = `Q${any.replaceAll(/\p{Surrogate}/gu, '')}z`;
        const masked = maskToText({
          url: `${HOST}/find?a=1&${name}=${encodeURIComponent(secret)}&b=2`,
          body: JSON.stringify({ [name]: secret, deep: [{ [name]: { value: secret } }] }),
        });
        const expected = maskToText({
          url: `${HOST}/find?a=1&${name}=x&b=2`,
          body: JSON.stringify({ [name]: 'x', deep: [{ [name]: { value: 'x' } }] }),
        });
        expect(masked).toBe(expected);
      }),
    );
  });

  test.each([
    'keyword',
    'statecode',
    'filters',
    '$filter',
    'page[size]',
    'pass_through_no',
    'token',
    '電話番号',
  ])('shows the name "%s" but not its value', (name) => {
    const masked = maskToText({
      url: `${HOST}/find?${encodeURIComponent(name)}=Phone`,
      body: JSON.stringify({ [name]: 'Phone' }),
    });
    expect(masked).toBe(`${HOST}/find?${name}=***\n{"${name}":"***"}`);
  });

  test.each<[string, Partial<HttpRequest>, string]>([
    [
      'a token request with a form body',
      {
        url: `${HOST}/services/oauth2/token?x=Qsecretz`,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=refresh_token&refresh_token=Qsecretz&client_id=Qclientz',
      },
      `${HOST}/services/oauth2/token?x=***\n***`,
    ],
    [
      'a token request with a JSON body',
      { url: `${HOST}/api/login?user=Qsecretz`, body: '{"user":"anna","word":"Qsecretz"}' },
      `${HOST}/api/login?user=***\n{"user":"***","word":"***"}`,
    ],
    [
      'any body that is not JSON',
      { headers: { 'content-type': 'text/plain' }, body: 'Qsecretz' },
      `${HOST}/find\n***`,
    ],
    ['a body that is not valid JSON despite its type', { body: '{"a": Qsecretz' }, `${HOST}/find\n***`],
    [
      'user and password in the address',
      { url: 'https://anna:Qsecretz@crm.example.com/a#Qsecretz' },
      `${HOST}/a\n`,
    ],
    ['an invalid address', { url: 'Qsecretz', body: '{"a":"Qsecretz"}' }, '***\n{"a":"***"}'],
    [
      'a word that looks like a key, an e-mail address',
      {
        url: `${HOST}/find?q=Qz8s7f6g5h4j3k2l1m&r=anna.sato@example.co.jp&s=3f2504e0-4f89-41d3-9a0c-0305e82c3301`,
      },
      `${HOST}/find?q=***&r=***&s=***\n`,
    ],
  ])('%s', (_what, request, expected) => {
    expect(maskToText(request)).toBe(expected);
  });
});

test('the masked text of any request is short and has no control characters', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.option(fc.oneof(fc.json(), fc.string()), { nil: undefined }),
      (url, body) => {
        const { address, body: masked } = maskRequest(
          { method: 'POST', url, headers: JSON_TYPE, ...(body !== undefined && { body }) },
          '+819012345678',
        );
        expect(masked === null).toBe(body === undefined);
        for (const text of [address, masked ?? '']) {
          expect(text.length).toBeLessThanOrEqual(8_000);
          expect(text).not.toMatch(/\p{Cc}|\u202e/u);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test.each(['9', 'a', '0-', 'a@', '\\D', '%39', '{', '１ー', 'telephone1 '])(
  'masking a megabyte truncates it and takes linear time: %j',
  (text) => {
    const growth = measureGrowth((count) => {
      expect(maskToText({ body: JSON.stringify({ a: text.repeat(count) }) }).length).toBeLessThan(8_100);
    }, 5_000);
    expect(growth).toBeLessThan(MAX_LINEAR_GROWTH);
  },
);

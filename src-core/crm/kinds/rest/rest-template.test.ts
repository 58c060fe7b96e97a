import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  formatCandidates,
  renderHeader,
  renderJson,
  renderPath,
  renderQuery,
  parseRestFile,
  findValuesAt,
  type RestFileInput,
} from './rest-template.ts';

const BASE = 'https://api.example.com/v1';
/** Any value that a parameter, an id or a secret may have, including values that an attacker would choose. */
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '/',
    '//evil.example',
    '\\..\\',
    '?a=b',
    '#',
    '&b=c',
    '@evil.example',
    '',
  ),
  fc.constantFrom('"', '\\"', '\u0000', '\r\nX: y', '\t', '\ud800', '{{secret}}', '$&', "' or '1'='1", '%'),
);

describe('values cannot break out of their position in a template', () => {
  test('a path keeps its host and number of segments', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const template = '/contacts/{{id}}/x-{{number}}/end';
        const path = renderPath(template, (name) => (name === 'id' ? a : b));
        if (path === null) {
          expect(a).toMatch(/^\.{1,2}$/u);
          return;
        }
        const url = new URL(`${BASE}${path}`);
        expect(url.host).toBe('api.example.com');
        expect(url.search + url.hash).toBe('');
        expect(url.pathname.split('/')).toHaveLength('/v1/contacts/a/x-b/end'.split('/').length);
        const [, , , first = '', second = '', last] = url.pathname.split('/');
        expect(decodeURIComponent(first)).toBe(a.toWellFormed());
        expect(decodeURIComponent(second)).toBe(`x-${b.toWellFormed()}`);
        expect(last).toBe('end');
      }),
    );
  });

  test('a page address keeps its path, query names and fragment', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const path = renderPath('/app?tel={{number}}&tab=1#/people/{{number}}', () => value);
        const url = new URL(`https://crm.example.com${path ?? ''}`);
        expect([url.host, url.pathname]).toEqual(['crm.example.com', '/app']);
        expect([...url.searchParams.keys()]).toEqual(['tel', 'tab']);
        expect(url.searchParams.get('tel')).toBe(value.toWellFormed());
        expect(url.hash.split('/')).toHaveLength(3);
      }),
    );
  });

  test('a query keeps its names, values and JSON structure', () => {
    fc.assert(
      fc.property(anything, fc.array(anything), (value, numbers) => {
        const query = renderQuery(
          { q: 'phone:"{{number}}"', filter: { in: '{{numbers}}', and: [{ eq: '{{number}}' }] }, limit: 5 },
          () => value,
          numbers,
        );
        const { host, pathname, searchParams } = new URL(`${BASE}/x${query}`);
        expect([host, pathname]).toEqual(['api.example.com', '/v1/x']);
        expect([...searchParams.keys()]).toEqual(['q', 'filter', 'limit']);
        expect(searchParams.get('q')).toBe(`phone:"${value.toWellFormed()}"`);
        expect(JSON.parse(searchParams.get('filter') ?? '')).toEqual({ in: numbers, and: [{ eq: value }] });
        expect(searchParams.get('limit')).toBe('5');
      }),
    );
  });

  test('JSON outside of placeholders stays unchanged', () => {
    fc.assert(
      fc.property(fc.json(), anything, (json, value) => {
        fc.pre(!json.includes('{{'));
        const rest = z.json().parse(JSON.parse(json));
        const body = renderJson({ rest, a: 'x {{number}}' }, () => value, []);
        expect(JSON.stringify(body)).toBe(JSON.stringify({ rest, a: `x ${value}` }));
      }),
    );
  });

  test('a header is one line of printable ASCII or null', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const header = renderHeader('Token {{secret}}', () => value);
        if (header === null) expect(value).toMatch(/[^\x20-\x7e]/u);
        else expect(header).toBe(`Token ${value}`);
      }),
    );
  });

  test('does not expand placeholders inside values', () => {
    expect(renderPath('/{{id}}', (name) => (name === 'id' ? '{{secret}}' : 'leak'))).toBe(
      '/%7B%7Bsecret%7D%7D',
    );
  });
});

describe('notations of a number to search for', () => {
  test.each([
    [['e164', 'national'], [], ['+81312345678', '0312345678']],
    [['last:8', 'last:15'], [], ['12345678', '312345678']],
    [['mask:0#-####-####', 'mask:0##-####-####'], [], ['03-1234-5678']],
    [['national', 'mask:0#########'], ['0#.####.####'], ['0312345678', '03.1234.5678']],
    [['national'], [`0#-####-####' OR '1`, '0#"########'], ['0312345678']],
  ])('%j, and the masks %j', (candidates, masks, texts) => {
    expect(formatCandidates('+81312345678', candidates, masks)).toEqual(texts);
  });
});

describe('paths into a response', () => {
  const answer = {
    a: { b: [{ c: 1, d: [{ e: 'x' }, { e: 'y' }] }, { c: 2 }] },
    none: [],
    nothing: null,
    __proto__: { hidden: 1 },
  };
  const readCompanyAt = (path: string): unknown => {
    const file = { lookups: [{ ...LOOKUP, map: { ...LOOKUP.map, company: path } }] } satisfies RestFileInput;
    return findValuesAt(answer, parseRestFile(file).lookups[0]?.map.company ?? []);
  };
  test.each([
    ['a.b[0].c', [1]],
    ['a.b.1.c', [2]],
    ['a.b[*].c', [1, 2]],
    ['a.b.c', [1, 2]],
    ['a.b.d.e', ['x', 'y']],
    ['a.b[*].d[1].e', ['y']],
    ['a.b[7].c', []],
    ['none[*].c', []],
    ['nothing', [null]],
    ['nothing.x', undefined],
    ['x.y', undefined],
    ['hidden', undefined],
    ['constructor.name', undefined],
  ])('%s', (path, values) => {
    expect(readCompanyAt(path)).toEqual(values);
  });
});

const LOOKUP = {
  object: 'contact',
  request: { path: '/contacts', query: { q: '{{numbers}}' } },
  map: { id: 'id', phones: { phone: 'tel' } },
} satisfies RestFileInput['lookups'][number];

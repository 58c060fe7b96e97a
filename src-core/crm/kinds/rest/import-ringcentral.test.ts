import { describe, expect, test } from 'vitest';
import { importRingCentral, isRingCentral } from './import-ringcentral.ts';
import { parseRestFile, RestFileError } from './rest-template.ts';

/** Has a key as bearer token, a fixed host, a query, and operations that look up nothing. */
const SIMPLE = {
  meta: { name: 'myCrm', displayName: 'My CRM', logFormat: 'text/plain' },
  auth: { type: 'apiKey', scheme: 'Bearer', credentialTemplate: '{{apiKey}}', encode: 'none' },
  requestDefaults: {
    baseUrl: 'https://api.example.com/v1',
    timeoutSeconds: 30,
    defaultHeaders: { Accept: 'application/json', 'X-Tenant': '{{user.platformAdditionalInfo.tenantId}}' },
  },
  operations: {
    getUserInfo: { method: 'GET', url: '/me', responseMapping: { idPath: 'body.id' } },
    findContact: {
      method: 'GET',
      url: '/contacts?include=org',
      query: { phone: '{{phoneNumber}}', limit: 20 },
      responseMapping: {
        type: 'list',
        listPath: 'body.contacts',
        item: {
          idPath: 'id',
          namePath: 'name.full',
          phonePath: '',
          typePath: 'kind',
          companyPath: 'org.name',
          mostRecentActivityDatePath: 'updated_at',
        },
      },
    },
    createCallLog: { method: 'POST', url: '/activities', body: { contact_id: '{{contactInfo.id}}' } },
  },
};

/** Has the user's host, Basic with only a key, the parsed number in a request body, and an array as the answer. */
const HOSTED = {
  proxyConfig: {
    auth: { type: 'apiKey', scheme: 'Basic', credentialTemplate: '{{apiKey}}:', encode: 'base64' },
    requestDefaults: { baseUrl: 'https://{{user.hostname}}/rest/' },
    operations: {
      findContact: {
        method: 'post',
        url: 'search',
        body: {
          or: [{ tel: '{{parsedPhoneNumber.number.significant}}' }, { tel: '{{phoneNumber}}' }],
          max: 10,
        },
        responseMapping: { listPath: 'body', item: {} },
      },
    },
  },
};

describe('configurations that can be used', () => {
  test('imports an API key as bearer token', () => {
    expect(isRingCentral(SIMPLE)).toBe(true);
    const { file } = importRingCentral(SIMPLE);
    expect(parseRestFile(file)).toBeTruthy();
    expect(file).toEqual({
      about: 'RingCentral App Connect: My CRM',
      api: 'https://api.example.com',
      auth: { type: 'header', name: 'Authorization', value: 'Bearer {{secret}}' },
      candidates: ['e164', 'national', 'national-formatted'],
      lookups: [
        {
          object: 'contact',
          request: {
            method: 'GET',
            path: '/v1/contacts',
            query: { include: 'org', phone: '{{number}}', limit: 20 },
            headers: { Accept: 'application/json', 'X-Tenant': '{{parameters.tenantId}}' },
          },
          list: 'contacts',
          listMayBeMissing: true,
          map: {
            id: 'id',
            name: 'name.full',
            company: 'org.name',
            title: 'title',
            updatedAt: 'updated_at',
            phones: { phone: 'phone' },
            fields: { kind: 'kind' },
          },
        },
      ],
    });
  });

  test('imports the user’s host, Basic authentication and a request body', () => {
    expect(isRingCentral(HOSTED)).toBe(true);
    const { file } = importRingCentral(HOSTED);
    expect(parseRestFile(file)).toBeTruthy();
    expect(file).not.toHaveProperty('api');
    expect(file).toMatchObject({
      auth: { type: 'basic', credentials: '{{secret}}:' },
      lookups: [
        {
          request: {
            method: 'POST',
            path: '/rest/search',
            body: { or: [{ tel: '{{number.significant}}' }, { tel: '{{number}}' }], max: 10 },
          },
          map: { id: 'id', name: 'name', phones: { phone: 'phone' } },
        },
      ],
    });
    expect(file.lookups[0]).not.toHaveProperty('list');
  });

  test('isRingCentral returns false for other JSON', () => {
    for (const json of [null, [], 'a', { lookups: [] }, { operations: 1 }])
      expect(isRingCentral(json)).toBe(false);
  });
});

describe('configurations that are refused', () => {
  const { operations, requestDefaults, auth } = SIMPLE;
  const { findContact } = operations;
  const withFind = (more: object): unknown => ({
    ...SIMPLE,
    operations: { findContact: { ...findContact, ...more } },
  });
  const getRefusal = (json: unknown): string => {
    try {
      parseRestFile(importRingCentral(json).file);
    } catch (error) {
      if (error instanceof RestFileError) return error.location;
      throw error;
    }
    return 'used';
  };

  test.each<readonly [string, unknown, string]>([
    ['no findContact', { ...SIMPLE, operations: {} }, 'operations.findContact'],
    ['no mapping', withFind({ responseMapping: undefined }), 'operations.findContact.responseMapping'],
    ['OAuth', { ...SIMPLE, auth: { type: 'oauth' } }, 'auth: OAuth with a browser is not done for files'],
    [
      'base64 encoding of a bearer key',
      { ...SIMPLE, auth: { ...auth, encode: 'base64' } },
      'auth.encode: base64 only for Basic',
    ],
    [
      'a request that writes',
      withFind({ method: 'DELETE' }),
      'operations.findContact.method: only GET and POST',
    ],
    [
      'a secret in the query',
      withFind({ query: { key: '{{apiKey}}' } }),
      'operations.findContact.query: apiKey is a secret, which belongs into a header',
    ],
    [
      'a secret in the address',
      withFind({ url: '/{{user.accessToken}}/contacts' }),
      'operations.findContact.url: user.accessToken is a secret, which belongs into a header',
    ],
    [
      'two secrets',
      {
        ...SIMPLE,
        requestDefaults: { ...requestDefaults, defaultHeaders: { 'X-Secret-Key': '{{secretKey}}' } },
      },
      'requestDefaults.defaultHeaders: more than one secret',
    ],
    [
      'an unknown variable',
      withFind({ query: { a: '{{overridingFormat}}' } }),
      'operations.findContact.query: overridingFormat is not known',
    ],
    [
      'an unknown nested variable',
      withFind({ query: { a: '{{parsedPhoneNumber.regionCode}}' } }),
      'operations.findContact.query: parsedPhoneNumber.regionCode is not known',
    ],
    ['no number', withFind({ query: {} }), 'lookups.0.request'],
  ])('%s', (_what, json, where) => {
    expect(getRefusal(json)).toBe(where);
  });
});

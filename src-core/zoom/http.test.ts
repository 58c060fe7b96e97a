import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLoopbackServer, type Answer, type LoopbackServer } from '../fakes.test-support.ts';
import { request, type HttpAnswer } from './http.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await startLoopbackServer(() => ({}));
});
afterEach(async () => {
  await server.close();
});

async function answered(answer: Answer): Promise<HttpAnswer> {
  server.respond = () => answer;
  return await request({
    method: 'GET',
    url: `http://127.0.0.1:${server.port}/`,
    headers: { Authorization: 'Bearer abc' },
  });
}

test.each<[Answer, unknown]>([
  [{ body: { a: [1] } }, { a: [1] }],
  [{ body: '{"a":' }, null],
  [{ body: '' }, null],
  [{ body: '"text"' }, 'text'],
  [{ status: 500, body: { code: 1 } }, { code: 1 }],
  [{ headers: { 'content-type': 'text/plain' }, body: '6998252113337041462' }, Number('6998252113337041462')],
])('%j is read as %j', async (answer, json) => {
  expect(await answered(answer)).toMatchObject({ status: answer.status ?? 200, json });
});

test.each([
  ['17', 17],
  ['0', 0],
  ['', null],
  ['soon', null],
  ['-1', null],
  ['1e3', null],
  ['Infinity', null],
  ['9'.repeat(400), null],
])('Retry-After "%s" is %s seconds', async (value, seconds) => {
  expect((await answered({ status: 429, headers: { 'retry-after': value } })).retryAfter).toBe(seconds);
});

test('the clock of the server', async () => {
  expect((await answered({ headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' } })).serverTime).toBe(
    Date.UTC(2026, 0, 2, 3, 4, 5),
  );
  expect((await answered({ headers: { date: 'never' } })).serverTime).toBeNull();
});

import { beforeEach, describe, expect, test } from 'vitest';
import { EVERYONE, type Agent } from './calls/agent.ts';
import type { CallElement } from './calls/past-calls.ts';
import { CatchUp } from './catch-up.ts';
import { FakeClock, memoryHistory, turn, NOBODY } from './fakes.test-support.ts';
import type { CallHistory } from './history/call-history.ts';
import type { Notice } from './notice.ts';
import type { ReadCallHistory } from './sources/source.ts';
import { RestError } from './zoom/api.ts';
import { TokenError } from './zoom/token.ts';
import { HttpError } from './http/transport.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SATO: Agent = {
  userId: 'DnEopNmXQEGU2uvvzjgojw',
  extensionId: 'e',
  extensionNumber: '1002',
  numbers: [],
};
const SUZUKI: Agent = { userId: 'another', extensionId: 'f', extensionNumber: '1003', numbers: [] };

const ELEMENT: CallElement = {
  callId: '6998252113337041462',
  inbound: true,
  internal: false,
  caller: NOBODY,
  callee: NOBODY,
  withheld: false,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  result: null,
  reason: null,
  operatorName: null,
};

type Past = Awaited<ReturnType<ReadCallHistory>>;

/** One look at Zoom's history, to be answered by the test. */
interface Look {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly signal: AbortSignal;
  answer(past: Past): void;
  fail(error: Error): void;
}

let clock: FakeClock;
let history: CallHistory;
let skewMs: number;
let looks: Look[];
/** what a look meets that the test does not answer itself; null = none */
let meets: Past | Error | null;
let found: { readonly elements: readonly CallElement[]; readonly ofAgent: boolean; readonly since: number }[];
let onFound: () => void;
let notices: Notice[];
let catchUp: CatchUp;
let begun: number;

beforeEach(() => {
  clock = new FakeClock();
  begun = clock.now();
  history = memoryHistory(clock);
  skewMs = 0;
  looks = [];
  meets = { elements: [], ofAgent: true };
  found = [];
  onFound = () => undefined;
  notices = [];
  catchUp = started();
});

function started(): CatchUp {
  return new CatchUp({
    clock,
    read: ({ from, to }, signal) =>
      new Promise((resolve, reject) => {
        const look: Look = { from, to, at: clock.now() - begun, signal, answer: resolve, fail: reject };
        looks.push(look);
        if (meets instanceof Error) reject(meets);
        else if (meets !== null) resolve(meets);
      }),
    history,
    skewMs: () => skewMs,
    found: (elements, ofAgent, since) => {
      found.push({ elements, ofAgent, since });
      onFound();
    },
    notice: (notice) => notices.push(notice),
  });
}

/** When the looks were, in ms since the test began. */
const times = (): readonly number[] => looks.map(({ at }) => at);
const key = (agent: Agent): string => agent.userId ?? '*';

describe('when it looks', () => {
  test('at once, after a minute, and then every five minutes while nothing is heard', async () => {
    catchUp.connected(SATO);
    await clock.run(17 * MINUTE);
    expect(times()).toEqual([0, MINUTE, 6 * MINUTE, 11 * MINUTE, 16 * MINUTE]);
  });

  test('every half an hour while calls come', async () => {
    catchUp.connected(SATO);
    for (let n = 0; n < 130; n++) {
      catchUp.heard();
      await clock.run(MINUTE);
    }
    const late = times().filter((at) => at > MINUTE);
    const gaps = late.slice(1).map((at, n) => at - (late[n] ?? 0));
    expect(late.length).toBeGreaterThanOrEqual(3);
    for (const gap of gaps) expect(gap).toBe(30 * MINUTE);
  });

  test('after a minute also when calls come: what ended just before is written down by then', async () => {
    catchUp.connected(SATO);
    await clock.run(10 * SECOND);
    catchUp.heard();
    await clock.run(MINUTE);
    expect(times()).toEqual([0, MINUTE]);
  });

  test('within ten minutes of the last call heard, for then nothing might come any more', async () => {
    catchUp.connected(SATO);
    await clock.run(2 * MINUTE);
    catchUp.heard();
    await clock.run(HOUR);
    const after = times().find((at) => at > 2 * MINUTE) ?? NaN;
    expect(after).toBeLessThanOrEqual(12 * MINUTE);
  });

  test('anew at every connect, and in no other rhythm than that of the last', async () => {
    catchUp.connected(SATO);
    await clock.run(30 * SECOND);
    catchUp.disconnected();
    await clock.run(HOUR);
    catchUp.connected(SATO);
    await clock.run(2 * MINUTE);
    const second = HOUR + 30 * SECOND;
    expect(times()).toEqual([0, second, second + MINUTE]);
    // Also without a word of the end in between.
    catchUp.connected(SATO);
    await clock.run(6 * MINUTE);
    const third = second + 2 * MINUTE;
    expect(times().slice(3)).toEqual([third, third + MINUTE, third + 6 * MINUTE]);
    expect(clock.pending).toBe(1);
  });

  test('not again before an answer came', async () => {
    meets = null;
    catchUp.connected(SATO);
    await clock.run(HOUR);
    expect(times()).toEqual([0]);
  });
});

describe('since when', () => {
  test('at first from now on: what rang before is no loss of ours', async () => {
    catchUp.connected(SATO);
    await clock.run(0);
    expect(looks[0]).toMatchObject({ from: begun, to: begun });
    expect(found).toEqual([{ elements: [], ofAgent: true, since: begun }]);
  });

  test('to the second, as Zoom writes times: a call that rang in the same one counts', async () => {
    await clock.run(999);
    catchUp.connected(SATO);
    await clock.run(0);
    expect(found[0]?.since).toBe(begun);
  });

  test('never before the first listening, whatever was tried since', async () => {
    catchUp.connected(SATO);
    await clock.run(5 * HOUR);
    for (const { from } of looks) expect(from).toBe(begun);
  });

  test('the first listening counts even when that look failed, and over a restart', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    await clock.run(10 * SECOND);
    catchUp.disconnected();
    await clock.run(2 * HOUR);
    catchUp = started();
    catchUp.connected(SATO);
    await clock.run(0);
    expect(looks.at(-1)).toMatchObject({ from: begun, to: begun + 2 * HOUR + 10 * SECOND });
  });

  test('twelve hours before what is complete: a long talk is written down under its beginning', async () => {
    catchUp.connected(SATO);
    await clock.run(0);
    catchUp.disconnected();
    await clock.run(3 * DAY);
    history.setCompleteUntil(key(SATO), begun + 2 * DAY);
    catchUp.connected(SATO);
    await clock.run(0);
    expect(looks.at(-1)).toMatchObject({ from: begun + 2 * DAY - 12 * HOUR, to: begun + 3 * DAY });
    expect(found.at(-1)?.since).toBe(begun + 2 * DAY - 12 * HOUR);
  });

  test('thirty days at most', async () => {
    catchUp.connected(SATO);
    await clock.run(0);
    catchUp.disconnected();
    await clock.run(100 * DAY);
    catchUp.connected(SATO);
    await clock.run(0);
    expect(looks.at(-1)).toMatchObject({ from: begun + 70 * DAY, to: begun + 100 * DAY });
  });

  test.each([-DAY, HOUR])('by Zoom’s clock, ours being off by %i ms', async (skew) => {
    skewMs = skew;
    catchUp.connected(SATO);
    await clock.run(MINUTE);
    expect(looks[0]).toMatchObject({ from: begun - skew, to: begun - skew });
    expect(looks[1]).toMatchObject({ from: begun - skew, to: begun + MINUTE - skew });
    expect(history.completeUntil(key(SATO))).toBe(begun + MINUTE - skew);
  });

  test('a clock that was once far ahead does not hide the calls of a day', async () => {
    catchUp.connected(SATO);
    await clock.run(2 * DAY);
    skewMs = -3 * DAY;
    await clock.run(5 * MINUTE);
    expect(history.completeUntil(key(SATO))).toBeGreaterThan(clock.now() + DAY);
    skewMs = 0;
    await clock.run(5 * MINUTE);
    const { from, to } = looks.at(-1)!;
    expect(to).toBeLessThanOrEqual(clock.now());
    expect(from).toBeLessThanOrEqual(to - 12 * HOUR);
    expect(history.completeUntil(key(SATO))).toBe(to);
  });

  test('no day is asked for that has not begun, not even when the first listening was by a wrong clock', async () => {
    skewMs = -3 * DAY;
    catchUp.connected(SATO);
    await clock.run(0);
    skewMs = 0;
    catchUp.connected(SATO);
    await clock.run(10 * MINUTE);
    for (const { from, to } of looks) expect(from).toBeLessThanOrEqual(to);
  });

  test('what is remembered and makes no sense is as if it were not', async () => {
    history.remember(`listening-since:${key(SATO)}`, 'yesterday');
    catchUp.connected(SATO);
    await clock.run(MINUTE);
    expect(looks.map(({ from }) => from)).toEqual([begun, begun]);
  });

  test.each<[string, Agent, Agent]>([
    ['two users', SATO, SUZUKI],
    ['a user and everyone', SATO, EVERYONE],
    ['two extensions', { ...EVERYONE, extensionNumber: '1002' }, { ...EVERYONE, extensionNumber: '1003' }],
    ['an extension and everyone', { ...EVERYONE, extensionId: 'e' }, EVERYONE],
  ])('%s are kept apart', async (_, first, second) => {
    catchUp.connected(first);
    await clock.run(2 * DAY);
    catchUp.connected(second);
    await clock.run(0);
    expect(looks.at(-1)).toMatchObject({ from: begun + 2 * DAY });
    await clock.run(DAY);
    catchUp.connected(first);
    await clock.run(0);
    expect(looks.at(-1)).toMatchObject({ from: begun + 2 * DAY - 4 * MINUTE - 12 * HOUR });
  });
});

describe('a look that goes well', () => {
  test('is told before the time is taken for complete', async () => {
    const completeThen: (number | null)[] = [];
    onFound = () => completeThen.push(history.completeUntil(key(SATO)));
    meets = { elements: [ELEMENT], ofAgent: false };
    catchUp.connected(SATO);
    await clock.run(MINUTE);
    expect(found.map(({ elements, ofAgent }) => ({ elements, ofAgent }))).toEqual([
      { elements: [ELEMENT], ofAgent: false },
      { elements: [ELEMENT], ofAgent: false },
    ]);
    expect(completeThen).toEqual([null, begun]);
    expect(history.completeUntil(key(SATO))).toBe(begun + MINUTE);
  });

  test('is complete until it was begun, not until it was answered', async () => {
    meets = null;
    catchUp.connected(SATO);
    await clock.run(10 * SECOND);
    looks[0]?.answer({ elements: [], ofAgent: true });
    await turn();
    expect(history.completeUntil(key(SATO))).toBe(begun);
  });

  test('one that fails completes nothing', async () => {
    meets = new RestError('trouble', 'HTTP 500', null);
    catchUp.connected(SATO);
    await clock.run(HOUR);
    expect(found).toEqual([]);
    expect(history.completeUntil(key(SATO))).toBeNull();
  });
});

describe('a look that fails', () => {
  test('is tried again after half a minute, one, two, then every five minutes', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    await clock.run(19 * MINUTE);
    expect(times().map((at) => at / SECOND)).toEqual([0, 30, 90, 210, 510, 810, 1110]);
  });

  test('counts from the last success: then it begins anew, with a second look after a minute', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    await clock.run(80 * SECOND);
    meets = { elements: [], ofAgent: true };
    await clock.run(80 * SECOND);
    meets = new HttpError('network');
    await clock.run(5 * MINUTE + 40 * SECOND);
    expect(times().map((at) => at / SECOND)).toEqual([0, 30, 90, 150, 450, 480]);
    expect(notices).toEqual([]);
  });

  test('calls that come meanwhile put nothing off', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    for (let n = 0; n < 10; n++) {
      await clock.run(10 * SECOND);
      catchUp.heard();
    }
    expect(times().map((at) => at / SECOND)).toEqual([0, 30, 90]);
  });

  test.each<[string, Error, Notice['code'], Notice['params']]>([
    ['no way there', new HttpError('network'), 'history-unreachable', {}],
    ['no answer in time', new HttpError('timeout'), 'history-unreachable', {}],
    [
      'a fault of Zoom',
      new RestError('trouble', 'HTTP 500, Oops', null),
      'history-unreadable',
      { detail: 'HTTP 500, Oops' },
    ],
    ['not found', new RestError('not-found', 'HTTP 404', null), 'history-unreadable', { detail: 'HTTP 404' }],
    [
      'no token',
      new TokenError('refused', 'credentials', 'HTTP 401, invalid_client', null),
      'history-unreadable',
      { detail: 'HTTP 401, invalid_client' },
    ],
    ['anything else', new Error('a secret'), 'history-unreachable', {}],
  ])('%s is worth a word at the third time, and no second one', async (_, error, code, params) => {
    meets = error;
    catchUp.connected(SATO);
    await clock.run(89 * SECOND);
    expect(notices).toEqual([]);
    await clock.run(SECOND);
    expect(notices).toEqual([{ level: 'warn', code, params }]);
    await clock.run(12 * HOUR);
    expect(notices).toHaveLength(1);
  });

  test('after a success in between it is worth a word again', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    await clock.run(10 * MINUTE);
    meets = { elements: [], ofAgent: true };
    await clock.run(10 * MINUTE);
    meets = new HttpError('network');
    await clock.run(20 * MINUTE);
    expect(notices.map(({ code }) => code)).toEqual(['history-unreachable', 'history-unreachable']);
  });

  test.each<[string, Error, number]>([
    ['REST asks for ten minutes', new RestError('rate-limited', 'HTTP 429', 600), 600],
    ['the token endpoint asks for ten minutes', new TokenError('rate-limited', null, 'HTTP 429', 600), 600],
    ['REST asks for a second', new RestError('rate-limited', 'HTTP 429', 1), 30],
    ['REST does not say', new RestError('rate-limited', 'HTTP 429', null), 30],
  ])('%s', async (_, error, seconds) => {
    meets = error;
    catchUp.connected(SATO);
    await clock.run(seconds * SECOND - 1);
    expect(looks).toHaveLength(1);
    await clock.run(1);
    expect(looks).toHaveLength(2);
  });
});

describe('a scope that is missing', () => {
  const SCOPE = new RestError('scope', 'HTTP 400, scopes:[phone:read:list_call_logs:admin]', null);
  const words = (): readonly string[] => notices.map(({ code }) => code);

  test('is said at once, and not asked for again before the next connect', async () => {
    meets = SCOPE;
    catchUp.connected(SATO);
    await clock.run(DAY);
    expect(notices).toEqual([{ level: 'warn', code: 'history-scope', params: {} }]);
    expect(looks).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('is said once over all connects, until it worked in between', async () => {
    meets = SCOPE;
    for (let n = 0; n < 5; n++) {
      catchUp.connected(SATO);
      await clock.run(HOUR);
      catchUp.disconnected();
    }
    expect(looks).toHaveLength(5);
    expect(words()).toEqual(['history-scope']);
    meets = { elements: [], ofAgent: true };
    catchUp.connected(SATO);
    await clock.run(SECOND);
    meets = SCOPE;
    await clock.run(HOUR);
    expect(words()).toEqual(['history-scope', 'history-scope']);
  });

  test('is none of the failures that are counted', async () => {
    meets = SCOPE;
    for (let n = 0; n < 5; n++) {
      catchUp.connected(SATO);
      await clock.run(SECOND);
    }
    expect(words()).toEqual(['history-scope']);
  });
});

describe('disconnected', () => {
  /** Nothing waits, and whatever comes is nobody's. */
  async function expectAtRest(): Promise<void> {
    const before = { looks: looks.length, found: found.length, notices: notices.length };
    await clock.run(0);
    expect(clock.pending).toBe(0);
    await clock.run(DAY);
    expect({ looks: looks.length, found: found.length, notices: notices.length }).toEqual(before);
  }

  test('before the answer: the request is given up, and what it still brings is dropped', async () => {
    meets = null;
    catchUp.connected(SATO);
    await turn();
    const [look] = looks;
    expect(look?.signal.aborted).toBe(false);
    catchUp.disconnected();
    expect(look?.signal.aborted).toBe(true);
    look?.answer({ elements: [ELEMENT], ofAgent: true });
    await turn();
    await expectAtRest();
    expect(found).toEqual([]);
    expect(history.completeUntil(key(SATO))).toBeNull();
  });

  test('before the answer: that it was given up is no failure', async () => {
    meets = null;
    for (let n = 0; n < 4; n++) {
      catchUp.connected(SATO);
      await turn();
      catchUp.disconnected();
      looks.at(-1)?.fail(n === 0 ? new RestError('scope', 'HTTP 403', null) : new HttpError('timeout'));
      await turn();
    }
    await expectAtRest();
    expect(notices).toEqual([]);
  });

  test('between two looks', async () => {
    catchUp.connected(SATO);
    await clock.run(10 * SECOND);
    catchUp.disconnected();
    await expectAtRest();
  });

  test('between two tries', async () => {
    meets = new HttpError('network');
    catchUp.connected(SATO);
    await clock.run(10 * SECOND);
    catchUp.disconnected();
    await expectAtRest();
  });

  test('by whoever is told what was found: events are missing, so a new connection is tried', async () => {
    onFound = () => catchUp.disconnected();
    catchUp.connected(SATO);
    await clock.run(SECOND);
    await expectAtRest();
    // What was found is in the history all the same.
    expect(history.completeUntil(key(SATO))).toBe(begun);
  });

  test('and connected as another by whoever is told: each keeps to its own', async () => {
    onFound = () => {
      onFound = () => undefined;
      meets = null;
      catchUp.connected(SUZUKI);
    };
    catchUp.connected(SATO);
    await clock.run(DAY);
    expect(history.completeUntil(key(SATO))).toBe(begun);
    expect(history.completeUntil(key(SUZUKI))).toBeNull();
    expect(looks).toHaveLength(2);
  });

  test('twice, or without a connect, is no mistake', async () => {
    catchUp.disconnected();
    catchUp.disconnected();
    await expectAtRest();
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import { CatchUp } from './call-catch-up.ts';
import { FakeClock, memoryHistory, flushPromises, UNKNOWN_PARTY } from '../test-support/fakes.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice } from '../i18n/notice.ts';
import type { ReadCallHistory } from '../zoom/call-source.ts';
import { RestError } from '../zoom/zoom-api.ts';
import { TokenError } from '../zoom/token.ts';
import { HttpError } from '../network/transport.ts';

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
  caller: UNKNOWN_PARTY,
  callee: UNKNOWN_PARTY,
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
interface Poll {
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
let polls: Poll[];
/** what a look meets that the test does not answer itself; null = none */
let defaultAnswer: Past | Error | null;
let found: {
  readonly elements: readonly CallElement[];
  readonly isOwnList: boolean;
  readonly since: number;
}[];
let onFound: () => void;
let notices: Notice[];
let catchUp: CatchUp;
let startedAt: number;

beforeEach(() => {
  clock = new FakeClock();
  startedAt = clock.now();
  history = memoryHistory(clock);
  skewMs = 0;
  polls = [];
  defaultAnswer = { elements: [], isOwnList: true };
  found = [];
  onFound = () => undefined;
  notices = [];
  catchUp = createCatchUp();
});

function createCatchUp(): CatchUp {
  return new CatchUp({
    clock,
    read: ({ from, to }, signal) =>
      new Promise((resolve, reject) => {
        const poll: Poll = { from, to, at: clock.now() - startedAt, signal, answer: resolve, fail: reject };
        polls.push(poll);
        if (defaultAnswer instanceof Error) reject(defaultAnswer);
        else if (defaultAnswer !== null) resolve(defaultAnswer);
      }),
    history,
    skewMs: () => skewMs,
    onFound: (elements, isOwnList, since) => {
      found.push({ elements, isOwnList, since });
      onFound();
    },
    onNotice: (notice) => notices.push(notice),
  });
}

/** When the looks were, in ms since the test began. */
const pollTimes = (): readonly number[] => polls.map(({ at }) => at);
const key = (agent: Agent): string => agent.userId ?? '*';

describe('when it looks', () => {
  test('at once, after a minute, and then every five minutes while nothing is heard', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(17 * MINUTE);
    expect(pollTimes()).toEqual([0, MINUTE, 6 * MINUTE, 11 * MINUTE, 16 * MINUTE]);
  });

  test('every half an hour while calls come', async () => {
    catchUp.onConnected(SATO);
    for (let n = 0; n < 130; n++) {
      catchUp.onFreshEvent();
      await clock.advanceAsync(MINUTE);
    }
    const late = pollTimes().filter((at) => at > MINUTE);
    const gaps = late.slice(1).map((at, n) => at - (late[n] ?? 0));
    expect(late.length).toBeGreaterThanOrEqual(3);
    for (const gap of gaps) expect(gap).toBe(30 * MINUTE);
  });

  test('after a minute also when calls come: what ended just before is written down by then', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onFreshEvent();
    await clock.advanceAsync(MINUTE);
    expect(pollTimes()).toEqual([0, MINUTE]);
  });

  test('within ten minutes of the last call heard, for then nothing might come any more', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(2 * MINUTE);
    catchUp.onFreshEvent();
    await clock.advanceAsync(HOUR);
    const after = pollTimes().find((at) => at > 2 * MINUTE) ?? NaN;
    expect(after).toBeLessThanOrEqual(12 * MINUTE);
  });

  test('anew at every connect, and in no other rhythm than that of the last', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(30 * SECOND);
    catchUp.onDisconnected();
    await clock.advanceAsync(HOUR);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(2 * MINUTE);
    const second = HOUR + 30 * SECOND;
    expect(pollTimes()).toEqual([0, second, second + MINUTE]);
    // Also without a word of the end in between.
    catchUp.onConnected(SATO);
    await clock.advanceAsync(6 * MINUTE);
    const third = second + 2 * MINUTE;
    expect(pollTimes().slice(3)).toEqual([third, third + MINUTE, third + 6 * MINUTE]);
    expect(clock.pending).toBe(1);
  });

  test('not again before an answer came', async () => {
    defaultAnswer = null;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(HOUR);
    expect(pollTimes()).toEqual([0]);
  });
});

describe('since when', () => {
  test('at first from now on: what rang before is no loss of ours', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls[0]).toMatchObject({ from: startedAt, to: startedAt });
    expect(found).toEqual([{ elements: [], isOwnList: true, since: startedAt }]);
  });

  test('to the second, as Zoom writes times: a call that rang in the same one counts', async () => {
    await clock.advanceAsync(999);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(found[0]?.since).toBe(startedAt);
  });

  test('never before the first listening, whatever was tried since', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(5 * HOUR);
    for (const { from } of polls) expect(from).toBe(startedAt);
  });

  test('the first listening counts even when that look failed, and over a restart', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onDisconnected();
    await clock.advanceAsync(2 * HOUR);
    catchUp = createCatchUp();
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt, to: startedAt + 2 * HOUR + 10 * SECOND });
  });

  test('twelve hours before what is complete: a long talk is written down under its beginning', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    catchUp.onDisconnected();
    await clock.advanceAsync(3 * DAY);
    history.setCompleteUntil(key(SATO), startedAt + 2 * DAY);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt + 2 * DAY - 12 * HOUR, to: startedAt + 3 * DAY });
    expect(found.at(-1)?.since).toBe(startedAt + 2 * DAY - 12 * HOUR);
  });

  test('thirty days at most', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    catchUp.onDisconnected();
    await clock.advanceAsync(100 * DAY);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt + 70 * DAY, to: startedAt + 100 * DAY });
  });

  test.each([-DAY, HOUR])('by Zoom’s clock, ours being off by %i ms', async (skew) => {
    skewMs = skew;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(MINUTE);
    expect(polls[0]).toMatchObject({ from: startedAt - skew, to: startedAt - skew });
    expect(polls[1]).toMatchObject({ from: startedAt - skew, to: startedAt + MINUTE - skew });
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt + MINUTE - skew);
  });

  test('a clock that was once far ahead does not hide the calls of a day', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(2 * DAY);
    skewMs = -3 * DAY;
    await clock.advanceAsync(5 * MINUTE);
    expect(history.getCompleteUntil(key(SATO))).toBeGreaterThan(clock.now() + DAY);
    skewMs = 0;
    await clock.advanceAsync(5 * MINUTE);
    const { from, to } = polls.at(-1)!;
    expect(to).toBeLessThanOrEqual(clock.now());
    expect(from).toBeLessThanOrEqual(to - 12 * HOUR);
    expect(history.getCompleteUntil(key(SATO))).toBe(to);
  });

  test('no day is asked for that has not begun, not even when the first listening was by a wrong clock', async () => {
    skewMs = -3 * DAY;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    skewMs = 0;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * MINUTE);
    for (const { from, to } of polls) expect(from).toBeLessThanOrEqual(to);
  });

  test('what is remembered and makes no sense is as if it were not', async () => {
    history.setValue(`listening-since:${key(SATO)}`, 'yesterday');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(MINUTE);
    expect(polls.map(({ from }) => from)).toEqual([startedAt, startedAt]);
  });

  test.each<[string, Agent, Agent]>([
    ['two users', SATO, SUZUKI],
    ['a user and everyone', SATO, EVERYONE],
    ['two extensions', { ...EVERYONE, extensionNumber: '1002' }, { ...EVERYONE, extensionNumber: '1003' }],
    ['an extension and everyone', { ...EVERYONE, extensionId: 'e' }, EVERYONE],
  ])('%s are kept apart', async (_, first, second) => {
    catchUp.onConnected(first);
    await clock.advanceAsync(2 * DAY);
    catchUp.onConnected(second);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt + 2 * DAY });
    await clock.advanceAsync(DAY);
    catchUp.onConnected(first);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt + 2 * DAY - 4 * MINUTE - 12 * HOUR });
  });
});

describe('a look that goes well', () => {
  test('is told before the time is taken for complete', async () => {
    const completeThen: (number | null)[] = [];
    onFound = () => completeThen.push(history.getCompleteUntil(key(SATO)));
    defaultAnswer = { elements: [ELEMENT], isOwnList: false };
    catchUp.onConnected(SATO);
    await clock.advanceAsync(MINUTE);
    expect(found.map(({ elements, isOwnList }) => ({ elements, isOwnList }))).toEqual([
      { elements: [ELEMENT], isOwnList: false },
      { elements: [ELEMENT], isOwnList: false },
    ]);
    expect(completeThen).toEqual([null, startedAt]);
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt + MINUTE);
  });

  test('is complete until it was begun, not until it was answered', async () => {
    defaultAnswer = null;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    polls[0]?.answer({ elements: [], isOwnList: true });
    await flushPromises();
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt);
  });

  test('one that fails completes nothing', async () => {
    defaultAnswer = new RestError('trouble', 'HTTP 500', null);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(HOUR);
    expect(found).toEqual([]);
    expect(history.getCompleteUntil(key(SATO))).toBeNull();
  });
});

describe('a look that fails', () => {
  test('is tried again after half a minute, one, two, then every five minutes', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(19 * MINUTE);
    expect(pollTimes().map((at) => at / SECOND)).toEqual([0, 30, 90, 210, 510, 810, 1110]);
  });

  test('counts from the last success: then it begins anew, with a second look after a minute', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(80 * SECOND);
    defaultAnswer = { elements: [], isOwnList: true };
    await clock.advanceAsync(80 * SECOND);
    defaultAnswer = new HttpError('network');
    await clock.advanceAsync(5 * MINUTE + 40 * SECOND);
    expect(pollTimes().map((at) => at / SECOND)).toEqual([0, 30, 90, 150, 450, 480]);
    expect(notices).toEqual([]);
  });

  test('calls that come meanwhile put nothing off', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    for (let n = 0; n < 10; n++) {
      await clock.advanceAsync(10 * SECOND);
      catchUp.onFreshEvent();
    }
    expect(pollTimes().map((at) => at / SECOND)).toEqual([0, 30, 90]);
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
    defaultAnswer = error;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(89 * SECOND);
    expect(notices).toEqual([]);
    await clock.advanceAsync(SECOND);
    expect(notices).toEqual([{ level: 'warn', code, params }]);
    await clock.advanceAsync(12 * HOUR);
    expect(notices).toHaveLength(1);
  });

  test('after a success in between it is worth a word again', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * MINUTE);
    defaultAnswer = { elements: [], isOwnList: true };
    await clock.advanceAsync(10 * MINUTE);
    defaultAnswer = new HttpError('network');
    await clock.advanceAsync(20 * MINUTE);
    expect(notices.map(({ code }) => code)).toEqual(['history-unreachable', 'history-unreachable']);
  });

  test.each<[string, Error, number]>([
    ['REST asks for ten minutes', new RestError('rate-limited', 'HTTP 429', 600), 600],
    ['the token endpoint asks for ten minutes', new TokenError('rate-limited', null, 'HTTP 429', 600), 600],
    ['REST asks for a second', new RestError('rate-limited', 'HTTP 429', 1), 30],
    ['REST does not say', new RestError('rate-limited', 'HTTP 429', null), 30],
  ])('%s', async (_, error, seconds) => {
    defaultAnswer = error;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(seconds * SECOND - 1);
    expect(polls).toHaveLength(1);
    await clock.advanceAsync(1);
    expect(polls).toHaveLength(2);
  });
});

describe('a scope that is missing', () => {
  const SCOPE = new RestError('scope', 'HTTP 400, scopes:[phone:read:list_call_logs:admin]', null);
  const noticeCodes = (): readonly string[] => notices.map(({ code }) => code);

  test('is said at once, and not asked for again before the next connect', async () => {
    defaultAnswer = SCOPE;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(DAY);
    expect(notices).toEqual([{ level: 'warn', code: 'history-scope', params: {} }]);
    expect(polls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('is said once over all connects, until it worked in between', async () => {
    defaultAnswer = SCOPE;
    for (let n = 0; n < 5; n++) {
      catchUp.onConnected(SATO);
      await clock.advanceAsync(HOUR);
      catchUp.onDisconnected();
    }
    expect(polls).toHaveLength(5);
    expect(noticeCodes()).toEqual(['history-scope']);
    defaultAnswer = { elements: [], isOwnList: true };
    catchUp.onConnected(SATO);
    await clock.advanceAsync(SECOND);
    defaultAnswer = SCOPE;
    await clock.advanceAsync(HOUR);
    expect(noticeCodes()).toEqual(['history-scope', 'history-scope']);
  });

  test('is none of the failures that are counted', async () => {
    defaultAnswer = SCOPE;
    for (let n = 0; n < 5; n++) {
      catchUp.onConnected(SATO);
      await clock.advanceAsync(SECOND);
    }
    expect(noticeCodes()).toEqual(['history-scope']);
  });
});

describe('disconnected', () => {
  /** Nothing waits, and whatever comes is nobody's. */
  async function expectIdle(): Promise<void> {
    const before = { looks: polls.length, found: found.length, notices: notices.length };
    await clock.advanceAsync(0);
    expect(clock.pending).toBe(0);
    await clock.advanceAsync(DAY);
    expect({ looks: polls.length, found: found.length, notices: notices.length }).toEqual(before);
  }

  test('before the answer: the request is given up, and what it still brings is dropped', async () => {
    defaultAnswer = null;
    catchUp.onConnected(SATO);
    await flushPromises();
    const [poll] = polls;
    expect(poll?.signal.aborted).toBe(false);
    catchUp.onDisconnected();
    expect(poll?.signal.aborted).toBe(true);
    poll?.answer({ elements: [ELEMENT], isOwnList: true });
    await flushPromises();
    await expectIdle();
    expect(found).toEqual([]);
    expect(history.getCompleteUntil(key(SATO))).toBeNull();
  });

  test('before the answer: that it was given up is no failure', async () => {
    defaultAnswer = null;
    for (let n = 0; n < 4; n++) {
      catchUp.onConnected(SATO);
      await flushPromises();
      catchUp.onDisconnected();
      polls.at(-1)?.fail(n === 0 ? new RestError('scope', 'HTTP 403', null) : new HttpError('timeout'));
      await flushPromises();
    }
    await expectIdle();
    expect(notices).toEqual([]);
  });

  test('between two looks', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onDisconnected();
    await expectIdle();
  });

  test('between two tries', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onDisconnected();
    await expectIdle();
  });

  test('by whoever is told what was found: events are missing, so a new connection is tried', async () => {
    onFound = () => catchUp.onDisconnected();
    catchUp.onConnected(SATO);
    await clock.advanceAsync(SECOND);
    await expectIdle();
    // What was found is in the history all the same.
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt);
  });

  test('and connected as another by whoever is told: each keeps to its own', async () => {
    onFound = () => {
      onFound = () => undefined;
      defaultAnswer = null;
      catchUp.onConnected(SUZUKI);
    };
    catchUp.onConnected(SATO);
    await clock.advanceAsync(DAY);
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt);
    expect(history.getCompleteUntil(key(SUZUKI))).toBeNull();
    expect(polls).toHaveLength(2);
  });

  test('twice, or without a connect, is no mistake', async () => {
    catchUp.onDisconnected();
    catchUp.onDisconnected();
    await expectIdle();
  });
});

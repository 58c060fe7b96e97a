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

/** One poll of Zoom's history, answered by the test. */
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
/** answer to polls that the test does not answer itself; null = no answer */
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

/** Returns the times of the polls in ms since the test began. */
const pollTimes = (): readonly number[] => polls.map(({ at }) => at);
const key = (agent: Agent): string => agent.userId ?? '*';

describe('poll times', () => {
  test('polls at once, after a minute, then every five minutes without events', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(17 * MINUTE);
    expect(pollTimes()).toEqual([0, MINUTE, 6 * MINUTE, 11 * MINUTE, 16 * MINUTE]);
  });

  test('polls every half hour while calls arrive', async () => {
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

  test('also polls after a minute while calls arrive', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onFreshEvent();
    await clock.advanceAsync(MINUTE);
    expect(pollTimes()).toEqual([0, MINUTE]);
  });

  test('polls within ten minutes of the last event', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(2 * MINUTE);
    catchUp.onFreshEvent();
    await clock.advanceAsync(HOUR);
    const after = pollTimes().find((at) => at > 2 * MINUTE) ?? NaN;
    expect(after).toBeLessThanOrEqual(12 * MINUTE);
  });

  test('restarts the schedule at every connect', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(30 * SECOND);
    catchUp.onDisconnected();
    await clock.advanceAsync(HOUR);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(2 * MINUTE);
    const second = HOUR + 30 * SECOND;
    expect(pollTimes()).toEqual([0, second, second + MINUTE]);
    // The schedule also restarts without a disconnect in between.
    catchUp.onConnected(SATO);
    await clock.advanceAsync(6 * MINUTE);
    const third = second + 2 * MINUTE;
    expect(pollTimes().slice(3)).toEqual([third, third + MINUTE, third + 6 * MINUTE]);
    expect(clock.pending).toBe(1);
  });

  test('does not poll again before the answer arrives', async () => {
    defaultAnswer = null;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(HOUR);
    expect(pollTimes()).toEqual([0]);
  });
});

describe('start of the polled period', () => {
  test('initially is the time of the first connect', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls[0]).toMatchObject({ from: startedAt, to: startedAt });
    expect(found).toEqual([{ elements: [], isOwnList: true, since: startedAt }]);
  });

  test('is rounded down to the second', async () => {
    await clock.advanceAsync(999);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(found[0]?.since).toBe(startedAt);
  });

  test('stays at the first connect while less than twelve hours are complete', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(5 * HOUR);
    for (const { from } of polls) expect(from).toBe(startedAt);
  });

  test('stays at the first connect after a failed poll and a restart', async () => {
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

  test('is twelve hours before the completed time', async () => {
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

  test('is at most thirty days ago', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    catchUp.onDisconnected();
    await clock.advanceAsync(100 * DAY);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    expect(polls.at(-1)).toMatchObject({ from: startedAt + 70 * DAY, to: startedAt + 100 * DAY });
  });

  test.each([-DAY, HOUR])('uses Zoom’s clock if ours is off by %i ms', async (skew) => {
    skewMs = skew;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(MINUTE);
    expect(polls[0]).toMatchObject({ from: startedAt - skew, to: startedAt - skew });
    expect(polls[1]).toMatchObject({ from: startedAt - skew, to: startedAt + MINUTE - skew });
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt + MINUTE - skew);
  });

  test('a clock that was far ahead once does not hide the calls of a day', async () => {
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

  test('never lies after the end of the period, even after a wrong clock', async () => {
    skewMs = -3 * DAY;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(0);
    skewMs = 0;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * MINUTE);
    for (const { from, to } of polls) expect(from).toBeLessThanOrEqual(to);
  });

  test('an invalid stored value is ignored', async () => {
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
  ])('%s have separate periods', async (_, first, second) => {
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

describe('a successful poll', () => {
  test('reports its results before the period is marked complete', async () => {
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

  test('completes the time up to its request, not up to its answer', async () => {
    defaultAnswer = null;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    polls[0]?.answer({ elements: [], isOwnList: true });
    await flushPromises();
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt);
  });

  test('a failed poll completes nothing', async () => {
    defaultAnswer = new RestError('trouble', 'HTTP 500', null);
    catchUp.onConnected(SATO);
    await clock.advanceAsync(HOUR);
    expect(found).toEqual([]);
    expect(history.getCompleteUntil(key(SATO))).toBeNull();
  });
});

describe('a failed poll', () => {
  test('is retried after half a minute, one, two, then every five minutes', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(19 * MINUTE);
    expect(pollTimes().map((at) => at / SECOND)).toEqual([0, 30, 90, 210, 510, 810, 1110]);
  });

  test('restarts its retry schedule after a success', async () => {
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

  test('is retried on time while calls arrive', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    for (let n = 0; n < 10; n++) {
      await clock.advanceAsync(10 * SECOND);
      catchUp.onFreshEvent();
    }
    expect(pollTimes().map((at) => at / SECOND)).toEqual([0, 30, 90]);
  });

  test.each<[string, Error, Notice['code'], Notice['params']]>([
    ['no network', new HttpError('network'), 'history-unreachable', {}],
    ['a timeout', new HttpError('timeout'), 'history-unreachable', {}],
    [
      'a Zoom server error',
      new RestError('trouble', 'HTTP 500, Oops', null),
      'history-unreadable',
      { detail: 'HTTP 500, Oops' },
    ],
    ['not found', new RestError('not-found', 'HTTP 404', null), 'history-unreadable', { detail: 'HTTP 404' }],
    [
      'an unknown user',
      new RestError('unknown-user', 'HTTP 404, 300, User does not exist', null),
      'history-unreadable',
      { detail: 'HTTP 404, 300, User does not exist' },
    ],
    [
      'a token error',
      new TokenError('refused', 'credentials', 'HTTP 401, invalid_client', null),
      'history-unreadable',
      { detail: 'HTTP 401, invalid_client' },
    ],
    ['any other error', new Error('a secret'), 'history-unreachable', {}],
  ])('%s is reported at the third failure, once', async (_, error, code, params) => {
    defaultAnswer = error;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(89 * SECOND);
    expect(notices).toEqual([]);
    await clock.advanceAsync(SECOND);
    expect(notices).toEqual([{ level: 'warn', code, params }]);
    await clock.advanceAsync(12 * HOUR);
    expect(notices).toHaveLength(1);
  });

  test('is reported again after a success in between', async () => {
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
    ['REST asks for a wait of ten minutes', new RestError('rate-limited', 'HTTP 429', 600), 600],
    [
      'the token endpoint asks for a wait of ten minutes',
      new TokenError('rate-limited', null, 'HTTP 429', 600),
      600,
    ],
    ['REST asks for a wait of one second', new RestError('rate-limited', 'HTTP 429', 1), 30],
    ['REST names no wait', new RestError('rate-limited', 'HTTP 429', null), 30],
  ])('%s', async (_, error, seconds) => {
    defaultAnswer = error;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(seconds * SECOND - 1);
    expect(polls).toHaveLength(1);
    await clock.advanceAsync(1);
    expect(polls).toHaveLength(2);
  });
});

describe('a missing scope', () => {
  const SCOPE = new RestError('scope', 'HTTP 400, scopes:[phone:read:list_call_logs:admin]', null);
  const noticeCodes = (): readonly string[] => notices.map(({ code }) => code);

  test('is reported at once and not polled again before the next connect', async () => {
    defaultAnswer = SCOPE;
    catchUp.onConnected(SATO);
    await clock.advanceAsync(DAY);
    expect(notices).toEqual([{ level: 'warn', code: 'history-scope', params: {} }]);
    expect(polls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('is reported once across connects, and again after a success', async () => {
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

  test('does not count as a failed poll', async () => {
    defaultAnswer = SCOPE;
    for (let n = 0; n < 5; n++) {
      catchUp.onConnected(SATO);
      await clock.advanceAsync(SECOND);
    }
    expect(noticeCodes()).toEqual(['history-scope']);
  });
});

describe('after onDisconnected', () => {
  /** Expects no pending timer, and no further poll, result or notice. */
  async function expectIdle(): Promise<void> {
    const before = { looks: polls.length, found: found.length, notices: notices.length };
    await clock.advanceAsync(0);
    expect(clock.pending).toBe(0);
    await clock.advanceAsync(DAY);
    expect({ looks: polls.length, found: found.length, notices: notices.length }).toEqual(before);
  }

  test('aborts the pending request and drops its answer', async () => {
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

  test('an aborted request does not count as a failure', async () => {
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

  test('stops between two polls', async () => {
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onDisconnected();
    await expectIdle();
  });

  test('stops between two retries', async () => {
    defaultAnswer = new HttpError('network');
    catchUp.onConnected(SATO);
    await clock.advanceAsync(10 * SECOND);
    catchUp.onDisconnected();
    await expectIdle();
  });

  test('stops if called from onFound', async () => {
    onFound = () => catchUp.onDisconnected();
    catchUp.onConnected(SATO);
    await clock.advanceAsync(SECOND);
    await expectIdle();
    // The period that was read still counts as complete in the history.
    expect(history.getCompleteUntil(key(SATO))).toBe(startedAt);
  });

  test('a connect of another agent from onFound has its own period', async () => {
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

  test('does nothing if called twice or without a connect', async () => {
    catchUp.onDisconnected();
    catchUp.onDisconnected();
    await expectIdle();
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../util/clock.ts';
import { FakeClock } from '../test-support/fakes.ts';
import { watchForWake, type Interfaces } from './wake-detector.ts';

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;

const v4 = (address: string, internal = false): { address: string; internal: boolean; family: string } => ({
  address,
  internal,
  family: 'IPv4',
});
const v6 = (address: string): { address: string; internal: boolean; family: string } => ({
  address,
  internal: false,
  family: 'IPv6',
});

const HOME: ReturnType<Interfaces> = {
  lo: [v4('127.0.0.1', true)],
  wlan0: [v4('192.168.1.20'), v6('fe80::1')],
};

let time: FakeClock;
/** offset of the machine's clock in ms */
let clockOffsetMs: number;
let network: ReturnType<Interfaces>;
let wakeCount: number;
let stopWatching: () => void;

beforeEach(() => {
  time = new FakeClock();
  clockOffsetMs = 0;
  network = HOME;
  wakeCount = 0;
  const clock: Clock = { now: () => time.now() + clockOffsetMs, after: (ms, run) => time.after(ms, run) };
  stopWatching = watchForWake(
    clock,
    () => network,
    () => (wakeCount += 1),
  );
});

/** Runs the next check, which is due within 5 s. */
const runCheck = (): void => time.advance(6 * SECOND);

test('reports nothing for days if nothing changes', () => {
  time.advance(72 * HOUR);
  expect(wakeCount).toBe(0);
});

describe('network changes', () => {
  test.each<[string, ReturnType<Interfaces>]>([
    ['a changed address', { ...HOME, wlan0: [v4('10.0.0.7')] }],
    ['a removed interface', { lo: [v4('127.0.0.1', true)] }],
    ['an interface that lost its IPv4 address', { ...HOME, wlan0: [v6('fe80::1')] }],
    ['an added interface, such as a dock', { ...HOME, eth0: [v4('192.168.1.21')] }],
    ['a VPN', { ...HOME, tun0: [v4('10.8.0.2')] }],
    ['the same address on another interface', { lo: [v4('127.0.0.1', true)], eth0: [v4('192.168.1.20')] }],
  ])('%s is reported once within seconds, and so is the change back', (_, changed) => {
    runCheck();
    network = changed;
    runCheck();
    expect(wakeCount).toBe(1);
    time.advance(HOUR);
    expect(wakeCount).toBe(1);
    network = HOME;
    runCheck();
    expect(wakeCount).toBe(2);
  });

  test.each<[string, ReturnType<Interfaces>]>([
    ['a new IPv6 privacy address', { ...HOME, wlan0: [v4('192.168.1.20'), v6('2001:db8::2')] }],
    ['an interface with only IPv6', { ...HOME, eth1: [v6('fe80::9')] }],
    ['another loopback address', { ...HOME, lo: [v4('127.0.0.1', true), v4('127.0.1.1', true)] }],
    ['an interface without addresses', { ...HOME, eth1: [], eth2: undefined }],
    ...['docker0', 'veth12ab', 'br-5f1e', 'virbr0', 'vmnet8', 'vboxnet0', 'vEthernet (WSL)'].map(
      (name): [string, ReturnType<Interfaces>] => [name, { ...HOME, [name]: [v4('172.17.0.1')] }],
    ),
  ])('%s is ignored', (_, changed) => {
    runCheck();
    network = changed;
    runCheck();
    network = HOME;
    runCheck();
    expect(wakeCount).toBe(0);
  });

  test('ignores the order of interfaces and addresses', () => {
    network = { wlan0: [v4('192.168.1.20'), v4('192.168.1.21')], eth0: [v4('10.0.0.7')] };
    runCheck();
    expect(wakeCount).toBe(1);
    network = { eth0: [v4('10.0.0.7')], wlan0: [v4('192.168.1.21'), v4('192.168.1.20')] };
    runCheck();
    expect(wakeCount).toBe(1);
  });

  test('accepts numeric address families of some Node versions', () => {
    network = { wlan0: [{ address: '192.168.1.20', internal: false, family: 4 }] };
    runCheck();
    expect(wakeCount).toBe(0);
    network = { wlan0: [{ address: '192.168.1.99', internal: false, family: 4 }] };
    runCheck();
    expect(wakeCount).toBe(1);
  });

  test('reports a change that happened while addresses were unavailable', () => {
    const clock = new FakeClock();
    const results: (ReturnType<Interfaces> | null)[] = [HOME, HOME, null, null, { eth0: [v4('10.0.0.7')] }];
    let wakes = 0;
    watchForWake(
      clock,
      () => {
        const addresses = results.shift();
        if (addresses == null) throw new Error('uv_interface_addresses');
        return addresses;
      },
      () => (wakes += 1),
    );
    clock.advance(16 * SECOND);
    expect(wakes).toBe(0);
    clock.advance(5 * SECOND);
    expect(wakes).toBe(1);
  });

  test('still detects sleep if addresses are unavailable (a sandbox)', () => {
    const clock = new FakeClock();
    let checkCount = 0;
    let wakes = 0;
    const stop = watchForWake(
      clock,
      () => {
        checkCount += 1;
        if (checkCount < 3 || checkCount === 5)
          throw new Error('uv_interface_addresses returned Unknown system error 13');
        return HOME;
      },
      () => (wakes += 1),
    );
    clock.advance(11 * SECOND);
    expect(checkCount).toBe(3);
    // Addresses that become available, or are unavailable for one check, are not a network change.
    clock.advance(20 * SECOND);
    expect(checkCount).toBe(7);
    expect(wakes).toBe(0);
    stop();
    expect(clock.pending).toBe(0);
  });
});

describe('clock jumps', () => {
  test.each([
    ['a machine that slept a minute', 60 * SECOND],
    ['a machine that slept a night', 8 * HOUR],
    ['a clock set forward by a day', 24 * HOUR],
    ['a clock set back by a minute', -60 * SECOND],
    ['a clock set back by a day', -24 * HOUR],
  ])('%s is reported once', (_, ms) => {
    time.advance(12 * SECOND);
    clockOffsetMs += ms;
    runCheck();
    expect(wakeCount).toBe(1);
    time.advance(HOUR);
    expect(wakeCount).toBe(1);
  });

  test.each([20 * SECOND, 29 * SECOND, -20 * SECOND])(
    'ignores an offset of %i ms (a busy machine or a small correction)',
    (ms) => {
      for (let n = 0; n < 20; n++) {
        clockOffsetMs += ms;
        runCheck();
      }
      expect(wakeCount).toBe(0);
    },
  );

  test('sleep combined with a network change is reported once', () => {
    clockOffsetMs += 8 * HOUR;
    network = { wlan0: [v4('10.0.0.7')] };
    runCheck();
    expect(wakeCount).toBe(1);
  });
});

describe('stopping', () => {
  test('leaves no timer and reports nothing afterwards', () => {
    runCheck();
    stopWatching();
    expect(time.pending).toBe(0);
    network = {};
    clockOffsetMs += HOUR;
    time.advance(HOUR);
    expect(wakeCount).toBe(0);
    stopWatching();
  });

  test('may be called from the callback', () => {
    const clock = new FakeClock();
    let addresses: ReturnType<Interfaces> = HOME;
    const stop = watchForWake(
      clock,
      () => addresses,
      () => stop(),
    );
    addresses = {};
    clock.advance(6 * SECOND);
    expect(clock.pending).toBe(0);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../src-core/test-support/fakes.ts';
import { ScreenLock } from './screen-lock.ts';

type State = ReturnType<Electron.PowerMonitor['getSystemIdleState']>;

class FakeMonitor extends EventEmitter {
  state: State = 'active';
  getSystemIdleState(): State {
    return this.state;
  }
}

function begin(platform: NodeJS.Platform, state: State = 'active') {
  const monitor = new FakeMonitor();
  monitor.state = state;
  const clock = new FakeClock();
  const changes: boolean[] = [];
  const lock = new ScreenLock({ monitor, platform, clock, onChange: () => changes.push(lock.isLocked) });
  return { monitor, clock, lock, changes };
}

describe('ScreenLock', () => {
  test('reads the state at start', () => {
    expect(begin('win32', 'locked').lock.isLocked).toBe(true);
    for (const state of ['active', 'idle', 'unknown'] as const)
      expect(begin('win32', state).lock.isLocked).toBe(false);
  });

  test('reports each change once', () => {
    const { monitor, changes, clock } = begin('win32');
    for (const event of ['lock-screen', 'lock-screen', 'unlock-screen', 'unlock-screen']) monitor.emit(event);
    expect(changes).toEqual([true, false]);
    expect(clock.pending).toBe(0);
  });

  test('polls on Linux until it ends', () => {
    const { monitor, clock, lock, changes } = begin('linux');
    monitor.state = 'locked';
    clock.advance(2_000);
    clock.advance(10_000);
    monitor.state = 'idle';
    clock.advance(2_000);
    expect(changes).toEqual([true, false]);
    lock.end();
    expect(clock.pending).toBe(0);
  });
});
